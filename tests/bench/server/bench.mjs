// Runs the comparisons of the server and prints their table.
//
//   SEALFLOW_BIN=… node bench.mjs [--rounds N] [--seconds S] [--stored N] [--only WORD] [--write FILE]
//
// --write replaces the part of FILE between its two markers by the table. The programs should be those of the preset
// release, and nothing else should run.
import { parseArgs } from "node:util";

import { writeBetween } from "../table.mjs";
import { comparisons } from "./comparisons.mjs";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    stored: { type: "string", default: "1000000" },
    only: { type: "string", default: "" },
    write: { type: "string" },
  },
});
const plan = { rounds: Number(values.rounds), seconds: Number(values.seconds), stored: Number(values.stored) };
const parts = [];
for (const [title, compare] of Object.entries(comparisons)) {
  if (!title.toLowerCase().includes(values.only.toLowerCase())) continue;
  process.stderr.write(`${title} ...\n`);
  parts.push([`**${title}**`, "", ...await compare(plan)].join("\n"));
  console.log(`${parts.at(-1)}\n`);
}
if (values.write !== undefined) {
  writeBetween(values.write, "server", `Medians of ${plan.rounds} interleaved rounds of ${plan.seconds} s each.`, parts);
}
