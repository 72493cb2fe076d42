// Draws a tree of plain data as nodes. It creates only what stands in these lists,
// sets text as text, and reuses the nodes that are there, so that focus, selection
// and live regions survive a new drawing.
globalThis.freshetDraw = (() => {
  const tags = new Set(
    ('a abbr b bdi blockquote br button code dd del div dl dt em h1 h2 h3 hr i img ins li main mark ol p pre ' +
      'rp rt ruby s section small span strong sub sup table tbody td th thead time tr u ul').split(' '));
  const attributes = new Set(
    'class lang dir title alt width height role tabindex type disabled hidden id scope colspan datetime start value'.split(' '));
  const picture = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]*$/;
  const link = /^https?:\/\//i;

  function allowed(tag, name, value) {
    if (attributes.has(name) || name.startsWith('aria-')) return true;
    if (name === 'href') return tag === 'a' && link.test(value);
    if (name === 'src') return tag === 'img' && (picture.test(value) || shown(value));
    return false;
  }

  // A picture that the page itself shows already may be shown beside it: nobody is asked for it.
  const shown = (address) => link.test(address) && Array.from(document.images).some((image) => image.src === address);

  function create(tree) {
    if (typeof tree === 'string') return document.createTextNode(tree);
    if (!tags.has(tree.tag)) throw new TypeError(`freshet: <${tree.tag}> is not drawn`);
    return document.createElement(tree.tag);
  }

  function fits(node, tree) {
    if (typeof tree === 'string') return node.nodeType === Node.TEXT_NODE;
    return node.nodeType === Node.ELEMENT_NODE && node.localName === tree.tag && node.freshetKey === tree.key;
  }

  function dress(node, tree, press) {
    const wanted = new Map(Object.entries(tree.attributes ?? {}).filter(([name, value]) => allowed(tree.tag, name, value)));
    if (tree.tag === 'a') wanted.set('target', '_blank').set('rel', 'noopener noreferrer nofollow');
    if (tree.tag === 'button') wanted.set('type', 'button');
    for (const name of node.getAttributeNames()) if (!wanted.has(name)) node.removeAttribute(name);
    for (const [name, value] of wanted) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
    node.freshetKey = tree.key;
    node.onclick = tree.press === undefined ? null : (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.isTrusted) press(tree.press);
    };
    children(node, tree.children ?? [], press);
  }

  function children(parent, trees, press) {
    let at = parent.firstChild;
    for (const tree of trees) {
      let node = at;
      while (node && !fits(node, tree)) node = node.nextSibling;
      if (node) {
        while (at !== node) {
          const gone = at;
          at = at.nextSibling;
          gone.remove();
        }
        at = at.nextSibling;
      } else {
        node = create(tree);
        node.freshetKey = tree.key;
        parent.insertBefore(node, at);
      }
      if (typeof tree !== 'string') dress(node, tree, press);
      else if (node.data !== tree) node.data = tree;
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  /** Makes `root` show `trees`; `press` is told the value of the button that a person pressed. */
  return (root, trees, press) => children(root, trees, press);
})();
