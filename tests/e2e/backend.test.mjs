// `SealflowBackend` as a backend gets it, against a real sealflowd: what it lists and changes, and every "no" that
// docs/reference/backend-api.md has for these calls.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {BackendError, SealflowBackend} from "../../web/dist/server.js";
import {sealflow as cli, startServer, walk} from "../server/harness.mjs";
import {findPrograms} from "./stack.mjs";

const flow = "FX0onboarding";
const variables = {mobile: "+919876543210"};
let server, app, backend;

before(async () => {
  findPrograms();
  server = await startServer();
  app = server.createApp();
  server.publish(app);
  backend = new SealflowBackend({server: server.url, serverToken: app.serverToken});
});
after(() => server?.stop());

const create = async (tag) => (await backend.createHandshake({flow, tag, variables})).id;
const refused = (code) => (error) => error instanceof BackendError && error.code === code;
const collect = async (filter, of = backend) => {
  const rows = [];
  for await (const row of of.listHandshakes({flow, ...filter})) rows.push(row);
  return rows;
};
/** Somebody begins: from then on the handshake is used. */
async function use(handshake) {
  const page = server.page(app, handshake);
  await page.launch();
  assert.equal((await page.submit("FS0consent", {accepted: true})).status, 200);
}

test("a list goes over its pages: each once, newest first, and what became of it", async () => {
  const made = [];
  for (let i = 0; i < 5; ++i) made.push(await create("asha"));
  const other = await create("ravi");
  await walk(server, app, server.page(app, other));

  const rows = await collect({tag: "asha", pageSize: 2});
  assert.deepEqual(new Set(rows.map(({id}) => id)), new Set(made));
  assert.equal(rows.length, made.length);
  assert.ok(rows.every(({created}, i) => i === 0 || created <= rows[i - 1].created));
  const [fresh] = rows;
  assert.deepEqual(
    {...fresh, id: "", number: "", created: 0, expiry: fresh.expiry - fresh.created},
    {
      ...{id: "", number: "", flow, snapshot: null, tag: "asha", created: 0, expiry: 86_400_000},
      ...{archived: null, cancelled: null, erased: null, consumed: false, outcome: null, status: null},
    },
  );
  const [ended] = await collect({tag: "ravi"});
  assert.deepEqual([ended.id, ended.consumed, ended.outcome, ended.status], [other, true, "completed", "auto_approved"]);
  assert.equal((await collect({pageSize: 100})).length, 6);
  assert.deepEqual(await collect({tag: "nobody"}), []);
});

test("archived: the result is gone for everybody, the tag is not", async () => {
  const id = await create("archive");
  await walk(server, app, server.page(app, id));
  assert.ok((await backend.fetchResult(id)).resultText);
  const change = await backend.archiveHandshake(id);
  assert.deepEqual([change.id, typeof change.archived, change.cancelled, change.erased], [id, "number", null, null]);
  assert.deepEqual(await backend.archiveHandshake(id), change, "again changes nothing");
  const {archived, tag, resultText, resultSignature} = await backend.fetchResult(id);
  assert.deepEqual([archived, tag, resultText, resultSignature], [change.archived, "archive", null, null]);
});

test("cancelled: nobody begins it", async () => {
  const id = await create("cancel");
  const change = await backend.cancelHandshake(id);
  assert.equal(typeof change.cancelled, "number");
  assert.deepEqual(await backend.cancelHandshake(id), change, "again changes nothing");
  assert.equal((await server.page(app, id).launch()).body.code, "handshake_cancelled");
});

test("erased: everybody of a tag, and then nobody is found by it", async () => {
  const ids = [await create("erase"), await create("erase")];
  await use(ids[0]);
  for (const {id} of await collect({tag: "erase", pageSize: 1})) {
    const change = await backend.eraseHandshake(id);
    assert.equal(typeof change.erased, "number");
    assert.deepEqual(await backend.eraseHandshake(id), change, "again changes nothing");
  }
  assert.deepEqual(await collect({tag: "erase"}), []);
  for (const id of ids) {
    const {tag, erased, result} = await backend.fetchResult(id);
    assert.deepEqual([tag, typeof erased, result], [null, "number", null]);
    const row = (await collect({})).find((each) => each.id === id);
    assert.deepEqual([row.tag, typeof row.erased], [null, "number"]);
  }
});

test("each documented refusal comes as its number", async () => {
  await assert.rejects(collect({flow: "FX0other"}), refused(4002));
  for (const pageSize of [0, 101, 1.5]) await assert.rejects(collect({pageSize}), refused(4001), String(pageSize));

  const used = await create("used");
  await use(used);
  await assert.rejects(backend.cancelHandshake(used), refused(40901));
  const archived = await create("archived");
  await backend.archiveHandshake(archived);
  await assert.rejects(backend.cancelHandshake(archived), refused(41003));
  const erased = await create("erased");
  await backend.eraseHandshake(erased);
  await assert.rejects(backend.cancelHandshake(erased), refused(41005));

  // Another app's is as unknown as none.
  const stranger = server.createApp();
  server.publish(stranger);
  const theirs = new SealflowBackend({server: server.url, serverToken: stranger.serverToken});
  for (const [who, id] of [[backend, `DS0${"x".repeat(22)}`], [theirs, used]]) {
    for (const call of ["archiveHandshake", "cancelHandshake", "eraseHandshake"]) {
      await assert.rejects(who[call](id), {name: "BackendError", code: 40401}, `${call} ${id}`);
    }
  }
  assert.deepEqual(await collect({}, theirs), []);
});

test("the refusals of every call, and how long to wait where waiting helps", async () => {
  const id = await create("calls");
  const configure = (command, ...options) => cli(["app", command, "--json", "--app", app.clientKey, ...options, ...server.stored]);
  const calls = (of) => [() => of.archiveHandshake(id), () => of.cancelHandshake(id), () => of.eraseHandshake(id), () => collect({}, of)];
  const closed = async (of, code) => {
    for (const call of calls(of)) await assert.rejects(call, {name: "BackendError", code, retryable: false, retryAfter: 0});
  };
  await closed(new SealflowBackend({server: server.url, serverToken: "none"}), 4016);
  configure("change", "--ip", "192.0.2.1");
  await closed(backend, 4039);
  configure("change", "--ip", "127.0.0.1");
  configure("deactivate");
  await closed(backend, 4031);
  configure("activate");

  for (const [option, code] of [["--app-rate", 4291], ["--call-rate", 4292], ["--app-daily", 4293], ["--call-daily", 4294]]) {
    configure("change", "--no-limits");
    configure("change", option, "1");
    for (const call of calls(backend)) {
      const reasons = (await Promise.allSettled([call(), call(), call()])).map(({reason}) => reason);
      const refusals = reasons.filter((reason) => reason && reason.httpStatusCode !== 410);
      assert.ok(refusals.length > 0, option);
      for (const reason of refusals) {
        assert.deepEqual([reason.code, reason.retryable, reason.retryAfter >= 1000], [code, true, true], option);
      }
    }
  }
});
