// Elements by a short notation, icons, and texts in the page's language.

/** `element('div.a.b#c', {href: '/x'}, child, 'text')` */
export function element(notation, attributes = {}, ...children) {
  const [tag] = notation.split(/[.#]/);
  const node = document.createElement(tag || 'div');
  const classes = [...notation.matchAll(/\.([^.#]+)/g)].map((match) => match[1]);
  if (classes.length) node.className = classes.join(' ');
  const id = /#([^.#]+)/.exec(notation);
  if (id) node.id = id[1];
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'html') node.innerHTML = value;
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  'ellipsis-v': 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 4h10v13H9zM5 8v12h10',
  check: 'M5 12l5 5 9-10',
  back: 'M20 12H4M11 5l-7 7 7 7',
  search: 'M10 4a6 6 0 100 12 6 6 0 000-12zM15 15l6 6',
  home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  trend: 'M3 17l6-6 4 4 8-9M15 6h6v6',
  globe: 'M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  bell: 'M6 17V11a6 6 0 0112 0v6l2 2H4zM10 21h4',
  list: 'M4 4h16v16H4zM8 9h.01M8 12h.01M8 15h.01M11 9h6M11 12h6M11 15h6',
  hash: 'M9 4L7 20M17 4l-2 16M4 9h17M3 15h17',
  star: 'M12 3l2.7 6 6.3.7-4.7 4.3 1.3 6.5L12 17.3 6.4 20.5 7.7 14 3 9.7 9.300 9z',
  bookmark: 'M6 3h12v18l-6-5-6 5z',
  at: 'M12 8a4 4 0 100 8 4 4 0 000-8zM16 8v5a3 3 0 005 0v-1a9 9 0 10-4 7',
  gear: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  menu: 'M3 6h18M3 12h18M3 18h18',
  plus: 'M12 4v16M4 12h16',
  reply: 'M9 5l-6 6 6 6M3 11h12a6 6 0 016 6v2',
  boost: 'M4 12V7h14M15 4l3 3-3 3M20 12v5H6M9 20l-3-3 3-3',
  help: 'M12 3a9 9 0 100 18 9 9 0 000-18zM9.500 9.500a2.500 2.500 0 115 0c0 2-2.500 2-2.500 4M12 17h.01',
  verified: 'M12 2l2.500 2 3.200-.2.800 3.100 2.700 1.700L20 11.500l1.200 3-2.700 1.700-.8 3.100-3.200-.2L12 21l-2.500-1.900-3.200.2-.8-3.100-2.700-1.700L4 11.500l-1.200-2.900 2.700-1.700.8-3.100 3.200.2zM8 12l3 3 5-6',
  'copy-link': 'M10 14a4 4 0 006 0l3-3a4 4 0 00-6-6l-1 1M14 10a4 4 0 00-6 0l-3 3a4 4 0 006 6l1-1',
  'remove-follower': 'M9 5a3.500 3.500 0 100 7 3.500 3.500 0 000-7zM2 20c0-4 3-6 7-6s7 2 7 6M17 9h5',
  'block-account': 'M12 3a9 9 0 100 18 9 9 0 000-18zM6 6l12 12',
  'report-account': 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7v6M12 16h.01',
  'domain-block': 'M12 3a9 9 0 100 18 9 9 0 000-18zM6 6l12 12',
  pin: 'M9 3h6l-1 7 4 4H6l4-4zM12 14v7',
  wave: 'M5 12l4-6M9 14l5-8M12 16l5-6M4 13c0 5 4 8 8 8s8-4 8-9',
  chevron: 'M6 9l6 6 6-6',
};

/** An icon; `name` is also its class, as `icon-ellipsis-v`. */
export function icon(name, shape = name, extra = '') {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', `icon icon-${name}${extra}`);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('width', '24');
  svg.setAttribute('height', '24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', PATHS[shape] ?? PATHS.help);
  svg.append(path);
  return svg;
}

export const state = JSON.parse(document.getElementById('initial-state').textContent);
export const meta = state.meta;

/** The minor version as a number: 3 for 4.3. */
export const minor = Number(meta.version.split('.')[1]);

const TEXTS = {
  de: {
    Back: 'Zurück', Follow: 'Folgen', Unfollow: 'Entfolgen', 'Cancel follow': 'Anfrage zurückziehen', 'Follow back': 'Ebenfalls folgen', 'Edit profile': 'Profil bearbeiten',
    Posts: 'Beiträge', 'Posts and replies': 'Beiträge und Antworten', Media: 'Medien', Featured: 'Empfohlen',
    Activity: 'Aktivitäten', Followers: 'Follower', Following: 'Folge ich', Joined: 'Beigetreten',
    posts: 'Beiträge', following: 'Folge ich', followers: 'Follower', 'Follows you': 'Folgt dir',
    'Personal note': 'Private Notiz', 'Click to add note': 'Private Anmerkung hinzufügen',
    Home: 'Startseite', Notifications: 'Benachrichtigungen', 'Followed by': 'Gefolgt von', and: 'und',
    'Copy link': 'Link kopieren', Mention: 'Erwähnen', 'Posts and boosts': 'Beiträge und Boosts', 'Load more': 'Mehr laden',
    All: 'Alles', Profiles: 'Profile', Hashtags: 'Hashtags', 'See all': 'Alle anzeigen', 'No results.': 'Keine Treffer.',
    'Open original page': 'Ursprüngliche Seite öffnen', Preferences: 'Einstellungen', Pinned: 'Angeheftet',
  },
  ar: {
    Back: 'العودة', Follow: 'متابعة', Unfollow: 'إلغاء المتابعة', 'Cancel follow': 'إلغاء طلب المتابعة', 'Follow back': 'رد المتابعة', Posts: 'منشورات', 'Posts and replies': 'المنشورات والردود',
    Media: 'وسائط', Featured: 'معروض', Activity: 'النشاط', Followers: 'متابِعون', Following: 'الاشتراكات', Joined: 'انضم في',
    posts: 'منشورات', following: 'الاشتراكات', followers: 'متابِعون', 'Follows you': 'يُتابِعُك', Home: 'الرئيسية',
    Notifications: 'الإشعارات', Preferences: 'التفضيلات',
  },
};

/** A text in the page's language; English where there is none. */
export function text(english) {
  return TEXTS[meta.locale]?.[english] ?? english;
}

export function shortNumber(count) {
  return new Intl.NumberFormat(meta.locale, { notation: 'compact', maximumFractionDigits: 2 }).format(Math.max(0, count));
}

export function day(iso) {
  return new Intl.DateTimeFormat(meta.locale, { day: '2-digit', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(iso));
}

let counter = 0;
/** An id such as React's `useId` gives. */
export function reactId() {
  counter += 1;
  return `:r${counter.toString(36)}:`;
}
