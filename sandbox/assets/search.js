// The search page: what home finds for a query, or that it finds nothing.
import { element, icon, meta, minor, shortNumber, text } from './element.js';
import { accountWithId, ask, importAccounts, importRelationships } from './store.js';
import { followButton } from './follow.js';
import { postNode, searchForm } from './columns.js';

const KINDS = [['all', 'All'], ['accounts', 'Profiles'], ['hashtags', 'Hashtags'], ['statuses', 'Posts']];
const FIRST = 4;
const PAGE = 11;

/** Shows what a search finds in a column's body; `heading` takes what 4.7 has in its header. */
export function mountSearch(column, heading, route) {
  let alive = true;
  const updates = [];
  const results = element('div.explore__search-results', { 'data-nosnippet': 'true' });
  const head = [element('div.explore__search-header', {}, searchForm(route.query)), element('div.account__section-headline', {}, KINDS.map(tab))];
  if (minor >= 7) heading.append(...head);
  column.replaceChildren(...(minor >= 7 ? [] : head), results);
  load();
  return { end: () => { alive = false; } };

  function tab([kind, label]) {
    const isActive = kind === route.type;
    const select = () => document.dispatchEvent(new CustomEvent('sandbox:search', { detail: { query: route.query, type: kind } }));
    return element(`button${isActive ? '.active' : ''}`, { type: 'button', onclick: select }, text(label));
  }

  async function load() {
    if (!route.query) return results.replaceChildren(nothing());
    results.replaceChildren(loading());
    const kind = route.type === 'all' ? '' : `&type=${route.type}`;
    const found = await ask(`/api/v2/search?q=${encodeURIComponent(route.query)}&resolve=${Boolean(meta.me)}&limit=${PAGE}${kind}`);
    if (!alive) return;
    const { accounts = [], statuses = [] } = found ?? {};
    importAccounts([...accounts, ...statuses.map((status) => status.account)]);
    // An error shows what nobody found shows, and says so elsewhere.
    results.replaceChildren(accounts.length + statuses.length ? list(accounts, statuses) : nothing());
    await relate(accounts);
  }

  async function relate(accounts) {
    if (!meta.me || !accounts.length) return;
    const ids = accounts.map(({ id }) => `id[]=${id}`).join('&');
    const relationships = await ask(`/api/v1/accounts/relationships?${ids}`);
    if (relationships) importRelationships(relationships);
    if (alive) for (const update of updates) update();
  }

  function nothing() {
    const empty = route.query ? 'No results.' : 'Try searching for posts, profiles or hashtags.';
    const message = minor === 3 ? 'Could not find anything for these search terms' : empty;
    return element('div.scrollable.scrollable--flex', {}, element('div.empty-column-indicator', {}, text(message)));
  }

  function loading() {
    if (minor === 3) return element('div.scrollable', {}, element('div.item-list', { role: 'feed' }));
    return element('div.scrollable.scrollable--flex', {}, element('div.item-list', { role: 'feed' }),
      element('div.scrollable__append', {}, element('div.loading-indicator', { role: 'progressbar' })));
  }

  function list(accounts, statuses) {
    const article = (...children) => element('article', { tabindex: '-1' }, ...children);
    const items = route.type === 'all'
      ? [article(section('accounts', 'Profiles', accounts.slice(0, FIRST).map(accountNode)), section('statuses', 'Posts', statuses.slice(0, FIRST).map((status) => postNode(status, route.prefix))))]
      : [...accounts.map((account) => article(accountNode(account))), ...statuses.map((status) => article(postNode(status, route.prefix)))];
    return element('div.scrollable', {}, element('div.item-list', { role: 'feed' }, items));
  }

  function section(kind, title, nodes) {
    if (!nodes.length) return null;
    return element('div.search-results__section', {},
      element('div.search-results__section__header', {}, element('h3', {}, kind === 'accounts' ? icon('users', 'at') : icon('quote-right', 'list'), text(title)),
        element('button', { type: 'button', onclick: () => document.dispatchEvent(new CustomEvent('sandbox:search', { detail: { query: route.query, type: kind } })) }, text('See all'))),
      nodes);
  }

  function accountNode(account) {
    const follow = followButton('button.button');
    follow.update(account);
    updates.push(() => follow.update(accountWithId(account.id)));
    const name = element('span.display-name', {},
      element('bdi', {}, element('strong.display-name__html', {}, account.display_name || account.username)), ' ',
      element('span.display-name__account', {}, `@${account.acct}`));
    const link = element('a.account__display-name', { title: account.acct, href: `${route.prefix}/@${account.acct}`, 'data-hover-card-account': account.id },
      element('div.account__avatar-wrapper', {}, element('div.account__avatar', {}, element('img', { src: account.avatar, alt: '' }))),
      element('div.account__contents', {}, name, element('div.account__details', {}, `${shortNumber(account.followers_count)} ${text('followers')}`)));
    return element('div.account', {}, element('div.account__wrapper', {},
      minor >= 6 ? element('div.account__info-wrapper', {}, link) : link,
      element('div.account__relationship', {}, follow.node)));
  }
}
