// Backup while the server works, restore into an empty place; and the doctor, with each of its findings made to happen.
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { png, program, sealflow, startServer, walk } from "./harness.mjs";

describe("backup and restore", () => {
  let server, app, folder, key;
  const at = (name) => join(folder, name);
  const restore = (from, to, options = {}) => sealflow(["restore", "--json", "--from", at(from), "--db", at(`${to}.sqlite`), "--master-key", `file:${key}`, ...(options.flags ?? [])], options);
  before(async () => {
    server = await startServer();
    app = server.createApp();
    server.publish(app);
    folder = server.folder;
    key = at("master.key");
  });
  after(() => server.stop());

  it("copies a server at work as of one moment, and brings it back whole", async () => {
    const finished = (await server.backend(app).create()).body._id;
    const last = await walk(server, app, server.page(app, finished));
    // Four pages that never rest, until the backup is made.
    let at_work = true;
    const acknowledged = [];
    const load = Array.from({ length: 4 }, async () => {
      while (at_work) {
        const id = (await server.backend(app).create()).body._id;
        const page = server.page(app, id);
        await page.launch();
        await page.submit("FS0consent", { accepted: true });
        await page.upload(png);
        acknowledged.push(id);
      }
    });
    while (acknowledged.length < 8) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = [...acknowledged];
    const made = await new Promise((resolve, reject) => {
      const child = spawn(program("sealflow"), ["backup", "--json", "--out", at("backup"), "--db", server.database]);
      let text = "";
      child.stdout.on("data", (data) => (text += data));
      child.on("exit", (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${code} ${text}`))));
    });
    at_work = false;
    await Promise.all(load);
    assert.ok(acknowledged.length > before.length, "it went on meanwhile");
    assert.deepEqual(made.missing, []);

    const manifest = JSON.parse(readFileSync(at("backup/manifest.json"), "utf8"));
    assert.equal(manifest.files.length, made.files);
    for (const name of ["backup", "backup/media"]) assert.equal(statSync(at(name)).mode & 0o777, 0o700);
    assert.equal(statSync(at("backup/database.sqlite")).mode & 0o777, 0o600);
    const secret = readFileSync(key, "utf8").trim();
    for (const { name } of manifest.files) assert.equal(readFileSync(at(`backup/${name}`)).indexOf(secret), -1, "the master key is in no file");

    const restored = restore("backup", "again");
    assert.deepEqual([restored.handshakes, restored.events, restored.files], [made.handshakes, made.events, made.files]);
    mkdirSync(at("second"));
    renameSync(at("again.sqlite"), at("second/test.sqlite"));
    renameSync(at("again.sqlite.media"), at("second/test.sqlite.media"));
    copyFileSync(key, at("second/master.key"));
    chmodSync(at("second/master.key"), 0o600);
    const second = await startServer({ folder: at("second") });
    for (const id of before) assert.equal((await second.backend(app).result(id)).status, 200, "acknowledged before the backup began");
    const result = await second.backend(app).result(finished);
    assert.equal(result.body.resultSignature, last.delivery.signature);
    assert.ok(readdirSync(at("second/test.sqlite.media")).length >= before.length);
    console.log(`# ${made.handshakes} handshakes, ${made.events} events, ${made.files} files, while ${acknowledged.length - before.length} more were made`);
    await second.stop();
  });

  it("overwrites nothing", () => {
    sealflow(["backup", "--out", at("backup"), "--db", server.database], { exit: 3 });
    sealflow(["restore", "--from", at("backup"), "--db", server.database, "--master-key", `file:${key}`], { exit: 3 });
    sealflow(["backup", "--out", at("nothing"), "--db", at("no-such.sqlite")], { exit: 4 });
    assert.ok(!existsSync(at("nothing")));
  });

  const refusedAfter = (name, damage, exit, pattern) => {
    cpSync(at("backup"), at(name), { recursive: true });
    damage(at(name));
    assert.match(JSON.stringify(restore(name, name, { exit })), pattern);
    assert.ok(!existsSync(at(`${name}.sqlite`)) && !existsSync(at(`${name}.sqlite.media`)), "nothing was put anywhere");
  };
  const flip = (file, offset) => {
    const bytes = readFileSync(file);
    bytes[offset] ^= 1;
    writeFileSync(file, bytes);
  };

  it("refuses a backup with a byte changed, a file missing, a manifest that lies", () => {
    const upload = (path) => join(path, "media", readdirSync(join(path, "media"))[0]);
    refusedAfter("changed", (path) => flip(join(path, "database.sqlite"), 50_000), 1, /not what it was/);
    refusedAfter("upload", (path) => flip(upload(path), 100), 1, /not what it was/);
    refusedAfter("missing", (path) => rmSync(upload(path)), 1, /is missing/);
    refusedAfter("no-manifest", (path) => rmSync(join(path, "manifest.json")), 3, /no manifest/);
    refusedAfter("leads-out", (path) => {
      const manifest = JSON.parse(readFileSync(join(path, "manifest.json"), "utf8"));
      manifest.files.push({ ...manifest.files[0], name: "media/../../../etc/passwd" });
      writeFileSync(join(path, "manifest.json"), JSON.stringify(manifest));
    }, 1, /a file that a backup has not/);
  });

  it("refuses the wrong key, and a log that does not verify although every hash is right", () => {
    sealflow(["master-key", "create", "--out", at("other.key")]);
    const wrong = sealflow(["restore", "--json", "--from", at("backup"), "--db", at("wrong.sqlite"), "--master-key", `file:${at("other.key")}`], { exit: 4 });
    assert.match(wrong.error.message, /the master key is not the one/);

    // Damage before the backup: an event is gone, as SQLite sees nothing wrong.
    execFileSync("python3", ["-c", `
import sqlite3
db = sqlite3.connect(${JSON.stringify(server.database)})
db.execute("DELETE FROM events WHERE seq = 3 AND handshake = (SELECT min(handshake) FROM events)")
db.commit()`]);
    sealflow(["backup", "--out", at("damaged"), "--db", server.database]);
    const refused = restore("damaged", "damaged-copy", { exit: 1 });
    assert.equal(refused.error.code, "log_damaged");
    assert.equal(refused.error.details.length, 1);
    assert.ok(!existsSync(at("damaged-copy.sqlite")));
    assert.equal(restore("damaged", "damaged-copy", { flags: ["--accept-damaged"] }).damaged.length, 1);
  });
});

describe("doctor", () => {
  let server;
  const doctor = (flags = [], options = {}) => sealflow(["doctor", "--json", "--", ...server.stored, ...flags], options);
  const withKey = (reference) => sealflow(["doctor", "--json", "--", "--db", server.database, "--master-key", reference], { exit: 1 });
  const named = (report, name, level) => report.findings.find((finding) => finding.name === name && finding.level === level);
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it("finds nothing wrong beside a server that runs, and says so in words, too", () => {
    const report = doctor();
    assert.equal(report.ok, true);
    assert.deepEqual(report.findings.filter(({ level }) => level === "failure"), []);
    assert.match(sealflow(["doctor", "--", ...server.stored]), /^ok {7}master-key {2}it can be read$/m);
  });

  it("finds a key that others may read, one that is not there, one that is not this database's", () => {
    const key = join(server.folder, "master.key");
    chmodSync(key, 0o644);
    assert.match(named(doctor([], { exit: 1 }), "files", "failure").text, /chmod go=/);
    chmodSync(key, 0o600);
    assert.match(named(withKey("env:SEALFLOW_TEST_NO_SUCH"), "master-key", "failure").text, /is not set/);
    const other = join(server.folder, "other.key");
    sealflow(["master-key", "create", "--out", other]);
    assert.match(named(withKey(`file:${other}`), "database", "failure").text, /the master key is not the one/);
  });

  it("finds a full disk, proxies that believe everybody, an open address without TLS, a misspelt setting", () => {
    assert.ok(named(doctor(["--disk-reserve", "2000000000"], { exit: 1 }), "disk", "failure"));
    assert.match(named(doctor(["--trusted-proxy", "0.0.0.0/0"], { exit: 1 }), "network", "failure").text, /believes everybody/);
    doctor(["--trusted-proxy", "proxy.internal"], { exit: 2 });
    assert.match(named(doctor(["--host", "0.0.0.0"]), "network", "warning").text, /plain HTTP/);
    assert.match(JSON.stringify(doctor(["--operations-port", "9464", "--operations-host", "0.0.0.0"])), /\/metrics is open/);
    const nowhere = named(sealflow(["doctor", "--json", "--", "--db", "/no/such/folder/x.sqlite", ...server.stored.slice(2)], { exit: 1 }), "database", "failure");
    assert.match(nowhere.text, /\/no\/such\/folder is not there/);
    doctor(["--config", server.write("wrong.json", '{"prot": 80}')], { exit: 2 });
  });

  it("finds a clock that was set back, and a database of a newer version", () => {
    const sql = (text) => execFileSync("python3", ["-c", "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\ndb.executescript(sys.argv[2])", server.database, text]);
    const app = server.createApp();
    server.publish(app);
    sealflow(["handshake", "create", "--app", app.clientKey, "--flow", "FX0onboarding", "--tag", "t", "--variables", "-", ...server.stored], { input: '{"mobile":"+919876543210"}' });
    assert.equal(doctor().ok, true);
    sql("UPDATE handshakes SET created_at = created_at + 86400000");
    assert.match(named(doctor([], { exit: 1 }), "clock", "failure").text, /set back/);
    sql("PRAGMA user_version = 9999");
    assert.match(named(doctor([], { exit: 1 }), "database", "failure").text, /install a newer program/);
  });
});

describe("secrets by reference", () => {
  it("come from a program, and a start without them fails", async () => {
    const server = await startServer();
    const { folder } = server;
    await server.stop({ keep: true });
    const program = (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o700 });
      return path;
    };
    const open = (reference) => startServer({ folder, masterKey: reference });
    const again = await open(`exec:${program("give", `cat ${join(folder, "master.key")}`)}`);
    await again.stop({ keep: true });
    await assert.rejects(open(`exec:${program("fails", "echo secret-on-its-way; exit 3")}`), (error) => /fails failed/.test(error.message) && !/secret-on-its-way/.test(error.message));
    await assert.rejects(open(`exec:${program("empty", "true")}`), /gave nothing/);
    await assert.rejects(open("exec:cat master.key"), /whole path/);
    await assert.rejects(open("exec:/no/such/program"), /cannot run/);
    await assert.rejects(open("env:SEALFLOW_TEST_NO_SUCH"), /is not set/);
    await assert.rejects(open(`file:${join(folder, "nowhere")}`), /cannot read the file/);
    rmSync(folder, { recursive: true });
  });
});
