// The servers that are compared. Each has the first processor to itself, writes a line for each request into a file, and
// keeps its database where temporary files are (TMPDIR), on a real disk, please. `prepare(handshakes)` gives requests: a
// submission of every stage of so many new handshakes, the first stages of all of them first.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Backend, eventually, Page, program, sealflow } from "../../server/harness.mjs";
import { asForms, publishForms, stage, unlimited } from "../../server/trials/forms.mjs";

const here = dirname(fileURLToPath(import.meta.url));
export const stages = 20;

let started = 0;
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a program, on the first processor unless `pinned` is false; `folder` is its own, with its log in it. */
function start(name, command, folder, pinned = true) {
  const log = join(folder, `log-${++started}`);
  const file = openSync(log, "a");
  const child = spawn("taskset", ["-c", pinned ? "0" : "0-1", ...command], { stdio: ["ignore", file, file] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  running.add(child);
  return {
    name, folder, pid: child.pid,
    said: () => readFileSync(log, "utf8"),
    async stop({ keep = false } = {}) {
      child.kill("SIGTERM");
      await ended;
      running.delete(child);
      if (!keep) rmSync(folder, { recursive: true });
    },
  };
}

const newFolder = () => mkdtempSync(join(tmpdir(), "sealflow-bench-"));

/** What a page sends to pass stage `number`: the launch made two events, and so did each stage before. */
const submission = (path, token, number) => ({
  path, authorization: `Bearer ${token}`, key: randomUUID(),
  body: JSON.stringify({ command: { type: "submit", stage: stage(number), input: { note: "Asha Rao of Pune" } }, epoch: 1, expectedSeq: 2 * number }),
});

const walks = (pages) => Array.from({ length: stages }, (_, index) => pages.map(({ path, token }) => submission(path, token, index + 1))).flat();

/** `count` times, so many at once. */
async function times(count, make) {
  const made = [];
  let left = count;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (left-- > 0) made.push(await make());
  }));
  return made;
}

/** One thread for connections; the database is a SQLite file, or `database`. With `app`, what another one has made is used. */
export async function startSealflowd({ name = "sealflowd", folder = newFolder(), database = join(folder, "bench.sqlite"), app, pinned } = {}) {
  const key = join(folder, "master.key");
  if (!app) sealflow(["master-key", "create", "--out", key]);
  const stored = ["--db", database, "--master-key", `file:${key}`];
  const server = start(name, [program("sealflowd"), ...stored, "--port", "0", "--threads", "1", ...unlimited], folder, pinned);
  const listening = await eventually(() => server.said().split("\n").findLast((line) => line.includes('"listening"')));
  server.url = `http://127.0.0.1:${JSON.parse(listening).port}`;
  server.database = database;
  if (!app) {
    app = sealflow(["app", "create", "--json", "--name", "Bench", "--mode", "sandbox", "--origin", "http://localhost:5000", ...stored]);
    publishForms({ folder, publish: (to, file) => sealflow(["flow", "publish", "--json", file, "--app", to.clientKey, ...stored]) }, app, stages);
  }
  server.app = app;
  const backend = new Backend(server.url, app);
  server.creations = (count) => Array.from({ length: count }, () => ({
    path: new URL(backend.base).pathname, authorization: backend.headers.authorization,
    body: JSON.stringify({ flow: asForms.flow, snapshot: null, tag: asForms.tag }),
  }));
  server.launched = async () => {
    const page = new Page(server.url, app, (await backend.create(asForms)).body._id);
    await page.launch();
    return { path: `${new URL(page.base).pathname}/commands`, token: page.token };
  };
  server.prepare = async (handshakes) => walks(await times(handshakes, server.launched));
  return server;
}

/** fastify and better-sqlite3; `trusting` does less, see there. */
export async function startPeer({ trusting = false } = {}) {
  const folder = newFolder();
  const database = join(folder, "bench.sqlite");
  const name = trusting ? "fastify and better-sqlite3, log not verified" : "fastify and better-sqlite3";
  const command = [process.execPath, join(here, "peer.mjs"), database];
  const server = start(name, trusting ? [...command, "--trusting"] : command, folder);
  const listening = await eventually(() => server.said().split("\n").findLast((line) => line.includes("Server listening")));
  server.database = database;
  server.url = listening.match(/http:\/\/127\.0\.0\.1:\d+/)[0];
  server.prepare = async (handshakes) => walks(await times(handshakes, async () => {
    const { id, token } = await (await fetch(`${server.url}/handshakes`, { method: "POST" })).json();
    return { path: `/v1/sessions/${id}/commands`, token };
  }));
  return server;
}

export async function startNginx() {
  const folder = newFolder();
  const port = 20000 + (process.pid % 20000);
  writeFileSync(join(folder, "nginx.conf"), `
    daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/errors;
    events { worker_connections 512; }
    http {
      access_log ${folder}/access; keepalive_requests 100000000;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${port}; location = /healthz { default_type application/json; return 200 '{"ok":true}'; } }
    }`);
  const server = start("nginx", ["/usr/sbin/nginx", "-e", join(folder, "errors"), "-c", join(folder, "nginx.conf")], folder);
  server.url = `http://127.0.0.1:${port}`;
  await eventually(() => fetch(`${server.url}/healthz`).then(({ ok }) => ok, () => false));
  return server;
}
