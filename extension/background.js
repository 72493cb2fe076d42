// Registers the listeners at once, as both browsers ask, and hands every event to the
// core, which is started when the first one comes. After a panic it starts a fresh one.
import init, * as core from './pkg/freshet.js';
import { tellStore } from './store.js';

// The core hands it to the browser, which runs it in a page.
globalThis.freshetStore = tellStore;

const ports = new Set();
let running = null;

function start() {
  running ??= init({ module_or_path: new URL('./pkg/freshet_bg.wasm', import.meta.url) }).then(() => core);
  return running;
}

/** Calls one entry of the core; what it throws is told, never swallowed. */
async function tell(entry, ...values) {
  try {
    const entries = await start();
    await entries[entry](...values);
  } catch (error) {
    console.error('freshet:', error);
    renew(error);
  }
}

/** An instance that has panicked is not used again: pages connect anew to a fresh one. */
function renew(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  core.__wbg_reset_state();
  for (const port of ports) port.disconnect();
  ports.clear();
}

addEventListener('error', ({ error }) => renew(error));

chrome.runtime.onConnect.addListener((port) => {
  // One message after the other, as they were sent.
  let last = Promise.resolve();
  const next = (entry, ...values) => (last = last.then(() => tell(entry, ...values)));
  ports.add(port);
  port.onMessage.addListener((message) => next('port_message', port, message));
  port.onDisconnect.addListener(() => {
    ports.delete(port);
    next('port_closed', port);
  });
});
chrome.runtime.onMessage.addListener((message, sender) => void tell('lone_message', message, sender));
chrome.runtime.onInstalled.addListener(() => tell('installed'));
chrome.runtime.onStartup.addListener(() => tell('alarm'));
chrome.alarms.onAlarm.addListener(() => tell('alarm'));
chrome.permissions.onAdded.addListener(() => tell('permitted'));
chrome.permissions.onRemoved.addListener(() => tell('forbidden'));
