// Asked once by the popup: the host of the Mastodon that this tab shows, or nothing.
(() => {
  try {
    const state = JSON.parse(document.querySelector(freshetSelectors.initialState.query).textContent);
    return location.protocol === 'https:' && state.meta.domain && state.meta.version ? location.host : null;
  } catch {
    return null;
  }
})();
