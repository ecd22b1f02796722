// The main job over real HTTP: a backend, a page, a result that verifies.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { eventually, onboarding, origin, png, sealflow, startServer, walk } from "./harness.mjs";

/** Everything that the server keeps. PostgreSQL compresses what is in its own files, so there it is what a dump shows, with bytes as bytes. */
function storedFiles(server) {
  if (!server.database.startsWith("postgres:")) {
    const media = `${server.database}.media`;
    return [server.database, `${server.database}-wal`, ...readdirSync(media).map((name) => join(media, name))];
  }
  const dump = execFileSync("pg_dump", ["--data-only", server.database], { encoding: "latin1" });
  const bytes = [...dump.matchAll(/\\\\x((?:[0-9a-f]{2})+)/g)].map(([, hex]) => Buffer.from(hex, "hex"));
  return [server.write("dump", dump), ...bytes.map((each, number) => server.write(`bytes-${number}`, each))];
}

describe("a walk", () => {
  let server, app, backend;
  before(async () => {
    server = await startServer();
    app = server.createApp();
    server.publish(app);
    backend = server.backend(app);
  });
  after(() => server.stop());

  const newHandshake = async (fields) => (await backend.create(fields)).body._id;

  it("goes from consent to a result that createHmac verifies", async () => {
    const created = await backend.create();
    assert.equal(created.status, 200);
    assert.match(created.body._id, /^DS0[0-9A-Za-z]{22}$/);
    assert.match(created.body.number, /^\d{4}-\d{6}-\d{4}$/);
    const page = server.page(app, created.body._id);

    const early = await backend.result(created.body._id);
    assert.deepEqual([early.body.consumed, early.body.result, early.body.resultSignature], [false, null, null]);

    const last = await walk(server, app, page);
    assert.match(last.delivery.signature, /^[0-9a-f]{64}$/);
    assert.equal(last.events.at(-1).type, "run_ended");

    const { body, text } = await backend.result(created.body._id);
    assert.equal(body.status, "auto_approved");
    assert.equal(body.outcome, "completed");
    assert.equal(body.consumed, true);
    assert.equal(body.tag, "user-1");
    assert.equal(body.resultSignature, last.delivery.signature);
    const bytes = JSON.stringify(body.result);
    assert.ok(text.includes(`"result":${bytes}`), "the bytes in the answer are those of JSON.stringify");
    assert.equal(createHmac("sha256", app.clientSecret).update(bytes).digest("hex"), body.resultSignature);
    assert.equal(body.result.FS0details.output.category, "P");
    assert.deepEqual(Object.keys(body.result), ["FS0consent", "FS0otp", "FS0details", "FS0document"]);

    const files = ["--secret-file", server.write("secret", app.clientSecret + "\n"), "--result"];
    const signature = ["--signature", body.resultSignature, "--json"];
    assert.equal(sealflow(["result", "verify", ...files, server.write("r", bytes), ...signature]).reason, "ok");
    const spaced = server.write("r2", JSON.stringify(body.result, null, 1));
    assert.equal(sealflow(["result", "verify", ...files, spaced, ...signature], { exit: 1 }).reason, "body_changed");
    const other = server.write("r3", bytes.replace("Asha", "Usha"));
    assert.equal(sealflow(["result", "verify", ...files, other, ...signature], { exit: 1 }).reason, "wrong_key");

    const log = ["--handshake", created.body._id, ...server.stored, "--json"];
    const verified = sealflow(["log", "verify", ...log]);
    assert.equal(verified.events, body.seq);
    const replayed = sealflow(["log", "replay", ...log]);
    assert.equal(replayed.result, bytes);
    assert.equal(replayed.state.head, verified.head);
  });

  it("goes on after a reload and needs retry from a second device", async () => {
    const id = await newHandshake();
    const page = server.page(app, id);
    await page.launch();
    await page.submit("FS0consent", { accepted: true });
    const again = await page.launch();
    assert.equal(again.status, 200);
    assert.equal(again.body.plan.steps[0].verdict, "skip");
    assert.equal(again.body.device.secret, undefined);
    // The command line says the same of the log, and in words.
    const log = server.write("log", sealflow(["log", "export", "--private", "--handshake", id, ...server.stored]));
    const launch = { handshake: id, expiresAt: Date.now(), device: again.body.device.id, backendVariables: { mobile: "+919876543210" } };
    const files = ["--flow", onboarding, "--log", log, "--launch", "-", "--now", String(Date.now())];
    const { plan } = sealflow(["plan", "--json", ...files], { input: JSON.stringify(launch) });
    assert.equal(plan.action, again.body.plan.action);
    assert.deepEqual(plan.steps.map(({ stage, verdict, reason }) => [stage, verdict, reason]), again.body.plan.steps.map(({ stage, verdict, reason }) => [stage, verdict, reason]));
    assert.match(plan.steps[0].userMessage, /^Completed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, so you need not do it again$/);
    const stranger = await server.page(app, id).launch({ retry: true });
    assert.deepEqual([stranger.status, stranger.body.code], [403, "not_owner"]);
  });

  it("hands over to another device by a link, once", async () => {
    const id = await newHandshake();
    const desk = server.page(app, id);
    await desk.launch();
    const link = await (await fetch(`${desk.base}/handoff`, { method: "POST", headers: desk.headers() })).json();
    assert.match(link.code, /^[\w-]{43}$/);
    const phone = server.page(app, id);
    const claimed = await phone.launch({ handoff: link.code });
    assert.equal(claimed.status, 200);
    assert.equal(claimed.body.handoff.digits, link.digits);
    const superseded = await desk.submit("FS0consent", { accepted: true });
    assert.equal(superseded.body.code, "session_superseded");
    const guessed = await desk.submit("FS0consent", { accepted: true }, { epoch: phone.epoch, seq: phone.seq });
    assert.equal(guessed.body.code, "session_superseded", "a guessed epoch does not help");
    assert.equal((await phone.submit("FS0consent", { accepted: true })).status, 200);
    const third = await server.page(app, id).launch({ handoff: link.code });
    assert.deepEqual([third.status, third.body.code], [409, "link_used"]);
  });

  it("streams events as they are committed", async () => {
    const page = server.page(app, await newHandshake());
    await page.launch();
    const streaming = page.stream(page.seq, (text) => text.includes("code_sent"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = Date.now();
    await page.submit("FS0consent", { accepted: true });
    const { response, text } = await streaming;
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.match(text, /^id: 3\nevent: stage_passed\ndata: \{/);
    assert.ok(Date.now() - began < 5000, "woken, not polled");
  });

  it("ends a stream when the run has ended", async () => {
    const page = server.page(app, await newHandshake());
    await page.launch();
    const streaming = page.stream(page.seq, () => false);
    await page.command({ type: "skip" });
    const { text } = await streaming;
    assert.match(text, /event: run_ended/);
  });

  it("answers a repeated command with the same bytes, also after a restart and a kill", async () => {
    const other = await startServer();
    const theirs = other.createApp();
    other.publish(theirs);
    const id = (await other.backend(theirs).create()).body._id;
    const page = other.page(theirs, id);
    await page.launch();
    const seq = page.seq;
    const first = await page.submit("FS0consent", { accepted: true }, { key: "key-1" });
    assert.equal(first.headers.get("idempotency-replayed"), null);
    const same = await page.submit("FS0consent", { accepted: true }, { key: "key-1", seq });
    assert.equal(same.text, first.text);
    assert.equal(same.headers.get("idempotency-replayed"), "true");
    assert.equal(await other.stop({ keep: true, signal: "SIGKILL" }), "SIGKILL");

    const restarted = await startServer({ folder: other.folder });
    page.base = `${restarted.url}/v1/sessions/${id}`;
    const later = await page.submit("FS0consent", { accepted: true }, { key: "key-1", seq });
    assert.equal(later.text, first.text);
    const changed = await page.submit("FS0consent", { accepted: false }, { key: "key-1", seq });
    assert.deepEqual([changed.status, changed.body.code], [422, "idempotency_mismatch"]);
    assert.equal(await restarted.stop(), 0, "SIGTERM ends it in order");
  });

  it("answers a repeated launch with the same device secret", async () => {
    const page = server.page(app, await newHandshake());
    const key = { "idempotency-key": "4bfbb1c4-3f6d-4d8c-9d0e-6b5e0f7f6a11" };
    const first = await page.launch({}, key);
    page.secret = undefined;
    const second = await page.launch({}, key);
    assert.equal(second.text, first.text);
  });

  it("has nothing personal in any file", async () => {
    const id = await newHandshake({ tag: "tag-of-asha" });
    await walk(server, app, server.page(app, id));
    const code = (await eventually(async () => (await server.codes(app)).find((each) => each.handshake === id))).code;
    const files = storedFiles(server);
    assert.ok(files.length > 2);
    const secrets = ["ABCPE1234F", "Asha Rao", "9876543210", "1990-05-17", "tag-of-asha", `"${code}"`, app.clientSecret, app.serverToken];
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const secret of secrets) assert.equal(bytes.indexOf(secret), -1, `${secret} is in ${file}`);
      assert.equal(bytes.indexOf(png.subarray(100, 400)), -1, `the picture is in ${file}`);
    }
    for (const secret of secrets) assert.ok(!server.log.join("\n").includes(secret), `${secret} is in the log`);
  });

  it("lets a page of the app read errors, and nobody else", async () => {
    const page = server.page(app, await newHandshake());
    const preflight = await fetch(`${page.base}/commands`, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-origin"), origin);
    assert.match(preflight.headers.get("access-control-allow-headers"), /idempotency-key/);
    assert.equal(preflight.headers.get("access-control-allow-credentials"), null);
    const unknown = await server.page(app, `DS0${"a".repeat(22)}`).launch();
    assert.deepEqual([unknown.status, unknown.headers.get("access-control-allow-origin")], [404, origin]);
    const foreign = await page.launch({}, { origin: "https://evil.example" });
    assert.deepEqual([foreign.status, foreign.body.code], [403, "origin_not_allowed"]);
    assert.equal(foreign.headers.get("access-control-allow-origin"), null);
  });

  it("shows the inbox without inline script", async () => {
    const response = await fetch(`${server.url}/sandbox/${app.clientKey}/inbox`);
    const html = await response.text();
    assert.match(response.headers.get("content-security-policy"), /script-src 'self'/);
    assert.doesNotMatch(html, /<script>|onload=|style="/);
    for (const path of ["/sandbox/inbox.js", "/sandbox/inbox.css"]) assert.equal((await fetch(server.url + path)).status, 200);
    const live = server.createApp({ mode: "live", ips: ["127.0.0.1"] });
    assert.equal((await fetch(`${server.url}/sandbox/${live.clientKey}/inbox.json`)).status, 404);
  });
});
