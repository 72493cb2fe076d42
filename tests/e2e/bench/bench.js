// Measures the shipped module, in a page of the extension. Added to copies of the package by
// `cargo xtask bench`, never shipped. A bench is a name and a function that does the work once.

const address = new URL('../pkg/freshet_bg.wasm', import.meta.url);
const bytes = await (await fetch(address)).arrayBuffer();

const benches = {
  'compile the module': () => WebAssembly.compile(bytes),
};

const LEAST_TIME = 1000;

async function measure(run) {
  await run();
  let times = 0;
  const start = performance.now();
  while (performance.now() - start < LEAST_TIME) {
    await run();
    times += 1;
  }
  return (performance.now() - start) / times;
}

// The runner calls this, and prints what it returns: milliseconds by name.
globalThis.runBenches = async () => {
  const results = {};
  for (const [name, run] of Object.entries(benches)) results[name] = await measure(run);
  return results;
};
