// Several instances on one PostgreSQL, and nothing else shared: any of them takes any request, and each may die.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import { eventually, onboarding, sealflow, startServer, walk } from "./harness.mjs";
import { startPostgres } from "./postgres.mjs";

const long = process.env.SEALFLOW_LONG === "1";
const keys = long ? 1000 : 10;

/** Each request of the page goes to the next instance. */
function roaming(servers, app, handshake) {
  const page = servers[0].page(app, handshake);
  let next = 0;
  Object.defineProperty(page, "base", { get: () => `${servers[next++ % servers.length].url}/v1/sessions/${handshake}` });
  return page;
}

const nameOf = (url) => url.match(/\/(\w+)\?/)[1];
const at = (server, page) => Object.assign(server.page(page.app, page.base.split("/").pop()), { token: page.token, seq: page.seq, epoch: page.epoch });

describe("instances", () => {
  let cluster, database, servers, app, backend;
  before(async () => {
    cluster = startPostgres();
    database = cluster.database();
    const first = await startServer({ database });
    servers = [first, await startServer({ database, folder: first.folder })];
    app = first.createApp();
    first.publish(app);
    backend = first.backend(app);
  });
  after(async () => {
    for (const server of servers.reverse()) await server.stop({ keep: server !== servers.at(-1) });
    cluster.remove();
  });

  const newHandshake = async (fields) => (await backend.create(fields)).body._id;
  const verify = (id) => sealflow(["log", "verify", "--handshake", id, ...servers[0].stored, "--json"]);

  it("take the requests of one walk in turns", async () => {
    const id = await newHandshake();
    const last = await walk(servers[1], app, roaming(servers, app, id));
    assert.equal(last.events.at(-1).type, "run_ended");
    const { body } = await servers[1].backend(app).result(id);
    assert.equal(body.resultSignature, last.delivery.signature);
    assert.equal(verify(id).events, body.seq);
    const parts = cluster.sql(nameOf(database), "SELECT count(*), sum(length(sealed)) - max(size) FROM media_parts JOIN media ON id = media");
    assert.equal(parts, "1|28", "the picture is in the database: nonce, bytes, tag");
  });

  it("wake each other's event streams", async () => {
    const page = servers[0].page(app, await newHandshake());
    await page.launch();
    const streaming = at(servers[1], page).stream(page.seq, (text) => text.includes("code_sent"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const began = Date.now();
    await page.submit("FS0consent", { accepted: true });
    await streaming;
    assert.ok(Date.now() - began < 4000, "woken: by itself it looks every five seconds");
  });

  it(`execute 64 equal requests with one key once, for ${keys} keys`, async () => {
    for (let i = 0; i < keys; i++) {
      const page = servers[0].page(app, await newHandshake());
      await page.launch();
      const clients = Array.from({ length: 64 }, (_, n) => at(servers[n % 2], page));
      const key = randomUUID();
      const answers = await Promise.all(clients.map((client) => client.submit("FS0consent", { accepted: true }, { key })));
      assert.deepEqual([...new Set(answers.map(({ text }) => text))].length, 1);
      assert.equal(answers[0].status, 200);
      assert.equal(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true").length, 63);
    }
  });

  it("count 64 guesses of a code exactly", async () => {
    const id = await newHandshake();
    const page = servers[0].page(app, id);
    await page.launch();
    await page.submit("FS0consent", { accepted: true });
    const { code } = await eventually(async () => (await servers[0].codes(app)).find((each) => each.handshake === id));
    const wrong = code === "000000" ? "000001" : "000000";
    const guess = async (client) => {
      for (;;) {
        const answer = await client.submit("FS0otp", { code: wrong });
        if (answer.body.code !== "seq_conflict") return answer;
        client.seq = answer.body.seq;
      }
    };
    const answers = await Promise.all(Array.from({ length: 64 }, (_, n) => guess(at(servers[n % 2], page))));
    const judged = answers.filter(({ status }) => status === 200).length;
    const { body } = await at(servers[1], page).events();
    const counted = body.events.filter(({ type, stage }) => type === "stage_rejected" && stage === "FS0otp");
    const { attempts } = JSON.parse(readFileSync(onboarding, "utf8")).stages.find(({ id: stage }) => stage === "FS0otp");
    assert.equal(judged, attempts, "as many tries as the flow gives");
    assert.equal(counted.length, attempts);
    assert.deepEqual(counted.map((event) => event.public.tries), Array.from({ length: attempts }, (_, n) => n + 1));
    verify(id);
  });

  it("go on when one is killed under load, and take over its effects", async () => {
    const third = await startServer({ database, folder: servers[0].folder });
    const ids = await Promise.all(Array.from({ length: 12 }, () => newHandshake()));
    const accepted = new Map();
    const walks = ids.map(async (id) => {
      const page = roaming([third, servers[1]], app, id);
      const patiently = async (send) => {
        for (let i = 0; i < 40; i++) {
          try {
            const answer = await send();
            if (answer.status === 200) return answer;
            assert.equal(answer.status, 503, answer.text);
          } catch (error) {
            if (error.name === "AssertionError") throw error;
          }
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error("nobody answers");
      };
      const launch = randomUUID();
      await patiently(() => page.launch({}, { "idempotency-key": launch }));
      const [key, seq] = [randomUUID(), page.seq];
      const answer = await patiently(() => page.submit("FS0consent", { accepted: true }, { key, seq }));
      accepted.set(id, answer.body.seq);
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    third.child.kill("SIGKILL");
    await Promise.all(walks);
    assert.equal(await third.ended, "SIGKILL");
    // What the dead one had claimed, as two minutes later.
    const name = nameOf(database);
    cluster.sql(name, "UPDATE effects SET next_at = 0 WHERE status IN ('pending', 'started')");
    await eventually(() => cluster.sql(name, "SELECT count(*) FROM effects WHERE status IN ('pending', 'started')") === "0");
    for (const id of ids) {
      verify(id);
      const messages = (await servers[1].codes(app)).filter((each) => each.handshake === id);
      assert.equal(messages.length, 1, "one message each");
      const consents = cluster.sql(name, `SELECT count(*) FROM events WHERE handshake = '${id}' AND event LIKE '%"stage_passed"%'`);
      assert.equal(consents, "1", "accepted once");
    }
  });
});
