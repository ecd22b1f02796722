// Pages are not opened here (tests/e2e does that, in a browser): their scripts are compiled, and what they ask of
// AttestrFlowx is recorded and held against the options there are.
import assert from "node:assert/strict";
import {join} from "node:path";
import vm from "node:vm";

const known = [
  "cl", "hs", "lc", "qr", "retry", "server",
  "onFlowxSuccess", "onFlowxComplete", "onFlowxError", "onFlowxSkip",
];

/** Anything at all: each property is a function that gives another of these. */
function anything() {
  return new Proxy(function () {}, {
    get: (_, name) => (name === Symbol.toPrimitive ? () => "" : name === "then" ? undefined : anything()),
    apply: () => anything(),
    construct: () => anything(),
    set: () => true,
  });
}

export async function checkPage(html, workplace, name) {
  const scripts = [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)];
  assert.ok(scripts.length > 0, "a page has a script");
  let number = 0;
  for (const [, attributes, text] of scripts) {
    if (/\bsrc=/.test(attributes)) {
      assert.equal(text.trim(), "", "a script with src has no text");
      continue;
    }
    if (/type="module"/.test(attributes)) {
      const file = `${name}-${++number}.mjs`;
      workplace.write(file, text);
      const {code, stderr} = await workplace.run(process.execPath, ["--check", join(workplace.folder, file)]);
      assert.equal(code, 0, stderr);
    } else {
      runClassic(text);
    }
  }
}

function runClassic(text) {
  const launched = [];
  class AttestrFlowx {
    constructor(options) {
      for (const option of Object.keys(options)) assert.ok(known.includes(option), `there is no option "${option}"`);
      for (const option of ["cl", "hs"]) assert.equal(typeof options[option], "string", `"${option}" is a string`);
      this.options = options;
    }
    launch() {
      launched.push(this.options);
    }
  }
  const context = vm.createContext({AttestrFlowx, document: anything(), fetch: anything(), window: anything(), alert() {}});
  vm.runInContext(text, context, {filename: "page"});
  // Attestr advises to create the object inside a function; it is called here by its name.
  const start = /function (\w+)\(/.exec(text)?.[1];
  if (launched.length === 0 && start) vm.runInContext(`${start}()`, context);
  if (!text.includes("AttestrFlowx")) return;
  assert.equal(launched.length, 1, "the flow is launched once");
  const payloads = {
    onFlowxSuccess: {signature: "0".repeat(64), receipt: null, status: "auto_approved", hs: "DS0", run: 1, seq: 9},
    onFlowxError: {code: 5001, httpStatusCode: 500, message: "", retry: false, stage: null, hs: "DS0", run: 1, seq: 9},
    onFlowxSkip: {stage: null, hs: "DS0", run: 1, seq: 9},
  };
  for (const [handler, payload] of Object.entries(payloads)) launched[0][handler]?.(payload);
}
