// Schema and core, on thousands of files that nobody wrote: each valid file with one place changed, and with a few.
import assert from "node:assert/strict";
import {test} from "node:test";
import {examples, isStructural, nativeProblems, readSet, schemaPlaces} from "./lib/sets.mjs";

const files = [...readSet("valid"), ...examples()];
const clone = (value) => JSON.parse(JSON.stringify(value));

/** A generator of the kind that fits in a line (mulberry32): the same seed, the same mutants. */
function random(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Every value of the file, as `{parent, key, value}`. The file itself has no parent. */
function* placesOf(value, parent, key) {
  yield {parent, key, value};
  if (value !== null && typeof value === "object") for (const k of Object.keys(value)) yield* placesOf(value[k], value, k);
}

const otherKinds = [null, true, 0, 1, 1.5, "", "x", [], {}, ["x"], {en: "x"}];
const numbers = [-1, 0, 2 ** 53, 2 ** 53 - 1, 1e16, 0.5, 101, 599, 600, 10001, 15728641];
const texts = ["", " ", "x", "1x", "a b", "FX0", "FS0", "FS0-a", "0d", "1s", "60s", "61s", "366d", "367d", "31622401s", "01d", "1.2", "today", "true", "number",
  "auto_declined", "error", "select", "name", "verify", "GET", "get", "https://example.org/a?b=c", "http://example.org", "https://a@b", "/a~2", "/a~1b", "self"];

/** All ways to change one place: each is a function of a fresh copy's place. */
function mutationsOf({parent, value}) {
  const ways = [];
  if (parent !== undefined) {
    ways.push(({parent: p, key}) => (Array.isArray(p) ? p.splice(key, 1) : delete p[key]));
    const others = typeof value === "number" ? [...otherKinds, ...numbers] : typeof value === "string" ? [...otherKinds, ...texts] : otherKinds;
    for (const other of others) ways.push(({parent: p, key}) => (p[key] = clone(other)));
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    ways.push(({value: v}) => (v.unheardOf = 1), ({value: v}) => (v["1st name"] = {}));
  }
  if (Array.isArray(value)) ways.push(({value: v}) => v.push(1), ({value: v}) => v.push({}));
  return ways;
}

function judge(mutants) {
  const verdicts = nativeProblems(mutants.map(({flow}) => flow));
  const refused = mutants.filter(({name, flow}, i) => {
    const structural = verdicts[i].filter(isStructural);
    const places = schemaPlaces(flow);
    if ((structural.length === 0) === (places.length === 0)) return places.length > 0;
    return assert.fail(`${name}: the core says ${JSON.stringify(structural)}, the schema ${JSON.stringify(places)}\n${JSON.stringify(flow)}`);
  });
  return refused.length;
}

test("one place changed, in every way", () => {
  let made = 0;
  let refused = 0;
  for (const {name, flow} of files) {
    const mutants = [];
    const places = [...placesOf(flow)];
    places.forEach((place, at) => {
      mutationsOf(place).forEach((change, way) => {
        const copy = clone(flow);
        change([...placesOf(copy)][at]);
        mutants.push({name: `${name}, place ${at}, way ${way}`, flow: copy});
      });
    });
    made += mutants.length;
    refused += judge(mutants);
  }
  console.log(`${made} mutants, ${refused} refused by both, ${made - refused} by neither`);
  assert.ok(made > 10_000 && refused > made / 2 && refused < made, `${refused} of ${made}`);
});

test("a few places changed", () => {
  const rounds = process.env.SEALFLOW_LONG ? 200_000 : 10_000;
  const pick = random(20_260);
  const mutants = [];
  for (let round = 0; round < rounds; ++round) {
    const {name, flow} = files[pick(files.length)];
    const copy = clone(flow);
    for (let changes = 2 + pick(3); changes > 0; --changes) {
      const places = [...placesOf(copy)];
      const place = places[pick(places.length)];
      const ways = mutationsOf(place);
      if (ways.length > 0) ways[pick(ways.length)](place);
    }
    mutants.push({name: `${name}, round ${round}`, flow: copy});
  }
  assert.ok(judge(mutants) > 0);
});
