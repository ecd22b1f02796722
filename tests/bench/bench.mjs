// Runs all comparisons and prints their table; `npm run bench` also builds what it measures.
//
//   node bench.mjs [--rounds N] [--slice MS] [--write FILE] [--only WORD]
//
// --write replaces the part of FILE between its two markers by the table.
import {parseArgs} from "node:util";
import {comparisons} from "./comparisons.mjs";
import {measure} from "./rounds.mjs";
import {table, writeBetween} from "./table.mjs";

const {values: options} = parseArgs({
  options: {
    rounds: {type: "string", default: "7"},
    slice: {type: "string", default: "150"},
    write: {type: "string"},
    only: {type: "string", default: ""},
    native: {type: "string", default: "build/bench"},
  },
});
const plan = {rounds: Number(options.rounds), slice: Number(options.slice)};
const parts = [];
for await (const comparison of comparisons(options.native)) {
  if (!comparison.title.toLowerCase().includes(options.only.toLowerCase())) continue;
  // A contender that gives a wrong answer is not measured at all.
  await comparison.check();
  process.stderr.write(`${comparison.title} ...\n`);
  const part = table(comparison, await measure(comparison.contenders, plan));
  console.log(`${part}\n`);
  parts.push(part);
}
if (options.write !== undefined) {
  writeBetween(options.write, "table", `Medians of ${plan.rounds} interleaved rounds of ${plan.slice} ms each.`, parts);
}
