// sealflowd speaking TLS itself: what it agrees to, what it refuses, and a new certificate without a stop.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "node:tls";

import { eventually, sealflow, startServer } from "./harness.mjs";

function certificate(folder, name, days = 30, key = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]) {
  execFileSync("openssl", ["req", "-x509", "-newkey", ...key, "-nodes", "-days", String(days), "-subj", `/CN=${name}`,
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.pem`)], { stdio: "pipe" });
  execFileSync("chmod", ["600", join(folder, `${name}.key`)]);
}

describe("TLS", () => {
  let folder, server;
  const file = (name) => join(folder, name);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "sealflow-tls-"));
    for (const name of ["first", "second"]) certificate(folder, name);
    for (const end of ["pem", "key"]) writeFileSync(file(`used.${end}`), readFileSync(file(`first.${end}`)), { mode: 0o600 });
    server = await startServer({ flags: ["--tls-cert", `file:${file("used.pem")}`, "--tls-key", `file:${file("used.key")}`] });
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const get = (path, options = {}) => new Promise((resolve, reject) => {
    const ca = [readFileSync(file("first.pem")), readFileSync(file("second.pem"))];
    const sent = request({ host: "127.0.0.1", port: server.port, path, ca, agent: false, ...options }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
  const agree = (options) => new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false, ...options }, () => {
      resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name, name: socket.getPeerCertificate().subject.CN });
      socket.end();
    });
    socket.on("error", reject);
  });

  it("answers, and says that it wants to be called this way only", async () => {
    const answer = await get("/healthz");
    assert.deepEqual([answer.status, answer.text], [200, '{"ok":true}']);
    assert.equal(answer.headers["strict-transport-security"], "max-age=31536000");
    const plain = await startServer();
    assert.equal((await fetch(`${plain.url}/healthz`)).headers.get("strict-transport-security"), null);
    await plain.stop();
  });

  it("agrees to TLS 1.3 and 1.2 with forward secrecy, and to nothing older or weaker", async () => {
    assert.equal((await agree({})).protocol, "TLSv1.3");
    const second = await agree({ maxVersion: "TLSv1.2" });
    assert.equal(second.protocol, "TLSv1.2");
    assert.match(second.cipher, /^ECDHE-.*(GCM|CHACHA20)/);
    await assert.rejects(agree({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }));
    await assert.rejects(agree({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA" }));
    await assert.rejects(agree({ maxVersion: "TLSv1.2", ciphers: "AES128-SHA" }));
  });

  it("is not impressed by who speaks plain HTTP to it", async () => {
    await assert.rejects(fetch(`http://127.0.0.1:${server.port}/healthz`));
    assert.equal((await get("/healthz")).status, 200);
  });

  it("takes a new certificate on SIGHUP, and keeps the old one when the new one is none", async () => {
    assert.equal((await agree({})).name, "first");
    for (const end of ["pem", "key"]) writeFileSync(file(`used.${end}`), readFileSync(file(`second.${end}`)));
    server.child.kill("SIGHUP");
    await eventually(async () => (await agree({})).name === "second");
    writeFileSync(file("used.key"), readFileSync(file("first.key")));
    server.child.kill("SIGHUP");
    await eventually(() => server.log.find((line) => line.includes("certificate_refused")));
    assert.equal((await agree({})).name, "second");
    assert.equal((await get("/healthz")).status, 200);
  });

  it("does not start with a key that is another's, none, or none that can be read", async () => {
    const start = (cert, key) => startServer({ flags: ["--tls-cert", cert, "--tls-key", key] });
    await assert.rejects(start(`file:${file("first.pem")}`, `file:${file("second.key")}`), /not the key of the certificate/);
    await assert.rejects(start(`file:${file("first.pem")}`, "env:SEALFLOW_TEST_NO_SUCH"), /SEALFLOW_TEST_NO_SUCH is not set/);
    await assert.rejects(startServer({ flags: ["--tls-cert", `file:${file("first.pem")}`] }), /--tls-key/);
    certificate(folder, "weak", 30, ["rsa:1024"]);
    await assert.rejects(start(`file:${file("weak.pem")}`, `file:${file("weak.key")}`), /cannot be used: ee key too small/);
  });

  it("is looked at by the doctor", () => {
    certificate(folder, "short", 3);
    const look = (name, exit) => sealflow(["doctor", "--json", "--", ...server.stored, "--tls-cert", `file:${file(`${name}.pem`)}`, "--tls-key", `file:${file(`${name}.key`)}`], { exit })
      .findings.find((finding) => finding.name === "tls");
    assert.deepEqual(look("first", 0).level, "ok");
    const soon = look("short", 0);
    assert.equal(soon.level, "warning");
    assert.match(soon.text, /expires in 2 days/);
  });
});
