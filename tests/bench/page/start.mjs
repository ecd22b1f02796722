// From launch() to the first stage on screen: Chromium, loopback, nothing in the cache, and where the time goes. Writes the
// table of docs/performance.md with `--write`. Figures only count on a quiet machine, so the load is printed beside them.
//
//   npm run bench:start          20 launches, with the server of build/release or SEALFLOW_BIN, and web/dist
//   node page/start.mjs --against ../../old-dist       each beside one of another build: the ratio holds on a busy machine, too
import {readFileSync, writeFileSync} from "node:fs";
import {loadavg} from "node:os";
import {resolve} from "node:path";
import {parseArgs} from "node:util";
import {openBrowser, openDevice} from "../../e2e/browser.mjs";
import {startSite} from "../../e2e/site.mjs";
import {startSealflow} from "../../e2e/stack.mjs";

const {values: options} = parseArgs({options: {runs: {type: "string", default: "20"}, write: {type: "string"}, against: {type: "string"}}});
const before = loadavg()[0];
const [stack, browser, site] = await Promise.all([startSealflow(), openBrowser(), startSite()]);
const other = options.against && (await startSealflow({web: resolve(options.against)}));

/** Runs in the page before anything of ours: notes when code was compiled and instantiated, and when the stage was drawn. */
function watch() {
  const times = (window.times = {});
  for (const name of ["compileStreaming", "compile", "instantiate"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const began = performance.now();
      const result = await original(...given);
      times[name] = {began, ended: performance.now()};
      return result;
    };
  }
  const look = () => {
    const found = [...document.body.children].some((child) => child.shadowRoot?.querySelector('[data-screen^="FS0consent"]'));
    // The frame after the one in which it stands there: then it has been painted.
    requestAnimationFrame(found ? () => (times.shown = performance.now()) : look);
  };
  times.start = performance.now();
  look();
}

async function measure(stack) {
  const {body} = await stack.server.backend(stack.app).create();
  site.pages.set("/", `<!doctype html><meta charset="utf-8"><title>Start</title><body><script src="${stack.server.url}/flowx.js"></script>
    <script>(${watch})(); new AttestrFlowx({cl: "${stack.app.clientKey}", hs: "${body._id}", lc: "en"}).launch();</script>`);
  const device = await openDevice(browser);
  const page = await device.openPage(`${site.url}/`);
  await page.waitForFunction(() => window.times?.shown, {timeout: 60_000});
  const seen = await page.evaluate(() => ({
    times: window.times,
    files: performance.getEntriesByType("resource").map(({name, startTime, responseEnd}) => ({name, startTime, responseEnd})),
  }));
  await device.close();
  return parts(seen, stack);
}

/** Milliseconds. Nothing is counted twice: what is compiled while it is still coming is network. */
function parts({times, files}, stack) {
  const {start, shown, compileStreaming, compile, instantiate} = times;
  const ours = files.filter(({name, startTime}) => startTime >= start && startTime < shown && name.startsWith(stack.server.url));
  const call = ours.find(({name}) => name.endsWith("/launch"));
  const wasm = ours.find(({name}) => name.endsWith(".wasm"));
  const compiled = compileStreaming ?? compile;
  const compiling = Math.max(0, compiled.ended - Math.max(wasm.responseEnd, compiled.began)) + (instantiate.ended - instantiate.began);
  // The server is asked while files are still coming.
  const network = covered(ours.map(({startTime, responseEnd}) => [startTime, Math.min(responseEnd, shown)]));
  const launch = call.responseEnd - call.startTime;
  const total = shown - start;
  return {total, network, wasm: compiling, launch, rest: total - network - compiling};
}

/** Time in which at least one of these was under way. */
function covered(spans) {
  let [sum, until] = [0, 0];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const runs = [];
const others = [];
try {
  await measure(stack); // the first starts a renderer, and is not counted
  if (other) await measure(other);
  while (runs.length < Number(options.runs)) {
    runs.push(await measure(stack));
    if (other) others.push(await measure(other));
  }
} finally {
  await browser.close();
  site.stop();
  await Promise.all([stack.stop(), other?.stop()]);
}

const of = (name) => median(runs.map((run) => run[name]));
const totals = runs.map(({total}) => total).sort((a, b) => a - b);
const line = (text, name) => `| ${text} | ${of(name).toFixed(1)} | ${((100 * of(name)) / of("total")).toFixed(0)} % |`;
const table = `${runs.length} launches; the load of the machine (2 processors) was ${before.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after.

| median of | ms | of the whole |
|---|--:|--:|
| from launch() to the first stage painted (${totals[0].toFixed(0)} to ${totals.at(-1).toFixed(0)}) | ${of("total").toFixed(1)} | |
${line("files or the launch call under way", "network")}
${line("WebAssembly: compiled after its last byte, and instantiated", "wasm")}
${line("scripts, templates, layout, waiting for a frame", "rest")}
| the launch call, beside all that | ${of("launch").toFixed(1)} | |`;
console.log(table);
if (other) {
  const [before, now] = [others, runs].map((each) => median(each.map(({total}) => total)));
  const quicker = runs.filter(({total}, i) => total < others[i].total).length;
  console.log(`\nThe other build: ${before.toFixed(1)} ms; this one takes ${(now / before).toFixed(2)} of that, and was quicker in ${quicker} of ${runs.length} pairs.`);
}
if (options.write) {
  const text = readFileSync(options.write, "utf8");
  writeFileSync(options.write, text.replace(/(<!-- start -->\n)[\s\S]*?(\n<!-- end of start -->)/, `$1\n${table}\n$2`));
}
