// Random walks natively, in WebAssembly (with the very objects that are shipped), and through the npm package's
// `sealflow/core`: what must hold of each walk (checks.hpp), and byte-equal answers and states.
// SEALFLOW_LONG=1: a million walks.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {once} from "node:events";
import {existsSync, mkdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {fileURLToPath, pathToFileURL} from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const long = process.env.SEALFLOW_LONG === "1";
const count = Number(process.env.SEALFLOW_WALKS ?? (long ? 1_000_000 : 20_000));
/** Of every so manieth walk all steps go through the text API; of the others the whole log does. */
const every = long ? 200 : 20;
const out = join(root, "build/random-walks");
mkdirSync(out, {recursive: true});

function built(path) {
  const program = join(root, path);
  assert.ok(existsSync(program), `${program} is not there: build the preset first`);
  return program;
}

const native = [built("build/release-test/tests/property/random_walks")];
const wasm = [process.execPath, built("build/wasm/tests/property/random_walks.js")];

/** Lines end with \n alone. (Node's readline would also split at the U+2028 that some of our texts hold.) */
async function* lines(stream) {
  let rest = [];
  for await (const piece of stream) {
    let begin = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, begin)) {
      yield Buffer.concat([...rest, piece.subarray(begin, end)]).toString();
      rest = [];
      begin = end + 1;
    }
    rest.push(piece.subarray(begin));
  }
}

/** Walks and checks; gives what was printed, and the digests. */
async function walk([program, ...first], name) {
  const digests = join(out, `${name}.txt`);
  const child = spawn(program, [...first, "--count", String(count), "--digests", digests], {stdio: ["ignore", "pipe", "pipe"]});
  let text = "";
  let errors = "";
  child.stdout.on("data", (piece) => (text += piece));
  child.stderr.on("data", (piece) => (errors = (errors + piece).slice(-2000)));
  const [code] = await once(child, "close");
  assert.equal(code, 0, `${name}: ${errors.split("\r").at(-1)}`);
  return {text, digests: readFileSync(digests, "utf8")};
}

test("native and WebAssembly: every walk holds, and the digests are the same", {timeout: 5_400_000}, async () => {
  const [here, there] = await Promise.all([walk(native, "native"), walk(wasm, "wasm")]);
  console.log(here.text);
  const theirs = there.digests.split("\n");
  here.digests.split("\n").forEach((line, index) => assert.equal(theirs[index], line));
  assert.equal(there.text, here.text);
});

test("sealflow/core in Node: the same replies, byte for byte", {timeout: 5_400_000}, async () => {
  const {loadCore} = await import(pathToFileURL(join(root, "web/dist/core.node.js")));
  const core = await loadCore();
  const child = spawn(native[0], ["--requests", String(every), "--count", String(count)], {stdio: ["ignore", "pipe", "inherit"]});
  const closed = once(child, "close");
  const calls = {};
  let asked;
  for await (const line of lines(child.stdout)) {
    if (asked === undefined) {
      asked = line;
      continue;
    }
    const tab = asked.indexOf("\t");
    const name = asked.slice(0, tab);
    // Not assert.equal: with lines this long its message would take longer than the test.
    const reply = core.callText(name, asked.slice(tab + 1));
    if (reply !== line) assert.fail(`${asked}\nnative  ${line}\npackage ${reply}`);
    calls[name] = (calls[name] ?? 0) + 1;
    asked = undefined;
  }
  const [code] = await closed;
  assert.equal(code, 0);
  console.log(calls);
  for (const name of ["check_flow", "client_view", "decide", "plan", "evolve", "dispatch", "replay"]) {
    assert.ok(calls[name] >= count / every / 10, `${name} was called ${calls[name] ?? 0} times only`);
  }
  assert.ok(calls.replay >= count / 2);
});
