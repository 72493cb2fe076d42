// The profile header of 4.6, after the measured outline.
import { element, icon, meta, reactId, shortNumber, text } from './element.js';
import { followButton } from './follow.js';
import { menuButton } from './menu.js';

const css = (local) => `_comp_account_header__${local}`;

export function createHeader(route) {
  const part = { follow: [], menus: [] };
  part.header = element('img.parallax', { alt: '' });
  part.avatar = element('img', { alt: '' });
  part.avatarBox = element(`span.${css('avatar')}.account__avatar`, {}, part.avatar);
  part.avatarLink = element('a', { rel: 'noopener', target: '_blank' }, part.avatarBox);
  part.name = element('span');
  part.badge = element('div._comp_badge__badge._comp_badge__default', { hidden: '' },
    wave(), element('span._comp_badge__content', {}, text('Follows you')));
  part.acct = document.createTextNode('');
  part.numbers = element(`ul._comp_number_fields__list.${css('numberFields')}`);
  part.familiar = element(`div._comp_familiar_followers__wrapper.${css('familiarFollowers')}`, { hidden: '' });
  part.note = element('div._comp_account_bio__bio.translate');
  part.fields = element(`dl.${css('fieldList')}`);
  const help = element(`button.${css('handleHelpButton')}`,
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': reactId() },
    icon('help'));
  const bar = element(`div.${css('barWrapper')}`, {},
    element(`div.${css('avatarWrapper')}`, {}, part.avatarLink),
    element(`div.${css('displayNameWrapper')}`, {},
      element(`div.${css('nameWrapper')}`, {},
        element(`div.${css('name')}`, {}, element('h1', { tabindex: '-1' }, element('bdi', {}, part.name)), part.badge),
        part.acct, help),
      buttons(part, 'Desktop')),
    part.numbers,
    part.familiar,
    element(`div.${css('bioButtonsWrapper')}`, {}, part.note, part.fields),
    buttons(part, 'Mobile'));
  const node = element('div', {}, element('div', {}, element(`div.${css('header')}`, {}, part.header), bar), element('div'));
  part.tabs = element('div._comp_tab_list__tabList._comp_tab_list__withSpaceAndBorder');
  return {
    nodes: [node, part.tabs],
    update: (account, current, seen) => update(part, account, current, seen),
    updateFollow: (account) => part.follow.forEach((follow) => follow.update(account)),
  };
}

// The badge's icon has no class.
function wave() {
  const svg = icon('wave');
  svg.removeAttribute('class');
  return svg;
}

function buttons(part, place) {
  const follow = followButton(`button.button.${css('followButton')}`);
  const menu = menuButton();
  part.follow.push(follow);
  part.menus.push(menu);
  return element(`div.${css(`buttons${place}`)}`, {}, meta.me ? [follow.node, menu.node] : [follow.node]);
}

function update(part, account, current, seen) {
  const [user, host] = account.acct.split('@');
  part.header.src = account.header;
  part.avatar.src = account.avatar;
  part.avatarLink.href = account.avatar;
  if (meta.version.includes('glitch')) part.avatarBox.dataset.avatarOf = `@${account.acct}`;
  part.name.textContent = account.display_name || user;
  part.badge.hidden = !seen.relationship?.followed_by;
  part.acct.textContent = `@${user}@${host ?? meta.domain}`;
  part.note.innerHTML = account.note;
  part.note.hidden = account.note === '';
  for (const follow of part.follow) follow.update(account);
  for (const menu of part.menus) menu.update(account);
  const base = `${current.prefix}/@${account.acct}`;
  const item = (label, count, value) => element('li._comp_number_fields__item', { title: String(count) }, text(label), value);
  const strong = (...children) => element('strong', {}, ...children);
  part.numbers.replaceChildren(
    item('Followers', account.followers_count, element('a', { href: `${base}/followers` }, shortNumber(account.followers_count))),
    item('Following', account.following_count, element('a', { href: `${base}/following` }, shortNumber(account.following_count))),
    item('Posts', account.statuses_count, strong(shortNumber(account.statuses_count))),
    item('Joined', account.created_at, strong(element('button', { type: 'button' },
      element('time', { datetime: account.created_at }, account.created_at.slice(0, 4))))),
  );
  part.fields.replaceChildren(...account.fields.map(card));
  part.fields.hidden = account.fields.length === 0;
  const tabs = [['', 'Activity'], ['/media', 'Media'], ['/featured', 'Featured']];
  const shown = current.tab === '/with_replies' ? '' : current.tab;
  part.tabs.replaceChildren(...tabs.map(([path, label]) => element(`a._comp_tab_list__tab${shown === path ? '.active' : ''}`,
    { href: `${base}${path}`, ...(shown === path ? { 'aria-current': 'page' } : {}) }, text(label))));
  part.familiar.hidden = !seen.familiar?.length;
  if (seen.familiar?.length) part.familiar.replaceChildren(...familiar(seen.familiar, current.prefix));
}

function card(field, place, all) {
  const odd = all.length % 2 === 1 && place === all.length - 1;
  const verified = field.verified_at ? `.${css('fieldVerified')}` : '';
  const value = element('span', { 'data-contents': 'true', html: field.value });
  value.querySelectorAll('a').forEach((a) => a.classList.add('unhandled-link'));
  const node = element(`div._comp_mini_card__card.${css('fieldItem')}${verified}`, { 'data-cols': odd ? '2' : '1' },
    element('dt._comp_mini_card__label', {}, element('span.translate', { 'data-contents': 'true' }, field.name)),
    element('dd._comp_mini_card__value', {}, value));
  if (field.verified_at) {
    node.append(element(`span.${css('fieldVerifiedIcon')}`, { title: 'Ownership of this link was checked' },
      icon('verified', 'verified', ' icon--no-fill')));
  }
  return node;
}

function familiar(list, prefix) {
  const group = element('div.avatar-group.avatar-group--compact', {},
    list.map((a) => element('a', { title: a.display_name, 'data-hover-card-account': a.id, href: `${prefix}/@${a.acct}` },
      element('span.account__avatar', {}, element('img', { src: a.avatar, alt: '' })))));
  const names = list.flatMap((a, place) => {
    const link = element('a', { title: a.acct, 'data-id': a.id, 'data-hover-card-account': a.id, href: `${prefix}/@${a.acct}` },
      element('bdi', {}, element('span', {}, a.display_name)));
    return place ? [` ${text('and')} `, link] : [link];
  });
  return [group, element('span', {}, `${text('Followed by')} `, ...names)];
}
