// Runs in the pages of a home that the person switched on. It finds out who is shown,
// keeps exactly one line under that person, and carries messages: what to draw comes
// from the background, what was pressed goes back. No words and no rules live here.
(() => {
  globalThis.freshetPage?.abort();
  const life = (globalThis.freshetPage = new AbortController());
  const { signal } = life;
  const selectors = globalThis.freshetSelectors;
  const sheet = new CSSStyleSheet();
  const kept = 'freshet-scroll';

  /** The line under one profile, or nothing. */
  let guest = null;
  let frame = 0;
  let lost = 0;
  let told = false;

  /** The guest whose menu's trigger was pressed last, or nothing. */
  let opener = null;
  /** What stands in the account's own menu while it is open, or nothing. */
  let offered = null;
  /** Where the line stood before the page was reloaded, until that is loaded or somebody scrolls, or nothing. */
  let scrolled = null;

  const state = () => {
    try {
      return JSON.parse(document.querySelector(selectors.initialState.query).textContent);
    } catch {
      return null;
    }
  };

  /** `user@host` of the remote profile that the address names, or nothing. */
  const routed = () => {
    const found = /^(?:\/deck)?\/@([^/@]+@[^/@]+)(?:\/|$)/.exec(location.pathname);
    return found ? named(found[1]) : null;
  };

  /** Whether the page at this address has the header of a profile in every version. */
  const headed = () => /^(?:\/deck)?\/@[^/]+(?:\/(?:with_replies|media|featured|tagged\/[^/]+))?\/?$/.test(location.pathname);

  /** A handle in one spelling: lower case, the host in its ASCII form. */
  const named = (handle) => {
    const whole = decode(handle).toLowerCase();
    const [name, host] = whole.split('@');
    return host && URL.canParse(`https://${host}`) ? `${name}@${new URL(`https://${host}`).host}` : whole;
  };

  const decode = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  /** The person that a header itself names, or nothing. */
  const drawn = (bar) => {
    for (const { query, attribute } of selectors.own) {
      const found = /^\/?@([^/]+)/.exec(bar.querySelector(query)?.getAttribute(attribute) ?? '');
      if (found) return named(found[1]);
    }
    return null;
  };

  const bars = () => selectors.bar.flatMap(({ query }) => Array.from(document.querySelectorAll(query)));

  /** Brings the page in line with who is shown now. */
  function settle() {
    cancelAnimationFrame(frame);
    frame = 0;
    const acct = routed();
    if (scrolled && scrolled.path !== location.pathname) scrolled = null;
    if (guest && guest.acct !== acct) leave();
    if (!acct) return watch(null);
    const all = bars();
    const bar = all.findLast((one) => drawn(one) === acct) ?? all.findLast((one) => drawn(one) === null);
    watch(bar || !headed() ? null : acct);
    if (!bar) return guest?.host.remove();
    guest ??= invite(acct);
    if (guest.host.parentNode !== bar) bar.append(guest.host);
    scrollBack();
  }

  function invite(acct) {
    const host = document.createElement('freshet-line');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    const visitor = { acct, host, root, port: null, memory: null, menu: [], busy: false, since: 0, tries: 0 };
    connect(visitor);
    return visitor;
  }

  function leave() {
    guest.port?.disconnect();
    guest.host.remove();
    guest = null;
    withdraw();
  }

  function connect(visitor) {
    const page = state();
    if (!page) return;
    try {
      visitor.port = chrome.runtime.connect({ name: 'page' });
    } catch {
      return life.abort(); // the extension was updated or removed
    }
    visitor.port.onMessage.addListener((message) => receive(visitor, message));
    visitor.port.onDisconnect.addListener(() => closed(visitor));
    visitor.since = performance.now();
    const show = { path: location.pathname, home: facts(page), memory: visitor.memory };
    visitor.port.postMessage({ show });
  }

  /** The background ended. If work is under way it is woken again, but slower and slower if it keeps ending. */
  function closed(visitor) {
    visitor.port = null;
    if (!visitor.busy) return;
    if (performance.now() - visitor.since > 5000) visitor.tries = 0;
    const wait = visitor.tries > 0 ? Math.min(500 * 2 ** visitor.tries, 60000) : 0;
    visitor.tries += 1;
    setTimeout(() => visitor === guest && !visitor.port && connect(visitor), wait);
  }

  const facts = ({ meta = {}, role }) => ({
    version: String(meta.version ?? ''),
    locale: String(document.documentElement.lang || meta.locale || ''),
    domain: String(meta.domain ?? ''),
    token: meta.access_token ?? null,
    permissions: String(role?.permissions ?? ''),
  });

  function receive(visitor, message) {
    if (message.kind === 'sheet') sheet.replaceSync(message.css);
    if (message.kind === 'draw') {
      visitor.memory = message.memory;
      visitor.busy = message.busy;
      if (JSON.stringify(message.menu) !== JSON.stringify(visitor.menu)) withdraw();
      visitor.menu = message.menu;
      for (const name of ['lang', 'dir']) visitor.host.setAttribute(name, message[name]);
      freshetDraw(visitor.root, message.tree, (action) => press(visitor, action));
      offer();
    }
    if (message.kind === 'reload') reload(visitor, message.force);
  }

  function press(visitor, action) {
    if (!visitor.port) connect(visitor);
    visitor.port?.postMessage({ press: { action } });
  }

  /** Adds what the guest has for the account's own menu, if that is open, before it is painted. */
  function offer() {
    const menu = guest?.menu.length > 0 ? opened() : null;
    if (offered?.list !== menu?.list) withdraw();
    if (!menu || offered?.nodes.every((node) => node.parentNode === menu.list)) return;
    withdraw();
    const { list, closer } = menu;
    const like = list.querySelector(selectors.entry.query)?.parentNode;
    if (!like) return;
    const close = () => document.querySelector(closer)?.click();
    const gap = list.querySelector(selectors.separator.query)?.cloneNode(false);
    const nodes = [...(gap ? [gap] : []), ...guest.menu.map((item) => entry(like, item, guest, close))];
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
  function opened() {
    for (const menu of selectors.menus) {
      const list = document.querySelector(menu.query);
      const own = list && (list === offered?.list || (menu.touch ? opener === guest : belongs(list)));
      // An older version's header may show the next person already.
      if (own && routed() === guest.acct) return { list, closer: menu.closer };
    }
    return null;
  }

  /** Whether a list of the mouse's belongs to the guest's trigger, which names it where it names anything. */
  function belongs(list) {
    const trigger = guest.host.parentNode?.querySelector(selectors.opened.query);
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
      if (visitor === guest && routed() === visitor.acct) press(visitor, item.press);
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
    const button = guest && target instanceof Element ? target.closest(selectors.trigger.query) : null;
    opener = button && guest.host.parentNode?.contains(button) ? guest : null;
  }

  /** Loads the page anew where it stands, unless that would lose something and is not `force`d. */
  function reload(visitor, force) {
    if (visitor !== guest || routed() !== visitor.acct) return;
    if (!force && unsent()) return visitor.port?.postMessage('held');
    try {
      const { top } = visitor.host.getBoundingClientRect();
      if (scroller().scrollTop > 0) sessionStorage.setItem(kept, JSON.stringify({ path: location.pathname, top }));
    } catch {
      // The page keeps nothing: it begins at its top.
    }
    location.reload();
  }

  const unsent = () =>
    document.querySelector(selectors.dialogue.query) !== null ||
    Array.from(document.querySelectorAll(selectors.texts.query)).some((one) => (one.value ?? one.textContent) !== '');

  /** What scrolls the profile: the page, or its column in the deck. */
  function scroller() {
    for (let node = guest.host.parentElement; node && node !== document.body; node = node.parentElement) {
      if (node.scrollHeight > node.clientHeight && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
    }
    return document.scrollingElement;
  }

  /** Takes out what the page before the reload left, once, for the same path alone. */
  function remembered() {
    try {
      const left = sessionStorage.getItem(kept);
      sessionStorage.removeItem(kept);
      const { path, top } = JSON.parse(left) ?? {};
      return path === location.pathname && Number.isFinite(top) ? { path, top, until: performance.now() + 4000 } : null;
    } catch {
      return null; // The page may keep nothing, or somebody else wrote it.
    }
  }

  /** Scrolls the line to where it was before the reload as soon as the page is tall enough, and while what is above it comes. */
  function scrollBack() {
    if (!scrolled) return;
    if (performance.now() > scrolled.until) return (scrolled = null);
    const box = scroller();
    const top = box.scrollTop + guest.host.getBoundingClientRect().top - scrolled.top;
    if (top <= box.scrollHeight - box.clientHeight + 1) box.scrollTop = top;
  }

  /** Says once that a profile has no place for the line, so that the popup can, and once that this is over. */
  function watch(acct) {
    if (acct) {
      lost ||= setTimeout(() => {
        told = true;
        tell('lost');
      }, 5000);
      return;
    }
    clearTimeout(lost);
    lost = 0;
    if (told) tell('found');
    told = false;
  }

  const tell = (message) => chrome.runtime.sendMessage(message).catch(() => {});

  /** Who is shown, and whether the line has its place there or may still find it. */
  function who() {
    settle();
    const placed = Boolean(guest?.host.isConnected) || (headed() && !told);
    return { path: location.pathname, home: facts(state() ?? {}), placed };
  }

  const soon = () => (frame ||= requestAnimationFrame(settle));

  if (!state()) return;
  const observer = new MutationObserver(() => {
    offer();
    soon();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  for (const type of ['click', 'keydown']) addEventListener(type, note, { capture: true, signal });
  scrolled = remembered();
  if (scrolled) {
    // It grows when pictures come, too; and whoever scrolls meanwhile wants to be elsewhere.
    const sizes = new ResizeObserver(() => (scrolled ? soon() : sizes.disconnect()));
    sizes.observe(document.body);
    for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
      addEventListener(type, () => (scrolled = null), { capture: true, passive: true, signal });
    }
  }
  addEventListener('popstate', soon, { signal });
  addEventListener('pageshow', soon, { signal });
  // Whoever comes back to the tab finds it connected, whatever the browser ended meanwhile.
  document.addEventListener('visibilitychange', () => guest && !guest.port && !document.hidden && connect(guest), { signal });
  chrome.runtime.onMessage.addListener(onMessage);
  signal.addEventListener('abort', () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(lost);
    chrome.runtime?.onMessage?.removeListener(onMessage);
    scrolled = null;
    if (guest) leave();
  });
  soon();

  function onMessage(message, _sender, answer) {
    if (message.kind === 'leave') life.abort();
    if (message.kind === 'who') answer(who());
  }
})();
