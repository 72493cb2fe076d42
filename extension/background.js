// Registers the listeners at once, as both browsers ask, and hands every event to the
// core, which is started when the first one comes. After a panic it starts a fresh one.
import init, * as core from './pkg/freshet.js';

let running = null;

function start() {
  running ??= init({ module_or_path: new URL('./pkg/freshet_bg.wasm', import.meta.url) }).then(() => core);
  return running;
}

/** Calls one entry of the core; what it throws is told, never swallowed. */
async function tell(entry, ...values) {
  try {
    return await (await start())[entry](...values);
  } catch (error) {
    console.error('freshet:', error);
    throw error;
  }
}

chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener((message) => tell('port_message', port, message).catch(() => {}));
  port.onDisconnect.addListener(() => tell('port_closed', port).catch(() => {}));
});
chrome.runtime.onMessage.addListener((message, sender) => {
  tell('lone_message', message, sender).catch(() => {});
});
chrome.runtime.onInstalled.addListener(() => tell('installed').catch(() => {}));
chrome.permissions.onAdded.addListener(({ origins }) => tell('permitted', origins ?? []).catch(() => {}));
chrome.permissions.onRemoved.addListener(({ origins }) => tell('forbidden', origins ?? []).catch(() => {}));
