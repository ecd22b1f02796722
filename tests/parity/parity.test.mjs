// Native, WebAssembly, the package in Node and the page engine: byte-equal replies to every vector.
import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {test} from "node:test";
import {pathToFileURL} from "node:url";
import {root, startEngine} from "./engine.mjs";

const pageFunctions = ["evolve", "dispatch", "check_field", "check_input", "error"];
/** Why decide refuses a step of an index page: the page's check looks at the form alone, and is not told what is done. */
const ofSteps = ["option", "step_done", "step_locked", "step_open"];
const headers = ["decide", "dispatch", "errors", "event", "field", "flow", "json", "log", "plan", "receipt", "result", "rule", "signature", "state", "webhook"];

/** What vector_runner wrote: a line per case, {file, id, function, request, reply}. */
function replies(preset) {
  const path = join(root, "build", preset, "tests/vectors/replies.jsonl");
  assert.ok(existsSync(path), `${path} is not there: run ctest --preset ${preset} first`);
  return readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
}

const native = replies("dev");
const name = (one) => `${one.file} case ${one.id}, ${one.function}`;

test("the vectors cover every header of the core", () => {
  const files = new Set(native.map((one) => one.file));
  for (const header of headers) assert.ok(files.has(`${header}.json`), `${header}.json gave no reply`);
  assert.ok(native.length >= 30 * headers.length, `${native.length} replies only`);
});

test("native and WebAssembly, the core's own tests", () => {
  const wasm = replies("wasm-test");
  assert.equal(wasm.length, native.length);
  native.forEach((one, index) => {
    assert.equal(name(wasm[index]), name(one));
    assert.equal(wasm[index].reply, one.reply, name(one));
  });
  console.log(`${native.length} replies equal: native, WebAssembly`);
});

test("native and the package sealflow/core in Node", async () => {
  const {loadCore} = await import(pathToFileURL(join(root, "web/dist/core.node.js")));
  const core = await loadCore();
  for (const one of native) assert.equal(core.callText(one.function, one.request), one.reply, name(one));
  console.log(`${native.length} replies equal: native, sealflow/core`);
});

test("native and the page engine, as far as it goes", async () => {
  const call = await startEngine("sealflow-page");
  let compared = 0;
  for (const one of native) {
    if (!pageFunctions.includes(one.function)) continue;
    assert.equal(call(one.function, one.request), one.reply, name(one));
    compared += 1;
  }
  assert.ok(compared >= 300, `only ${compared} replies were compared`);
  console.log(`${compared} replies equal: native, page engine`);
});

test("what the page's check refuses, decide refuses with the same words, and nothing else", async () => {
  const page = await startEngine("sealflow-page");
  let refused = 0;
  let accepted = 0;
  for (const one of native.filter((each) => each.function === "decide")) {
    const request = JSON.parse(one.request);
    const {command, flow, now} = request ?? {};
    const stage = flow?.stages?.find?.(({id}) => id === command?.stage);
    const reply = JSON.parse(one.reply);
    // Where decide comes to look at the input: it refused it, or went on to something later.
    const looked = reply.ok || reply.error.code === "invalid_input";
    if (command?.type !== "submit" || stage === undefined || !looked) continue;
    if (stage.type === "index" && ofSteps.includes(reply.error?.reason)) continue;
    const checked = JSON.parse(page("check_input", JSON.stringify({stage, input: command.input, now})));
    if (reply.ok) {
      assert.deepEqual(checked, {ok: true, value: true}, name(one));
      accepted += 1;
    } else {
      assert.deepEqual(checked, reply, name(one));
      refused += 1;
    }
  }
  assert.ok(accepted >= 10 && refused >= 8, `${accepted} accepted and ${refused} refused only`);
  console.log(`${accepted} accepted and ${refused} refused alike`);
});
