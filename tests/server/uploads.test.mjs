// Uploads in pieces over real sockets: connections that break, a server that is killed, senders who race.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { origin, pngOf, startServer } from "./harness.mjs";
import { raw } from "./raw.mjs";

const mib = 1024 * 1024;
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

class Upload {
  constructor(page, file) {
    Object.assign(this, { page, file });
  }
  async begin() {
    const headers = this.page.headers({ "content-type": "image/png", "upload-complete": "?0", "upload-length": String(this.file.length) });
    const response = await fetch(`${this.page.base}/uploads`, { method: "POST", headers });
    assert.equal(response.status, 201);
    this.path = response.headers.get("location");
    return this;
  }
  get url() {
    return new URL(this.path, this.page.base);
  }
  head(offset, size, extra = {}) {
    const last = offset + size >= this.file.length;
    return this.page.headers({ "content-type": "application/partial-upload", "upload-offset": String(offset), "upload-complete": last ? "?1" : "?0", ...extra });
  }
  patch(offset, size = mib) {
    return fetch(this.url, { method: "PATCH", headers: this.head(offset, size), body: this.file.subarray(offset, offset + size) });
  }
  async offset() {
    const response = await fetch(this.url, { headers: this.page.headers() });
    assert.equal(response.status, 200);
    return (await response.json()).offset;
  }
  /** The head of a request for a socket. */
  lines(offset, size) {
    const headers = Object.entries(this.head(offset, size, { "content-length": size })).map(([name, value]) => `${name}: ${value}`);
    return `PATCH ${this.path} HTTP/1.1\r\nHost: x\r\n${headers.join("\r\n")}\r\n\r\n`;
  }
}

describe("uploads in pieces", () => {
  let server, app, page;
  const begun = (size) => new Upload(page, pngOf(randomBytes(size))).begin();
  before(async () => {
    server = await startServer();
    app = server.createApp();
    server.publish(app);
    page = server.page(app, (await server.backend(app).create()).body._id);
    await page.launch();
  });
  after(() => server.stop());

  it("go on after the server was killed, at what it had acknowledged", async () => {
    const upload = await begun(4.5 * mib);
    for (let offset = 0; offset < 4 * mib; offset += mib) {
      assert.equal((await upload.patch(offset)).status, 200);
      if (offset % (2 * mib) === 0) {
        await server.stop({ keep: true, signal: "SIGKILL" });
        server = await startServer({ folder: server.folder });
        page.base = page.base.replace(/^http:\/\/[^/]+/, server.url);
      }
      assert.equal(await upload.offset(), offset + mib);
    }
    const done = await upload.patch(4 * mib);
    assert.equal(done.status, 201);
    assert.equal(done.headers.get("upload-complete"), "?1");
    const media = await done.json();
    assert.equal(media.sha256, sha256(upload.file));
    assert.deepEqual((await (await fetch(upload.url, { headers: page.headers() })).json()).media, media);
  });

  it("lose no more than the piece whose connection breaks", async () => {
    const upload = await begun(2 * mib);
    await upload.patch(0);
    for (const sent of [0, 1, 70_000, mib - 1]) {
      await new Promise((resolve) => {
        const socket = connect(server.port, "127.0.0.1", () => {
          socket.write(upload.lines(mib, mib));
          socket.write(upload.file.subarray(mib, mib + sent), () => setTimeout(() => socket.destroy(), 50));
        });
        socket.on("close", resolve).on("error", () => {});
      });
      assert.equal(await upload.offset(), mib);
    }
    const folder = `${server.database}.media`;
    if (existsSync(folder)) {
      // What was under way is taken away once the server has noticed.
      const named = 2; // the file of the test before, and the piece
      for (const until = Date.now() + 5000; readdirSync(folder).length > named && Date.now() < until;) await sleep(50);
      assert.equal(readdirSync(folder).length, named);
    }
    assert.equal((await upload.patch(mib, 2 * mib)).status, 413);
    assert.equal((await upload.patch(mib)).status, 200);
    assert.equal((await (await upload.patch(2 * mib)).json()).sha256, sha256(upload.file));
  });

  it("take one of many that race for a place", async () => {
    const upload = await begun(1.5 * mib);
    for (const [offset, taken] of [[0, 200], [mib, 201]]) {
      const statuses = (await Promise.all(Array.from({ length: 12 }, () => upload.patch(offset)))).map(({ status }) => status);
      assert.deepEqual(statuses.sort(), [taken, ...Array(11).fill(409)]);
    }
  });

  it("say the same to HEAD, and let pages of the app ask and send", async () => {
    const upload = await begun(mib);
    const head = await fetch(upload.url, { method: "HEAD", headers: page.headers() });
    assert.deepEqual(["offset", "complete", "length"].map((name) => head.headers.get(`upload-${name}`)), ["0", "?0", String(upload.file.length)]);
    assert.match(head.headers.get("upload-limit"), /max-size=15728640, min-append-size=65536, max-append-size=1048576, max-age=3[56]\d\d/);
    const preflight = await fetch(upload.url, { method: "OPTIONS", headers: { origin, "access-control-request-method": "PATCH" } });
    assert.equal(preflight.status, 204);
    assert.deepEqual(preflight.headers.get("access-control-allow-methods").split(", "), ["GET", "PATCH"]);
    for (const name of ["upload-offset", "upload-complete", "upload-length"])
      assert.ok(preflight.headers.get("access-control-allow-headers").includes(name), name);
    assert.match(preflight.headers.get("access-control-expose-headers"), /upload-offset/);
    assert.equal((await fetch(upload.url, { method: "DELETE", headers: page.headers() })).status, 405);
  });

  it("refuse before they read, where they can", async () => {
    const upload = await begun(mib);
    const asked = upload.lines(0, mib).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
    assert.match(await raw(server.port, asked.replace(/Bearer \S+/, "Bearer wrong")), /^HTTP\/1\.1 401 /);
    assert.match(await raw(server.port, asked.replace(/UP1\w+/, `UP1${"x".repeat(22)}`)), /^HTTP\/1\.1 404 [^]*not_found/);
    assert.match(await raw(server.port, asked.replace(/upload-offset: 0/, "upload-offset: -1")), /^HTTP\/1\.1 400 [^]*malformed_request/);
    assert.match(await raw(server.port, asked.replace(/content-length: \d+/, "content-length: 99999999")), /^HTTP\/1\.1 413 [^]*body_too_large/);
    assert.equal(await upload.offset(), 0);
  });

  it("stand in the figures while they are open", async () => {
    const text = await (await fetch(`${server.operations}/metrics`)).text();
    assert.match(text, /^sealflow_uploads_open 2$/m);
  });
});
