// Runs the tests of this folder, in which engine and on which viewport the table below says, and says in the end what came of it.
//
//   node run.mjs                      what `npm test` does; with SEALFLOW_LONG=1 all files in all engines
//   node run.mjs firefox webkit       all files in these
//   node run.mjs flow keyboard        these files (flow.test.mjs, keyboard.test.mjs) in all engines
//   node run.mjs phone webkit flow    as on a phone
import {readdirSync} from "node:fs";
import {createInterface} from "node:readline";
import {fileURLToPath} from "node:url";
import {spawnLeashed} from "../server/leash.mjs";
import {reasons} from "./engines.mjs";

const engines = ["chromium", "firefox", "webkit"];
const viewports = ["desktop", "phone"];
const here = fileURLToPath(new URL(".", import.meta.url));
const all = readdirSync(here).flatMap((file) => /^(.*)\.test\.mjs$/.exec(file)?.[1] ?? []);
/** What people do with a flow, on both viewports. Other files say themselves which ones they are about, as `handoff` does. */
const main = ["flow", "resume", "refusals", "keyboard", "labels", "camera", "uploads", "index"];
/** Where engines have differed. */
const differing = ["flow", "keyboard", "labels", "camera", "drop-in", "handoff", "strict"];
/** No browser; or one only, as its README.md says. */
const inChromiumAlone = ["backend", "faults"];
const long = process.env.SEALFLOW_LONG === "1";

const ordinary = [
  ["chromium", "desktop", all],
  ["firefox", "desktop", differing],
  ["webkit", "phone", main],
];
const everything = engines.flatMap((engine) => [
  [engine, "desktop", all.filter((file) => engine === "chromium" || !inChromiumAlone.includes(file))],
  [engine, "phone", main],
]);

function chosen(asked) {
  if (asked.length === 0) return long ? everything : ordinary;
  const among = (known) => known.filter((each) => asked.includes(each));
  const [files, where, how] = [all, engines, viewports].map(among);
  const unknown = asked.filter((each) => ![...files, ...where, ...how].includes(each));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", no ")}`);
  const or = (some, otherwise) => (some.length > 0 ? some : otherwise);
  return or(where, engines).flatMap((engine) => or(how, ["desktop"]).map((viewport) => [engine, viewport, or(files, all)]));
}

// The longest first, so that nobody waits for them in the end.
const slow = ["faults", "gallery", "accessible", "biometric", "camera", "languages", "outbox", "launcher"];
const rank = ({file}) => (slow.includes(file) ? slow.indexOf(file) : slow.length);
const jobs = chosen(process.argv.slice(2))
  .flatMap(([engine, viewport, files]) => files.map((file) => ({engine, viewport, file})))
  .sort((a, b) => rank(a) - rank(b));

/** One file, in a process of its own. What it has started ends with it, also when it takes too long. */
async function run(job) {
  const began = Date.now();
  const env = {...process.env, SEALFLOW_BROWSER: job.engine, SEALFLOW_VIEWPORT: job.viewport};
  const child = spawnLeashed(process.execPath, ["--test-reporter=spec", `${job.file}.test.mjs`], {cwd: here, env, stdio: ["ignore", "pipe", "inherit"]});
  const limit = setTimeout(() => child.kill("SIGKILL"), long ? 3 * 3_600_000 : 300_000);
  const lines = [];
  for await (const line of createInterface({input: child.stdout})) lines.push(line);
  clearTimeout(limit);
  const plain = lines.map((line) => line.replace(/\x1b\[\d+m/g, ""));
  const count = (what) => Number(plain.map((line) => new RegExp(`^ℹ ${what} (\\d+)$`).exec(line)?.[1]).find(Boolean) ?? 0);
  const skipped = plain.flatMap((line) => /^\s*﹣ .* # (.*)$/.exec(line)?.[1] ?? []);
  const failed = Math.max(count("fail") + count("cancelled"), count("tests") === 0 ? 1 : 0);
  console.log(`\n=== ${job.engine}, ${job.viewport}: ${job.file}\n${lines.join("\n")}`);
  Object.assign(job, {passed: count("pass"), failed, skipped, seconds: Math.round((Date.now() - began) / 1000)});
}

// Two at a time: most of it is waiting.
const queue = [...jobs];
await Promise.all([1, 2].map(async () => {
  while (queue.length > 0) await run(queue.shift());
}));

/** Tests passed, skipped and failed, and seconds. */
const cell = (some) => {
  if (some.length === 0) return "";
  const sum = (of) => some.reduce((total, job) => total + of(job), 0);
  const skipped = sum((job) => job.skipped.length);
  const failed = sum((job) => job.failed);
  return `${sum((job) => job.passed)}${skipped > 0 ? `, ${skipped} skipped` : ""}${failed > 0 ? `, ${failed} FAILED` : ""}, ${sum((job) => job.seconds)} s`;
};
const columns = engines.flatMap((engine) => viewports.map((viewport) => ({engine, viewport})))
  .map((where) => ({...where, jobs: jobs.filter(({engine, viewport}) => engine === where.engine && viewport === where.viewport)}))
  .filter((column) => column.jobs.length > 0);
const row = (name, file) => `| ${[name, ...columns.map((column) => cell(column.jobs.filter((job) => !file || job.file === file)))].join(" | ")} |`;

console.log(`\n| tests passed | ${columns.map(({engine, viewport}) => `${engine}, ${viewport}`).join(" | ")} |`);
console.log(`|---${"|--:".repeat(columns.length)}|`);
for (const file of all) if (jobs.some((job) => job.file === file)) console.log(row(file, file));
console.log(`${row("all")}\n`);

for (const {engine, viewport, jobs: some} of columns) {
  const skipped = some.flatMap((job) => job.skipped);
  for (const reason of new Set(skipped)) {
    console.log(`${engine}, ${viewport}: ${skipped.filter((each) => each === reason).length} skipped: ${reason}`);
    if (reasons.has(reason)) continue;
    console.error("  which is no reason of README.md's table");
    process.exitCode = 1;
  }
}
if (jobs.some(({failed}) => failed > 0)) process.exitCode = 1;
