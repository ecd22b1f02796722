// SIGTERM under load: what was sent is answered, what was answered is on disk, and nobody is cut off.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { it } from "node:test";

import { origin, startServer } from "./harness.mjs";
import { parseAnswers } from "./raw.mjs";

const clients = 64;

/** One connection that sends the next request as soon as the last is answered, until it is told to close. */
function client(port, request, taken) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const outcome = { answered: 0, cut: false };
    let text = "";
    let waiting = false;
    const next = () => {
      waiting = true;
      socket.write(request());
    };
    socket.setEncoding("latin1");
    socket.on("connect", next);
    socket.on("data", (data) => {
      text += data;
      const [answer] = parseAnswers(text);
      const length = Number(answer?.headers.find(([name]) => name === "content-length")?.[1] ?? Infinity);
      if (!answer || answer.text.length < length) return;
      text = "";
      waiting = false;
      outcome.answered++;
      taken(answer);
      if (answer.headers.some(([name, value]) => name === "connection" && value === "close")) socket.end();
      else next();
    });
    socket.on("error", (error) => {
      // Refused: it was never in.
      if (error.code !== "ECONNREFUSED") outcome.cut = error.code;
    });
    socket.on("close", () => resolve({ ...outcome, cut: outcome.cut || (waiting && outcome.answered > 0) }));
  });
}

it("loses nothing and cuts nobody off when it is stopped under load", async () => {
  const server = await startServer();
  const app = server.createApp();
  server.publish(app);
  const body = JSON.stringify({ flow: "FX0onboarding", snapshot: null, tag: "t", variables: { mobile: "+919876543210" } });
  const create = () => `POST /api/v1/public/flowx/handshake HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${app.serverToken}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  // Half of the clients make handshakes, half walk: their commands are in the log or were not answered.
  const created = [];
  const acknowledged = new Map();
  const pages = await Promise.all(Array.from({ length: clients / 2 }, async () => server.page(app, (await server.backend(app).create()).body._id)));
  await Promise.all(pages.map((page) => page.launch()));
  const walkers = pages.map((page) => {
    const path = new URL(page.base).pathname;
    const id = path.split("/").pop();
    let seq = page.seq;
    const commands = [{ type: "submit", stage: "FS0consent", input: { accepted: true } }];
    const send = () => {
      const command = commands.shift() ?? { type: "heartbeat" };
      const sent = JSON.stringify({ command, epoch: page.epoch, expectedSeq: seq });
      return `POST ${path}/commands HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nAuthorization: Bearer ${page.token}\r\nIdempotency-Key: ${randomUUID()}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${sent.length}\r\n\r\n${sent}`;
    };
    return client(server.port, send, (answer) => {
      assert.equal(answer.status, 200, answer.text);
      seq = JSON.parse(answer.text).seq;
      acknowledged.set(id, seq);
    });
  });
  const makers = Array.from({ length: clients / 2 }, () => client(server.port, create, (answer) => {
    assert.equal(answer.status, 200, answer.text);
    created.push(JSON.parse(answer.text)._id);
  }));

  await new Promise((resolve) => setTimeout(resolve, 500));
  const began = Date.now();
  server.child.kill("SIGTERM");
  const outcomes = await Promise.all([...walkers, ...makers]);
  assert.equal(await server.ended, 0);
  const took = Date.now() - began;
  assert.ok(took < 15_000, `${took} ms`);
  assert.deepEqual(outcomes.filter(({ cut }) => cut), []);
  assert.ok(outcomes.every(({ answered }) => answered > 0), "all of them were at work");

  const restarted = await startServer({ folder: server.folder });
  const backend = restarted.backend(app);
  for (const id of created) assert.equal((await backend.result(id)).status, 200, `${id} was acknowledged`);
  for (const [id, seq] of acknowledged) assert.ok((await backend.result(id)).body.seq >= seq, `${id} was acknowledged up to ${seq}`);
  console.log(`# ${created.length} handshakes and ${acknowledged.size} walks acknowledged, all there; stopped in ${took} ms`);
  await restarted.stop({ keep: true });
  rmSync(server.folder, { recursive: true });
});
