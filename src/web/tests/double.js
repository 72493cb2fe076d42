// Stands in for the network, the clock and the extension API while a test runs.
globalThis.freshetDouble ??= (() => {
  const real = { fetch: globalThis.fetch, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, chrome: globalThis.chrome, warn: console.warn };
  let last = 0;
  let answers, asked, timers, bodies, stored, broken, granted, calls, told, page;

  function reset() {
    [answers, asked, timers, bodies, calls, told] = [new Map(), [], new Map(), [], [], []];
    stored = { local: new Map(), session: new Map() };
    broken = false;
    granted = new Set();
    page = { who: null, takes: true };
    globalThis.freshetStore = () => {};
    globalThis.fetch = fetch;
    globalThis.setTimeout = (handler, delay) => (delay >= 1000 ? later(handler) : real.setTimeout.call(globalThis, handler, delay));
    globalThis.clearTimeout = (timer) => timers.delete(timer) || real.clearTimeout.call(globalThis, timer);
    Object.defineProperty(globalThis, 'chrome', { value: chrome, configurable: true, writable: true });
    console.warn = (...words) => told.push(words.map(String).join(' '));
  }

  function restore() {
    Object.assign(globalThis, { fetch: real.fetch, setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Object.defineProperty(globalThis, 'chrome', { value: real.chrome, configurable: true, writable: true });
    console.warn = real.warn;
  }

  function fetch(request) {
    if (!(request instanceof Request)) request = new Request(request);
    const { url, method, credentials, referrerPolicy, redirect, cache, signal } = request;
    asked.push({ url, method, credentials, referrerPolicy, redirect, cache, headers: Object.fromEntries(request.headers) });
    const answer = answers.get(url);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
      if (answer === undefined) reject(new TypeError('Failed to fetch'));
      else answer({ resolve, reject, signal });
    });
  }

  /** A time limit, or a moment that is waited for; its number is negative, so that it is none of the browser's own. */
  function later(handler) {
    const timer = (last -= 1);
    timers.set(timer, handler);
    return timer;
  }

  /** Lets every time limit pass at once. */
  function late() {
    const handlers = [...timers.values()];
    timers.clear();
    handlers.forEach((handler) => handler());
  }

  /** A body of so many pieces of 64 KB; without a number, of no end. */
  function stream(pieces, signal) {
    const state = { given: 0, stopped: false };
    bodies.push(state);
    return new ReadableStream({
      start: (controller) => signal.addEventListener('abort', () => {
        state.stopped = true;
        controller.error(signal.reason);
      }),
      pull: (controller) => {
        if (state.given === pieces) return controller.close();
        state.given += 1;
        controller.enqueue(new Uint8Array(65536).fill(32));
      },
      cancel: () => { state.stopped = true; },
    });
  }

  /** As Mastodon tells its limits; nothing of them is ever used up. */
  const limits = () => ({
    'x-ratelimit-limit': '300',
    'x-ratelimit-remaining': '299',
    'x-ratelimit-reset': new Date(Date.now() + 300000).toISOString(),
  });

  const area = (name) => {
    const kept = () => {
      if (broken) throw new Error('storage is broken');
      return stored[name];
    };
    const named = (keys) => (keys === null || keys === undefined ? [...kept().keys()] : [keys].flat());
    return {
      get: async (keys) => Object.fromEntries(named(keys).filter((key) => kept().has(key)).map((key) => [key, structuredClone(kept().get(key))])),
      set: async (values) => Object.entries(values).forEach(([key, value]) => kept().set(key, structuredClone(value))),
      remove: async (keys) => named(keys).forEach((key) => kept().delete(key)),
    };
  };

  const call = (name, result) => async (...values) => {
    calls.push({ name, values: JSON.parse(JSON.stringify(values)) });
    return result?.(...values);
  };

  const chrome = {
    runtime: {
      getURL: (path) => `chrome-extension://freshet/${path}`,
      openOptionsPage: call('openOptionsPage'),
    },
    i18n: { getUILanguage: () => 'de-AT' },
    storage: { local: area('local'), session: area('session') },
    permissions: {
      contains: async ({ origins }) => origins.every((origin) => granted.has(origin)),
      remove: call('permissions.remove', ({ origins }) => origins.every((origin) => granted.delete(origin))),
      getAll: async () => ({ origins: [...granted], permissions: [] }),
    },
    scripting: {
      executeScript: call('executeScript', ({ world }) => [{ result: world === 'MAIN' ? page.takes : 'home.example' }]),
      getRegisteredContentScripts: async () => [],
      registerContentScripts: call('registerContentScripts'),
      unregisterContentScripts: call('unregisterContentScripts'),
    },
    tabs: {
      query: async () => [{ id: 7 }],
      sendMessage: call('tabs.sendMessage', () => {
        if (page.who) return structuredClone(page.who);
        throw new Error('nobody listens');
      }),
      create: call('tabs.create'),
      update: call('tabs.update'),
    },
    action: { setBadgeText: call('setBadgeText') },
    alarms: { create: call('alarms.create'), clear: call('alarms.clear', () => true) },
  };

  return {
    reset,
    restore,
    late,
    /** What an address answers; `how` is a status, or one of the kinds below. */
    answer(url, how, type, body) {
      const headers = { ...(type && { 'content-type': type }), ...(url.includes('/api/') && limits()) };
      const init = { status: Number(how) || 200, headers };
      answers.set(url, ({ resolve, signal }) => {
        if (how === 'never') return queueMicrotask(late);
        if (how === 'stalls') return undefined;
        if (how === 'pause') return resolve(new Response('{}', { status: 429, headers: JSON.parse(body) }));
        if (how === 'stuck') {
          const silent = new ReadableStream({ start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)) });
          resolve(new Response(silent, init));
          return void real.setTimeout.call(globalThis, late, 0);
        }
        if (how === 'endless') return resolve(new Response(stream(undefined, signal), init));
        if (how === 'pieces') return resolve(new Response(stream(Number(body), signal), init));
        if (how === 'declared') return resolve(new Response(stream(undefined, signal), { headers: { 'content-length': body } }));
        if (how === 'understated') return resolve(new Response(stream(undefined, signal), { headers: { 'content-length': '5' } }));
        if (how === 'cut') {
          const cut = new ReadableStream({ pull: (controller) => controller.error(new TypeError('network error')) });
          return resolve(new Response(cut, init));
        }
        if (how === 'redirect') return resolve(Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' }));
        resolve(new Response(init.status === 204 ? null : body, init));
      });
    },
    answer_bytes: (url, bytes) => answers.set(url, ({ resolve }) => resolve(new Response(bytes))),
    asked: () => JSON.stringify(asked),
    bodies: () => JSON.stringify(bodies),
    calls: () => JSON.stringify(calls),
    told: () => told.join('\n'),
    stored: (name) => JSON.stringify(Object.fromEntries(stored[name])),
    put: (name, key, text) => stored[name].set(key, text),
    break_storage: () => { broken = true; },
    /** What a tab of home answers to who it shows, as JSON, and whether its store takes an account. */
    tab: (who, takes) => { page = { who: JSON.parse(who), takes }; },
    grant: (pattern) => granted.add(pattern),
    /** A connection as the browser hands it over, from a page or a surface. */
    port(name, url, frame) {
      const sent = [];
      return { name, sent, sender: { url, frameId: frame, tab: { id: 7 } }, postMessage: (message) => sent.push(structuredClone(message)) };
    },
    sent: (port) => JSON.stringify(port.sent),
    disconnected: (port) => { port.postMessage = () => { throw new Error('Attempt to use a disconnected port object'); }; },
    /** Lets everything that is ready go on. */
    settle: async () => { for (let turn = 0; turn < 50; turn += 1) await new Promise((go) => real.setTimeout.call(globalThis, go, 0)); },
    /** A PNG with a left half of red and a right half of blue. */
    async png(width, height) {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      context.fillStyle = '#f00';
      context.fillRect(0, 0, width / 2, height);
      context.fillStyle = '#00f';
      context.fillRect(width / 2, 0, width, height);
      return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
    },
    /** The size of a picture, and the colours at its left and right edge. */
    async look(address) {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const colour = (x) => Array.from(context.getImageData(x, 0, 1, 1).data.slice(0, 3)).join(' ');
      return `${canvas.width}x${canvas.height} ${colour(0)} | ${colour(canvas.width - 1)}`;
    },
  };
})();
