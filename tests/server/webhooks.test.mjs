// Webhooks over real HTTP: a receiver that checks both signatures, fails, hangs, moves away; and a
// server that is killed between sending and noting it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { eventually, sealflow, startServer, walk } from "./harness.mjs";
import { genuine, startReceiver } from "./receiver.mjs";

const allow = ["--outbound-allow", "127.0.0.1"];

describe("webhooks", () => {
  let server, app, receiver, endpoint, answer;
  const cli = (args, options) => sealflow(["webhook", ...args, "--json", ...server.stored], options);
  before(async () => {
    server = await startServer({ flags: [...allow, "--webhook-timeout", "1s"] });
    app = server.createApp();
    server.publish(app);
    receiver = await startReceiver((message) => answer(message));
    endpoint = cli(["set", "--app", app.clientKey, "--url", `${receiver.url}/hooks`]);
  });
  after(async () => {
    await server.stop();
    await receiver.stop();
  });

  const handshake = async (fields = { webhook: true }) => (await server.backend(app).create(fields)).body._id;
  const told = (id) => eventually(() => receiver.messages.find(({ body }) => body.payload._id === id), { for: 20_000 });

  it("tells of a completed run, with the signed bytes as they are", async () => {
    answer = () => 200;
    const id = await handshake();
    await walk(server, app, server.page(app, id));
    const message = await told(id);
    assert.equal(message.method + message.path, "POST/hooks");
    assert.equal(message.headers.authorization, `Basic ${endpoint.token}`);
    assert.equal(message.headers["content-type"], "application/json");
    assert.ok(genuine(message, endpoint.secret));
    assert.ok(!genuine({ ...message, raw: Buffer.from(message.text.replace("Asha", "Usha")), text: message.text.replace("Asha", "Usha") }, endpoint.secret));

    const { event, payload } = message.body;
    const result = (await server.backend(app).result(id)).body;
    assert.equal(event, "flowx.completed");
    assert.deepEqual(Object.keys(payload).sort(), ["_id", "flowId", "number", "receipt", "receiptSalt", "requestId", "result", "resultSignature", "resultSignatureKeyId", "run", "seq", "snapshot", "status", "tag", "updated"]);
    for (const name of ["_id", "tag", "number", "receipt", "receiptSalt", "result", "resultSignature", "resultSignatureKeyId", "run", "status"]) assert.deepEqual(payload[name], result[name], name);
    assert.equal(createHmac("sha256", app.clientSecret).update(JSON.stringify(payload.result)).digest("hex"), payload.resultSignature);
    assert.ok(Math.abs(Date.now() - payload.updated) < 60_000);
  });

  it("tells of a run that was left, with its stage, and of none that did not ask for it", async () => {
    answer = () => 204;
    const [id, silent] = [await handshake(), await handshake({})];
    for (const each of [silent, id]) {
      const page = server.page(app, each);
      await page.launch();
      await page.command({ type: "skip" });
    }
    const { body } = await told(id);
    assert.equal(body.event, "flowx.skipped");
    assert.deepEqual([body.payload.stage, body.payload.status, body.payload.result, body.payload.resultSignature], ["FS0consent", "user_cancelled", null, null]);
    assert.ok(!receiver.messages.some(({ body: each }) => each.payload._id === silent));
  });

  it("tells of a run that went wrong as the page is told", async () => {
    const id = await handshake();
    const page = server.page(app, id);
    await page.launch();
    const failed = await page.command({ type: "fail", input: { code: "camera_unavailable" } });
    assert.equal(failed.status, 200);
    const { body } = await told(id);
    assert.equal(body.event, "flowx.errored");
    const result = await page.launch();
    assert.deepEqual(body.payload.error, { code: 4121, httpStatusCode: 412, message: result.body.delivery.message });
    assert.deepEqual([body.payload.status, body.payload.stage, body.payload.result], ["error", "FS0consent", null]);
  });

  it("signs twice while a secret is changed", async () => {
    const { secret } = cli(["secret", "rotate", endpoint.id, "--overlap", "1h"]);
    const [id] = cli(["fire", "--app", app.clientKey, "--event", "flowx.completed"]).messages;
    const message = await eventually(() => receiver.messages.find((each) => each.id === id));
    assert.equal(message.body.payload.test, true);
    assert.equal(createHmac("sha256", app.clientSecret).update("{}").digest("hex"), message.body.payload.resultSignature);
    assert.equal(message.signature.split(" ").length, 2);
    assert.ok(genuine(message, secret) && genuine(message, endpoint.secret));
    endpoint.secret = secret;
  });

  it("tries again after 500, a redirect and silence, with the same id", async () => {
    const said = [500, { status: 302, headers: { location: `${receiver.url}/elsewhere` } }, undefined, 200];
    answer = () => (said.length > 0 ? said.shift() : 200);
    const [id] = cli(["fire", "--app", app.clientKey, "--event", "flowx.skipped"]).messages;
    const attempts = () => receiver.messages.filter((each) => each.id === id);
    // The pauses are days in the end: an operator who does not want to wait sends it himself.
    for (let count = 1; count <= 4; ++count) {
      await eventually(() => attempts().length >= count);
      await eventually(() => server.log.filter((line) => line.includes(id)).length >= count);
      if (count < 4) cli(["redeliver", id]);
    }
    const lines = server.log.filter((line) => line.includes(id)).map((line) => JSON.parse(line));
    lines.length = 4; // an attempt of its own between two of ours brings a fifth
    assert.deepEqual(lines.map(({ reason }) => reason), ["status_500", "redirect", "timeout", ""]);
    assert.deepEqual(lines.map(({ status }) => status), [500, 302, 0, 200]);
    assert.ok(lines[2].ms >= 1000 && lines[2].ms < 5000);
    assert.ok(attempts().every((message) => genuine(message, endpoint.secret)));
    assert.ok(!receiver.messages.some(({ path }) => path === "/elsewhere"));
  });

  it("switches off an endpoint that says 410, keeps its messages, and starts again on request", async () => {
    answer = () => 410;
    const fired = cli(["fire", "--app", app.clientKey, "--event", "flowx.errored"]).messages;
    const dead = () => cli(["dead", "--app", app.clientKey]).messages.find(({ id }) => id === fired[0]);
    assert.equal((await eventually(dead)).reason, "gone");
    assert.equal(cli(["list", "--app", app.clientKey]).endpoints[0].disabled, "gone");
    assert.equal(cli(["redeliver", fired[0]], { exit: 2 }).ok, false);
    answer = () => 200;
    assert.equal(cli(["set", "--app", app.clientKey, "--url", `${receiver.url}/hooks`]).created, false);
    cli(["redeliver", fired[0]]);
    await eventually(() => !dead() && receiver.messages.filter(({ id }) => id === fired[0]).length >= 2);
  });

  it("has no secret, URL or body in its log", () => {
    const log = server.log.join("\n");
    assert.match(log, /"event":"webhook_delivered"/);
    for (const secret of [endpoint.secret, endpoint.token, app.clientSecret, "/hooks", "Asha", "whsec_", "v1,"]) assert.ok(!log.includes(secret), secret);
  });

  it("takes a token of the operator's, by reference only", async () => {
    const url = `${receiver.url}/own`;
    const token = server.write("token", "dXNlcjpwYXNz\n");
    const own = cli(["set", "--app", app.clientKey, "--url", url, "--event", "flowx.completed", "--token", `file:${token}`]);
    cli(["fire", "--app", app.clientKey, "--event", "flowx.completed"]);
    const message = await eventually(() => receiver.messages.find(({ path }) => path === "/own"));
    assert.equal(message.headers.authorization, "Basic dXNlcjpwYXNz");
    assert.equal(cli(["set", "--app", app.clientKey, "--url", url, "--token", "dXNlcjpwYXNz"], { exit: 3 }).ok, false);
    assert.equal(cli(["remove", own.id]).undelivered, 0);
    assert.equal(cli(["remove", own.id], { exit: 1 }).ok, false);
    for (const wrong of ["ftp://127.0.0.1/", "http://user:pass@127.0.0.1/", "nonsense"]) {
      assert.equal(cli(["set", "--app", app.clientKey, "--url", wrong], { exit: 2 }).ok, false);
    }
  });

  it("is sent again with its id when the server was killed before it noted the answer", async () => {
    let silent = true;
    answer = () => (silent ? undefined : 200);
    const id = await handshake();
    const page = server.page(app, id);
    await page.launch();
    await page.command({ type: "skip" });
    const first = await told(id);
    await server.stop({ keep: true, signal: "SIGKILL" });
    silent = false;
    const restarted = await startServer({ folder: server.folder, flags: [...allow, "--webhook-timeout", "1s"] });
    try {
      const second = await eventually(() => receiver.messages.find((each) => each !== first && each.id === first.id), { for: 30_000 });
      assert.equal(second.text, first.text);
      assert.ok(genuine(second, endpoint.secret));
    } finally {
      assert.equal(await restarted.stop({ keep: true }), 0);
    }
    server = await startServer({ folder: server.folder, flags: allow });
  });
});

describe("webhooks over TLS", () => {
  it("are sent only where the certificate is trusted and names the host", async () => {
    const first = await startServer();
    const certificate = (name, subject) => {
      const [key, cert] = [join(first.folder, `${name}.key`), join(first.folder, `${name}.pem`)];
      execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", `subjectAltName=${subject}`, "-keyout", key, "-out", cert], { stdio: "ignore" });
      return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
    };
    const good = certificate("good", "IP:127.0.0.1");
    const other = certificate("other", "DNS:elsewhere.example");
    const ca = first.write("ca.pem", Buffer.concat([good.cert, other.cert]));
    const receivers = [await startReceiver(() => 200, { tls: good }), await startReceiver(() => 200, { tls: other })];
    const app = first.createApp();
    for (const { url } of receivers) sealflow(["webhook", "set", "--app", app.clientKey, "--url", url, ...first.stored]);
    await first.stop({ keep: true });

    const reasons = async (flags) => {
      const server = await startServer({ folder: first.folder, flags });
      const { messages } = sealflow(["webhook", "fire", "--json", "--app", app.clientKey, "--event", "flowx.skipped", ...first.stored]);
      const line = (id) => server.log.find((each) => each.includes(id));
      await eventually(() => messages.every(line));
      assert.equal(await server.stop({ keep: true }), 0);
      return messages.map((id) => JSON.parse(line(id)).reason);
    };
    try {
      assert.deepEqual(await reasons([]), ["blocked_address", "blocked_address"]);
      assert.deepEqual(await reasons(allow), ["tls", "tls"]);
      assert.deepEqual(await reasons([...allow, "--outbound-ca", ca]), ["", "tls"]);
      assert.equal(receivers[1].messages.length, 0);
    } finally {
      for (const receiver of receivers) await receiver.stop();
    }
  });
});

describe("settings of calls outwards", () => {
  const refused = (flags, how) => assert.rejects(startServer({ flags }), (error) => error.message.includes(`ended (${how})`));
  it("are refused at the start when they are wrong or too wide by a slip", async () => {
    for (const wrong of ["*", "10.0.0.0/33", "example.org"]) await refused(["--outbound-allow", wrong], 2);
    await refused(["--outbound-ca", "/no/such/file"], 4);
    for (const flag of ["--webhook-timeout", "--webhook-retry-for"]) await refused([flag, "soon"], 2);
  });
});
