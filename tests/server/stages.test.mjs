// Stages that wait for somebody outside, with real processes: a provider that is asked once though the server is
// killed, and an operator who decides from the command line.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { eventually, sealflow, startServer } from "./harness.mjs";

const events = async (page) => (await page.events()).body.events;
const noted = (page, note) => eventually(async () => (await events(page)).find((event) => event.public.note === note));

describe("a biometric stage", () => {
  it("asks its provider once, though the server is killed in the middle of the question", async () => {
    const first = await startServer();
    const app = first.createApp();
    const flow = {
      id: "FX0face", version: "1.0.0", start: "FS0face", variables: { user: { type: "string", source: "backend" } },
      stages: [{ id: "FS0face", type: "biometric", provider: "simulated", mode: "enrol", toRule: "inputs.user", attempts: 2, next: "done" }],
      ends: { done: { status: "auto_approved" } },
    };
    first.publish(app, first.write("face.flow.json", JSON.stringify(flow)));
    const handshake = (await first.backend(app).create({ flow: "FX0face", variables: { user: "sim-slow" } })).body._id;
    const page = first.page(app, handshake);
    await page.launch();
    page.seq = (await noted(page, "ready")).seq;
    await page.submit("FS0face", {});
    const asked = (log) => log.filter((line) => line.includes('"provider_called"') && line.includes('"provider_validate"')).map((line) => JSON.parse(line).effect);
    await eventually(() => asked(first.log).length === 1);
    assert.equal(await first.stop({ keep: true, signal: "SIGKILL" }), "SIGKILL");

    const second = await startServer({ folder: first.folder });
    second.forgetClaims();
    page.base = `${second.url}/v1/sessions/${handshake}`;
    const rejected = await eventually(async () => (await events(page)).find(({ type }) => type === "stage_rejected"));
    assert.equal(rejected.public.code, "provider_failed");
    assert.match(second.log.join("\n"), /"effect_failed".*"indeterminate"/);
    // With a new token it goes on; the first question is never asked again.
    const again = await eventually(async () => (await events(page)).filter(({ public: { note } }) => note === "ready")[1]);
    page.seq = again.seq;
    await page.submit("FS0face", {});
    await eventually(async () => (await events(page)).some(({ type }) => type === "run_ended"));
    const questions = [...asked(first.log), ...asked(second.log)];
    assert.equal(questions.length, 2);
    assert.equal(new Set(questions).size, 2);
    await second.stop();
  });

  it("has a provider that anybody can check against the rules", () => {
    const { findings } = sealflow(["provider", "check", "--provider", "simulated", "--passing", "sim-pass", "--failing", "sim-not-passed", "--unknown", "sim-unknown", "--json"]);
    assert.ok(findings.length > 10 && findings.every(({ kept }) => kept));
    sealflow(["provider", "check", "--provider", "simulated", "--unknown", "sim-pass"], { exit: 1 });
    sealflow(["provider", "check", "--provider", "nobody"], { exit: 2 });
  });
});

describe("a review", () => {
  let server, app, page, handshake;
  before(async () => {
    server = await startServer();
    app = server.createApp();
    const flow = {
      id: "FX0desk", version: "1.0.0", start: "FS0desk",
      stages: [{ id: "FS0desk", type: "review", next: [{ if: "output.decision == 'approved'", to: "FS0terms" }, { to: "later" }] },
        { id: "FS0terms", type: "consent", text: { en: "Do you agree?" }, next: "later" }],
      ends: { later: { status: "needs_review" } },
    };
    server.publish(app, server.write("desk.flow.json", JSON.stringify(flow)));
    handshake = (await server.backend(app).create({ flow: "FX0desk", variables: {} })).body._id;
    page = server.page(app, handshake);
    await page.launch();
  });
  after(() => server.stop());
  const listed = () => sealflow(["review", "list", "--app", app.clientKey, "--db", server.database, "--json"]).reviews;
  const decide = (args, options) => sealflow(["review", "decide", "--handshake", handshake, "--by", "op-7", "--json", ...args, ...server.stored], options);

  it("is decided while the server runs; the page goes on", async () => {
    assert.deepEqual(listed().map((one) => [one.handshake, one.stage]), [[handshake, "FS0desk"]]);
    const refused = decide(["--stage", "FS0desk", "--decision", "maybe"], { exit: 1 });
    assert.equal(refused.error.code, "invalid_input");
    assert.equal(decide(["--stage", "FS0desk", "--decision", "approved", "--note", "-"], { input: "saw the card\n" }).status, null);
    assert.deepEqual(listed(), []);
    const passed = (await events(page)).find(({ type }) => type === "stage_passed");
    assert.equal(passed.stage, "FS0desk");
    page.seq = (await page.events()).body.seq;
    assert.equal((await page.submit("FS0terms", { accepted: true })).status, 200);
    const log = sealflow(["log", "export", "--private", "--handshake", handshake, ...server.stored]);
    assert.match(log, /saw the card/);
  });

  it("is decided after the end, by status, once", async () => {
    assert.deepEqual(listed().map(({ stage }) => stage), [null]);
    assert.equal(decide(["--status", "manually_approved"]).status, "manually_approved");
    assert.deepEqual(listed(), []);
    assert.equal(decide(["--status", "manually_declined"], { exit: 1 }).error.code, "review_not_due");
    assert.equal((await server.backend(app).result(handshake)).body.status, "manually_approved");
    decide(["--status", "manually_approved", "--stage", "FS0desk"], { exit: 2 });
  });

  it("stands in the audit: what was decided, and by whose login, and no more", () => {
    const { last } = sealflow(["audit", "verify", "--json", "--app", app.clientKey, ...server.stored]);
    const lines = sealflow(["audit", "export", "--app", app.clientKey, "--day", last.slice(0, 10), ...server.stored]).trim().split("\n");
    const reviews = lines.map((line) => JSON.parse(line)).filter(({ action }) => action === "review.decide");
    assert.deepEqual(reviews.map(({ object, outcome, detail }) => [object, outcome, detail]), [
      [handshake, "invalid_input", undefined], [handshake, "done", "FS0desk approved"],
      [handshake, "done", "status manually_approved"], [handshake, "review_not_due", undefined]]);
    assert.ok(reviews.every(({ actor }) => actor.startsWith("operator:")));
    assert.doesNotMatch(lines.join(), /op-7|saw the card/);
  });

  it("keeps the text that was agreed to where an auditor finds it", async () => {
    const { result } = (await server.backend(app).result(handshake)).body;
    const { textSha256, locale } = result.FS0terms.output;
    assert.equal(locale, "en");
    const [started] = await events(page);
    const { texts } = sealflow(["flow", "text", "--hash", started.public.flowHash, "--stage", "FS0terms", "--db", server.database, "--json"]);
    assert.equal(texts.en, "Do you agree?");
    const { value } = sealflow(["call", "sha256"], { input: JSON.stringify({ text: JSON.stringify(texts) }) });
    assert.equal(value, textSha256);
  });
});
