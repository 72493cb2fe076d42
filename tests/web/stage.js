// A place to draw on, and eyes to read it back with.
globalThis.freshetStage = (() => {
  const root = document.createElement('main');
  document.body.append(root);
  let place = root;
  let pressed = [];

  /** A node as plain data: all of it, also what nobody asked for. */
  function read(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return { strange: node.nodeType };
    return {
      tag: node.namespaceURI === 'http://www.w3.org/1999/xhtml' ? node.localName : node.namespaceURI,
      attributes: Object.fromEntries(node.getAttributeNames().map((name) => [name, node.getAttribute(name)])),
      children: Array.from(node.childNodes, read),
    };
  }

  const find = (selector) => place.querySelector(selector);

  return {
    clear(dir, shadow) {
      root.textContent = '';
      root.dir = dir;
      pressed = [];
      const host = document.createElement('div');
      root.append(host);
      place = shadow ? host.attachShadow({ mode: 'open' }) : host;
    },
    draw(trees) {
      freshetDraw(place, JSON.parse(trees), (action) => pressed.push(action));
    },
    read: () => JSON.stringify(Array.from(place.childNodes, read)),
    direction: (selector) => getComputedStyle(find(selector)).direction,
    click: (selector) => find(selector).click(),
    dispatch: (selector) => find(selector).dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true })),
    pressed: () => JSON.stringify(pressed),
    focus: (selector) => find(selector).focus(),
    focused: (selector) => find(selector) !== null && (place instanceof ShadowRoot ? place : document).activeElement === find(selector),
    mark: (selector) => { for (const node of place.querySelectorAll(selector)) node.freshetMarked = true; },
    marked: (selector) => Array.from(place.querySelectorAll(selector)).every((node) => node.freshetMarked) && find(selector) !== null,
    show: (address) => { const image = new Image(); image.src = address; root.append(image); },
    matches: (selector, other) => find(selector)?.matches(other) ?? false,
    moveAway() {
      const parent = root.parentNode;
      root.remove();
      parent.append(root);
    },
    close: (selector) => new Promise((closed) => {
      const dialog = find(selector);
      dialog.addEventListener('close', () => closed(), { once: true });
      dialog.close();
    }),
    keysLeaked(selector) {
      const leaked = [];
      const note = ({ type }) => leaked.push(type);
      const types = ['keydown', 'keypress', 'keyup'];
      for (const type of types) document.addEventListener(type, note);
      for (const type of types) find(selector).dispatchEvent(new KeyboardEvent(type, { key: 'n', bubbles: true, composed: true }));
      for (const type of types) document.removeEventListener(type, note);
      return leaked.join(' ');
    },
    check: (selector, checked) => (find(selector).checked = checked),
    value: (selector) => find(selector).value,
    setValue: (selector, value) => (find(selector).value = value),
    change: (selector) => find(selector).dispatchEvent(new Event('change', { bubbles: true })),
    ran: () => globalThis.freshetRan ?? '',
  };
})();
