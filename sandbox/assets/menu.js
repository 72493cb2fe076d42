// The account menu: a dropdown in a portal under body for the mouse, a modal for touch.
import { element, icon, meta, minor, reactId, text } from './element.js';

let touching = Boolean(meta.touch);
window.addEventListener('touchstart', () => { touching = true; }, { once: true, passive: true });

let open = null;

/** The trigger of the menu; `update(account)` says whose it is. */
export function menuButton() {
  const node = element('button.icon-button',
    { type: 'button', 'aria-label': 'Menu', 'aria-hidden': 'false', title: 'Menu', tabindex: '0' },
    icon('ellipsis-v'));
  let account = null;
  node.addEventListener('click', () => {
    if (!account) return;
    if (open) closeMenu();
    else if (touching) openModal(account);
    else openDropdown(node, account);
  });
  return { node, update: (next) => { account = next; } };
}

export function closeMenu() {
  open?.close();
  open = null;
}

function entries(account) {
  const [user, host] = account.acct.split('@');
  const local = !host;
  const line = (label, more = {}) => ({ label, ...more });
  const danger = (label, more = {}) => ({ label, dangerous: true, ...more });
  if (minor >= 6) {
    return [
      line(text('Copy link'), { icon: 'copy-link' }),
      ...(local ? [] : [line(`View on ${host}`, { href: account.url })]),
      null, line(text('Mention')), line('Privately mention'),
      null, line('Add to collection…'), line('Add a personal note', { subtitle: 'Visible only to you' }),
      null, line('Mute account'),
      null, danger('Remove follower', { icon: 'remove-follower' }), danger('Block account', { icon: 'block-account' }),
      danger('Report account', { icon: 'report-account' }),
      ...(local ? [] : [null, danger(`Block ${host}`, { icon: 'domain-block' })]),
    ];
  }
  return [
    line(`${text('Mention')} @${user}`), line(`Privately mention @${user}`),
    ...(local ? [] : [null, line(text('Open original page'), { href: account.url })]),
    null, danger(`Mute @${user}`),
    ...(minor >= 4 ? [danger('Remove follower')] : []),
    danger(`Block @${user}`), danger(`Report @${user}`),
    ...(local ? [] : [null, danger(`Block domain ${host}`)]),
  ];
}

function content(entry) {
  const label = minor >= 5
    ? element('span.dropdown-menu__item-content', {}, entry.label,
        entry.subtitle ? element('span.dropdown-menu__item-subtitle', {}, entry.subtitle) : null)
    : entry.label;
  return entry.icon ? [icon(entry.icon), label] : [label];
}

function control(entry, index, inModal) {
  const attributes = { 'data-index': String(index) };
  if (minor === 3) {
    Object.assign(attributes, { href: entry.href ?? '#', target: '_blank', rel: 'noopener noreferrer' });
    if (!inModal) Object.assign(attributes, { role: 'button', tabindex: '0' });
    return element('a', attributes, ...(inModal ? [element('div', {}, element('div', {}, entry.label), element('div'))] : content(entry)));
  }
  if (entry.href) return element('a', { href: entry.href, target: '_target', rel: 'noopener', ...attributes }, ...content(entry));
  if (minor >= 6) attributes.type = 'button';
  return element('button', attributes, ...content(entry));
}

function list(account, inModal) {
  return entries(account).map((entry, index) => {
    if (!entry) return element('li.dropdown-menu__separator');
    const node = element('li');
    const named = !inModal || minor >= 5;
    if (named) node.classList.add('dropdown-menu__item');
    if (entry.dangerous && (named || minor === 4)) node.classList.add('dropdown-menu__item--dangerous');
    const pressed = control(entry, index, inModal);
    pressed.addEventListener('click', (event) => {
      if (!entry.href) event.preventDefault();
      closeMenu();
    });
    node.append(pressed);
    return node;
  });
}

function openDropdown(trigger, account) {
  const items = element('ul.dropdown-menu__container__list', {}, list(account, false));
  const menu = element('div.dropdown-animation.dropdown-menu.bottom', {},
    element('div.dropdown-menu__arrow.bottom'),
    element('div.dropdown-menu__container', {}, items));
  const wrapper = element('div', { 'data-popper-reference-hidden': 'false', 'data-popper-placement': 'bottom' }, menu);
  if (minor >= 4) wrapper.id = reactId();
  if (minor >= 6) wrapper.classList.add('_comp_account_header__buttonMenu');
  trigger.classList.add('active');
  trigger.replaceChildren(icon('close'));
  document.body.append(wrapper);
  const box = trigger.getBoundingClientRect();
  const half = menu.offsetWidth / 2;
  const middle = Math.min(Math.max(box.x + box.width / 2, half + 8), innerWidth - half - 8);
  // Positions are set from script, which the policy allows, as popper does.
  wrapper.style.cssText = `position:absolute;inset:0 auto auto 0;transform:translate(${Math.round(middle - half)}px, ${Math.round(box.bottom + scrollY + 5)}px)`;

  const onClick = (event) => {
    if (menu.contains(event.target)) return;
    closeMenu();
    event.stopPropagation();
    event.preventDefault();
  };
  const onKey = (event) => {
    // The items are asked for anew at every key.
    const controls = [...items.querySelectorAll('a, button')];
    const at = controls.indexOf(document.activeElement);
    const last = controls.length - 1;
    const next = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key] ?? (event.key === 'Tab' ? (at + (event.shiftKey ? last : 1)) % (last + 1) : undefined);
    if (event.key === 'Escape') closeMenu();
    else if (next !== undefined) controls[next]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('click', onClick, { capture: true });
  document.addEventListener('keydown', onKey, { capture: true });
  items.querySelector('a, button')?.focus({ preventScroll: true });
  open = {
    close() {
      document.removeEventListener('click', onClick, { capture: true });
      document.removeEventListener('keydown', onKey, { capture: true });
      trigger.classList.remove('active');
      trigger.replaceChildren(icon('ellipsis-v'));
      wrapper.remove();
      trigger.focus({ preventScroll: true });
    },
  };
}

function openModal(account) {
  const root = document.querySelector('.modal-root');
  const extra = minor >= 6 ? '._comp_account_header__buttonMenu' : '';
  const overlay = element('div.modal-root__overlay', { role: 'presentation', onclick: closeMenu });
  const modal = element(`div.modal-root__modal.actions-modal${extra}`, {}, element('ul', {}, list(account, true)));
  root.replaceChildren(element('div', {}, overlay, element('div.modal-root__container', { role: 'dialog' }, modal)));
  if (minor === 3) document.body.classList.add('with-modals--active');
  const onKey = (event) => { if (event.key === 'Escape') closeMenu(); };
  window.addEventListener('keyup', onKey);
  open = {
    close() {
      window.removeEventListener('keyup', onKey);
      document.body.classList.remove('with-modals--active');
      root.replaceChildren();
    },
  };
}
