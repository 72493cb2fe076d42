// Draws a tree of plain data as nodes. It creates only what stands in these lists,
// sets text as text, and reuses the nodes that are there, so that focus, selection
// and live regions survive a new drawing. What a control shows is what the tree says.
globalThis.freshetDraw = (() => {
  const tags = new Set(
    ('a abbr b bdi blockquote br button code dd del dialog div dl dt em fieldset form h1 h2 h3 h4 hr i img input ins label legend ' +
      'li main mark ol p pre progress rp rt ruby s section small span strong sub sup table tbody td th thead time tr u ul').split(' '));
  const attributes = new Set(
    'class lang dir title alt width height role tabindex type disabled hidden id scope colspan datetime start value'.split(' '));
  // What only these elements may have.
  const special = {
    dialog: { closedby: /^any$/ },
    input: {
      type: /^(radio|checkbox|date|text)$/, name: /^[a-z]+$/, checked: /^$/, min: /^[\d-]+$/, maxlength: /^\d+$/, placeholder: /^/,
      autocapitalize: /^none$/, autocomplete: /^off$/, inputmode: /^email$/, spellcheck: /^false$/,
    },
    progress: { max: /^\d+$/ },
  };
  const picture = /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]*$/;
  const link = /^https?:\/\//i;

  function allowed(tag, name, value) {
    const own = Object.hasOwn(special, tag) ? special[tag] : {};
    if (Object.hasOwn(own, name)) return own[name].test(value);
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
    // Without a type that is known it could be anything.
    if (tree.tag === 'input' && !special.input.type.test(type(tree))) throw new TypeError('freshet: this <input> is not drawn');
    return document.createElement(tree.tag);
  }

  function fits(node, tree) {
    if (typeof tree === 'string') return node.nodeType === Node.TEXT_NODE;
    const same = node.nodeType === Node.ELEMENT_NODE && node.localName === tree.tag && node.freshetKey === tree.key;
    return same && (tree.tag !== 'input' || node.type === type(tree));
  }

  const type = (tree) => tree.attributes?.type ?? '';

  function dress(node, tree, press) {
    const wanted = new Map(Object.entries(tree.attributes ?? {}).filter(([name, value]) => allowed(tree.tag, name, value)));
    if (tree.tag === 'a') wanted.set('target', '_blank').set('rel', 'noopener noreferrer nofollow');
    if (tree.tag === 'button') wanted.set('type', node.form ? 'submit' : 'button');
    // Whether a dialog is open is told by its node alone.
    if (tree.tag === 'dialog' && node.hasAttribute('open')) wanted.set('open', '');
    for (const name of node.getAttributeNames()) if (!wanted.has(name)) node.removeAttribute(name);
    for (const [name, value] of wanted) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
    node.freshetKey = tree.key;
    if (tree.tag === 'input') control(node, wanted, tree.press, press);
    else if (tree.tag === 'dialog') modal(node, tree.press, press);
    else if (tree.tag === 'form') form(node);
    else node.onclick = tree.press === undefined ? null : (event) => {
      event.preventDefault();
      event.stopPropagation();
      // In a form it sends what stands there. Enter presses it, too.
      if (event.isTrusted) press(node.form ? filled(tree.press, node.form.elements[0].value) : tree.press);
    };
    children(node, tree.children ?? [], press);
  }

  /** A control: it shows what the tree says, and tells when a person changed it. */
  function control(node, wanted, action, press) {
    // What is written is told by the button beside it, and is never written over.
    if (wanted.get('type') === 'text') return;
    const date = wanted.get('type') === 'date';
    if (!date) node.checked = wanted.has('checked');
    // Who is at it may have written half a day.
    else if (!node.matches(':focus')) node.value = wanted.get('value') ?? '';
    node.onchange = (event) => {
      event.stopPropagation();
      if (!event.isTrusted || action === undefined || !node.validity.valid) return;
      press(date ? filled(action, node.value) : action);
    };
  }

  /** An action with what a person wrote as its value. */
  const filled = (action, value) =>
    Object.fromEntries(Object.entries(action).map(([name, rest]) => [name, { ...rest, value }]));

  /** Keeps the keys that are pressed in it from the page, where they mean something else. */
  const own = (node) => (node.onkeydown = node.onkeypress = node.onkeyup = (event) => event.stopPropagation());

  /** A form: it goes nowhere. */
  function form(node) {
    own(node);
    node.onsubmit = (event) => {
      event.preventDefault();
      event.stopPropagation();
    };
  }

  /** A dialog: it tells when it was closed. */
  function modal(node, action, press) {
    own(node);
    node.onclose = (event) => {
      node.freshetClosed = true;
      if (event.isTrusted && action !== undefined) press(action);
    };
  }

  /** Opens the dialogs that are not, unless a person has closed them: also those that stood elsewhere in between. */
  function open(root) {
    for (const node of root.querySelectorAll('dialog')) {
      if (!node.isConnected || node.freshetClosed || node.matches(':modal')) continue;
      node.removeAttribute('open');
      node.showModal();
      node.querySelector(':checked')?.focus();
    }
  }

  /** Takes a node away; a dialog gives the focus back first. */
  function remove(node) {
    for (const dialog of node.localName === 'dialog' ? [node] : node.querySelectorAll?.('dialog') ?? []) {
      dialog.onclose = null;
      dialog.close();
    }
    node.remove();
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
          remove(gone);
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
      remove(gone);
    }
  }

  /** Makes `root` show `trees`; `press` is told the action of what a person pressed, chose or closed. */
  const draw = (root, trees, press) => {
    children(root, trees, press);
    open(root);
  };
  /** Opens the dialogs of `root` again after it stood elsewhere. */
  return Object.assign(draw, { open });
})();
