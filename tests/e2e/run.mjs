// All tests of this folder in all three engines, one after the other.
//
//   node run.mjs                      what `npm test` does
//   node run.mjs firefox webkit       in these only
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
const files = readdirSync(here)
  .filter((file) => file.endsWith(".test.mjs") && (names.length === 0 || names.includes(file.replace(".test.mjs", ""))))
  .map((file) => here + file);

const times = [];
for (const engine of engines) {
  console.log(`\n${engine}`);
  const began = Date.now();
  // Each file is a process of its own, and learns it from there.
  process.env.SEALFLOW_BROWSER = engine;
  await runAll();
  times.push(`${engine} ${Math.round((Date.now() - began) / 1000)} s`);
}
console.log(`\n${times.join(", ")}`);

function runAll() {
  const events = run({files, concurrency: 1, timeout: process.env.SEALFLOW_LONG === "1" ? 3 * 3_600_000 : 600_000});
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
