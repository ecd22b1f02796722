// PostgreSQL goes away, comes back, and loses connections at the worst moments.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";

import { eventually, program, sealflow, startServer } from "./harness.mjs";
import { startPostgres } from "./postgres.mjs";
import { startProxy } from "./postgres_proxy.mjs";

const start = (database, folderOf, ...flags) =>
  spawnSync(program("sealflowd"), ["--db", database, "--master-key", folderOf.stored[3], "--port", "0", ...flags], { encoding: "utf8", timeout: 20_000 });

describe("an outage of PostgreSQL", () => {
  let cluster, proxy, server, app, backend, name;
  before(async () => {
    cluster = startPostgres();
    cluster.database("sealflow");
    name = "sealflow";
    proxy = await startProxy(cluster);
    server = await startServer({ database: cluster.url(name, proxy.folder), direct: cluster.url(name) });
    app = server.createApp();
    server.publish(app);
    backend = server.backend(app);
  });
  after(async () => {
    await server.stop();
    await proxy.stop();
    cluster.remove();
  });

  const launched = async () => {
    const page = server.page(app, (await backend.create()).body._id);
    await page.launch();
    return page;
  };
  const consents = (page) => cluster.sql(name, `SELECT count(*) FROM events WHERE handshake = '${page.base.split("/").pop()}' AND event LIKE '%"stage_passed"%'`);

  for (const [how, what] of [["before", "never arrives"], ["after", "took place"], ["late", "takes place later"]]) {
    it(`a COMMIT that ${what} while the connection is lost: answered as done, and done once`, async () => {
      const page = await launched();
      const cuts = proxy.cuts;
      proxy.cut = how;
      const answer = await page.submit("FS0consent", { accepted: true });
      assert.equal(proxy.cuts, cuts + 1);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(consents(page), "1");
      // A backend's call has no key: done once means that what was answered is all there is.
      const handshakes = () => Number(cluster.sql(name, "SELECT count(*) FROM handshakes"));
      const had = handshakes();
      proxy.cut = how;
      const created = await backend.create();
      assert.equal(created.status, 200, created.text);
      assert.equal(handshakes(), had + 1);
      assert.equal((await backend.result(created.body._id)).status, 200);
      await eventually(() => server.log.some((line) => line.includes('"commit_looked_up"'))); // a pipe has its own pace
    });
  }

  it("is answered as unavailable, and is over within two seconds, without a restart of ours", async () => {
    const page = await launched();
    cluster.stop("immediate");
    const key = randomUUID();
    const away = await page.submit("FS0consent", { accepted: true }, { key });
    assert.deepEqual([away.status, away.body.code, away.headers.get("retry-after")], [503, "unavailable", "2"]);
    assert.equal((await backend.create()).status, 503);
    assert.equal((await page.events()).status, 503);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200, "the process itself is well");
    cluster.start();
    const began = Date.now();
    const back = await eventually(async () => {
      const answer = await page.submit("FS0consent", { accepted: true }, { key });
      return answer.status === 200 && answer;
    });
    assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
    assert.equal(back.headers.get("idempotency-replayed"), null, "what was refused was not done");
    assert.equal(consents(page), "1");
  });

  it("text that is no UTF-8 is nobody, and no failure", async () => {
    const credentials = Buffer.from([0xff, 0xfe, 0x00, 0x3a, 0x78]).toString("base64");
    const response = await fetch(backend.base, { method: "POST", headers: { ...backend.headers, authorization: `Basic ${credentials}` }, body: "{}" });
    assert.equal(response.status, 401);
  });

  it("a PostgreSQL that would lose what it acknowledged is not used; a connection that would is put right", () => {
    const refused = (settings, what) => {
      const weak = startPostgres({ settings });
      const { status, stderr } = start(weak.database(), server);
      weak.remove();
      assert.equal(status, 4, stderr);
      assert.match(stderr, what);
    };
    refused({ fsync: "off" }, /fsync=off/);
    cluster.sql(name, "ALTER ROLE sealflow SET synchronous_commit = off");
    const { clientKey } = sealflow(["app", "create", "--json", "--name", "x", "--mode", "sandbox", ...server.stored]);
    cluster.sql(name, "ALTER ROLE sealflow RESET synchronous_commit");
    assert.match(clientKey, /^[0-9a-f]{32}$/);
  });

  it("a newer schema, a wrong key, a password in the URL: refused, and nothing of it repeated", () => {
    assert.match(start("postgres://sealflow:hunter2@localhost/x", server).stderr, /^(?!.*hunter2).*dbPassword/);
    const closed = start("postgres://sealflow@127.0.0.1:1/x", server);
    assert.deepEqual([closed.status, /cannot connect to PostgreSQL/.test(closed.stderr)], [4, true]);
    cluster.sql(name, "UPDATE schema_version SET version = version + 1");
    const newer = start(cluster.url(name), server);
    cluster.sql(name, "UPDATE schema_version SET version = version - 1");
    assert.equal(newer.status, 4);
    assert.match(newer.stderr, /the database is of version/);
  });

  it("the password comes by reference", async () => {
    cluster.sql("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'open sesame'");
    cluster.sql("postgres", "CREATE DATABASE guarded OWNER guarded");
    cluster.guard("guarded");
    const url = cluster.url("guarded").replace("sealflow@", "guarded@");
    assert.equal(start(url, server).status, 4, "without it: not let in");
    const file = server.write("password", "open sesame\n");
    const guarded = await startServer({ database: url, flags: ["--db-password", `file:${file}`] });
    assert.equal((await fetch(`${guarded.url}/healthz`)).status, 200);
    await guarded.stop();
  });
});
