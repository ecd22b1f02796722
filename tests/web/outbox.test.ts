// What a page could not send is sent by the next one: the real engines on both sides, `fetch` and the storage are played.
import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";
import type {FlowState} from "../../web/src/protocol/state.js";
import type {KeptCommand} from "../../web/src/session/keeper.js";
import {stepOf, stillWanted} from "../../web/src/session/outbox.js";
import {Session, type SessionListener} from "../../web/src/session/session.js";
import {fullCore, onboarding, pageEngine} from "./support/engines.js";
import {FakeServer} from "./support/fake-server.js";
import {MemoryKeeper} from "./support/memory-keeper.js";
import {installPageGlobals, stored} from "./support/page-globals.js";
import {pausing} from "./support/pausing.js";

installPageGlobals();
const core = await fullCore();
const engine = await pageEngine();

let server: FakeServer;
let keeper: MemoryKeeper;
let stages: string[];
let outcomes: number;
/** Runs in each pause before a repetition. */
let whilePausing: () => void | Promise<void>;

beforeEach(() => {
  stored.clear();
  server = new FakeServer(core, onboarding());
  keeper = new MemoryKeeper();
  [stages, outcomes, whilePausing] = [[], 0, () => undefined];
});

const policy = pausing(() => whilePausing());

/** Another page of the same browser. */
function newPage(): Session {
  const listener: SessionListener = {
    changed: () => {
      const shown = session.stage?.id;
      if (shown !== undefined && shown !== stages.at(-1)) stages.push(shown);
    },
    launched: () => undefined,
    event: () => undefined,
    submitted: () => undefined,
    outcome: () => (outcomes += 1),
    refused: () => undefined,
    trouble: () => undefined,
  };
  const options = {server: "http://sealflow.test", clientKey: "0".repeat(32), locale: "en", retry: false};
  const session = new Session({...options, handshake: "DS0kept", policy, keeper}, engine, listener);
  return session;
}

async function opened(): Promise<Session> {
  const page = newPage();
  await page.open();
  return page;
}

/** The page submits, the network plays the fates, and the page is gone before the next try. */
async function goneWhile(page: Session, fates: FakeServer["fates"], stage: string, input: Record<string, never>): Promise<void> {
  server.fates = fates;
  whilePausing = () => {
    page.close();
  };
  await assert.rejects(page.submit(stage, input), {name: "AbortError"});
  whilePausing = () => undefined;
  server.fates = [];
}

const consent = {accepted: true} as unknown as Record<string, never>;
const passes = (): number => server.log.filter(({type}) => type === "stage_passed").length;
const refusal = (status: number, code: string): FakeServer["fates"][number] => ({
  status,
  body: {code, number: 1, httpStatus: status, retryable: false, message: code},
});

test("it is kept before it is sent, and forgotten with the answer", async () => {
  const page = await opened();
  server.fates = ["lost"];
  whilePausing = () => {
    assert.equal(keeper.rows.size, 1);
    assert.equal(page.kept, true);
  };
  assert.equal(await page.submit("FS0consent", consent), "done");
  assert.equal(keeper.rows.size, 0);
  assert.equal(page.kept, false);
  page.close();
});

test("lost, and the page is gone: the next one sends the same command before it shows a stage", async () => {
  await goneWhile(await opened(), ["lost"], "FS0consent", consent);
  stages = [];
  const next = await opened();
  assert.equal(next.state.current, "FS0otp");
  assert.deepEqual(stages, ["FS0otp"], "the stage that was done already is never due again");
  const sent = server.commands();
  assert.equal(sent.length, 2);
  assert.equal(sent[0]?.key, sent[1]?.key);
  assert.equal(sent[0]?.body, sent[1]?.body);
  assert.equal(passes(), 1);
  assert.equal(keeper.rows.size, 0);
  // The list of what is done must have it, too.
  assert.equal(next.plan?.steps.find(({stage}) => stage === "FS0consent")?.verdict, "skip");
  next.close();
});

test("done, but the answer was lost, and the page is gone: the next one finds it done and sends nothing", async () => {
  await goneWhile(await opened(), ["answerLost"], "FS0consent", consent);
  const next = await opened();
  assert.equal(next.state.current, "FS0otp");
  assert.equal(server.commands().length, 1);
  assert.equal(keeper.rows.size, 0);
  next.close();
});

test("two pages send it at the same time: done once", async () => {
  await goneWhile(await opened(), ["lost"], "FS0consent", consent);
  const [one, other] = [newPage(), newPage()];
  await Promise.all([one.open(), other.open()]);
  assert.equal(passes(), 1);
  assert.equal(new Set(server.commands().map(({key}) => key)).size, 1);
  for (const page of [one, other]) {
    assert.equal(page.state.current, "FS0otp");
    page.close();
  }
});

test("codes, and everything that is no submit, are never kept", async () => {
  const page = await opened();
  await page.submit("FS0consent", consent);
  await page.submit("FS0otp", {code: "000000"});
  server.now += 31_000;
  await page.sendCode("FS0otp");
  await page.submit("FS0otp", {code: server.codes.at(-1) ?? ""});
  await page.skip();
  await page.acknowledge();
  assert.deepEqual(keeper.seen.map(({body}) => body.command.stage), ["FS0consent"]);
  page.close();
});

test("while it is kept it is tried for a day; what is not kept is given back after some tries", async () => {
  const page = await opened();
  server.fates = Array.from({length: 40}, () => "lost");
  assert.equal(await page.submit("FS0consent", consent), "done");
  server.fates = ["lost", "lost", "lost"];
  await assert.rejects(page.submit("FS0otp", {code: "000000"}), {name: "NetworkError"});
  page.close();
});

test("nobody is asked to say again that the handler has had the outcome: it is tried for as long as the page is open", async () => {
  const page = await opened();
  await page.skip();
  assert.equal(outcomes, 1);
  server.fates = Array.from({length: 40}, () => "lost");
  assert.equal(await page.acknowledge(), "done");
  assert.equal(server.log.filter(({type}) => type === "outcome_acknowledged").length, 1);
  page.close();
});

test("after a day it is given up and forgotten, also while the page is open", async (context) => {
  const page = await opened();
  const {now} = Date;
  let hours = 0;
  Date.now = () => now() + hours * 3_600_000;
  context.after(() => (Date.now = now));
  server.fates = Array.from({length: 40}, () => "lost");
  whilePausing = () => {
    hours += 1;
  };
  await assert.rejects(page.submit("FS0consent", consent), {name: "NetworkError"});
  assert.equal(server.commands().length, 25);
  assert.equal(keeper.rows.size, 0);
  page.close();
});

test("where nothing can be kept, it works as long as the page is open", async () => {
  keeper.works = false;
  const page = await opened();
  server.fates = ["lost"];
  whilePausing = () => {
    assert.equal(page.kept, false);
  };
  assert.equal(await page.submit("FS0consent", consent), "done");
  page.close();
});

test("leaving: what waits is not sent any more, and nothing stays", async () => {
  const page = await opened();
  server.fates = ["lost"];
  let skipped: Promise<unknown> | undefined;
  whilePausing = () => {
    skipped ??= page.skip();
    return Promise.resolve();
  };
  await assert.rejects(page.submit("FS0consent", consent), {name: "AbortError"});
  assert.equal(await skipped, "done");
  assert.deepEqual(server.commands().map(({body}) => (JSON.parse(body) as KeptCommand["body"]).command.type), ["submit", "skip"]);
  assert.equal(passes(), 0);
  assert.equal(keeper.rows.size, 0);
  assert.equal(outcomes, 1);
  page.close();
});

test("an outcome, and a launch that is refused for good, leave nothing behind", async () => {
  await goneWhile(await opened(), ["lost"], "FS0consent", consent);
  server.decide({type: "skip", epoch: 1});
  (await opened()).close();
  assert.equal(keeper.rows.size, 0);

  server = new FakeServer(core, onboarding());
  stored.clear();
  await goneWhile(await opened(), ["lost"], "FS0consent", consent);
  server.fates = [refusal(410, "handshake_expired")];
  await assert.rejects(newPage().open(), {code: "handshake_expired"});
  assert.equal(keeper.rows.size, 0);
});

for (const [what, status, code] of [["a refusal", 404, "internal"], ["an error page", 502, "unavailable"]] as const) {
  test(`${what} by a proxy says nothing of the handshake: what was typed stays, and goes out with the next page`, async () => {
    await goneWhile(await opened(), ["lost"], "FS0consent", consent);
    const page = newPage();
    server.fates = Array<FakeServer["fates"][number]>(policy.tries).fill({status});
    await assert.rejects(page.open(), {code, httpStatus: status});
    page.close();
    assert.equal(keeper.rows.size, 1);

    server.fates = [];
    const next = await opened();
    assert.equal(next.state.current, "FS0otp");
    assert.equal(passes(), 1);
    next.close();
  });
}

test("refused when it is sent at last: forgotten, and the stage says so", async () => {
  await goneWhile(await opened(), ["lost"], "FS0consent", consent);
  server.fates = ["answer", refusal(400, "invalid_input")];
  const next = await opened();
  assert.equal(next.refusedStage, "FS0consent");
  assert.equal(next.stage?.id, "FS0consent");
  assert.equal(keeper.rows.size, 0);
  await next.submit("FS0consent", consent);
  assert.equal(next.refusedStage, undefined);
  next.close();
});

test("another device had the session meanwhile: the kept command is sent with the new epoch", async () => {
  await goneWhile(await opened(), ["lost"], "FS0consent", consent);
  for (const [id, row] of keeper.rows) keeper.rows.set(id, row.replace('"epoch":1', '"epoch":7'));
  const next = await opened();
  assert.equal(next.superseded, false);
  assert.equal(next.state.current, "FS0otp");
  const [, old, fresh] = server.commands();
  assert.notEqual(old?.key, fresh?.key);
  next.close();
});

test("only for the step that was on screen: not in another run, not entered anew, not after another try", () => {
  const record = {id: "FS0details", enteredAt: 5, tries: 1, waiting: false};
  const at = (run: number, changes: object = {}): FlowState =>
    ({run, outcome: "none", current: "FS0details", stages: [{...record, ...changes}]}) as unknown as FlowState;
  const command = {type: "submit", stage: "FS0details", input: {}} as const;
  const given = stepOf(command, at(1));
  assert.equal(stillWanted(command, at(1), given), true);
  for (const state of [at(2), at(1, {enteredAt: 6}), at(1, {tries: 2}), at(1, {waiting: true})]) {
    assert.equal(stillWanted(command, state, given), false);
  }
  assert.equal(stillWanted({type: "skip"}, at(2), given), true);
});
