// What docs/reference/attestr-drop-in.md promises, option by option.
import assert from "node:assert/strict";
import {test} from "node:test";
import {findServer, readableTwice, toLaunchOptions, type AttestrFlowxOptions} from "../../web/src/drop-in/attestr.js";
import type {ErrorPayload, SkipPayload, SuccessPayload} from "../../web/src/protocol/outcome.js";

const least = {cl: "a".repeat(32), hs: "DS0abcdefg"};
const translated = (more: Partial<AttestrFlowxOptions> = {}): ReturnType<typeof toLaunchOptions> =>
  toLaunchOptions({...least, ...more}, "https://s.test");

const success: SuccessPayload = {signature: "ff", receipt: null, status: "auto_approved", hs: "DS0", run: 1, seq: 9};
const original = {code: 4035, httpStatusCode: 403, message: "अनुरोध"};
const error: ErrorPayload = {code: 5001, httpStatusCode: 500, message: "अनुरोध", retry: false, stage: "FS0a", original, hs: "DS0", run: 1, seq: 9};
const skip: SkipPayload = {stage: null, reason: "user_cancelled", resumable: true, hs: "DS0", run: 0, seq: 0};

test("Attestr's options become ours", () => {
  assert.deepEqual(translated({lc: "hi", qr: {mobile: "1"}, retry: true}), {
    server: "https://s.test", clientKey: least.cl, handshake: least.hs, locale: "hi", variables: {mobile: "1"}, retry: true,
  });
  // What is missing is for the error handler to tell, not for an exception.
  const empty = toLaunchOptions({} as AttestrFlowxOptions, "https://s.test");
  assert.deepEqual([empty.clientKey, empty.handshake], ["", ""]);
});

test("Sealflow's additions go on as they are", () => {
  const additions = {engine: "javascript", handoff: "h", handoffUrl: "https://p.test", theme: {}, texts: {}, providers: {iproov: "simulated"}, blobWorker: true} as const;
  const {clientKey, handshake, server, retry, ...rest} = translated(additions as Partial<AttestrFlowxOptions>);
  assert.deepEqual([clientKey, handshake, server, retry], [least.cl, least.hs, "https://s.test", false]);
  assert.deepEqual(rest, additions);
});

test("left out means left out", () => {
  assert.deepEqual(Object.keys(translated()).sort(), ["clientKey", "handshake", "retry", "server"]);
  // Older pages pass null.
  const nulls = {lc: null, qr: null, retry: null, onFlowxError: null, onFlowxSuccess: null, onFlowxSkip: null};
  assert.deepEqual(translated(nulls as unknown as Partial<AttestrFlowxOptions>), translated());
  assert.equal(translated({lc: ""}).locale, undefined);
});

test("Attestr's codes of languages, and the usual ones", () => {
  for (const [theirs, ours] of [["ma", "mr"], ["pu", "pa"], ["be", "bn"], ["ka", "kn"], ["MA", "mr"], ["en", "en"], ["ta", "ta"], ["mr", "mr"]] as const) {
    assert.equal(translated({lc: theirs}).locale, ours, theirs);
  }
});

test("retry is true, or it is false", () => {
  assert.equal(translated({retry: true}).retry, true);
  for (const retry of [undefined, false, "true", 1]) assert.equal(translated({retry: retry as boolean}).retry, false);
});

const handlers = {
  success: {names: ["onFlowxSuccess", "onFlowxComplete", "onComplete"], ours: "onSuccess", payload: success},
  error: {names: ["onFlowxError", "onError"], ours: "onError", payload: error},
  skip: {names: ["onFlowxSkip", "onSkip"], ours: "onSkip", payload: skip},
} as const;

for (const [kind, {names, ours, payload}] of Object.entries(handlers)) {
  test(`each name of the ${kind} handler: it gets the payload, and what it returns is waited for`, async () => {
    for (const name of names) {
      let seen: object = {};
      const options = translated({[name]: (data: object) => Promise.resolve((seen = data))});
      const handler = options[ours] as ((data: object) => unknown) | undefined;
      assert.equal(await handler?.(payload), seen, name);
      assert.deepEqual({...seen}, payload, name);
      assert.deepEqual(JSON.parse(seen as unknown as string), payload, name);
    }
  });

  test(`several names of the ${kind} handler: the newest is called, and it alone`, () => {
    const called: string[] = [];
    const all = Object.fromEntries(names.map((name) => [name, () => called.push(name)]));
    (translated(all)[ours] as (data: object) => unknown)(payload);
    assert.deepEqual(called, [names[0]]);
  });
}

test("a payload is an object, and its text is its JSON", () => {
  const data = readableTwice(error);
  assert.equal(String(data), JSON.stringify(error));
  assert.equal(JSON.stringify(data), JSON.stringify(error));
  assert.deepEqual(Object.keys(data), Object.keys(error));
  assert.deepEqual({...data}, error);
});

test("the server is the script's origin, unless somebody says otherwise", () => {
  const script = {src: "https://verify.test/flowx.js?v=1", dataset: {}};
  assert.equal(findServer(script, undefined), "https://verify.test");
  assert.equal(findServer({...script, dataset: {server: "https://other.test"}}, "https://option.test"), "https://other.test");
  assert.equal(findServer(script, "https://option.test"), "https://option.test");
});

test("the engine can be chosen", () => {
  assert.equal(translated({engine: "javascript"}).engine, "javascript");
});
