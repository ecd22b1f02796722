// What a page can listen to, over real decisions of the core: names, order, moments, and that nothing private is in it.
import assert from "node:assert/strict";
import {afterEach, beforeEach, test} from "node:test";
import type {FlowDefinition} from "../../web/src/engine/full.js";
import {NetworkError, SealflowError} from "../../web/src/errors.js";
import type {FlowEvents} from "../../web/src/launch/events.js";
import {Reporter} from "../../web/src/launch/reporter.js";
import {Emitter} from "../../web/src/session/emitter.js";
import {Session} from "../../web/src/session/session.js";
import {fullCore, onboarding, pageEngine} from "./support/engines.js";
import {FakeServer} from "./support/fake-server.js";
import {installPageGlobals, stored} from "./support/page-globals.js";

installPageGlobals();
const core = await fullCore();
const engine = await pageEngine();
const handshake = "DS0fake";
const names: (keyof FlowEvents)[] = [
  "started", "resumed", "skipped", "entered", "submitted", "passed", "rejected", "pending", "superseded", "offline", "online",
];

let server: FakeServer;
const open: Session[] = [];
beforeEach(() => {
  stored.clear();
  server = new FakeServer(core, onboarding());
});
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

interface Heard {
  name: string;
  handshake: string;
  run: number;
  seq: number;
  [member: string]: unknown;
}

/** A session that reports, and all that is heard of it. */
function listen(): {session: Session; heard: Heard[]; reporter: Reporter} {
  const heard: Heard[] = [];
  const emitter = new Emitter<FlowEvents>();
  for (const name of names) emitter.on(name, (event) => heard.push({name, ...event}));
  const reporter = new Reporter(emitter, handshake);
  const options = {server: "http://sealflow.test", handshake, clientKey: "0".repeat(32), locale: "en", retry: false};
  const policy = {tries: 3, base: 0, cap: 0, random: () => 0, pause: () => Promise.resolve()};
  const session = new Session({...options, policy}, engine, {
    changed: () => {
      reporter.changed();
    },
    launched: (plan) => {
      reporter.launched(plan);
    },
    event: (event) => {
      reporter.event(event);
    },
    submitted: (stage) => {
      reporter.submitted(stage);
    },
    trouble: (error) => {
      reporter.trouble(error);
    },
    outcome: () => undefined,
    refused: () => undefined,
  });
  reporter.session = session;
  open.push(session);
  return {session, heard, reporter};
}

const told = (heard: Heard[]): string[] => heard.map(({name, stage}) => (typeof stage === "string" ? `${name} ${stage}` : name));

test("a walk: each event in its place, each of a moment that is not before the last", async () => {
  const {session, heard} = listen();
  await session.open();
  await session.submit("FS0consent", {accepted: true});
  await session.submit("FS0otp", {code: server.codes[0] === "000000" ? "000001" : "000000"});
  await session.submit("FS0otp", {code: server.codes[0] ?? ""});
  assert.deepEqual(told(heard), [
    "started", "entered FS0consent",
    "submitted FS0consent", "passed FS0consent", "entered FS0otp",
    "submitted FS0otp", "rejected FS0otp",
    "submitted FS0otp", "passed FS0otp", "entered FS0details",
  ]);
  assert.ok(heard.every((event) => event.handshake === handshake && event.run === 1));
  assert.deepEqual(heard.map(({seq}) => seq), heard.map(({seq}) => seq).sort((a, b) => a - b));
  assert.equal(heard.at(-1)?.seq, session.state.seq);
  const rejected = heard.find(({name}) => name === "rejected");
  assert.deepEqual([rejected?.["code"], rejected?.["triesLeft"]], ["wrong_code", 4]);
});

test("nothing that was typed, sent, or revealed is in any of them", async () => {
  const {session, heard} = listen();
  await session.open();
  await session.submit("FS0consent", {accepted: true});
  const code = server.codes[0] ?? "";
  await session.submit("FS0otp", {code});
  await session.submit("FS0details", {name: "Asha Verma", birthDate: "1990-05-17", pan: "ABCPE1234F"});
  const all = JSON.stringify(heard);
  assert.ok(heard.some(({name, stage}) => name === "passed" && stage === "FS0details"));
  for (const secret of [code, "9876543210", "Asha", "1990", "ABCPE", "category", "salt", "commit"]) {
    assert.ok(!all.includes(secret), secret);
  }
});

test("coming back: resumed, what is skipped and since when, and the stage that is due", async () => {
  const first = listen();
  await first.session.open();
  await first.session.submit("FS0consent", {accepted: true});
  const {session, heard} = listen();
  await session.open();
  assert.deepEqual(told(heard), ["resumed", "skipped FS0consent", "entered FS0otp"]);
  const [resumed, skipped] = heard;
  assert.deepEqual([resumed?.["reason"], resumed?.["target"], resumed?.["dropped"]], ["first_not_passed", "FS0otp", []]);
  assert.deepEqual([skipped?.["reason"], skipped?.["at"]], ["passed", server.now]);
});

test("a lost connection: offline once, however often it fails, and online once", async () => {
  const {session, heard} = listen();
  await session.open();
  server.fates = ["lost", "lost"];
  await session.submit("FS0consent", {accepted: true});
  assert.deepEqual(told(heard).slice(2, 5), ["submitted FS0consent", "offline", "online"]);
});

test("waiting for an operator: pending once, also when one comes back to it", async () => {
  const flow = {
    id: "FX0review", version: "1.0.0", start: "FS0look",
    stages: [{id: "FS0look", type: "review", next: "done"}], ends: {done: {status: "auto_approved"}},
  };
  server = new FakeServer(core, flow as unknown as FlowDefinition);
  for (const first of ["started", "resumed"]) {
    const {session, heard} = listen();
    await session.open();
    session.close();
    assert.deepEqual(told(heard), [first, "entered FS0look", "pending FS0look"]);
    assert.equal(heard.at(-1)?.["type"], "review");
  }
});

test("offline says what is amiss", () => {
  const {heard, reporter} = listen();
  const busy = new SealflowError({code: "unavailable", number: 50301, httpStatus: 503, retryable: true, message: ""});
  const causeOf = (error: Error): unknown => {
    reporter.trouble(error);
    reporter.trouble(null);
    return heard.at(-2)?.["cause"];
  };
  assert.equal(causeOf(new NetworkError("")), "unreachable");
  assert.equal(causeOf(busy), "down");
  Object.assign(navigator, {onLine: false});
  assert.equal(causeOf(new NetworkError("")), "offline");
  Object.assign(navigator, {onLine: true});
  assert.ok(heard.every(({run, seq}) => run === 0 && seq === 0), "no server has answered yet");
});

test("another device takes over: superseded once; taken back: resumed", async () => {
  const {session, heard} = listen();
  await session.open();
  const gone = {code: "session_superseded", number: 40904, httpStatus: 409, retryable: false, message: "elsewhere"};
  server.fates = [{status: 409, body: gone}];
  await session.submit("FS0consent", {accepted: true});
  await session.takeBack();
  assert.deepEqual(told(heard).filter((name) => !name.startsWith("submitted")), [
    "started", "entered FS0consent", "superseded", "resumed",
  ]);
});
