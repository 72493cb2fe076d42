// Measures the shipped module, in a page of the extension. Added to copies of the package by
// `cargo xtask bench`, never shipped. A bench is a name and a function that does the work once.

import init, { bench_compare } from '../pkg/freshet.js';

const address = new URL('../pkg/freshet_bg.wasm', import.meta.url);
const bytes = await (await fetch(address)).arrayBuffer();

await init({ module_or_path: bytes });
// A case that is no account on purpose is no work either.
const pairs = (await (await fetch('pairs.json')).json()).filter(({ account, actor, home }) => {
  try {
    bench_compare(account, actor, home);
    return true;
  } catch {
    return false;
  }
});
let turn = 0;

const benches = {
  'read and compare one of the pairs': () => {
    const { account, actor, home } = pairs[(turn += 1) % pairs.length];
    bench_compare(account, actor, home);
  },
  'compile the module': () => WebAssembly.compile(bytes),
};

const LEAST_TIME = 1000;

async function measure(run) {
  await run();
  let times = 0;
  const start = performance.now();
  while (performance.now() - start < LEAST_TIME) {
    // Many at once: the clock of a page is coarse, and reading it costs.
    for (let once = 0; once < 20; once += 1) await run();
    times += 20;
  }
  return (performance.now() - start) / times;
}

// The runner calls this, and prints what it returns: milliseconds by name.
globalThis.runBenches = async () => {
  const results = {};
  for (const [name, run] of Object.entries(benches)) results[name] = await measure(run);
  return results;
};
