// Starts a real sealflowd on a database of its own and talks to it as pages and backends do.
//
//   const server = await startServer();          // SEALFLOW_BIN: folder(s) with sealflowd and sealflow, ":" between
//   const app = server.createApp();
//   …
//   await server.stop();
//
// On SQLite; with SEALFLOW_TEST_DB=postgres on a PostgreSQL of its own (postgres.mjs).
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { spawnLeashed } from "./leash.mjs";
import { watch } from "./openapi.mjs";
import { startPostgres } from "./postgres.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const onboarding = join(root, "examples", "flows", "onboarding.flow.json");
export const origin = "http://localhost:5000";

export function program(name) {
  const folders = (process.env.SEALFLOW_BIN ?? "").split(":").filter(Boolean);
  const found = folders.map((folder) => join(folder, name)).find(existsSync);
  if (!found) throw new Error(`set SEALFLOW_BIN to the folders of sealflowd and sealflow (${name} is not there)`);
  return found;
}

/** Runs the command line; gives its JSON object, or its text when it is something else. `exit` is the expected exit code. */
export function sealflow(args, { exit = 0, input = "" } = {}) {
  let text;
  let code = 0;
  try {
    text = execFileSync(program("sealflow"), args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
  } catch (error) {
    text = error.stdout;
    code = error.status;
    if (code !== exit) throw new Error(`sealflow ${args.join(" ")}: ${code}\n${error.stdout}${error.stderr}`);
  }
  if (code !== exit) throw new Error(`sealflow ${args.join(" ")}: exit ${code}, expected ${exit}`);
  return text.startsWith("{") && !text.trim().includes("\n") ? JSON.parse(text) : text;
}

let cluster; // one per test program, with a database for each server

/** A SQLite file in the folder, or a database in the cluster that stays the folder's. */
function databaseOf(folder) {
  if (process.env.SEALFLOW_TEST_DB !== "postgres") return join(folder, "test.sqlite");
  const note = join(folder, "database");
  if (existsSync(note)) return readFileSync(note, "utf8");
  cluster ??= startPostgres(); // ends with this process
  const url = cluster.database();
  writeFileSync(note, url);
  return url;
}

// A test program that fails half-way leaves nothing behind.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
// A test that has failed has not stopped its server, and a server keeps the file of the test from ever ending.
if (process.env.NODE_TEST_CONTEXT) after(() => running.forEach((child) => child.kill("SIGKILL")));

export async function startServer({
  program: name = "sealflowd", folder = mkdtempSync(join(tmpdir(), "sealflow-")), flags = [], settings = null, masterKey,
  database = databaseOf(folder), direct = database,
} = {}) {
  const keyFile = join(folder, "master.key");
  if (!existsSync(keyFile)) sealflow(["master-key", "create", "--out", keyFile]);
  // The command line goes past a proxy in this process, which it would block.
  const stored = ["--db", direct, "--master-key", masterKey ?? `file:${keyFile}`];
  const config = join(folder, "settings.json");
  if (settings) writeFileSync(config, JSON.stringify(settings));
  if (existsSync(config)) flags = ["--config", config, ...flags];
  const child = spawnLeashed(program(name), ["--db", database, ...stored.slice(2), "--port", "0", "--operations-port", "0", ...flags], { stdio: ["ignore", "ignore", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const log = [];
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
  const listening = await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      log.push(line);
      if (line.includes('"listening"')) resolve(JSON.parse(line));
    });
    ended.then((how) => reject(new Error(`sealflowd ended (${how}): ${log.join("\n")}`)));
  });
  const { port } = listening;
  const url = `http://127.0.0.1:${port}`;
  const operations = `http://127.0.0.1:${listening.operationsPort}`;
  watch(url);
  watch(operations);

  return {
    url, port, operations, log, folder, database, stored, child, ended,
    async stop({ keep = false, signal = "SIGTERM" } = {}) {
      child.kill(signal);
      const how = await ended;
      if (!keep) rmSync(folder, { recursive: true });
      return how;
    },
    createApp({ mode = "sandbox", origins = [origin], ips = [] } = {}) {
      const args = ["app", "create", "--json", "--name", "Test", "--mode", mode, ...stored];
      for (const each of origins) args.push("--origin", each);
      for (const each of ips) args.push("--ip", each);
      return sealflow(args);
    },
    publish(app, file = onboarding) {
      return sealflow(["flow", "publish", "--json", file, "--app", app.clientKey, ...stored]);
    },
    backend(app) {
      return new Backend(url, app);
    },
    page(app, handshake) {
      return new Page(url, app, handshake);
    },
    async codes(app) {
      const { messages } = await (await fetch(`${url}/sandbox/${app.clientKey}/inbox.json`)).json();
      return messages;
    },
    /** As two minutes after an instance was killed. The only server of a file knows by itself that nobody else is there. */
    forgetClaims() {
      const sql = "UPDATE effects SET next_at = 0 WHERE status IN ('pending', 'started')";
      if (direct.startsWith("postgres:")) execFileSync("psql", ["-q", "-c", sql, direct]);
    },
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
  };
}

async function answer(response) {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : null };
}

export class Backend {
  constructor(url, app) {
    this.base = `${url}/api/v1/public/flowx/handshake`;
    this.headers = { authorization: `Basic ${app.serverToken}`, "content-type": "application/json" };
  }
  async create(fields = {}) {
    const body = { flow: "FX0onboarding", snapshot: null, tag: "user-1", variables: { mobile: "+919876543210" }, ...fields };
    return answer(await fetch(this.base, { method: "POST", headers: this.headers, body: JSON.stringify(body) }));
  }
  async result(handshake) {
    return answer(await fetch(`${this.base}/${handshake}`, { headers: this.headers }));
  }
}

/** A page: keeps token, epoch and seq as the launcher does. */
export class Page {
  constructor(url, app, handshake) {
    Object.assign(this, { base: `${url}/v1/sessions/${handshake}`, app, seq: 0, epoch: 0, token: "", secret: undefined });
  }
  headers(extra = {}) {
    return { origin, "content-type": "application/json", authorization: `Bearer ${this.token}`, ...extra };
  }
  async launch(fields = {}, headers = {}) {
    const body = { clientKey: this.app.clientKey, deviceSecret: this.secret, ...fields };
    const launched = await answer(await fetch(`${this.base}/launch`, {
      method: "POST", headers: { origin, "content-type": "application/json", ...headers }, body: JSON.stringify(body),
    }));
    if (launched.status === 200) {
      this.token = launched.body.token;
      this.secret = launched.body.device.secret ?? this.secret;
      this.seq = launched.body.state.seq;
      this.epoch = launched.body.state.epoch;
    }
    return launched;
  }
  async command(command, { key = randomUUID(), seq = this.seq, epoch = this.epoch } = {}) {
    const sent = await answer(await fetch(`${this.base}/commands`, {
      method: "POST", headers: this.headers({ "idempotency-key": key }),
      body: JSON.stringify({ command, epoch, expectedSeq: seq }),
    }));
    if (sent.status === 200) this.seq = Math.max(this.seq, sent.body.seq);
    return sent;
  }
  submit(stage, input, options) {
    return this.command({ type: "submit", stage, input }, options);
  }
  async upload(bytes, type = "image/png") {
    return answer(await fetch(`${this.base}/media`, { method: "POST", headers: this.headers({ "content-type": type }), body: bytes }));
  }
  async events(after) {
    const headers = this.headers(after === undefined ? {} : { "last-event-id": String(after) });
    return answer(await fetch(`${this.base}/events`, { headers }));
  }
  /** Reads the event stream until `until(text)`; gives the text. */
  async stream(after, until) {
    const abort = new AbortController();
    const headers = this.headers({ accept: "text/event-stream", "last-event-id": String(after) });
    const response = await fetch(`${this.base}/events`, { headers, signal: abort.signal });
    let text = "";
    try {
      for await (const piece of response.body) {
        text += Buffer.from(piece).toString("utf8");
        if (until(text)) break;
      }
    } finally {
      abort.abort();
    }
    return { response, text };
  }
}

/** Waits until `look()` gives something. */
export async function eventually(look, { for: longest = 10_000 } = {}) {
  for (const began = Date.now(); ; ) {
    const found = await look();
    if (found) return found;
    if (Date.now() - began > longest) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  let crc = ~0;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(~crc >>> 0, 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** The parts of a PNG; `data` stands where the pixels would. 57 bytes more than `data` has. */
export function pngOf(data) {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

export const png = pngOf(Buffer.alloc(2000, 7));

/** From consent to the end; gives the last answer. */
export async function walk(server, app, page) {
  const step = async (promise) => {
    const { status, body } = await promise;
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  await step(page.launch());
  const handshake = page.base.split("/").pop();
  await step(page.submit("FS0consent", { accepted: true }));
  const { code } = await eventually(async () => (await server.codes(app)).find((each) => each.handshake === handshake));
  await step(page.submit("FS0otp", { code }));
  await step(page.submit("FS0details", { name: "Asha Rao", birthDate: "1990-05-17", pan: "ABCPE1234F" }));
  const media = await page.upload(png);
  return step(page.submit("FS0document", { front: media.body.id }));
}
