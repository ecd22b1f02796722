// What several instances on one PostgreSQL do by themselves or count together: effects, webhooks, the audit, limits.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";

import { eventually, onboarding, program, sealflow, startServer } from "./harness.mjs";
import { startPostgres } from "./postgres.mjs";
import { genuine, startReceiver } from "./receiver.mjs";

const many = (count, make) => Promise.all(Array.from({ length: count }, (_, n) => make(n)));
const patient = { for: 60_000 };
const numberOf = (n) => `+9198${String(10_000_000 + n)}`;

describe("instances at work", () => {
  let cluster, database, servers, app, receiver, endpoint, answer;
  const flags = ["--outbound-allow", "127.0.0.1", "--webhook-timeout", "3s"];
  const settings = { codeLimits: { sandbox: true, contactHour: 6 } };
  const sql = (text) => cluster.sql("test1", text);
  const start = (folder) => startServer({ database, flags, settings, ...(folder && { folder }) });
  const tool = (...args) => promisify(execFile)(program("sealflow"), [...args, "--json", "--app", app.clientKey, ...servers[0].stored]);
  const backend = (n) => servers[n % 2].backend(app);
  const launched = async (n, fields) => {
    const { body } = await backend(n).create(fields);
    const page = servers[n % 2].page(app, body._id);
    await page.launch();
    return page;
  };

  before(async () => {
    cluster = startPostgres();
    database = cluster.database();
    servers = [await start()];
    servers.push(await start(servers[0].folder));
    app = servers[0].createApp();
    servers[0].publish(app);
    receiver = await startReceiver((message) => answer(message));
    endpoint = sealflow(["webhook", "set", "--json", "--app", app.clientKey, "--url", receiver.url, ...servers[0].stored]);
  });
  after(async () => {
    await servers[1].stop({ keep: true });
    await servers[0].stop();
    await receiver.stop();
    cluster.remove();
  });

  it("perform each effect once", async () => {
    await many(40, async (n) => {
      const page = await launched(n, { variables: { mobile: numberOf(n) } });
      await page.submit("FS0consent", { accepted: true });
    });
    await eventually(() => sql("SELECT count(*) FROM effects WHERE status = 'done'") === "40", patient);
    assert.equal(sql("SELECT count(*), sum(attempts) FROM effects"), "40|40");
    assert.equal(sql("SELECT count(*) FROM inbox"), "40");
  });

  it("send each webhook once", async () => {
    answer = () => 200;
    await many(40, async (n) => (await launched(n, { webhook: true })).command({ type: "skip" }));
    await eventually(() => sql("SELECT count(*) FROM webhook_messages WHERE state = 'delivered'") === "40", patient);
    assert.equal(sql("SELECT count(*), sum(attempts) FROM webhook_messages"), "40|40");
    assert.equal(receiver.messages.length, 40);
    assert.equal(new Set(receiver.messages.map(({ id }) => id)).size, 40);
    assert.ok(receiver.messages.every((message) => genuine(message, endpoint.secret)));
  });

  it("take over a webhook whose sender was killed, with its id", async () => {
    answer = () => undefined;
    const third = await start(servers[0].folder);
    const { body } = await third.backend(app).create({ webhook: true });
    const page = third.page(app, body._id);
    await page.launch();
    await page.command({ type: "skip" });
    const told = () => receiver.messages.filter((message) => message.body.payload._id === body._id);
    await eventually(() => told().length === 1);
    third.child.kill("SIGKILL");
    answer = () => 200;
    await eventually(() => told().length === 2, patient);
    assert.equal(told()[1].id, told()[0].id);
    await eventually(() => sql("SELECT count(*) FROM webhook_messages WHERE state <> 'delivered'") === "0", patient);
  });

  it("write one audit, with the command line beside them", async () => {
    const entries = () => sealflow(["audit", "verify", "--json", "--app", app.clientKey, ...servers[0].stored]).entries;
    const had = entries();
    const variables = servers[0].write("variables", JSON.stringify({ mobile: numberOf(0) }));
    const made = await Promise.all([
      many(60, async (n) => assert.equal((await backend(n).create()).status, 200)),
      many(4, () => tool("handshake", "create", "--flow", "FX0onboarding", "--tag", "by hand", "--variables", variables)),
    ]);
    assert.equal(entries(), had + made.flat().length);
    const failed = servers.flatMap(({ log }) => log).filter((line) => /commit_failed|request_failed/.test(line));
    assert.deepEqual(failed, []);
  });

  it("count 64 guesses for one contact over 16 handshakes exactly", async () => {
    const mobile = numberOf(500);
    // Codes of six handshakes are sent to a contact in an hour; the others have a code as well, that nobody got.
    const pages = await many(16, async (n) => {
      const page = await launched(n, { variables: { mobile } });
      await page.submit("FS0consent", { accepted: true });
      return page;
    });
    await eventually(() => sql("SELECT count(*) FROM effects WHERE status IN ('pending', 'started')") === "0", patient);
    const right = new Set((await servers[0].codes(app)).map(({ code }) => code));
    const wrong = ["000000", "111111", "222222", "333333", "444444"].find((code) => !right.has(code));
    const answers = await many(64, async (n) => {
      const page = Object.assign(servers[n % 2].page(app, pages[n % 16].base.split("/").pop()), pages[n % 16], { base: `${servers[(n >> 4) % 2].url}/v1/sessions/${pages[n % 16].base.split("/").pop()}` });
      for (;;) {
        const said = await page.submit("FS0otp", { code: wrong });
        if (said.body.code !== "seq_conflict") return said;
        page.seq = said.body.seq;
      }
    });
    const tally = Object.groupBy?.(answers, ({ status }) => status) ?? answers.reduce((all, each) => ({ ...all, [each.status]: [...(all[each.status] ?? []), each] }), {});
    assert.equal(tally[200]?.length, 10, "ten, then the contact is locked");
    assert.equal(tally[429]?.length, 54);
    assert.equal(sql("SELECT max(wrong) FROM wrong_codes"), "10");
  });

  it("send one contact as many codes as it may get, from however many handshakes", async () => {
    const mobile = numberOf(600);
    const before = Number(sql("SELECT count(*) FROM inbox"));
    await many(20, async (n) => (await launched(n, { variables: { mobile } })).submit("FS0consent", { accepted: true }));
    await eventually(() => sql("SELECT count(*) FROM effects WHERE status IN ('pending', 'started')") === "0", patient);
    assert.equal(Number(sql("SELECT count(*) FROM inbox")) - before, 6);
  });

  it("count the calls of a day together", async () => {
    await tool("app", "change", "--call-daily", "30");
    const answers = await many(60, (n) => backend(n).create());
    const taken = answers.filter(({ status }) => status === 200).length;
    // Each may take what the other took within one commit.
    assert.ok(taken >= 30 && taken < 60, `${taken}`);
    assert.ok(answers.every(({ status, body }) => status === 200 || body.code === 4294));
    await eventually(() => sql("SELECT calls FROM daily_counts WHERE name <> ''") === String(taken));
    assert.equal((await backend(0).create()).body.code, 4294);
    await tool("app", "change", "--no-limits");
  });

  it("publish a version once", async () => {
    const flow = JSON.parse(readFileSync(onboarding, "utf8"));
    const files = [1, 2, 3, 4].map((n) => servers[0].write(`flow-${n}`, JSON.stringify({ ...flow, version: "9.0.0", title: { en: `No. ${n}` } })));
    const results = await Promise.allSettled(files.map((file) => tool("flow", "publish", file)));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal(sql("SELECT count(*) FROM snapshots WHERE version = '9.0.0'"), "1");
    const draft = sql("SELECT draft = (SELECT hash FROM snapshots WHERE version = '9.0.0') FROM flows");
    assert.equal(draft, "t", "the draft is what was published");
  });
});
