// Keys do not linger: after each call that had one, the engine's whole memory, heap and stack, is searched for pieces
// of it. tests/unit/wipe_test.cpp does the same natively.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {test} from "node:test";
import createFull from "#engine/core";
import {Core} from "../../web/src/engine/full.js";
import {compileEngine, startEngine, type EngineModule} from "../../web/src/engine/start.js";

/** Less than eight bytes occur by chance; of eleven that are left, eight are found. */
const pieceSize = 8;
const pieceStep = 4;
const hash = (text: string): Buffer => createHash("sha256").update(text).digest();

/** An engine, and its memory. */
async function engineWithMemory(): Promise<{core: Core; memory: () => Buffer; module: EngineModule}> {
  let module: EngineModule | undefined;
  const bytes = new Uint8Array(readFileSync(`${SEALFLOW_ROOT}/web/dist/sealflow-core.wasm`));
  const engine = await startEngine(async (options) => (module = await createFull(options)), compileEngine(bytes));
  const started = module;
  assert.ok(started);
  return {core: new Core(engine), memory: () => Buffer.from(started.HEAPU8.buffer), module: started};
}

/** Is any piece of these keys there: as they are, or as HMAC has them in its blocks? */
function holds(memory: Buffer, keys: readonly Buffer[]): boolean {
  const forms = keys.flatMap((key) => [0, 0x36, 0x5c].map((pad) => Buffer.from(key.map((byte) => byte ^ pad))));
  return forms.some((form) => {
    for (let at = 0; at + pieceSize <= form.length; at += pieceStep) {
      if (memory.includes(form.subarray(at, at + pieceSize))) return true;
    }
    return false;
  });
}

const secret = hash("a client secret").toString("hex");
const longSecret = secret + hash("longer than a block of the hash").toString("hex");
const webhookKey = hash("a webhook's key");
const webhookSecret = `whsec_${webhookKey.toString("base64")}`;
const webhookKeys = [webhookKey, Buffer.from(webhookSecret.slice(6))];
const now = 1_800_000_000_000;
const body = '{"FS0a":{"input":{"x":"yes"},"output":{"score":1.50}}}';
const {core, memory, module} = await engineWithMemory();

test("the search finds what stays", () => {
  const bytes = Buffer.from(secret);
  assert.equal(holds(memory(), [bytes]), false);
  // What a careless binding would do: memory that is written and never given back.
  const pointer = module.allocate(bytes.length);
  module.HEAPU8.set(bytes.subarray(8, 24), pointer);
  assert.equal(holds(memory(), [bytes]), true);
  module.HEAPU8.set(bytes.subarray(8, 24).map((byte) => byte ^ 0x36), pointer);
  assert.equal(holds(memory(), [bytes]), true);
  module.release(pointer, bytes.length);
  assert.equal(holds(memory(), [bytes]), false);
});

for (const [name, key] of [["a secret", secret], ["a secret longer than a block", longSecret]] as const) {
  const keys = [Buffer.from(key)];
  test(`results: nothing stays of ${name}`, () => {
    const signature = core.sign(key, body);
    assert.equal(holds(memory(), keys), false, "sign");
    for (const [text, verdict] of [[body, "ok"], [`${body} `, "wrong_key"], ["{}", "wrong_key"], ["no JSON", "wrong_key"]] as const) {
      assert.equal(core.verify(key, text, signature), verdict);
      assert.equal(holds(memory(), keys), false, `verify: ${verdict}`);
    }
    core.callText("hmac", JSON.stringify({key, text: body}));
    core.callText("hmac", JSON.stringify({keyHex: Buffer.from(key).toString("hex"), text: body}));
    assert.equal(holds(memory(), [...keys, Buffer.from(Buffer.from(key).toString("hex"))]), false, "hmac");
    assert.equal(core.equal(key, key), true);
    assert.equal(holds(memory(), keys), false, "equal");
  });
}

test("webhooks: nothing stays of a secret, neither text nor bytes", () => {
  const headers = core.signWebhook([webhookSecret], "MSG0one", body, now);
  assert.equal(holds(memory(), webhookKeys), false, "sign");
  for (const [text, at, verdict] of [[body, now, "ok"], ["{}", now, "wrong_key"], [body, now + 1e9, "too_old"]] as const) {
    assert.equal(core.verifyWebhook([webhookSecret], headers, text, at), verdict);
    assert.equal(holds(memory(), webhookKeys), false, `verify: ${verdict}`);
  }
});

test("requests that are refused leave nothing either", () => {
  const keys = [...webhookKeys, Buffer.from(secret)];
  assert.throws(() => core.signWebhook([`${webhookSecret}!!!!`], "MSG0one", body, now));
  assert.throws(() => core.signWebhook([webhookSecret], "no id", body, now));
  for (const request of [`{"secret":"${secret}","bytes":1}`, `{"secret":"${secret}","secret":""}`, `{"secret":"${secret}`, `{"secret":"\\u00e9${secret}\\`]) {
    assert.match(core.callText("sign_result", request), /"ok":false/);
  }
  assert.match(core.callText("no_such_function", `{"secret":"${secret}"}`), /"ok":false/);
  assert.match(core.callText(secret, "{}"), /"ok":false/);
  assert.equal(holds(memory(), keys), false);
});

test("nor does memory that had to grow", async () => {
  const fresh = await engineWithMemory();
  const before = fresh.memory().length;
  fresh.core.sign(secret, "x".repeat(3_000_000));
  assert.ok(fresh.memory().length > before);
  assert.equal(holds(fresh.memory(), [Buffer.from(secret)]), false);
});
