// What the server holds after much work, and after much nonsense: no more than before.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, it } from "node:test";

import { eventually, origin, startServer } from "../harness.mjs";
import { asForms, publishForms, stage, unlimited } from "./forms.mjs";
import { held } from "./held.mjs";
import { print, runs } from "./runs.mjs";

const stages = 10;
const mostGrowth = 4 * 1024; // KiB

let server, app;
before(async () => {
  server = await startServer({ flags: [...unlimited, "--launch-refusals", "0"] });
  app = server.createApp();
  publishForms(server, app, stages);
});
after(() => server.stop());

const figures = (before, now) => ({
  "KiB before": before.rss, "KiB after": now.rss, "files before": before.files, "files after": now.files,
});

async function walk() {
  const page = server.page(app, (await server.backend(app).create(asForms)).body._id);
  await page.launch();
  for (let number = 1; number <= stages; ++number) {
    const { status, text } = await page.submit(stage(number), { note: "x".repeat(200) });
    assert.equal(status, 200, text);
  }
  return page;
}

/** Sends bytes, and gives the status of what comes back, or 0. */
function raw(bytes) {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.end(bytes));
    let text = "";
    socket.on("data", (data) => (text += data));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Number(text.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0)));
  });
}

function hostileSet(page) {
  const path = new URL(page.base).pathname;
  const command = (body, headers = "") => Buffer.concat([
    Buffer.from(`POST ${path}/commands HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nAuthorization: Bearer ${page.token}\r\n` +
      `Content-Type: application/json\r\nIdempotency-Key: k\r\n${headers}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`),
    Buffer.from(body)]);
  return [
    command(Buffer.alloc(300_000, 0x20)),
    command(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
    command("[".repeat(100_000)),
    command('{"epoch":1,"epoch":1}'),
    command('{"command":"\\ud800"}'),
    command("{}", `X-Long: ${"a".repeat(20_000)}\r\n`),
    command("{}", "X-Split: a\r\n b: c\r\n: d\r\n"),
    command("{}").subarray(0, 150),
    Buffer.from(`GET /v1/sessions/DS0${"a".repeat(22)}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${page.token}\r\nConnection: close\r\n\r\n`),
    Buffer.from(`POST /v1/sessions/DS0${"a".repeat(22)}/launch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
      `Content-Length: 2\r\nConnection: close\r\n\r\n{}`),
    Buffer.from(`GET /${"%2e%2e/".repeat(500)}etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    Buffer.from("\x16\x03\x01\x02\x00\r\n\r\n", "latin1"),
  ];
}

/** Reading connections are made when two threads first read at once, up to one for each that reads (a dozen): two files each. */
const readers = 24;

it("hostile requests are refused, and leave memory and open files as they were", async () => {
  const set = hostileSet(await walk());
  const { sockets } = held(server.child.pid);
  const send = async (times) => {
    const seen = new Map();
    for (let time = 0; time < times; ++time) {
      for (const status of await Promise.all(set.map(raw))) seen.set(status, (seen.get(status) ?? 0) + 1);
    }
    return seen;
  };
  /** A connection is closed here a moment before it is closed there. */
  const heldAtRest = () => eventually(() => {
    const now = held(server.child.pid);
    return now.sockets <= sockets && now;
  });
  await send(10);
  const before = await heldAtRest();
  const times = runs(40, 2000);
  const seen = await send(times);
  const now = await heldAtRest();
  print("hostile requests", {
    sent: times * set.length, answers: JSON.stringify([...seen].sort((a, b) => a[0] - b[0])),
    ...figures(before, now),
  });
  for (const status of seen.keys()) assert.ok(status === 0 || (status >= 400 && status < 500), `${status}`);
  assert.ok(now.rss - before.rss < mostGrowth);
  assert.ok(now.files <= before.files + readers);
});

it("soak: walks without end leave memory and open files as they were", async () => {
  const seconds = runs(5, 180);
  const load = async (long) => {
    const ends = Date.now() + long * 1000;
    let walks = 0;
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (; Date.now() < ends; ++walks) await walk();
    }));
    return walks;
  };
  // SQLite's cache fills up to its limit first; what grows for ever is still growing after these rounds.
  for (let round = 0, least = 0; round < 30; ++round) {
    await load(1);
    const { rss } = held(server.child.pid);
    if (rss - least < 1024) break;
    least = rss;
  }
  const before = held(server.child.pid);
  const walks = await load(seconds);
  const now = held(server.child.pid);
  print("soak", { seconds, walks, ...figures(before, now) });
  assert.ok(now.rss - before.rss < mostGrowth);
  assert.ok(now.files <= before.files + readers);
});
