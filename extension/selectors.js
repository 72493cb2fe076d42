// Where things stand in somebody else's page: data only. Each entry says what it
// finds, the Mastodon versions it holds for, and how many matches a profile has.
globalThis.freshetSelectors = {
  // JSON that the server leaves for the web UI: version, locale, who is signed in. 4.3 to 4.7.
  initialState: { query: 'script#initial-state', versions: '4.3-4.7', matches: 1 },
  // The padded box under the header picture, above the tabs: our line is its last child.
  bar: [
    { query: '.account__header__bar', versions: '4.3-4.5', matches: 1 },
    { query: '[class*="account_header__barWrapper"]', versions: '4.6-4.7', matches: 1 },
  ],
  // Links of the header to its own lists: they name the person that is drawn now.
  own: { query: 'a[href$="/followers"]', versions: '4.3-4.7', matches: 1 },
};
