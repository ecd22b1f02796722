// `kill -9` of sealflowd under load: what it acknowledged is there after the restart, and what it did not may be sent
// again and happens once. The control answers before it commits, and must lose.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { it } from "node:test";

import { origin, sealflow, startServer } from "../harness.mjs";
import { publishForms, stage, unlimited } from "./forms.mjs";
import { print, runs } from "./runs.mjs";

const users = 16;
const stages = 20;
const killsOfOneDatabase = 100;

async function send(server, { path, headers, body }) {
  const response = await fetch(server.url + path, {
    method: body === undefined ? "GET" : "POST", body, headers: { "content-type": "application/json", ...headers },
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text), replayed: response.headers.has("idempotency-replayed") };
}

/** Backend and page of one user after another; remembers what the server said. */
class User {
  constructor(app) {
    this.app = app;
    this.begun = new Map(); // handshake -> signature, once it has ended
    this.forget();
  }
  /** The next user, with nothing on record. */
  forget() {
    Object.assign(this, { handshake: null, token: null, stage: 1, seq: 0, events: new Map(), last: null, pending: null });
  }
  session(call, headers, body) {
    return { path: `/v1/sessions/${this.handshake}/${call}`, headers: { origin, authorization: `Bearer ${this.token}`, ...headers }, body };
  }
  next() {
    const key = { "idempotency-key": randomUUID() };
    if (!this.handshake) {
      const body = JSON.stringify({ flow: "FX0forms", snapshot: null, tag: "t" });
      return { path: "/api/v1/public/flowx/handshake", headers: { authorization: `Basic ${this.app.serverToken}` }, body };
    }
    if (!this.token) return this.session("launch", key, JSON.stringify({ clientKey: this.app.clientKey }));
    const command = { type: "submit", stage: stage(this.stage), input: { note: randomUUID() } };
    return this.session("commands", key, JSON.stringify({ command, epoch: 1, expectedSeq: this.seq }));
  }
  acknowledged(request, { text, body }) {
    this.pending = null;
    if (body._id) {
      this.handshake = body._id;
      this.begun.set(body._id, null);
      return;
    }
    this.last = { request, text };
    if (body.token) {
      this.token = body.token;
      this.seq = body.state.seq;
      return;
    }
    for (const event of body.events) this.events.set(event.seq, JSON.stringify(event));
    this.seq = body.seq;
    if (++this.stage <= stages) return;
    this.begun.set(this.handshake, body.delivery.signature);
    this.forget();
  }
}

/** Acts as the user until the server is gone. */
async function act(server, user, counts) {
  for (;;) {
    user.pending ??= user.next();
    let answer;
    try {
      answer = await send(server, user.pending);
    } catch {
      return;
    }
    assert.equal(answer.status, 200, answer.text);
    user.acknowledged(user.pending, answer);
    ++counts.acknowledged;
  }
}

/** Is everything there that this user was told? Sends again what was under way. */
async function check(server, user, counts) {
  const unanswered = user.pending;
  if (user.token) {
    const { status, body } = await send(server, user.session("events"));
    const stored = new Map(status === 200 ? body.events.map((event) => [event.seq, JSON.stringify(event)]) : []);
    const lost = [...user.events].filter(([seq, event]) => stored.get(seq) !== event).length + (status === 200 ? 0 : 1);
    counts.lost += lost;
    if (lost) return user.forget();
  }
  if (user.last) {
    const again = await send(server, user.last.request);
    if (again.text !== user.last.text || !again.replayed) {
      ++counts.lost;
      return user.forget();
    }
  }
  if (!unanswered || !user.handshake) return;
  const answer = await send(server, unanswered);
  if (answer.status !== 200) {
    ++counts.lost; // what it builds on
    return user.forget();
  }
  if (answer.replayed) ++counts.unacknowledged;
  const { stage: at } = user;
  user.acknowledged(unanswered, answer);
  if (!user.token || at === user.stage) return;
  const { body } = await send(server, user.session("events"));
  if (body.events.filter((event) => event.type === "stage_passed" && event.stage === stage(at)).length !== 1) ++counts.twice;
}

/** Every handshake that was ever made is there, with the chain its end is sealed for, and the result it was told. */
async function checkChains(server, people, counts) {
  const backend = server.backend(people[0].app);
  for (const user of people) {
    for (const [handshake, signature] of user.begun) {
      const { status, body } = await backend.result(handshake);
      ++counts.chains;
      if (status !== 200 || (signature && body.resultSignature !== signature)) ++counts.broken;
    }
    if (user.token) sealflow(["log", "verify", "--handshake", user.handshake, ...server.stored]);
  }
}

async function killed(program, kills) {
  const counts = { kills: 0, acknowledged: 0, unacknowledged: 0, lost: 0, twice: 0, chains: 0, broken: 0 };
  while (counts.kills < kills) {
    let server = await startServer({ program, flags: unlimited });
    const { folder } = server;
    const app = server.createApp();
    publishForms(server, app, stages);
    const people = Array.from({ length: users }, () => new User(app));
    for (let kill = 0; kill < killsOfOneDatabase && counts.kills < kills; ++kill, ++counts.kills) {
      const before = counts.acknowledged;
      const acting = people.map((user) => act(server, user, counts));
      while (counts.acknowledged === before) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
      await server.stop({ keep: true, signal: "SIGKILL" });
      await Promise.all(acting);
      server = await startServer({ program, folder, flags: unlimited });
      await Promise.all(people.map((user) => check(server, user, counts)));
    }
    if (program === "sealflowd") await checkChains(server, people, counts);
    await server.stop({ keep: true });
    rmSync(folder, { recursive: true });
    if (kills > killsOfOneDatabase) print("kill -9, so far", counts);
  }
  return counts;
}

it("loses nothing it acknowledged, and does nothing twice", async () => {
  const counts = await killed("sealflowd", runs(10, 1000));
  print("kill -9", counts);
  assert.deepEqual([counts.lost, counts.twice, counts.broken], [0, 0, 0]);
  assert.ok(counts.acknowledged > counts.kills && counts.chains >= users);
});

it("control: answers given before the commit are lost", async () => {
  const counts = await killed("sealflowd_early", 10);
  print("kill -9, answers before the commit", counts);
  assert.ok(counts.lost > 0);
});
