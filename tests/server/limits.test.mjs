// What a socket can do to a server: too much, too slowly, half, twice. And the public files.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { eventually, origin, pngOf, sealflow, startServer } from "./harness.mjs";
import { exchange, raw } from "./raw.mjs";

describe("limits", () => {
  let server, app, page, web;
  before(async () => {
    web = mkdtempSync(join(tmpdir(), "sealflow-web-"));
    mkdirSync(join(web, "sub"));
    writeFileSync(join(web, "flowx.js"), "export {};\n");
    writeFileSync(join(web, "core.wasm"), Buffer.from("0061736d01000000", "hex"));
    server = await startServer({ flags: ["--web", web] });
    app = server.createApp();
    server.publish(app);
    page = server.page(app, (await server.backend(app).create()).body._id);
    await page.launch();
  });
  after(async () => {
    await server.stop();
    rmSync(web, { recursive: true });
  });

  it("answers several requests on one connection, also sent at once", async () => {
    const get = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    const text = await raw(server.port, get + get, "HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert.equal(text.match(/HTTP\/1\.1 200 OK/g).length, 3);
    assert.equal(text.match(/\{"ok":true\}/g).length, 2, "HEAD has no body");
  });

  it("refuses headers beyond 16 KiB", async () => {
    const text = await raw(server.port, `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: ${"a".repeat(17000)}\r\n\r\n`);
    assert.match(text, /^HTTP\/1\.1 431 /);
  });

  it("refuses what is no HTTP", async () => {
    assert.match(await raw(server.port, "\x16\x03\x01\x02\x00 hello\r\n\r\n"), /^HTTP\/1\.1 400 /);
  });

  it("refuses large bodies, announced or not, without reading them all", async () => {
    const head = `POST /v1/sessions/${page.base.split("/").pop()}/commands HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\n` +
      `Authorization: Bearer ${page.token}\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\n`;
    const announced = await raw(server.port, `${head}Content-Length: 10000000000\r\n\r\n`, "a".repeat(2_000_000));
    assert.match(announced, /^HTTP\/1\.1 413 /);
    const chunk = `${(300_000).toString(16)}\r\n${"a".repeat(300_000)}\r\n`;
    const unannounced = await raw(server.port, `${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`, chunk, "0\r\n\r\n");
    assert.match(unannounced, /^HTTP\/1\.1 413 /);
    assert.match(unannounced, /"code":"body_too_large"/);
    assert.match(unannounced, new RegExp(`access-control-allow-origin: ${origin}`));
  });

  it("asks for the body only when it wants it", async () => {
    const head = (token) => `POST ${new URL(page.base).pathname}/media HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\n` +
      `Authorization: Bearer ${token}\r\nContent-Type: image/png\r\nContent-Length: 9\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n`;
    assert.match(await raw(server.port, head("wrong")), /^HTTP\/1\.1 401 /);
    assert.match(await raw(server.port, head(page.token), "no image "), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 [^]*media_type_invalid/);
    // HTTP/1.0 knows no interim answer.
    assert.match(await exchange(server.port, head(page.token).replace("HTTP/1.1", "HTTP/1.0"), "no image "), /^HTTP\/1\.0 400 [^]*media_type_invalid/);
  });

  it("keeps 16 event streams of one handshake open, and no more", async () => {
    const one = server.page(app, (await server.backend(app).create()).body._id);
    const another = server.page(app, (await server.backend(app).create()).body._id);
    for (const each of [one, another]) await each.launch();
    const open = (whose) => fetch(`${whose.base}/events`, { headers: whose.headers({ accept: "text/event-stream" }) });
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(one)));
    const [kept, refused] = [200, 429].map((status) => streams.filter((each) => each.status === status));
    assert.deepEqual([kept.length, refused.length], [16, 4]);
    assert.equal(refused[0].headers.get("retry-after"), "5");
    assert.equal((await open(another)).status, 200);
    assert.equal((await one.command({ type: "skip" })).status, 200);
    await Promise.all(kept.map((each) => each.text())); // the run is over, and with it its streams
    await eventually(async () => (await open(one)).status === 200);
  });

  it("takes 15 MiB and not a byte more", async () => {
    const whole = pngOf(randomBytes(15 * 1024 * 1024 - 57));
    const taken = await page.upload(whole);
    assert.deepEqual([taken.status, taken.body.size], [201, whole.length]);
    const { body } = await page.upload(Buffer.concat([whole, Buffer.from("x")]));
    assert.equal(body.code, "media_too_large");
  });

  it("lets who sends too much finish, and read why it was refused", async () => {
    const size = 24 * 1024 * 1024;
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    let text = "";
    socket.on("data", (data) => (text += data));
    const closed = new Promise((resolve, reject) => socket.on("close", resolve).on("error", reject));
    socket.write(`POST ${new URL(page.base).pathname}/media HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\n` +
      `Authorization: Bearer ${page.token}\r\nContent-Type: image/png\r\nContent-Length: ${size}\r\n\r\n`);
    const piece = Buffer.alloc(1024 * 1024);
    for (let sent = 0; sent < size; sent += piece.length) await new Promise((resolve) => socket.write(piece, resolve));
    socket.end();
    await closed;
    assert.match(text, /^HTTP\/1\.1 400 [^]*media_too_large/);
  });

  it("survives connections that break off", async () => {
    for (const piece of ["", "GET", "POST /v1/sessions/x/launch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"]) {
      await new Promise((resolve) => {
        const socket = connect(server.port, "127.0.0.1", () => socket.write(piece, () => socket.destroy()));
        socket.on("close", resolve);
      });
    }
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  });

  it("serves the launcher's files, and nothing beside them", async () => {
    const script = await fetch(`${server.url}/flowx.js`);
    assert.equal(script.headers.get("content-type"), "text/javascript; charset=utf-8");
    assert.equal(script.headers.get("access-control-allow-origin"), "*");
    assert.equal((await fetch(`${server.url}/core.wasm`)).headers.get("content-type"), "application/wasm");
    const again = await fetch(`${server.url}/flowx.js`, { headers: { "if-none-match": script.headers.get("etag") } });
    assert.equal(again.status, 304);
    const outside = await raw(server.port, "GET /../test.sqlite HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert.match(outside, /^HTTP\/1\.1 404 /);
    const encoded = await raw(server.port, "GET /%2e%2e/test.sqlite HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert.match(encoded, /^HTTP\/1\.1 404 /);
  });

  it("serves many pages at once", async () => {
    const backend = server.backend(app);
    const began = Date.now();
    const outcomes = await Promise.all(Array.from({ length: 60 }, async () => {
      const each = server.page(app, (await backend.create()).body._id);
      await each.launch();
      return (await each.submit("FS0consent", { accepted: true })).status;
    }));
    assert.deepEqual(new Set(outcomes), new Set([200]));
    console.log(`# 180 durable answers in ${Date.now() - began} ms`);
  });

  it("refuses a second server on the same file", { skip: process.env.SEALFLOW_TEST_DB === "postgres" }, async () => {
    await assert.rejects(startServer({ folder: server.folder }), /another sealflowd/);
  });

  it("says which address it cannot listen on", async () => {
    await assert.rejects(startServer({ flags: ["--host", "203.0.113.7"] }), /sealflowd: cannot listen on 203\.0\.113\.7:0: [A-Z][a-z ]+$/m);
    await assert.rejects(startServer({ flags: ["--host", "localhost"] }), /cannot listen on localhost:0: /);
  });

  it("takes several proxies from the environment, as it does in a container", async (t) => {
    process.env.SEALFLOW_TRUSTED_PROXY = "127.0.0.1,10.0.0.0/8";
    t.after(() => delete process.env.SEALFLOW_TRUSTED_PROXY);
    const other = await startServer();
    t.after(() => other.stop());
    const app = other.createApp({ ips: ["203.0.113.7"] });
    const call = (hops) => fetch(`${other.url}/api/v1/public/flowx/handshake/DS0${"a".repeat(22)}`, { headers: { authorization: `Basic ${app.serverToken}`, "x-forwarded-for": hops } });
    assert.equal((await call("203.0.113.7, 10.1.2.3")).status, 404, "let in, and there is no such handshake");
    assert.equal((await call("203.0.113.7, 11.1.2.3")).status, 403);
  });

  it("does not start without its master key", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sealflow-"));
    writeFileSync(join(folder, "master.key"), "not a key\n");
    await assert.rejects(startServer({ folder }), /master key/);
    rmSync(folder, { recursive: true });
  });

  it("finishes what it accepted when it is told to stop", async () => {
    const other = await startServer();
    const theirs = other.createApp();
    other.publish(theirs);
    const backend = other.backend(theirs);
    const pages = await Promise.all(Array.from({ length: 10 }, async () => other.page(theirs, (await backend.create()).body._id)));
    await Promise.all(pages.map((each) => each.launch()));
    const streams = pages.slice(0, 3).map((each) => each.stream(each.seq, () => false));
    const answers = pages.map((each) => each.submit("FS0consent", { accepted: true }));
    await Promise.race(answers);
    const began = Date.now();
    const how = await other.stop({ keep: true });
    const settled = await Promise.allSettled([...answers, ...streams]);
    assert.equal(how, 0);
    assert.ok(Date.now() - began < 5000, "streams do not hold it up");
    for (const [index, { status, value }] of settled.slice(0, pages.length).entries()) {
      if (status !== "fulfilled") continue; // not accepted any more
      assert.equal(value.status, 200);
      const id = pages[index].base.split("/").pop();
      const log = sealflow(["log", "verify", "--json", "--handshake", id, ...other.stored]);
      assert.ok(log.events >= value.body.seq, "an answer means it is on disk");
    }
    rmSync(other.folder, { recursive: true });
  });
});
