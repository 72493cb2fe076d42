// What stands in the account's own menu for the person who is shown: put there whenever
// that menu opens, in the shape of Mastodon's own entries. No words and no rules live here.

/**
 * Offers what `guest()`, the line's `{ host, menu }` or nothing, has for the menu. What is chosen
 * goes to `press(guest, action)` while `shows(guest)`: while the address still names that person.
 * `offer` and `withdraw` bring the menu in line; at the end of `signal` the presses are no longer noted.
 */
globalThis.freshetMenu = ({ guest, shows, press, signal }) => {
  const selectors = globalThis.freshetSelectors;

  /** The guest whose menu's trigger was pressed last, or nothing. */
  let opener = null;
  /** What stands in the menu while it is open, or nothing. */
  let offered = null;

  /** Adds what the guest has, if the menu is open, before it is painted. */
  function offer() {
    const visitor = guest();
    const menu = visitor?.menu.length > 0 ? opened(visitor) : null;
    if (offered?.list !== menu?.list) withdraw();
    if (!menu || offered?.nodes.every((node) => node.parentNode === menu.list)) return;
    withdraw();
    const { list, closer } = menu;
    const like = list.querySelector(selectors.entry.query)?.parentNode;
    if (!like) return;
    const close = () => document.querySelector(closer)?.click();
    const gap = list.querySelector(selectors.separator.query)?.cloneNode(false);
    const nodes = [...(gap ? [gap] : []), ...visitor.menu.map((item) => entry(like, item, visitor, close))];
    // A group of its own, after the one that leads to the original page.
    let last = list.querySelector(selectors.original.query)?.closest('li') ?? list.firstElementChild;
    while (last.nextElementSibling && !last.nextElementSibling.matches(selectors.separator.query)) last = last.nextElementSibling;
    last.after(...nodes);
    offered = { list, nodes };
  }

  function withdraw() {
    for (const node of offered?.nodes ?? []) node.remove();
    offered = null;
  }

  /** The open menu, if it is the one of the guest's profile. */
  function opened(visitor) {
    for (const menu of selectors.menus) {
      const list = document.querySelector(menu.query);
      const own = list && (list === offered?.list || (menu.touch ? opener === visitor : belongs(list, visitor)));
      // An older version's header may show the next person already.
      if (own && shows(visitor)) return { list, closer: menu.closer };
    }
    return null;
  }

  /** Whether a list of the mouse's belongs to the guest's trigger, which names it where it names anything. */
  function belongs(list, { host }) {
    const trigger = host.parentNode?.querySelector(selectors.opened.query);
    const id = trigger?.getAttribute('aria-controls');
    return Boolean(trigger) && (!id || Boolean(list.closest(`#${CSS.escape(id)}`)));
  }

  /** An entry in the shape of another one. */
  function entry(like, item, visitor, close) {
    const node = shape(like, item.words, visitor.host);
    const control = node.querySelector('a, button');
    const choose = (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!event.isTrusted) return;
      close();
      if (shows(visitor)) press(visitor, item.press);
    };
    control.addEventListener('click', choose);
    if (control.localName === 'a') {
      // A link in a button's place, as in 4.3, knows only Enter by itself.
      control.setAttribute('role', 'button');
      control.addEventListener('keydown', (event) => event.key === ' ' && choose(event));
    }
    return node;
  }

  /** A copy of an element without its text, its pictures and what tells it from its like; `words` in the text's place. */
  function shape(node, words, { lang, dir }) {
    const copy = node.cloneNode(false);
    for (const name of copy.getAttributeNames()) if (!['class', 'href', 'role', 'tabindex', 'type'].includes(name)) copy.removeAttribute(name);
    const says = Array.from(node.childNodes).some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    const inner = says ? null : node.firstElementChild;
    if (inner) copy.append(shape(inner, words, { lang, dir }));
    else Object.assign(copy, { textContent: words, lang, dir });
    return copy;
  }

  /** Notes whose menu is being opened: touch leaves no other sign of it. */
  function note({ target }) {
    if (!(target instanceof Node) || offered?.list.contains(target)) return;
    const visitor = guest();
    const button = visitor && target instanceof Element ? target.closest(selectors.trigger.query) : null;
    opener = button && visitor.host.parentNode?.contains(button) ? visitor : null;
  }

  for (const type of ['click', 'keydown']) addEventListener(type, note, { capture: true, signal });
  return { offer, withdraw };
};
