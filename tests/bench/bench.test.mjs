// The benchmarks do not rot: every contender gives the right answer and can be timed. No figure is looked at here.
import assert from "node:assert/strict";
import {test} from "node:test";
import {comparisons} from "./comparisons.mjs";
import {equal} from "./walk.mjs";
import {measure} from "./rounds.mjs";
import {table} from "./table.mjs";

test("every contender answers rightly, and each comparison makes its table", {timeout: 240_000}, async () => {
  let count = 0;
  for await (const comparison of comparisons("build/dev")) {
    await comparison.check();
    const rates = await measure(comparison.contenders, {rounds: 1, slice: 1});
    for (const {name} of comparison.contenders) assert.ok(rates.get(name).median > 0, name);
    assert.match(table(comparison, rates), /\*\*[\d.]+×\*\*/);
    ++count;
  }
  assert.equal(count, 8);
});

test("a contender with a wrong answer is not measured", () => {
  assert.throws(() => equal("one", "a", "b"), /one gives a and not b/);
});
