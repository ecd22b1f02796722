import assert from "node:assert/strict";
import {createHmac} from "node:crypto";
import {test} from "node:test";
import type {Core} from "../../web/src/engine/full.js";
import {SealflowError} from "../../web/src/errors.js";
import {errorCodes} from "../../web/src/protocol/error-codes.js";
import {fullCore, onboarding, pageEngine, rawEngine} from "./support/engines.js";

const core = await fullCore();

test("texts cross as UTF-8, whatever is in them", async () => {
  const engine = await rawEngine();
  for (const text of ["", "plain", "é", "खाता", "😀", "a\u0000b", "\u2028\u2029", "\ud83d"]) {
    // A lone surrogate has no UTF-8; JSON escapes it, and the core refuses the escape.
    const lone = text === "\ud83d";
    const request = {text: JSON.stringify(text)};
    if (lone) assert.throws(() => engine.call("stringify", request), SealflowError);
    else assert.equal(engine.call("stringify", request), JSON.stringify(text));
  }
});

test("a request larger than the memory at the start makes it grow", async () => {
  const engine = await rawEngine();
  const text = JSON.stringify("ख".repeat(2_000_000));
  assert.equal((engine.call("sha256", {text}) as string).length, 64);
  assert.equal(engine.call("equal", {a: "x", b: "x"}), true);
});

test("secrets do not stay in the engine's memory", async () => {
  const fresh = await fullCore();
  const secret = "c0ffee".repeat(11);
  const result = JSON.stringify({FS0a: {input: {pan: "ABCPE1234F-personal"}, output: {}}});
  const signature = fresh.sign(secret, result);
  assert.equal(signature, createHmac("sha256", secret).update(result).digest("hex"));
  assert.equal(fresh.verify(secret, result, signature), "ok");
  assert.equal(fresh.verify(secret, result, "0".repeat(64)), "wrong_key");
  assert.equal(fresh.remembers(secret), false);
  assert.equal(fresh.remembers("ABCPE1234F-personal"), false);
  // The test itself can find something: the engine's own texts are in its memory.
  assert.equal(fresh.remembers("handshake_consumed"), true);
});

test("the codes of the package are those of the core", () => {
  assert.deepEqual([...errorCodes], core.errors().map(({name}) => name));
});

test("three failures, three shapes", () => {
  assert.throws(() => core.sign(undefined as unknown as string, ""), {name: "TypeError", message: 'sign(): "clientSecret" is a string'});
  assert.throws(() => core.plan(onboarding(), null, {handshake: "DS0"}, NaN), TypeError);
  assert.throws(() => core.evolve(null, "no list" as unknown as []), TypeError);
  assert.throws(() => core.check("{}"), (error) => {
    assert.ok(error instanceof SealflowError);
    assert.equal(error.code, "flow_invalid");
    assert.equal(error.httpStatus, 422);
    assert.ok(error.details.length > 1, "every problem, not the first");
    for (const {where} of error.details) assert.match(where, /^\//);
    return true;
  });
  assert.equal(core.verify("secret", "{}", "nonsense"), "malformed");
});

test("check, client view, plan, decide, evolve, replay, dispatch: the way of a run", () => {
  const flow = onboarding();
  assert.equal(core.check(flow).id, "FX0onboarding");
  assert.deepEqual(core.check(JSON.stringify(flow)), core.check(flow));
  assert.equal(core.clientView(flow).view, 1);
  const now = 1_800_000_000_000;
  const launch = {handshake: "DS0x", newDevice: "d1", backendVariables: {mobile: "+919876543210"}, expiresAt: now + 1000};
  assert.equal(core.plan(flow, null, launch, now).action, "start");
  const entropy = "5a".repeat(32);
  const begun = core.decide(flow, null, {type: "launch", actor: "server", launch, entropy}, now);
  const {state, evolutions} = core.evolve(null, begun.events);
  assert.ok(evolutions.every((evolution) => evolution === "applied"));
  assert.equal(core.evolve(state, begun.events.slice(-1)).evolutions[0], "duplicate");
  const left = core.decide(flow, state, {type: "skip", entropy}, now + 1);
  const log = [...begun.events, ...left.events];
  core.verifyLog(log);
  const replayed = core.replay(log);
  assert.equal(replayed.state.outcome, "skipped");
  const call = core.dispatch(replayed.state, {signature: ""});
  assert.equal(call?.handler, "skip");
  assert.equal(core.dispatch(replayed.state, {handledSeq: call.payload.seq}), null);
  const tampered = log.map((event) => ({...event, at: event.at + 1}));
  assert.throws(() => {
    core.verifyLog(tampered);
  }, {code: "log_damaged"});
});

test("the page engine has what a page needs, and no signing", async () => {
  const page = await pageEngine();
  assert.throws(() => {
    page.checkField({name: "pan", format: "pan", required: true}, "nonsense", 0);
  }, {code: "invalid_input", reason: "format"});
  assert.deepEqual(page.checkField({name: "pan", format: "pan"}, "abcpe1234f", 0).stored, "ABCPE1234F");
  const error = page.errorOf("client_parameters_invalid");
  assert.deepEqual([error.number, error.httpStatus], [40050, 400]);
});

test("durations, rules, canonical form", () => {
  const call = (run: (core: Core) => unknown): unknown => run(core);
  assert.equal(call(({parseDuration}) => parseDuration.call(core, "10d")), 864_000_000);
  assert.equal(core.rule("inputs.userType == 'agent'", {inputs: {userType: "agent"}}), true);
  assert.equal(core.canonicalize('{"b":1,"a":[1.0,"\\u00e9"]}'), '{"a":[1,"é"],"b":1}');
});
