// Schema, core (native, command line, package) and the table of reasons agree on every file of the sets.
import assert from "node:assert/strict";
import {before, describe, test} from "node:test";
import {checkFile, examples, isStructural, nativeProblems, packageChecker, readSet, reasons, schemaPlaces} from "./lib/sets.mjs";

const sets = {valid: readSet("valid"), structure: readSet("invalid-structure"), graph: readSet("invalid-graph")};
const all = Object.values(sets).flat();
let inPackage;
before(async () => (inPackage = await packageChecker()));

const saysSo = (problems, {where, reason}) => problems.some((problem) => problem.where === where && problem.reason === reason);
const list = (problems) => problems.map(({where, reason}) => `${where || "(root)"} ${reason}`).join(", ");

describe("valid files", () => {
  for (const {name, flow} of [...sets.valid, ...examples()]) {
    test(name, () => {
      assert.deepEqual(schemaPlaces(flow), []);
      assert.deepEqual(nativeProblems([flow]), [[]]);
    });
  }
});

describe("files of a wrong structure: both refuse, at the same place", () => {
  for (const {name, flow, expected} of sets.structure) {
    test(name, () => {
      assert.ok(expected, "expected.json says what is wrong with it");
      const [problems] = nativeProblems([flow]);
      assert.ok(saysSo(problems, expected), list(problems));
      assert.ok(isStructural(expected), `${expected.reason} is one that the schema says`);
      // The core points to a list, the schema to the item.
      const places = schemaPlaces(flow);
      assert.ok(places.some((place) => place === expected.where || place.startsWith(`${expected.where}/`)), `the schema: ${places.join(", ")}`);
      // Wrong in one way: whatever else is said follows from it, and is not the structure.
      for (const problem of problems.filter(isStructural)) assert.equal(problem.where, expected.where, list(problems));
    });
  }
});

describe("files whose graph or rules are wrong: the schema takes them, the checker does not", () => {
  for (const {name, flow, expected} of sets.graph) {
    test(name, () => {
      assert.ok(expected, "expected.json says what is wrong with it");
      assert.deepEqual(schemaPlaces(flow), []);
      const [problems] = nativeProblems([flow]);
      assert.ok(saysSo(problems, expected), list(problems));
    });
  }
});

test("expected.json names no file that is not there", async () => {
  for (const set of ["invalid-structure", "invalid-graph"]) {
    const {default: expected} = await import(`./${set}/expected.json`, {with: {type: "json"}});
    assert.deepEqual(Object.keys(expected).sort(), readSet(set).map(({name}) => name).sort());
  }
});

test("the package and the command line say the same as the core", () => {
  const native = nativeProblems(all.map(({flow}) => flow));
  all.forEach(({name, path, flow}, i) => {
    assert.deepEqual(inPackage(flow), native[i], name);
    assert.deepEqual(checkFile(path).map(({where, reason}) => ({where, reason})), native[i], name);
  });
});

test("every reason of the documents is shown by a file, under the heading it belongs to", () => {
  const hit = new Set([...sets.structure, ...sets.graph].map(({expected}) => expected.reason));
  assert.deepEqual([...reasons.keys()].filter((reason) => !hit.has(reason)), []);
  assert.deepEqual([...hit].filter((reason) => !reasons.has(reason)), []);
});
