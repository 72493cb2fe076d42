// The web UI: routes, navigation without reloading, and what is mounted.
import { element, meta, minor } from './element.js';
import { ask, exposeOn, importAccounts } from './store.js';
import { headingFor, layout, postNode } from './columns.js';
import { mountProfile } from './profile.js';
import { mountSearch } from './search.js';

const root = document.getElementById('mastodon');
const SWITCHES = ['theme', 'locale', 'signed-out', 'signed-in', 'touch', 'mouse', 'admin', 'store', 'nostore'];
let frame = null;
let frameIsDeck = null;
let mounted = null;
let shownPath = null;
// 4.3 keeps what was searched for out of the address.
let searched = '';

/** What a path means. Handles are percent-encoded in paths where they are not ASCII. */
export function routeOf(pathname, query = '') {
  const path = decodeURI(pathname);
  const isDeck = path === '/deck' || path.startsWith('/deck/');
  const bare = isDeck ? path.slice(5) || '/' : path;
  const prefix = isDeck ? '/deck' : '';
  const profile = /^\/@([^/]+?)(\/with_replies|\/media|\/followers|\/following|\/featured|\/tagged\/[^/]+)?\/?$/.exec(bare);
  if (profile) {
    const tab = profile[2]?.startsWith('/tagged') ? '' : profile[2] ?? '';
    return { kind: 'profile', isDeck, prefix, acct: profile[1], tab };
  }
  const status = /^\/@([^/]+)\/(\d+)\/?$/.exec(bare);
  if (status) return { kind: 'status', isDeck, prefix, acct: status[1], id: status[2] };
  if (/^\/search\/?$/.test(bare)) {
    const parameters = new URLSearchParams(query);
    const term = (parameters.get('q') ?? (minor === 3 ? searched : '')).trim();
    const title = minor === 3 ? 'Search results' : `Search for "${term}"`;
    return { kind: 'search', isDeck, prefix, query: term, type: parameters.get('type') ?? 'all', title };
  }
  const title = bare === '/' ? 'Home' : bare.slice(1, 2).toUpperCase() + bare.slice(2);
  return { kind: 'list', isDeck, prefix, title };
}

function show() {
  const route = routeOf(location.pathname, location.search);
  const path = location.pathname + (route.kind === 'search' ? `?${route.type}=${route.query}` : '');
  if (path === shownPath) return;
  shownPath = path;
  if (frameIsDeck !== route.isDeck) {
    mounted?.end();
    mounted = null;
    frame = layout(route.isDeck);
    frameIsDeck = route.isDeck;
    document.body.classList.toggle('layout-multiple-columns', route.isDeck);
    document.body.classList.toggle('layout-single-column', !route.isDeck);
    root.replaceChildren(frame.node);
    fillColumns();
  }
  if (route.kind === 'profile' && mounted?.canShow?.(route)) {
    mounted.show(route);
    return;
  }
  mounted?.end();
  frame.heading.replaceChildren(headingFor(route, () => history.back()));
  mounted = mount(route);
  document.documentElement.scrollTop = 0;
}

function mount(route) {
  if (route.kind === 'profile') return mountProfile(frame.body, route);
  if (route.kind === 'search') return mountSearch(frame.body, frame.heading, route);
  let alive = true;
  const list = element('div.item-list');
  frame.body.replaceChildren(element('div.scrollable', {}, list));
  const lookup = `/api/v1/accounts/lookup?acct=${encodeURIComponent(route.acct ?? '')}`;
  const load = route.kind === 'status'
    ? ask(lookup).then((account) => (account ? ask(`/api/v1/accounts/${account.id}/statuses`) : []))
    : route.title === 'Home' && meta.me ? ask('/api/v1/timelines/home') : Promise.resolve([]);
  load.then((statuses) => {
    if (!alive || !statuses) return;
    importAccounts(statuses.map((status) => status.account));
    list.append(...statuses.slice(0, route.kind === 'status' ? 1 : 40).map((status) => postNode(status, route.prefix)));
  });
  return { end: () => { alive = false; } };
}

async function fillColumns() {
  for (const box of root.querySelectorAll('[data-source]')) {
    const statuses = (meta.me && (await ask(box.dataset.source))) || [];
    importAccounts(statuses.map((status) => status.account));
    box.append(...statuses.map((status) => postNode(status, '/deck')));
  }
}

/** Goes to a path of this home without reloading. */
function go(path) {
  history.pushState({}, '', path);
  show();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || link.target) return;
  const address = new URL(link.href);
  const outside = /^\/(settings|about|auth|system)(\/|$)/.test(address.pathname);
  if (address.origin !== location.origin || outside) return;
  event.preventDefault();
  go(address.pathname + address.search);
});
document.addEventListener('sandbox:search', ({ detail: { query, type } }) => {
  searched = query;
  const parameters = new URLSearchParams();
  if (minor > 3) parameters.set('q', query);
  if (type !== 'all') parameters.set('type', type);
  go(`${frameIsDeck ? '/deck' : ''}/search${parameters.size ? `?${parameters}` : ''}`);
});
if (minor >= 6) {
  // The real hotkey listener throws when the target is the document itself.
  document.addEventListener('keydown', (event) => { event.target.closest('input, textarea'); });
}
addEventListener('popstate', show);

const address = new URL(location.href);
for (const name of SWITCHES) address.searchParams.delete(name);
if (address.href !== location.href) history.replaceState({}, '', address);
root.replaceChildren();
if (!meta.hides_store) exposeOn(root);
show();
