// The formats with check characters against checksums.mjs, which was written from the standards: random values, right,
// with one character wrong, with two neighbours swapped. The core must say what the standard says.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {fits, gstinCharacter, ibanDigits, mrzDigit, verhoeffDigit} from "./checksums.mjs";
import {root, startEngine} from "./engine.mjs";

const rounds = 100_000;
const {cases} = JSON.parse(readFileSync(join(root, "tests/vectors/field.json"), "utf8"));
const cli = join(root, "build/dev/native/cli/sealflow");

/** mulberry32: the same values each time, so that a difference can be looked at again. */
let seed = 20260101;
function below(limit) {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % limit;
}
const some = (alphabet, length) => Array.from({length}, () => alphabet[below(alphabet.length)]).join("");
const digits = "0123456789";
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const both = digits + letters;

// How to make a right value of each format, and where another character leaves it well formed: checksums.mjs knows check
// characters only.
const ibans = cases.filter(({request, reply}) => request.field.format === "iban" && reply.ok && reply.value.stored).map(({reply}) => reply.value.stored);
const date = () => `${some(digits, 2)}0${1 + below(9)}${1 + below(2)}${below(9)}`;
const checked = (text) => text + mrzDigit(text);
const filled = (text, length) => text.padEnd(length, "<");
const formats = {
  aadhaar: {
    make: () => {
      const body = some("23456789", 1) + some(digits, 10);
      return body + verhoeffDigit(body);
    },
    places: [[1, 12, digits]],
  },
  gstin: {
    make: () => {
      const body = `${some("0", 1)}${some("123456789", 1)}${some(letters, 3)}P${some(letters, 1)}${some("123456789", 1)}${some(digits, 3)}${some(letters, 1)}${some("123456789", 1)}Z`;
      return body + gstinCharacter(body);
    },
    places: [[14, 15, both], [2, 5, letters], [8, 11, digits], [12, 13, both.slice(1)]],
    swaps: [[2, 5], [8, 11]],
  },
  iban: {
    make: () => {
      const one = ibans[below(ibans.length)];
      const account = some(both, one.length - 4);
      return one.slice(0, 2) + ibanDigits(one.slice(0, 2), account) + account;
    },
    places: [[4, 15, both]],
  },
  mrz: {make: () => [passport, card, largeCard][below(3)](), places: []},
};
function passport() {
  const [number, birth, expiry] = [checked(filled(some(both, 6 + below(4)), 9)), checked(date()), checked(date())];
  const personal = below(2) ? checked(filled(some(both, below(15)), 14)) : "<".repeat(15);
  return `P<UTO${filled(`${some(letters, 9)}<<${some(letters, 5)}`, 39)}\n${number}UTO${birth}F${expiry}${personal}${mrzDigit(number + birth + expiry + personal)}`;
}
/** The number, in the optional data what does not fit: [ten characters, optional]. */
function longNumber(room) {
  if (below(2)) return [checked(filled(some(both, 6 + below(4)), 9)), filled(some(both, below(room)), room)];
  const [head, rest] = [some(both, 9), some(both, 1 + below(room - 2))];
  return [`${head}<`, filled(rest + mrzDigit(head + rest), room)];
}
function card() {
  const [[number, optional], birth, expiry, more] = [longNumber(15), checked(date()), checked(date()), filled(some(both, below(11)), 11)];
  return `I<UTO${number}${optional}\n${birth}F${expiry}UTO${more}${mrzDigit(number + optional + birth + expiry + more)}\n${filled(`${some(letters, 9)}<<${some(letters, 5)}`, 30)}`;
}
function largeCard() {
  const [[number, optional], birth, expiry] = [longNumber(7), checked(date()), checked(date())];
  return `I<UTO${filled(`${some(letters, 9)}<<${some(letters, 5)}`, 31)}\n${number}UTO${birth}F${expiry}${optional}${mrzDigit(number + birth + expiry + optional)}`;
}

/** Places in a zone whose character may be any letter or digit: those after which a check digit comes. */
function freePlaces(text, {places}) {
  if (places.length > 0) return places;
  const line = text.indexOf("\n") + 1;
  if (text.length === 92) return [[5, 29], [line + 6, line + 7], [line + 14, line + 15], [line + 29, line + 30]];
  const end = text.length - line;
  return [[line + 1, line + 10], [line + 19, line + 20], [line + 27, line + end]];
}

function changed(text, format) {
  const ranges = freePlaces(text, format);
  const [from, to, alphabet = both] = ranges[below(ranges.length)];
  const at = from + below(to - from);
  if (text[at] === "<") return text;
  return text.slice(0, at) + some(alphabet, 1) + text.slice(at + 1);
}

function swapped(text, format) {
  const ranges = format.swaps ?? freePlaces(text, format).filter(([from, to]) => to - from > 1);
  const [from, to] = ranges[below(ranges.length)];
  const at = from + below(to - from - 1);
  if (text.slice(at, at + 2).includes("<")) return text;
  return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
}

const request = (format, value) => JSON.stringify({field: {name: "it", format, required: true}, value, now: 0});
const verdict = (reply) => (reply.ok ? "right" : reply.error.reason);

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: ${rounds} random values are what the standard says; the page's engine and, of every tenth, the native core`, async () => {
    const page = await startEngine("sealflow-page");
    const seen = {right: 0, checksum: 0};
    const tenth = [];
    for (let round = 0; round < rounds; round += 1) {
      const right = format.make();
      const value = [right, changed(right, format), swapped(right, format)][round % 3];
      const reply = page("check_field", request(name, value));
      const said = verdict(JSON.parse(reply));
      const standard = fits[name](value) ? "right" : "checksum";
      // assert.equal a million times costs more than what it compares.
      if (said !== standard) assert.equal(said, standard, value);
      if (round % 10 === 0) tenth.push({value, reply});
      seen[said] += 1;
    }
    // The native build that tests use is the slow one: debug.
    const input = tenth.map(({value}) => `check_field\t${request(name, value)}\n`).join("");
    const replies = execFileSync(cli, ["call", "--lines"], {input, encoding: "utf8", maxBuffer: 1 << 28}).trimEnd().split("\n");
    assert.equal(replies.length, tenth.length);
    tenth.forEach(({value, reply}, index) => {
      if (replies[index] !== reply) assert.equal(replies[index], reply, value);
    });
    assert.ok(seen.right > rounds / 3 && seen.checksum > rounds / 10, JSON.stringify(seen));
    console.log(`${name}: ${seen.right} right, ${seen.checksum} wrong, no difference`);
  });
}

test("the vectors say what the standards say, too", () => {
  let compared = 0;
  for (const {id, request: {field, value}, reply} of cases) {
    const stored = reply.ok ? reply.value.stored : null;
    if (fits[field.format] === undefined || typeof value !== "string" || value === "") continue;
    if (reply.ok ? stored === null : reply.error.reason !== "checksum") continue;
    const plain = field.format === "mrz" ? (stored ?? value.toUpperCase()) : value.toUpperCase().replace(/[^0-9A-Z]/g, "");
    assert.equal(fits[field.format](plain), reply.ok, `field.json case ${id}`);
    compared += 1;
  }
  assert.ok(compared > 130, `${compared} cases`);
});

test("every country's IBAN has its length and no other", async () => {
  const page = await startEngine("sealflow-page");
  assert.equal(new Set(ibans.map((iban) => iban.slice(0, 2))).size, 89);
  for (const iban of ibans) {
    for (const account of [iban.slice(4, -1), `${iban.slice(4)}0`]) {
      const other = iban.slice(0, 2) + ibanDigits(iban.slice(0, 2), account) + account;
      assert.equal(verdict(JSON.parse(page("check_field", request("iban", other)))), "format", other);
    }
  }
});

test("each format has vectors enough", () => {
  const count = {};
  for (const {request: {field}, reply} of cases) (count[field.format ?? "text"] ??= {true: 0, false: 0})[reply.ok] += 1;
  assert.equal(Object.keys(count).length, 18);
  for (const [name, {true: valid, false: invalid}] of Object.entries(count)) {
    assert.ok(valid >= 4 && invalid >= 6, `${name}: ${valid} valid, ${invalid} invalid`);
  }
});
