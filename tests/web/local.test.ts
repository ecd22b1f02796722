// `sealflow/local`: a whole walk without any server, kept between processes, and what it refuses.
import assert from "node:assert/strict";
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, test} from "node:test";
import type {FlowDefinition, LocalHandlerCall, LocalOptions, LocalRun, LocalStore} from "../../web/src/local.node.js";
import {onboarding} from "./support/engines.js";

// The built entry, as people get it.
const {fileStore, memoryStore, SealflowError, startLocal} = (await import(
  `${SEALFLOW_ROOT}/web/dist/local.node.js`
)) as typeof import("../../web/src/local.node.js");

const folder = mkdtempSync(join(tmpdir(), "sealflow-local-"));
after(() => {
  rmSync(folder, {recursive: true, force: true});
});

const form = (id: string, next: string, more: object = {}): object => ({id, type: "form", fields: [{name: "x", required: true}], next, ...more});
const twoForms = {
  id: "FX0two",
  version: "1.0.0",
  variables: {mobile: {type: "string", source: "backend"}},
  start: "FS0a",
  stages: [form("FS0a", "FS0b", {expiresAfter: "1d"}), form("FS0b", "done")],
  ends: {done: {status: "auto_approved"}},
} as unknown as FlowDefinition;

/** A run on a clock of its own, and the handlers that were called. */
async function start(options: Partial<LocalOptions> = {}): Promise<{run: LocalRun; calls: LocalHandlerCall[]; clock: {now: number}}> {
  const calls: LocalHandlerCall[] = [];
  const clock = {now: 1_800_000_000_000};
  const run = await startLocal({
    flow: twoForms,
    now: () => clock.now,
    onSuccess: (payload) => calls.push({handler: "success", payload}),
    onError: (payload) => calls.push({handler: "error", payload}),
    onSkip: (payload) => calls.push({handler: "skip", payload}),
    ...options,
  });
  return {run, calls, clock};
}

test("a whole walk: one handler, a result that says local, and no signature anywhere", async () => {
  const {run, calls} = await start();
  assert.throws(() => run.view, TypeError, "nothing is shown before launch()");
  assert.equal((await run.launch()).action, "start");
  assert.equal(run.view.stage?.id, "FS0a");
  await run.submit("FS0a", {x: "1"});
  assert.deepEqual([run.view.stage?.id, run.view.passed, run.outcome, run.result], ["FS0b", ["FS0a"], null, null]);
  await run.submit("FS0b", {x: "2"});
  await run.settled();
  assert.equal(calls.length, 1);
  const [call] = calls;
  assert.equal(call?.handler, "success");
  assert.deepEqual({...call.payload, hs: ""}, {status: "auto_approved", local: true, hs: "", run: 1, seq: 6});
  assert.deepEqual(run.outcome, call);
  assert.equal(run.view.stage, null);
  assert.deepEqual(run.result, {
    local: true,
    handshake: call.payload.hs,
    run: 1,
    seq: 6,
    status: "auto_approved",
    stages: {FS0a: {input: {x: "1"}, output: {}}, FS0b: {input: {x: "2"}, output: {}}},
  });
  assert.equal(run.log.at(-1)?.type, "outcome_acknowledged");
});

test("a second process goes on where the first broke off; a retry skips what passed, and says why", async () => {
  const store = fileStore(join(folder, "deep/run.json"));
  const first = await start({store});
  await first.run.launch();
  await first.run.submit("FS0a", {x: "1"});
  await first.run.skip();
  await first.run.settled();
  assert.deepEqual(first.calls.map(({handler}) => handler), ["skip"]);
  assert.equal(statSync(join(folder, "deep/run.json")).mode & 0o077, 0, "for its owner only");

  const second = await start({store});
  await assert.rejects(second.run.launch(), {code: "handshake_consumed"});
  const plan = await second.run.launch({retry: true});
  assert.deepEqual([plan.action, plan.target], ["resume", "FS0b"]);
  assert.deepEqual(plan.steps[0], {stage: "FS0a", verdict: "skip", reason: "passed", at: 1_800_000_000_000});
  await second.run.submit("FS0b", {x: "2"});
  await second.run.settled();
  assert.deepEqual(second.calls.map(({handler}) => handler), ["success"]);
  assert.equal(second.run.log[0]?.hash, first.run.log[0]?.hash, "one log");
});

test("what expired meanwhile is done again", async () => {
  const {run, clock} = await start();
  await run.launch();
  await run.submit("FS0a", {x: "1"});
  clock.now += 86_400_000;
  const plan = await run.launch();
  assert.deepEqual([plan.target, plan.reason, plan.steps[0]?.verdict], ["FS0a", "expired", "expired"]);
});

test("an outcome whose handler threw comes again with the next launch", async () => {
  const store = memoryStore();
  const {run} = await start({
    store,
    onSkip: () => {
      throw new Error("the page broke");
    },
  });
  const reported = new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback(resolve);
  });
  await run.launch();
  await run.skip();
  assert.equal(((await reported) as Error).message, "the page broke");
  process.setUncaughtExceptionCaptureCallback(null);
  const again = await start({store});
  assert.equal((await again.run.launch()).action, "deliver");
  await again.run.settled();
  assert.deepEqual(again.calls.map(({handler}) => handler), ["skip"]);
  assert.equal(again.run.log.at(-1)?.type, "outcome_acknowledged");
});

test("the flow changed: a new run on the new one", async () => {
  const store = memoryStore();
  const {run} = await start({store});
  await run.launch();
  await run.submit("FS0a", {x: "1"});
  const changed = {...twoForms, version: "1.1.0", stages: [form("FS0c", "done")], start: "FS0c"} as unknown as FlowDefinition;
  const next = await start({store, flow: JSON.stringify(changed) as never});
  const plan = await next.run.launch();
  assert.deepEqual([plan.reason, plan.target, next.run.view.flow.version], ["flow_changed", "FS0c", "1.1.0"]);
  // And the record goes with it: it opens again.
  assert.equal((await (await start({store, flow: changed})).run.launch()).target, "FS0c");
});

test("the onboarding flow: a code through the caller's function, a file by its facts", async () => {
  const codes: string[] = [];
  const stages: (string | undefined)[] = [];
  const {run, calls, clock} = await start({
    flow: onboarding(),
    backendVariables: {mobile: "+919876543210"},
    perform: {send_code: ({code}) => codes.push(String(code))},
  });
  run.on("stage", (stage) => stages.push(stage?.id));
  await run.launch();
  await run.submit("FS0consent", {accepted: true});
  await run.settled();
  assert.equal((run.view.notes as {to?: string}).to, "+91******3210");
  await assert.rejects(run.sendCode("FS0otp"), {code: "too_soon"});
  clock.now += 30_000;
  await run.sendCode("FS0otp");
  await run.settled();
  assert.equal(codes.length, 2);
  await run.submit("FS0otp", {code: codes[1] ?? ""});
  await assert.rejects(run.submit("FS0details", {name: "Asha Rao"}), (error) => {
    assert.ok(error instanceof SealflowError);
    assert.deepEqual(error.details.map(({where}) => where), ["/birthDate", "/pan"]);
    return true;
  });
  await run.submit("FS0details", {name: "Asha Rao", birthDate: "1990-05-21", pan: "ABCPE1234F"});
  await assert.rejects(run.submit("FS0document", {front: "MX1unknown"}), {code: "media_unknown"});
  await run.submit("FS0document", {front: run.attach({type: "image/png", size: 70})});
  await run.settled();
  assert.deepEqual(calls.map(({handler}) => handler), ["success"]);
  assert.deepEqual(stages, ["FS0consent", "FS0otp", "FS0details", "FS0document", undefined]);
});

test("an effect that was not reported is done again by the next process; one that fails is told", async () => {
  const flow = onboarding();
  const backendVariables = {mobile: "+919876543210"};
  const store = memoryStore();
  const first = await start({flow, backendVariables, store, perform: {send_code: () => new Promise(() => undefined)}});
  await first.run.launch();
  await first.run.submit("FS0consent", {accepted: true});
  const ids: string[] = [];
  const second = await start({
    flow,
    backendVariables,
    store,
    perform: {
      send_code: (_, {id}) => {
        ids.push(id);
        throw new Error("no network");
      },
    },
  });
  const problems: unknown[] = [];
  second.run.on("effect", ({error}) => problems.push(error));
  await second.run.launch();
  await second.run.settled();
  assert.equal(ids.length, 1);
  assert.equal((problems[0] as Error).message, "no network");
  assert.equal((second.run.view.notes as {note?: string}).note, "code_not_sent");
  await second.run.launch();
  await second.run.settled();
  assert.equal(ids.length, 1, "told once");
});

test("of two that went on at the same time, one is told, and nothing is lost", async () => {
  for (const store of [memoryStore(), fileStore(join(folder, "two.json"))]) {
    const one = await start({store});
    await one.run.launch();
    const other = await start({store});
    await other.run.launch();
    const ends = await Promise.allSettled([one.run.submit("FS0a", {x: "1"}), other.run.submit("FS0a", {x: "2"})]);
    assert.deepEqual(ends.map(({status}) => status).sort(), ["fulfilled", "rejected"]);
    const [lost] = ends.filter((end) => end.status === "rejected");
    assert.equal((lost?.reason as {code?: string}).code, "seq_conflict");
    assert.equal((await (await start({store})).run.launch()).target, "FS0b");
  }
});

test("a store that fails: the call fails, and the run is where it was", async () => {
  const kept = memoryStore();
  let full = false;
  const store: LocalStore = {load: () => kept.load(), save: (text, before) => (full ? Promise.reject(new Error("disk full")) : kept.save(text, before))};
  const {run} = await start({store});
  await run.launch();
  full = true;
  await assert.rejects(run.submit("FS0a", {x: "1"}), /disk full/);
  assert.equal(run.view.stage?.id, "FS0a");
  full = false;
  await run.submit("FS0a", {x: "1"});
  assert.equal(run.view.stage?.id, "FS0b");
});

test("what is damaged is refused and stays as it is", async () => {
  const path = join(folder, "damaged.json");
  const {run} = await start({store: fileStore(path)});
  await run.launch();
  await run.submit("FS0a", {x: "1"});
  const whole = readFileSync(path, "utf8");
  type Kept = {format: number; head: string; handshake: string; events: {at: number; private?: string; salt?: string}[]; flow: {version: string}};
  const damage: [string, string, (kept: Kept) => void][] = [
    ["an event was changed", "log_damaged", (kept) => kept.events.forEach((event) => (event.at += 1))],
    ["a private part was changed", "log_damaged", (kept) => kept.events.forEach((event) => (event.private &&= event.private.replace('"1"', '"2"')))],
    ["private parts are gone", "log_damaged", (kept) => {
      for (const event of kept.events) {
        delete event.private;
        delete event.salt;
      }
    }],
    ["the end is missing", "log_damaged", (kept) => kept.events.pop()],
    ["another handshake", "log_damaged", (kept) => (kept.handshake = "DS0other")],
    ["another flow", "log_damaged", (kept) => (kept.flow.version = "9.9.9")],
    ["no flow any more", "log_damaged", (kept) => (kept.flow = {version: "1.0.0"})],
    ["no events", "log_damaged", (kept) => (kept.events = [])],
    ["a later format", "state_incompatible", (kept) => (kept.format = 2)],
  ];
  const texts = damage.map(([name, code, change]) => {
    const kept = JSON.parse(whole) as Kept;
    change(kept);
    return [name, code, JSON.stringify(kept)] as const;
  });
  for (const [name, code, text] of [...texts, ["half a text", "log_damaged", whole.slice(0, 500)], ["a list", "log_damaged", "[]"]] as const) {
    writeFileSync(path, text);
    await assert.rejects(start({store: fileStore(path)}), {name: "SealflowError", code}, name);
    assert.equal(readFileSync(path, "utf8"), text, `${name}: not written over`);
  }
  writeFileSync(path, whole);
  assert.equal((await (await start({store: fileStore(path)})).run.launch()).target, "FS0b");
});

test("what cannot be done without a server is refused at the start", async () => {
  await assert.rejects(start({flow: onboarding()}), {name: "TypeError", message: 'startLocal(): the stage FS0otp needs a function "perform.send_code"'});
  await assert.rejects(start({flow: {...twoForms, resume: {auth: {}}} as never}), (error) => {
    assert.ok(error instanceof SealflowError);
    return ["unsupported_scenario", "flow_invalid"].includes(error.code);
  });
  await assert.rejects(start({flow: "{}"}), {code: "flow_invalid"});
  await assert.rejects(startLocal(undefined as never), TypeError);
  await assert.rejects(start({onSuccess: "no function" as never}), TypeError);
  assert.throws(() => fileStore(""), TypeError);
});

test("another process that was killed while it wrote is named", async () => {
  const path = join(folder, "killed.json");
  writeFileSync(`${path}.new`, "half");
  const {run} = await start({store: fileStore(path)});
  await assert.rejects(run.launch(), /killed\.json\.new is there/);
});
