// The session against a server that loses, delays and refuses: the real engines on both sides, only `fetch` is played.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import {NetworkError, SealflowError} from "../../web/src/errors.js";
import type {Delivery} from "../../web/src/protocol/state.js";
import type {RetryPolicy} from "../../web/src/session/retry.js";
import {Session, type SessionListener, type SessionOptions} from "../../web/src/session/session.js";
import {fullCore, onboarding, pageEngine} from "./support/engines.js";
import {FakeServer, type SeenRequest} from "./support/fake-server.js";
import {installPageGlobals, stored} from "./support/page-globals.js";

installPageGlobals();
const core = await fullCore();
const engine = await pageEngine();

let server: FakeServer;
let outcomes: Delivery[];
let refusals: SealflowError[];
let events: string[];
let launches: string[];
let submitted: string[];
let troubles: (Error | null)[];
let pauses: number[];

beforeEach(() => {
  stored.clear();
  server = new FakeServer(core, onboarding());
  [outcomes, refusals, events, launches, submitted, troubles, pauses] = [[], [], [], [], [], [], []];
});

const policy: RetryPolicy = {
  tries: 4,
  base: 1000,
  cap: 15_000,
  random: () => 0,
  pause: (ms) => {
    pauses.push(ms);
    return Promise.resolve();
  },
};

function newSession(handshake = `DS0${Math.random()}`, options: Partial<SessionOptions> = {}): Session {
  const listener: SessionListener = {
    changed: () => undefined,
    event: (event) => events.push(event.type),
    launched: (plan) => launches.push(plan.action),
    submitted: (stage) => submitted.push(stage),
    outcome: (delivery) => outcomes.push(delivery),
    refused: (error) => refusals.push(error),
    trouble: (error) => troubles.push(error),
  };
  const fixed = {server: "http://sealflow.test", clientKey: "0".repeat(32), locale: "en", retry: false};
  return new Session({...fixed, handshake, policy, ...options}, engine, listener);
}

async function opened(): Promise<Session> {
  const session = newSession();
  await session.open();
  return session;
}

const keys = (requests: SeenRequest[]): string[] => requests.map(({key}) => key);

test("a submit carries the seq and epoch of the state, and a key of its own", async () => {
  const session = await opened();
  await session.submit("FS0consent", {accepted: true});
  const [request] = server.commands();
  assert.match(request?.key ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const body = JSON.parse(request?.body ?? "") as {expectedSeq: number; epoch: number};
  assert.equal(body.epoch, 1);
  assert.ok(body.expectedSeq > 0);
  assert.equal(session.state.current, "FS0otp");
  session.close();
});

for (const fate of ["lost", "answerLost"] as const) {
  test(`${fate}: the same key and body again, done once`, async () => {
    const session = await opened();
    server.fates = [fate, fate];
    assert.equal(await session.submit("FS0consent", {accepted: true}), "done");
    const sent = server.commands();
    assert.equal(sent.length, 3);
    assert.equal(new Set(keys(sent)).size, 1);
    assert.equal(new Set(sent.map(({body}) => body)).size, 1);
    assert.equal(server.log.filter(({type}) => type === "stage_passed").length, 1);
    assert.equal(troubles.filter((error) => error instanceof NetworkError).length, 2);
    assert.equal(troubles.at(-1), null);
    session.close();
  });
}

test("each logical submit has a key of its own, also after a refusal", async () => {
  const session = await opened();
  await session.submit("FS0consent", {accepted: true});
  for (const code of ["000000", "000000"]) await session.submit("FS0otp", {code});
  assert.equal(new Set(keys(server.commands())).size, 3);
  session.close();
});

test("500, 503 and 429 are repeated, 429 not before the server wishes; 400 is not", async () => {
  const session = await opened();
  const down = {code: "unavailable", number: 50301, httpStatus: 503, retryable: true, message: "later"};
  const often = {code: "rate_limited", number: 4291, httpStatus: 429, retryable: true, message: "often"};
  server.fates = [{status: 503, body: down}, {status: 429, body: often, headers: {"Retry-After": "7"}}];
  await session.submit("FS0consent", {accepted: true});
  assert.equal(pauses.length, 2);
  assert.equal(pauses[1], 7000);
  const bad = {code: "malformed_request", number: 4001, httpStatus: 400, retryable: false, message: "no"};
  server.fates = [{status: 400, body: bad}];
  const before = server.commands().length;
  await assert.rejects(session.submit("FS0otp", {code: "123456"}), {name: "SealflowError", code: "malformed_request"});
  assert.equal(server.commands().length, before + 1);
  session.close();
});

test("an answer of something in between counts by its status", async () => {
  const session = await opened();
  server.fates = [{status: 502}, {status: 504}];
  await session.submit("FS0consent", {accepted: true});
  server.fates = [{status: 404}];
  await assert.rejects(session.submit("FS0otp", {code: "123456"}), {name: "SealflowError", httpStatus: 404});
  session.close();
});

test("after the last try the failure is told, and the same may be tried again", async () => {
  const session = await opened();
  server.fates = ["lost", "lost", "lost", "lost"];
  await assert.rejects(session.submit("FS0consent", {accepted: true}), {name: "NetworkError"});
  assert.equal(await session.submit("FS0consent", {accepted: true}), "done");
  session.close();
});

test("what the core refuses is never sent", async () => {
  const session = await opened();
  await assert.rejects(session.submit("FS0consent", {accepted: false}), {code: "invalid_input"});
  assert.equal(server.commands().length, 0);
  session.close();
});

test("a form's problems come all at once, each with its place and reason", async () => {
  const session = await opened();
  await session.submit("FS0consent", {accepted: true});
  await session.submit("FS0otp", {code: server.codes.at(-1) ?? ""});
  const before = server.commands().length;
  await assert.rejects(session.submit("FS0details", {name: "", birthDate: "1990-02-31", pan: "ABCPE1234F"}), (error) => {
    assert.ok(error instanceof SealflowError);
    const found = error.details.map(({where, reason}) => `${where} ${reason ?? ""}`);
    assert.deepEqual(found, ["/name required", "/birthDate format"]);
    return true;
  });
  assert.equal(server.commands().length, before);
  session.close();
});

test("seq_conflict: missing events are taken in, and what still makes sense is sent once more with another key", async () => {
  const session = await opened();
  await session.submit("FS0consent", {accepted: true});
  // Another window of the same device asks for a second code.
  server.now += 31_000;
  server.decide({type: "send_code", stage: "FS0otp", epoch: 1});
  assert.equal(await session.submit("FS0otp", {code: server.codes.at(-1) ?? ""}), "done");
  assert.equal(session.state.current, "FS0details");
  const sent = server.commands().slice(-2);
  assert.notEqual(sent[0]?.key, sent[1]?.key);
  assert.equal(session.state.seq, server.state?.seq);
  session.close();
});

test("seq_conflict: what was overtaken is not sent again", async () => {
  const session = await opened();
  server.decide({type: "submit", stage: "FS0consent", input: {accepted: true}, epoch: 1});
  assert.equal(await session.submit("FS0consent", {accepted: true}), "overtaken");
  assert.equal(session.state.current, "FS0otp");
  assert.equal(server.commands().length, 1);
  session.close();
});

test("another device took over: no outcome, and nothing more is sent for the command", async () => {
  const session = await opened();
  const gone = {code: "session_superseded", number: 40904, httpStatus: 409, retryable: false, message: "elsewhere"};
  server.fates = [{status: 409, body: gone}];
  assert.equal(await session.submit("FS0consent", {accepted: true}), "superseded");
  assert.equal(session.superseded, true);
  assert.deepEqual(outcomes, []);
  await session.takeBack();
  assert.equal(session.superseded, false);
  assert.equal(await session.submit("FS0consent", {accepted: true}), "done");
  session.close();
});

test("a token that ran out is renewed with the device's secret, and the command goes out again", async () => {
  const session = await opened();
  const out = {code: "token_expired", number: 40163, httpStatus: 401, retryable: true, message: "expired"};
  server.fates = [{status: 401, body: out}];
  assert.equal(await session.submit("FS0consent", {accepted: true}), "done");
  const launches = server.seen.filter(({path}) => path === "launch").map(({body}) => JSON.parse(body) as Record<string, unknown>);
  assert.equal(launches.length, 2);
  assert.equal(launches[0]?.["deviceSecret"], undefined);
  assert.equal(launches[1]?.["deviceSecret"], server.secret);
  assert.equal(launches[1]?.["retry"], false);
  session.close();
});

test("the first launch's answer is lost: the same key gets the same device secret", async () => {
  server.fates = ["answerLost"];
  const session = await opened();
  const launches = server.seen.filter(({path}) => path === "launch");
  assert.equal(launches.length, 2);
  assert.equal(launches[0]?.key, launches[1]?.key);
  assert.deepEqual([...stored.values()], [server.secret]);
  session.close();
});

test("what the user does is told when it goes out, not when it is wrong; a renewed token is no launch of the user's", async () => {
  const session = await opened();
  await assert.rejects(session.submit("FS0consent", {accepted: false}));
  assert.deepEqual([launches, submitted], [["start"], []]);
  const out = {code: "token_expired", number: 40163, httpStatus: 401, retryable: true, message: "expired"};
  server.fates = [{status: 401, body: out}];
  await session.submit("FS0consent", {accepted: true});
  assert.deepEqual([launches, submitted], [["start"], ["FS0consent"]]);
  await session.takeBack();
  assert.deepEqual(launches, ["start", "resume"]);
  session.close();
});

test("a launch refused for good is told once; one that may pass is not", async () => {
  const no = {code: "handshake_expired", number: 41001, httpStatus: 410, retryable: false, message: "over"};
  server.fates = [{status: 410, body: no}];
  await assert.rejects(newSession().open(), {code: "handshake_expired"});
  assert.deepEqual(refusals.map(({code}) => code), ["handshake_expired"]);
  const busy = {code: "session_active", number: 40905, httpStatus: 409, retryable: true, message: "busy"};
  server.fates = [{status: 409, body: busy}];
  await assert.rejects(newSession().open(), {code: "session_active"});
  assert.equal(refusals.length, 1);
});

test("leaving ends the run; the outcome comes with what the server adds, and is acknowledged", async () => {
  const session = await opened();
  await session.skip();
  assert.deepEqual(outcomes, [{signature: "", receipt: null}]);
  assert.equal(session.state.outcome, "skipped");
  assert.equal(await session.acknowledge(), "done");
  assert.equal(await session.acknowledge(), "overtaken");
  assert.deepEqual(events.slice(-2), ["run_ended", "outcome_acknowledged"]);
  session.close();
});

test("an outcome that was never acknowledged comes again with the next launch of the device", async () => {
  const handshake = "DS0again";
  const first = newSession(handshake);
  await first.open();
  await first.skip();
  first.close();
  const second = newSession(handshake);
  await second.open();
  assert.equal(outcomes.length, 2);
  second.close();
});

test("events that do not follow are fetched anew, not guessed at", async () => {
  const session = await opened();
  // The answer names the last event only.
  const answer = (): object => {
    server.decide({type: "submit", stage: "FS0consent", input: {accepted: true}, epoch: 1});
    const last = {...server.log.at(-1)};
    delete last.salt;
    delete last.private;
    return {events: [last], seq: server.state?.seq, delivery: null};
  };
  server.fates = [{status: 200, body: answer()}];
  await session.submit("FS0consent", {accepted: true});
  assert.equal(session.state.seq, server.state?.seq);
  assert.equal(session.state.current, "FS0otp");
  session.close();
});

test("close() ends everything that is under way", async () => {
  const session = await opened();
  server.fates = ["lost", "lost"];
  const sent = session.submit("FS0consent", {accepted: true});
  session.close();
  await assert.rejects(sent, {name: "AbortError"});
});
