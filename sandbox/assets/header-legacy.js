// The profile header of 4.3, 4.4 and 4.5, after the measured outlines.
import { day, element, icon, meta, minor, reactId, shortNumber, text } from './element.js';
import { followButton } from './follow.js';
import { menuButton } from './menu.js';

export function createHeader(route, isTabbed) {
  const part = {};
  const rel = minor === 3 ? 'noopener noreferrer' : 'noopener';
  part.tag = element('span.relationship-tag', {}, element('span', {}, text('Follows you')));
  part.info = element('div.account__header__info');
  part.header = element('img.parallax', { alt: '' });
  part.avatar = element('img', { alt: '' });
  part.avatarLink = element('a.avatar', { rel, target: '_blank' }, element('div.account__avatar', {}, part.avatar));
  part.follow = [];
  part.menus = [];
  part.name = element(minor === 5 ? 'bdi' : 'span');
  if (minor === 5) part.name.append(element('span'));
  part.nameText = minor === 5 ? part.name.firstChild : part.name;
  part.user = document.createTextNode('');
  part.host = element('span.invisible');
  part.pill = element('button.account__domain-pill', minor === 3 ? {} : { 'aria-expanded': 'false', 'aria-controls': reactId() });
  part.note = element('div.account__header__content.translate');
  part.fields = element('div.account__header__fields');
  part.links = element('div.account__header__extra__links');
  part.familiar = element('div.account__header__familiar-followers', { hidden: '' });
  part.tabs = element('div.account__section-headline');

  const tabsRow = element('div.account__header__tabs', {}, part.avatarLink);
  const bar = element('div.account__header__bar', {}, tabsRow);
  tabsRow.append(buttons(part, minor === 5 ? 'desktop' : 'only'));
  bar.append(
    element('div.account__header__tabs__name', {},
      element('h1', {}, part.name, element('small', {}, element('span', {}, '@', part.user, part.host), part.pill))),
  );
  if (minor >= 4) bar.append(part.familiar);
  if (minor === 5) bar.append(buttons(part, 'mobile'));
  const bio = element('div.account__header__bio');
  if (meta.me) bio.append(personalNote());
  bio.append(part.note, part.fields);
  part.extra = element('div.account__header__extra', {}, bio, part.links);
  bar.append(part.extra);

  const image = element('div.account__header__image', {}, part.info, part.header);
  const node = element('div.account-timeline__header', {}, element('div.account__header', {}, image, bar));
  if (isTabbed) node.append(part.tabs);

  return {
    nodes: [node],
    update: (account, current, seen) => update(part, account, current, seen),
    updateFollow: (account) => part.follow.forEach((follow) => follow.update(account)),
  };
}

function personalNote() {
  const id = minor === 3 ? 'account-note-0' : `account-note-${reactId()}`;
  const area = element('textarea.account__header__account-note__content', { placeholder: text('Click to add note'), rows: '1' });
  area.id = id;
  return element('div.account__header__account-note', {},
    element('label', { for: id }, element('span', {}, text('Personal note')), ' ',
      element('span.inline-alert', { 'aria-live': 'polite', role: 'status' })),
    area);
}

function buttons(part, place) {
  const isOnly = place === 'only';
  const button = followButton(isOnly ? 'button.button' : 'button.button.account__header__follow-button');
  const follow = button.node;
  part.follow.push(button);
  const copy = element('button.optional.copyable.icon-button',
    { type: 'button', 'aria-label': 'Copy link to profile', 'aria-hidden': 'false', title: 'Copy link to profile', tabindex: '0' },
    icon(minor === 3 ? 'undefined' : '', 'copy'));
  const menu = menuButton();
  part.menus.push(menu);
  const listed = meta.me ? [copy, menu.node, follow] : [copy, follow];
  if (isOnly) return element('div.account__header__tabs__buttons', {}, listed);
  const order = place === 'desktop' ? [follow, copy, menu.node] : [follow, menu.node];
  return element(`div.account__header__buttons.account__header__buttons--${place}`, {}, meta.me ? order : [follow]);
}

function update(part, account, current, seen) {
  const [user, host] = account.acct.split('@');
  part.header.src = account.header;
  part.avatar.src = account.avatar;
  part.avatarLink.href = account.avatar;
  part.nameText.textContent = account.display_name || user;
  part.user.textContent = user;
  part.host.textContent = `@${host ?? meta.domain}`;
  part.pill.textContent = host ?? meta.domain;
  part.note.innerHTML = account.note;
  part.note.hidden = account.note === '';
  part.info.replaceChildren(...(minor >= 4 && seen.relationship?.followed_by ? [part.tag] : []));
  for (const follow of part.follow) follow.update(account);
  for (const menu of part.menus) menu.update(account);
  part.fields.replaceChildren(
    element('dl', {}, element('dt', {}, element('span', {}, text('Joined'))),
      element('dd', {}, ...(minor === 3 ? [day(account.created_at)] : [element('time', { datetime: account.created_at }, day(account.created_at))]))),
    ...account.fields.map(row),
  );
  const base = `${current.prefix}/@${account.acct}`;
  const link = (path, count, label) => element(`a${current.tab === path ? '.active' : ''}`,
    { title: String(count), href: `${base}${path}`, ...(current.tab === path ? { 'aria-current': 'page' } : {}) },
    element('span', {}, element('strong', {}, element('span', {}, path === '/followers' ? element('span', {}, shortNumber(count)) : shortNumber(count))), ` ${text(label)}`));
  part.links.replaceChildren(
    link('', account.statuses_count, 'posts'),
    link('/following', account.following_count, 'following'),
    link('/followers', account.followers_count, 'followers'),
  );
  const tabs = [['', 'Posts'], ['/with_replies', 'Posts and replies'], ['/media', 'Media']];
  if (minor >= 4) tabs.unshift(['/featured', 'Featured']);
  part.tabs.replaceChildren(...tabs.map(([path, label]) => element(`a${current.tab === path ? '.active' : ''}`,
    { href: `${base}${path}`, ...(current.tab === path ? { 'aria-current': 'page' } : {}) },
    element('span', {}, text(label)))));
  part.familiar.hidden = !seen.familiar?.length;
  if (seen.familiar?.length) part.familiar.replaceChildren(...familiar(seen.familiar, current.prefix));
}

function row(field) {
  const title = new DOMParser().parseFromString(field.value, 'text/html').body.textContent;
  const value = element('dd.translate', { title });
  if (field.verified_at) {
    value.append(element('span', { title: 'Ownership of this link was checked' }, icon('check', 'check', ' verified__mark')), ' ');
  }
  value.append(element('span', { html: field.value }));
  if (minor === 5) value.querySelectorAll('a').forEach((a) => a.classList.add('unhandled-link'));
  return element(`dl${field.verified_at ? '.verified' : ''}`, {},
    element('dt.translate', minor === 5 ? {} : { title: field.name }, field.name), value);
}

function familiar(list, prefix) {
  const group = element('div.avatar-group.avatar-group--compact', {},
    list.map((a) => element('a', { title: a.display_name, 'data-hover-card-account': a.id, href: `${prefix}/@${a.acct}` },
      element('div.account__avatar', {}, element('img', { src: a.avatar, alt: '' })))));
  const names = list.flatMap((a, place) => {
    const link = element('a', { 'data-hover-card-account': a.id, href: `${prefix}/@${a.acct}` },
      minor === 5 ? element('bdi', {}, element('span', {}, a.display_name)) : a.display_name);
    return place ? [` ${text('and')} `, link] : [link];
  });
  return [group, element('span', {}, `${text('Followed by')} `, ...names)];
}
