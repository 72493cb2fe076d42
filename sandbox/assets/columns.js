// What stands around a profile: panels, bars, columns and posts.
import { day, element, icon, meta, minor, state, text } from './element.js';

const me = meta.me ? state.accounts[meta.me] : null;

/** The layout for a route's kind; the routed column's body is `body`, its heading `heading`. */
export function layout(isDeck) {
  const body = element('div.column', { role: 'region' });
  const heading = element('div#tabs-bar__portal');
  const main = minor >= 6 ? 'main' : 'div';
  const modal = element('div.modal-root');
  let inner;
  if (isDeck) {
    inner = element(`${main}.columns-area`, {}, drawer(), column('home', text('Home'), '/api/v1/timelines/home'), column('bell', text('Notifications')), body);
    body.append(heading);
  } else {
    inner = element('div.columns-area__panels', {},
      element('div.columns-area__panels__pane.columns-area__panels__pane--compositional', {}, element('div.columns-area__panels__pane__inner', {}, composePanel())),
      element(`${main}.columns-area__panels__main`, {}, element('div.tabs-bar__wrapper', {}, heading), element('div.columns-area.columns-area--mobile', {}, body)),
      element('div.columns-area__panels__pane.columns-area__panels__pane--start.columns-area__panels__pane--navigational', {}, element('div.columns-area__panels__pane__inner', {}, navigation())));
  }
  const ui = element('div.ui', {}, inner, ...(isDeck ? [] : [bottomBar()]), modal);
  if (isDeck && minor === 3) ui.classList.add('is-composing');
  if (meta.version.includes('glitch')) ui.classList.add('wide');
  
  return { node: element('div', {}, ui), body: isDeck ? wrapped(body) : body, heading };
}

// The deck's column keeps its heading when its body is replaced.
function wrapped(column) {
  return {
    replaceChildren: (...nodes) => {
      while (column.children.length > 1) column.lastChild.remove();
      column.append(...nodes);
    },
  };
}

export function headingFor(route, goBack) {
  if (route.kind === 'profile' || route.kind === 'status') {
    return element('button.column-header__back-button', { type: 'button', onclick: goBack }, icon('undefined column-back-button__icon', 'back'), element('span', {}, text('Back')));
  }
  return element('h1.column-header', {}, icon(route.kind === 'search' ? 'search' : 'home'), element('span', {}, text(route.title)));
}

function column(shape, title, address) {
  const box = element('div.item-list');
  if (address) box.dataset.source = address;
  return element('div.column', { role: 'region' },
    element('h1.column-header', {}, icon(shape), element('span', {}, title)),
    element('div.scrollable', {}, box));
}

function person() {
  if (!me) return element('div.navigation-bar', {}, element('p', {}, 'You are not signed in.'));
  return element('div.navigation-bar', {},
    element('a', { href: `/@${me.acct}` }, element('div.account__avatar', {}, element('img', { src: me.avatar, alt: '' }))),
    element('div.navigation-bar__profile', {}, element('strong', {}, me.display_name), element('span', {}, `@${me.acct}`)));
}

/** The form in which one types what is looked for. */
export function searchForm(query = '') {
  const input = element('input.search__input', { type: 'text', placeholder: 'Search or paste URL', 'aria-label': 'Search or paste URL', value: query });
  const submit = (event) => {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent('sandbox:search', { detail: { query: input.value.trim(), type: 'all' } }));
  };
  return element('form.search', { onsubmit: submit }, icon('search'), input);
}

function composeForm() {
  if (!me) return element('p.signed-out', {}, 'Sign in to follow profiles and reply to posts.');
  const pills = element('div.compose-form__dropdowns', {},
    element('button', { type: 'button' }, icon('globe'), minor >= 6 ? 'Public, quotes allowed' : 'Public'),
    element('button', { type: 'button' }, icon('hash'), 'English'));
  const area = element('textarea', { placeholder: "What's on your mind?", 'aria-label': "What's on your mind?", rows: '4' });
  const foot = element('div.compose-form__actions', {}, icon('copy'), icon('list'), icon('report-account'), icon('at'),
    element('span.character-counter', {}, '500'), element('button.button', { type: 'button' }, 'Post'));
  return element('form.compose-form', { onsubmit: (event) => event.preventDefault() },
    element('div.compose-form__highlightable', {}, minor >= 5 ? [pills, area, foot] : [area, pills, foot]));
}

function links() {
  return element('div.link-footer', {},
    element('p', {}, element('strong', {}, meta.domain), ': ', element('a', { href: '/about' }, 'About'), ' · ', element('a', { href: '/explore' }, 'Profiles directory')),
    element('p', {}, element('strong', {}, 'Sandbox'), ': ', element('a', { href: '/about' }, 'About'), ` · v${meta.version}`));
}

function composePanel() {
  return element('div.compose-panel', {}, searchForm(), person(), composeForm(), links());
}

function drawer() {
  return element('div.drawer', {},
    element('nav.drawer__header', {}, ['menu', 'globe', 'bell', 'gear'].map((shape) => element('a.drawer__tab', { href: '/deck/home' }, icon(shape)))),
    searchForm(), element('div.drawer__pager', {}, element('div.drawer__inner', {}, person(), composeForm())));
}

function navigation() {
  const link = (shape, label, href) => element('a.column-link.column-link--transparent', { href }, icon(shape), element('span', {}, text(label)));
  const rule = () => element('hr');
  const entries = minor === 3
    ? [link('home', 'Home', '/home'), link('bell', 'Notifications', '/notifications'), link('search', 'Explore', '/explore'), link('globe', 'Live feeds', '/public'),
       link('at', 'Private mentions', '/conversations'), link('bookmark', 'Bookmarks', '/bookmarks'), link('star', 'Favorites', '/favourites'), link('list', 'Lists', '/lists'), rule(),
       link('gear', 'Preferences', '/settings/preferences')]
    : [link('home', 'Home', '/home'), link('trend', 'Trending', '/explore'), link('globe', 'Live feeds', '/public'), link('bell', 'Notifications', '/notifications'), rule(),
       link('list', 'Lists', '/lists'), link('hash', 'Followed hashtags', '/followed_tags'), link('star', 'Favorites', '/favourites'), link('bookmark', 'Bookmarks', '/bookmarks'),
       ...(minor >= 6 ? [link('copy', 'Collections', '/collections')] : []), link('at', 'Private mentions', '/conversations'), rule(),
       link('gear', 'Preferences', '/settings/preferences'), link('ellipsis-v', 'More', '/home')];
  return element('nav.navigation-panel', {}, element('a.navigation-panel__logo', { href: '/home' }, element('span', { 'aria-hidden': 'true' }), 'sandbox'), entries);
}

function bottomBar() {
  return element('nav.ui__navigation-bar', {},
    [['home', '/home'], ['search', '/explore'], ['plus', '/publish'], ['bell', '/notifications'], ['menu', '/settings/preferences']]
      .map(([shape, href]) => element('a.ui__navigation-bar__item', { href, 'aria-label': shape }, icon(shape))));
}

/** A post in a list. */
export function postNode(status, prefix) {
  const { account } = status;
  const action = (shape, count) => element('button.icon-button', { type: 'button', title: shape, 'aria-label': shape }, icon(shape), count === undefined ? null : String(count));
  const mark = status.pinned ? element(minor >= 6 ? 'div.status__pinned' : 'div.status__prepend', {}, icon('pin'), minor >= 6 ? text('Pinned') : 'Pinned post') : null;
  return element('article', {}, element('div.status__wrapper', {}, minor >= 6 ? null : mark,
    element('div.status', {},
      element('div.status__info', {},
        element('a.status__display-name', { href: `${prefix}/@${account.acct}` },
          element('div.account__avatar', {}, element('img', { src: account.avatar, alt: '' })),
          element('span.display-name', {}, element('strong', {}, account.display_name || account.username), element('span', {}, `@${account.acct}`))),
        element('div.status__side', {}, minor >= 6 ? mark : null,
          element('a.status__relative-time', { href: `${prefix}/@${account.acct}/${status.id}` }, icon('globe'), day(status.created_at).replace(/,? \d{4}$/, '')))),
      element('div.status__content', { html: status.content }),
      element('div.status__action-bar', {}, action('reply', status.replies_count), action('boost', status.reblogs_count), action('star', status.favourites_count), action('bookmark'), action('ellipsis-v')))));
}
