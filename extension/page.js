// Runs in the pages of a home that the person switched on. It finds out who is shown, or was
// searched for in vain, keeps exactly one line under that, and carries messages: what to draw comes
// from the background, what was pressed goes back. No words and no rules live here.
(() => {
  globalThis.freshetPage?.abort();
  const life = (globalThis.freshetPage = new AbortController());
  const { signal } = life;
  const selectors = globalThis.freshetSelectors;
  const sheet = new CSSStyleSheet();
  const forms = new WeakMap();

  /** The line under one profile or one search, or nothing. */
  let guest = null;
  let frame = 0;
  let lost = 0;
  let told = false;

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

  /** What is searched for, as a query, if it may be a handle or an address; or nothing. */
  const sought = () => {
    if (!/^(?:\/deck)?\/search\/?$/.test(location.pathname)) return null;
    const query = new URLSearchParams(location.search).get('q') ?? written();
    return query && /[@.\uff20\uff0e\u3002]|:\/\//.test(query) ? `?${new URLSearchParams({ q: query })}` : null;
  };

  /** What stood in the form when nobody was found: the address of 4.3 does not say it. */
  const written = () => {
    const message = document.querySelector(selectors.nobody.query);
    if (message && !forms.has(message)) forms.set(message, document.querySelector(selectors.searched.query)?.value);
    return message && forms.get(message);
  };

  const subject = () => routed() ?? sought();

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

  /** Brings the page in line with who is shown now. */
  function settle() {
    cancelAnimationFrame(frame);
    frame = 0;
    place();
    reload.restore(guest?.host);
  }

  /** Where the line of a profile has its place, or nothing. */
  function barOf(acct) {
    const all = selectors.bar.flatMap(({ query }) => Array.from(document.querySelectorAll(query)));
    return all.findLast((one) => drawn(one) === acct) ?? all.findLast((one) => drawn(one) === null);
  }

  function place() {
    const acct = routed();
    const key = acct ?? sought();
    if (guest && guest.key !== key) leave();
    if (!key) return watch(null);
    const bar = acct ? barOf(acct) : document.querySelector(selectors.nobody.query)?.parentNode;
    watch(bar || !headed() ? null : acct);
    if (!bar) return guest?.host.remove();
    guest ??= invite(key);
    if (signal.aborted) return; // Without the extension there is nothing to show.
    if (guest.host.parentNode === bar) return;
    bar.append(guest.host);
    freshetDraw.open(guest.root);
  }

  function invite(key) {
    const host = document.createElement('freshet-line');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    const visitor = { key, host, root, port: null, memory: null, menu: [], busy: false, since: 0, tries: 0 };
    connect(visitor);
    return visitor;
  }

  function leave() {
    guest.port?.disconnect();
    guest.host.remove();
    guest = null;
    menu.withdraw();
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
    // Of other pages the query is nobody's business.
    const show = { path: location.pathname + (sought() ?? ''), home: facts(page), memory: visitor.memory };
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
      if (JSON.stringify(message.menu) !== JSON.stringify(visitor.menu)) menu.withdraw();
      visitor.menu = message.menu;
      for (const name of ['lang', 'dir']) visitor.host.setAttribute(name, message[name]);
      freshetDraw(visitor.root, message.tree, (action) => press(visitor, action));
      menu.offer();
    }
    if (message.kind === 'copy') navigator.clipboard.writeText(message.text).catch((error) => console.error('freshet:', error));
    if (message.kind === 'reload' && shows(visitor) && !reload.load(visitor.host, message.force)) visitor.port?.postMessage('held');
  }

  /** Whether a guest is still the one, and the address still names that person or search. */
  const shows = (visitor) => visitor === guest && subject() === visitor.key;

  const press = (visitor, action) => say(visitor, { press: { action } });

  function say(visitor, message) {
    if (!visitor.port) connect(visitor);
    visitor.port?.postMessage(message);
  }

  /** Says that the person pressed the follow button of the profile that is shown. */
  function follow({ target, isTrusted }) {
    const button = isTrusted && target instanceof Element && target.closest(selectors.follow.query);
    if (button && guest && shows(guest) && guest.host.parentNode?.contains(button)) say(guest, 'followed');
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
  const menu = globalThis.freshetMenu({ guest: () => guest, shows, press, signal });
  const reload = globalThis.freshetReload({ soon, signal });
  const observer = new MutationObserver(() => {
    menu.offer();
    soon();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  addEventListener('click', follow, { capture: true, signal });
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
    if (guest) leave();
  });
  soon();

  function onMessage(message, _sender, answer) {
    if (message.kind === 'leave') life.abort();
    if (message.kind === 'who') answer(who());
  }
})();
