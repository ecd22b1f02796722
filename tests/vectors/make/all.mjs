// node tests/vectors/make/all.mjs: writes the golden files again. See ../README.md.
const folder = new URL('../', import.meta.url);
for (const header of ['flow', 'event', 'state', 'plan', 'decide', 'dispatch', 'log', 'result', 'webhook', 'receipt', 'resume']) {
  (await import(`./${header}.mjs`)).default.write(folder);
}
