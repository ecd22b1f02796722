// Connections that send a byte now and then: they cost memory, but neither a thread nor others' time.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, it } from "node:test";

import { origin, startServer } from "../harness.mjs";
import { asForms, publishForms, stage, unlimited } from "./forms.mjs";
import { held } from "./held.mjs";
import { print, runs } from "./runs.mjs";

const count = runs(300, 1000);
const rounds = count < 1000 ? 2 : 10;
const stages = count < 1000 ? 15 : 40;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let server, app;
before(async () => {
  server = await startServer({ flags: unlimited });
  app = server.createApp();
  publishForms(server, app, stages);
});
after(() => server.stop());

/** A third each: nothing at all, a header that drips, a body that drips. Takes a new one for each that is closed. */
class SlowOnes {
  constructor(count) {
    this.sockets = new Set();
    this.closed = 0;
    for (let index = 0; index < count; ++index) this.open(index % 3);
    this.timer = setInterval(() => this.drip(), 500);
  }
  open(kind) {
    const socket = connect(server.port, "127.0.0.1");
    const head = `POST /v1/sessions/DS0aaaaaaaaaaaaaaaaaaaaaa/launch HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\n`;
    if (kind === 1) socket.write(head);
    if (kind === 2) socket.write(`${head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`);
    socket.kind = kind;
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => {
      this.sockets.delete(socket);
      ++this.closed;
      if (!this.ended) this.open(kind);
    });
    this.sockets.add(socket);
  }
  drip() {
    for (const socket of this.sockets) if (socket.kind) socket.write(socket.kind === 1 ? "X" : " ");
  }
  async end() {
    this.ended = true;
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
    await pause(200);
  }
}

/** Eight pages walk at once; gives the milliseconds of each durable answer. */
async function walkAll() {
  const times = [];
  await Promise.all(Array.from({ length: 8 }, async () => {
    const page = server.page(app, (await server.backend(app).create(asForms)).body._id);
    await page.launch();
    for (let number = 1; number <= stages; ++number) {
      const began = performance.now();
      const { status } = await page.submit(stage(number), { note: "x" });
      times.push(performance.now() - began);
      assert.equal(status, 200);
    }
  }));
  return times;
}

const p99 = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)];

it("slow connections leave the others' p99 within twice what it was", async () => {
  const alone = [], beside = [];
  let closed = 0;
  await walkAll();
  const before = held(server.child.pid).rss;
  let during = 0;
  for (let round = 0; round < rounds; ++round) {
    alone.push(...await walkAll());
    const slow = new SlowOnes(count);
    await pause(700);
    beside.push(...await walkAll());
    during = Math.max(during, held(server.child.pid).rss);
    closed += slow.closed;
    await slow.end();
  }
  print("slow connections", {
    connections: count, answers: beside.length, "p99 alone, ms": p99(alone).toFixed(1), "p99 beside, ms": p99(beside).toFixed(1),
    "KiB a connection": ((during - before) / count).toFixed(1), "closed by the server": closed,
  });
  assert.ok(p99(beside) <= 2 * p99(alone));
});
