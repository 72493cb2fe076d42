// A profile page: header, tabs and posts, and when they are made anew.
import { element, meta, minor, text } from './element.js';
import { accountOf, accountWithId, ask, importAccounts, importRelationships, relationshipOf, subscribe, subscribeToRelationships } from './store.js';
import { createHeader as legacy } from './header-legacy.js';
import { createHeader as modern } from './header-modern.js';
import { closeMenu } from './menu.js';
import { postNode } from './columns.js';

const POSTS = ['', '/with_replies'];
const PAGE = 20;
// What was loaded of each account's posts, newest first; only newer ones are asked for again.
const timelines = new Map();

/** Shows a profile in a column's body; the result can be shown another route, and ended. */
export function mountProfile(column, route) {
  let current = route;
  let header = null;
  let alive = true;
  let seen = {};
  let accountId = null;
  const list = element(minor >= 6 ? 'div.item-list._feat_account_timeline__statusWrapper' : 'div.item-list');

  const redraw = () => {
    const account = accountWithId(accountId);
    if (alive && header && account) header.update(account, current, seen);
  };
  const unsubscribe = subscribe((imported) => {
    if (imported.some((account) => account.id === accountId)) requestAnimationFrame(redraw);
  });
  // A follow changes the button and nothing else.
  const unsubscribeFollow = subscribeToRelationships((imported) => {
    const account = accountWithId(accountId);
    if (alive && header && account && imported.some((known) => known.id === accountId)) header.updateFollow(account);
  });
  document.addEventListener('sandbox:rerender', redraw);

  start(true);

  async function start(isNew) {
    const mine = current;
    const stale = () => !alive || mine !== current;
    let account = accountOf(mine.acct);
    const wasKnown = Boolean(account);
    if (!account) {
      if (isNew) column.replaceChildren(element('div.scrollable', {}, element('div.loading-indicator', { role: 'progressbar' })));
      account = await ask(`/api/v1/accounts/lookup?acct=${encodeURIComponent(mine.acct)}`);
      if (stale()) return;
      if (!account) {
        column.replaceChildren(element('div.scrollable', {}, element('div.empty-column-indicator', {}, 'This profile is unavailable.')));
        return;
      }
      importAccounts([account]);
    }
    accountId = account.id;
    seen = {};
    if (isNew) build();
    redraw();
    if (minor <= 5 && wasKnown && POSTS.includes(mine.tab)) {
      ask(`/api/v1/accounts/${accountId}`).then((fresh) => fresh && importAccounts([fresh]));
    }
    await posts(mine, stale);
    if (stale()) return;
    await company(stale);
  }

  function build() {
    const tabbed = mine().hasTabs;
    header = minor >= 6 ? (mine().hasHeader ? modern(current) : null) : legacy(current, tabbed);
    const nodes = header?.nodes ?? [];
    if (minor === 3) {
      list.append(...nodes);
      column.replaceChildren(element('div.scrollable', {}, list));
    } else if (minor <= 5) {
      column.replaceChildren(element('div.scrollable.scrollable--flex', {}, nodes, element('div.featured-carousel'), list));
    } else {
      const filters = mine().isPosts
        ? [element('div._feat_account_timeline__filtersWrapper', {}, element('button', { type: 'button' }, text('Posts and boosts'), ' ⌄')),
           element('div._feat_account_timeline__tagsWrapper', {}, element('a', { href: `${current.prefix}/@${current.acct}/tagged/maths` }, '#maths'))]
        : [];
      column.replaceChildren(element('div.scrollable.scrollable--flex', {}, nodes, filters, list));
    }
  }

  function mine() {
    const people = current.tab === '/followers' || current.tab === '/following';
    return { hasTabs: !people, hasHeader: !people, isPosts: POSTS.includes(current.tab) };
  }

  async function posts(asked, stale) {
    const id = accountId;
    let nodes = [];
    if (mine().isPosts) {
      const path = `/api/v1/accounts/${id}/statuses?exclude_replies=${asked.tab === ''}`;
      const known = timelines.get(path) ?? [];
      const [pinned, rest] = await Promise.all([
        asked.tab === '' ? ask(`/api/v1/accounts/${id}/statuses?pinned=true`) : [],
        ask(known.length ? `${path}&since_id=${known[0].id}` : path),
      ]);
      const found = [...(pinned ?? []), ...(rest ?? [])];
      // Answers that embed the account update the store, as everywhere in Mastodon.
      if (!stale() && found.length) importAccounts(found.map((status) => status.account));
      const fresh = new Set(rest?.map((status) => status.id));
      const all = [...(rest ?? []), ...known.filter((status) => !fresh.has(status.id))];
      timelines.set(path, all);
      nodes = [...(pinned ?? []), ...all].map((status) => shown(status, asked.prefix));
      if (all.length >= PAGE) nodes.push(loadMore(path, asked.prefix));
      if (minor === 3 && asked.acct.includes('@')) nodes.push(remoteHint(accountWithId(id)));
    } else if (asked.tab === '/media') {
      const found = (await ask(`/api/v1/accounts/${id}/statuses?only_media=true`)) ?? [];
      nodes = found.map((status) => shown(status, asked.prefix));
      if (!found.length) nodes = [element('div.empty-column-indicator', {}, 'No media here.')];
    } else if (asked.tab === '/featured') {
      nodes = [element('div.empty-column-indicator', {}, 'Nothing is featured here.')];
    } else {
      const people = (await ask(`/api/v1/accounts/${id}${asked.tab}`)) ?? [];
      importAccounts(people);
      nodes = people.map((account) => element('article', {}, element('a.account', { href: `${asked.prefix}/@${account.acct}` },
        element('div.account__avatar', {}, element('img', { src: account.avatar, alt: '' })),
        element('strong', {}, account.display_name), element('span', {}, `@${account.acct}`))));
    }
    if (stale()) return;
    const kept = minor === 3 ? [...list.children].slice(0, header ? header.nodes.length : 0) : [];
    while (list.children.length > kept.length) list.lastChild.remove();
    list.append(...nodes);
  }

  async function company(stale) {
    if (!meta.me || accountId === meta.me) return;
    const [relationships, familiar] = await Promise.all([
      ask(`/api/v1/accounts/relationships?id[]=${accountId}`),
      minor >= 4 ? ask(`/api/v1/accounts/familiar_followers?id[]=${accountId}`) : undefined,
    ]);
    if (stale()) return;
    importAccounts(familiar?.[0]?.accounts ?? []);
    importRelationships(relationships ?? []);
    seen = { relationship: relationshipOf(accountId), familiar: familiar?.[0]?.accounts.filter((a) => a.id !== accountId) };
    redraw();
  }

  return {
    /** Whether the same nodes can show another profile: 4.3 to 4.5, if it is known already. */
    canShow: (next) => minor <= 5 && header !== null && next.tab === current.tab && next.prefix === current.prefix && Boolean(accountOf(next.acct)),
    show(next) {
      current = next;
      closeMenu();
      start(false);
    },
    end() {
      alive = false;
      closeMenu();
      unsubscribe();
      unsubscribeFollow();
      document.removeEventListener('sandbox:rerender', redraw);
    },
  };
}

// A post with its author as the store knows them now.
function shown(status, prefix) {
  return postNode({ ...status, account: accountWithId(status.account.id) ?? status.account }, prefix);
}

// Older posts than the oldest loaded; what arrives between loaded ones needs a reload.
function loadMore(path, prefix) {
  const button = element('button.load-more', { type: 'button' }, text('Load more'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    const loaded = timelines.get(path);
    const older = await ask(`${path}&max_id=${loaded.at(-1).id}`);
    button.disabled = false;
    if (!older) return;
    importAccounts(older.map((status) => status.account));
    loaded.push(...older);
    button.before(...older.map((status) => shown(status, prefix)));
    if (older.length < PAGE) button.remove();
  });
  return button;
}

// Only 4.3 really shows it: later versions have its condition the wrong way round.
function remoteHint(account) {
  return element('div.timeline-hint', {}, element('strong', {}, 'Some posts from this profile may be missing.'), element('br'),
    element('a', { href: account.url, target: '_blank', rel: 'noopener noreferrer' }, 'See more on the original server'));
}
