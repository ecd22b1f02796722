// Random flows, and random commands for each: the core and xstate must agree, after every command, on the stage that is
// due, on outcome, end and status, and on the tries of every stage. SEALFLOW_LONG=1: a hundred thousand flows.
import assert from "node:assert/strict";
import {after, test} from "node:test";

import {loadCore} from "../../web/dist/core.node.js";
import {caseOf, commandsPerFlow, difference, judged, Tally} from "./compare.mjs";
import {coreOf} from "./core.mjs";
import {startNative} from "./native.mjs";

const flows = Number(process.env.SEALFLOW_FLOWS ?? (process.env.SEALFLOW_LONG === "1" ? 100_000 : 3_000));
const native = startNative();
after(() => native.stop());

/** Calls `look(case, what the core said)` for so many valid flows, from the first seed on. */
async function forFlows(count, look) {
  let valid = 0;
  let refused = 0;
  for (let seed = 1; valid < count;) {
    if (valid >= 5000 && valid % 5000 < 500) process.stderr.write(`${valid} of ${count} flows\n`);
    const cases = Array.from({length: Math.min(500, count - valid)}, () => caseOf(seed++));
    const said = await native.walk(cases);
    cases.forEach((one, index) => {
      if (said[index] === null) return void (refused += 1);
      valid += 1;
      look(one, said[index]);
    });
    assert.ok(refused < valid, "most of the random flows are invalid");
  }
  return {valid, refused};
}

test(`${flows} flows, natively: no difference`, {timeout: 5_400_000}, async () => {
  const tally = new Tally();
  const {refused} = await forFlows(flows, (one, said) => {
    const judgement = judged(one);
    const found = difference(one, said, judgement);
    if (found) assert.fail(found);
    tally.add(judgement);
  });
  console.log(`${flows} flows, ${flows * commandsPerFlow} commands (${refused} flows had a problem)`);
  console.log(`reached: ${tally}`);
  for (const key of ["approved", "declined", "review", "errored", "skipped"]) {
    assert.ok(tally.get(key) > flows / 50, `${key} was reached ${tally.get(key)} times only`);
  }
  assert.ok(tally.get("due") > flows * 2);
});

test("the same through sealflow/core in this process", async () => {
  const core = await loadCore();
  const count = Math.min(flows, 150);
  await forFlows(count, (one) => {
    const walk = coreOf(core, one.flow);
    const said = [walk.seen(), ...one.commands.map((command) => (walk.send(command), walk.seen()))];
    const found = difference(one, said, judged(one));
    if (found) assert.fail(found);
  });
});

/** Of the flows that `change` changes for the judge: how many show a difference? */
async function noticed(change) {
  let changed = 0;
  let seen = 0;
  let first;
  await forFlows(300, (one, said) => {
    const other = change(one.flow);
    if (other === undefined) return;
    changed += 1;
    const found = difference(one, said, judged({...one, flow: other}));
    if (found) seen += 1;
    first ??= found;
  });
  console.log(`${seen} of ${changed} changed flows show a difference`);
  return {changed, seen, first};
}

/** The flow with its first stage changed; a walk always gets there. */
const withFirst = (flow, change) => ({...flow, stages: [{...flow.stages[0], ...change}, ...flow.stages.slice(1)]});

test("control: a swapped guard is found", async () => {
  const {changed, seen, first} = await noticed((flow) => {
    const [branch, ...others] = flow.stages[0].branches;
    if (branch.rule === null) return undefined;
    const {holds} = branch.rule;
    const rule = {...branch.rule, holds: (facts) => (holds(facts) === undefined ? undefined : !holds(facts))};
    return withFirst(flow, {branches: [{...branch, rule}, ...others]});
  });
  assert.ok(changed > 100);
  assert.ok(seen > changed / 2, `only ${seen} of ${changed}`);
  assert.match(first, /^seed \d+, after command \d+[\s\S]*\ncore [\s\S]*\nxstate /);
});

test("control: two branches in the wrong order are found", async () => {
  const {changed, seen} = await noticed((flow) => {
    const [one, other, ...rest] = flow.stages[0].branches;
    return other === undefined || other.rule === null || one.to === other.to
      ? undefined
      : withFirst(flow, {branches: [{...one, to: other.to}, {...other, to: one.to}, ...rest]});
  });
  assert.ok(seen > changed / 4, `only ${seen} of ${changed}`);
});

test("control: one attempt too many is found", async () => {
  const {changed, seen} = await noticed((flow) =>
    flow.stages[0].attempts > 0 ? withFirst(flow, {attempts: flow.stages[0].attempts + 1}) : undefined);
  assert.ok(seen > changed / 10, `only ${seen} of ${changed}`);
});

test("control: one attempt too few is found", async () => {
  const {changed, seen} = await noticed((flow) =>
    flow.stages[0].attempts > 1 ? withFirst(flow, {attempts: flow.stages[0].attempts - 1}) : undefined);
  assert.ok(seen > changed / 10, `only ${seen} of ${changed}`);
});
