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
  // What in the bar names the person that is drawn now: the link to their followers, and
  // glitch's avatar, whose links stand outside of the bar before 4.6.
  own: [
    { query: 'a[href$="/followers"]', attribute: 'href', versions: '4.3-4.7', matches: 1 },
    { query: '[data-avatar-of]', attribute: 'data-avatar-of', versions: '4.3-4.7 glitch', matches: 1 },
  ],
};
