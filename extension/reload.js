// Loads the page anew where it stands. The place is kept in the page's own session storage
// from the one page to the next, under one key, and taken out at once.

/**
 * `load` loads the page anew, `restore` brings it back to where it stood; both are told the line's
 * element. `soon()` is called when sizes change while there is something to restore; the end of
 * `signal` gives that up.
 */
globalThis.freshetReload = ({ soon, signal }) => {
  const selectors = globalThis.freshetSelectors;
  const kept = 'freshet-scroll';

  /** Where the line stood before the page was loaded anew, until that is ready or somebody scrolls, or nothing. */
  let scrolled = remembered();

  /** Loads the page anew, unless that would lose something and is not `force`d; whether it does. */
  function load(host, force) {
    if (!force && unsent()) return false;
    try {
      const { top } = host.getBoundingClientRect();
      if (scroller(host).scrollTop > 0) sessionStorage.setItem(kept, JSON.stringify({ path: location.pathname, top }));
    } catch {
      // The page keeps nothing: it begins at its top.
    }
    location.reload();
    return true;
  }

  function unsent() {
    if (document.querySelector(selectors.dialogue.query)) return true;
    return Array.from(document.querySelectorAll(selectors.texts.query)).some((one) => (one.value ?? one.textContent) !== '');
  }

  /** What scrolls the profile: the page, or its column in the deck. */
  function scroller(host) {
    for (let node = host.parentElement; node && node !== document.body; node = node.parentElement) {
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
  function restore(host) {
    if (scrolled && (scrolled.path !== location.pathname || performance.now() > scrolled.until)) scrolled = null;
    if (!scrolled || !host?.isConnected) return;
    const box = scroller(host);
    const top = box.scrollTop + host.getBoundingClientRect().top - scrolled.top;
    if (top <= box.scrollHeight - box.clientHeight + 1) box.scrollTop = top;
  }

  const forget = () => (scrolled = null);

  if (scrolled) {
    // It grows when pictures come, too; and whoever scrolls meanwhile wants to be elsewhere.
    const sizes = new ResizeObserver(() => (scrolled ? soon() : sizes.disconnect()));
    sizes.observe(document.body);
    for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown']) addEventListener(type, forget, { capture: true, passive: true, signal });
    signal.addEventListener('abort', forget);
  }
  return { load, restore };
};
