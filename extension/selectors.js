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
  // What a search says that found nothing: a profile has none.
  nobody: { query: '.explore__search-results .empty-column-indicator', versions: '4.3-4.7', matches: 0 },
  // The form above it, in whose address 4.3 does not say what was searched for.
  searched: { query: '.explore__search-header .search__input', versions: '4.3-4.7', matches: 0 },
  // What in the bar names the person that is drawn now: the link to their followers, and
  // glitch's avatar, whose links stand outside of the bar before 4.6.
  own: [
    { query: 'a[href$="/followers"]', attribute: 'href', versions: '4.3-4.7', matches: 1 },
    { query: '[data-avatar-of]', attribute: 'data-avatar-of', versions: '4.3-4.7 glitch', matches: 1 },
  ],
  // What in the bar opens the account's own menu: one in the bar before 4.5, two since, one
  // of them hidden. While the mouse's menu is open it shows a cross; touch leaves it as it is.
  trigger: { query: 'button:has(> svg.icon-ellipsis-v), button:has(> svg.icon-close)', versions: '4.3-4.7', matches: 2 },
  opened: { query: 'button:has(> svg.icon-close)', versions: '4.3-4.7', matches: 1 },
  // The button in the bar that follows the account, or no longer: two since 4.5, one of them hidden.
  follow: {
    query: '.account__header__tabs__buttons > button.button, .account__header__follow-button, [class*="account_header__followButton"]',
    versions: '4.3-4.7',
    matches: 2,
  },
  // The list of an open menu, the account's or any other, and what closes it when it is clicked.
  menus: [
    { query: '.dropdown-menu ul.dropdown-menu__container__list', closer: 'body', touch: false, versions: '4.3-4.7', matches: 1 },
    { query: '.modal-root .actions-modal > ul', closer: '.modal-root__overlay', touch: true, versions: '4.3-4.7', matches: 1 },
  ],
  // In such a list: what separates groups, the link to the original page, and what does something in the page itself.
  separator: { query: '.dropdown-menu__separator', versions: '4.3-4.7', matches: 4 },
  original: { query: 'a[href^="http"]', versions: '4.3-4.7', matches: 1 },
  entry: {
    query: ':scope > li:not(.dropdown-menu__item--dangerous) > :is(button, a[href="#"]):not(:has(> svg))',
    versions: '4.3-4.7',
    matches: 2,
  },
  // What a reload would lose: a text, but not the copy that measures its height, nor the
  // personal note, which is sent when it is left; and a dialogue that is open.
  texts: {
    query: 'textarea:not([aria-hidden="true"], .account__header__account-note__content:not(:focus)), [contenteditable]:not([contenteditable="false"])',
    versions: '4.3-4.7',
    matches: 1,
  },
  dialogue: { query: '.modal-root > *', versions: '4.3-4.7', matches: 0 },
};
