// The popup, the options page and the question for access: each shows what the
// background draws for it, and asks the browser for an access from the person's press.
const { body } = document;
const root = document.querySelector('main');
let port = null;
let about = null;

function connect() {
  port = chrome.runtime.connect({ name: body.dataset.surface });
  port.onMessage.addListener(receive);
  port.onDisconnect.addListener(() => (port = null));
  port.postMessage({ open: about });
}

function receive(message) {
  if (message.kind === 'close') return close();
  if (message.kind === 'copy') return copy(message.text);
  if (message.kind !== 'draw') return;
  document.documentElement.lang = message.lang;
  document.documentElement.dir = message.dir;
  document.title = message.title;
  freshetDraw(root, message.tree, press);
}

const copy = (text) => navigator.clipboard.writeText(text).catch((error) => console.error('freshet:', error));

function press(action) {
  // The browser asks only within the press itself, and may close the popup while it
  // asks: the background is told before, and learns the answer from the browser.
  if (!port) connect();
  port.postMessage({ press: { action } });
  const [{ ask } = {}] = Object.values(action);
  if (ask) chrome.permissions.request({ origins: ask }).catch((error) => console.error('freshet:', error));
}

const given = new URLSearchParams(location.hash.slice(1));
chrome.tabs.query({ active: true, currentWindow: true }).then(([tab]) => {
  about = { tab: Number(given.get('tab') ?? tab?.id ?? -1), hosts: given.get('hosts')?.split(',') ?? [] };
  connect();
});
