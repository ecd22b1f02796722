// The comparisons of the server do not rot: each server does the work, on disk, and is loaded. No figure is looked at here.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
process.env.SEALFLOW_BIN ??= ["server", "cli"].map((folder) => join(root, "build", "dev", "native", folder)).join(":");
const { load } = await import("./load.mjs");
const { fill } = await import("./fill.mjs");
const { startPeer, startSealflowd } = await import("./servers.mjs");
const Database = createRequire(import.meta.url)("better-sqlite3");

const connections = 4, seconds = 1, handshakes = 150;
const servers = [];
before(async () => servers.push(await startSealflowd(), await startPeer(), await startPeer({ trusting: true })));
after(() => Promise.all(servers.map((server) => server.stop())));

function count(server, table) {
  const db = new Database(server.database, { readonly: true });
  const { count } = db.prepare(`SELECT count(*) AS count FROM ${table}`).get();
  db.close();
  return count;
}

for (const index of [0, 1, 2]) {
  test(`server ${index}: what is answered is on disk, and a wrong token is refused`, { timeout: 120_000 }, async () => {
    const server = servers[index];
    const requests = await server.prepare(handshakes);
    const before = count(server, "events");
    const { answers, p99 } = await load(server.url, { connections, seconds, requests });
    assert.ok(answers > 0 && p99 > 0);
    // What was under way when wrk ended is there, too.
    const made = count(server, "events") - before;
    assert.ok(made >= 2 * answers && made <= 2 * (answers + connections), `${answers} answers, ${made} events`);

    // A refusal changes nothing, so the same are played again and again: a quick server refuses more in a second than are prepared.
    const prepared = (await server.prepare(handshakes)).map((request) => ({ ...request, authorization: `Bearer ${"A".repeat(43)}` }));
    const forged = Array.from({ length: 20 }, () => prepared).flat();
    await assert.rejects(load(server.url, { connections, seconds, requests: forged }), /"refused":[1-9]/);
  });
}

test("a filled database is served", { timeout: 60_000 }, async () => {
  const { stop, folder, database, app } = servers[0];
  const before = count(servers[0], "sessions");
  await stop({ keep: true });
  fill(database, 500);
  servers[0] = await startSealflowd({ folder, database, app });
  assert.equal(count(servers[0], "sessions") - before, 500);
  const requests = servers[0].creations(5000);
  assert.ok((await load(servers[0].url, { connections, seconds, requests })).answers > 0);
});

test("too few requests are an error, not a figure", async () => {
  const [server] = servers;
  await assert.rejects(load(server.url, { connections, seconds, requests: server.creations(3) }), /more requests are needed/);
});
