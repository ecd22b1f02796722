// All tests of this folder in Chromium, then in Firefox and WebKit what differs between engines: whole walks, keyboard,
// names, languages. With SEALFLOW_LONG=1 all tests in all three.
//
//   node run.mjs                      what `npm test` does
//   node run.mjs firefox webkit       in these only, and all of it
//   node run.mjs flow keyboard        these files only (flow.test.mjs, keyboard.test.mjs)
import {readdirSync} from "node:fs";
import {run} from "node:test";
import {spec} from "node:test/reporters";
import {fileURLToPath} from "node:url";
import {reasons} from "./engines.mjs";

const known = ["chromium", "firefox", "webkit"];
const asked = process.argv.slice(2);
const names = asked.filter((each) => !known.includes(each));
const engines = asked.some((each) => known.includes(each)) ? known.filter((each) => asked.includes(each)) : known;
const here = fileURLToPath(new URL(".", import.meta.url));
/** What one engine may do otherwise than another; all else would take a quarter of an hour for each. */
const everyEngine = ["drop-in", "flow", "keyboard", "labels", "languages", "refusals", "resume"];
const long = process.env.SEALFLOW_LONG === "1";

function filesFor(engine) {
  const wanted = names.length > 0 ? names : asked.length > 0 || long || engine === "chromium" ? undefined : everyEngine;
  return readdirSync(here)
    .filter((file) => file.endsWith(".test.mjs") && (wanted?.includes(file.replace(".test.mjs", "")) ?? true))
    .map((file) => here + file);
}

const times = [];
for (const engine of engines) {
  console.log(`\n${engine}`);
  const began = Date.now();
  // Each file is a process of its own, and learns it from there.
  process.env.SEALFLOW_BROWSER = engine;
  await runAll(filesFor(engine));
  times.push(`${engine} ${Math.round((Date.now() - began) / 1000)} s`);
}
console.log(`\n${times.join(", ")}`);

function runAll(files) {
  // Two at a time: most of it is waiting.
  const events = run({files, concurrency: 2, timeout: long ? 3 * 3_600_000 : 600_000});
  events.on("test:fail", () => (process.exitCode = 1));
  events.on("test:pass", ({name, skip}) => {
    if (skip === undefined || reasons.has(skip)) return;
    console.error(`"${name}" was skipped without a reason of README.md's table: ${skip}`);
    process.exitCode = 1;
  });
  return new Promise((resolve, reject) => {
    events.compose(new spec()).on("end", resolve).on("error", reject).pipe(process.stdout, {end: false});
  });
}
