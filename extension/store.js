// Hands an account to the page's own store, so that the page shows it without a reload.
// It is run in the page's main world, as the text of this one function: it may name
// nothing outside of itself. The store is an internal of Mastodon's and may be gone.
/** Whether the store of `host`'s page took the account: the answer of `GET /api/v1/accounts/:id`, as it came. */
export function tellStore(host, text) {
  try {
    if (location.host !== host) return false;
    const root = document.getElementById('mastodon');
    const name = Object.getOwnPropertyNames(root).find((own) => own.startsWith('__reactContainer$'));
    const waiting = [root[name].stateNode.current];
    for (let seen = 0; waiting.length > 0 && seen < 1000; seen++) {
      const { memoizedProps, child, sibling } = waiting.pop();
      const store = memoizedProps?.store;
      if (typeof store?.dispatch === 'function' && typeof store.getState === 'function') {
        const before = store.getState();
        store.dispatch({ type: 'accounts/importAccounts', payload: { accounts: [JSON.parse(text)] } });
        return store.getState() !== before;
      }
      if (sibling) waiting.push(sibling);
      if (child) waiting.push(child);
    }
    return false;
  } catch {
    return false;
  }
}
