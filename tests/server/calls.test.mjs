// `http` stages over real TLS sockets: what goes out, what may come back, and what is done again.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { eventually, startServer } from "./harness.mjs";
import { certificate, httpReceiver } from "./receivers.mjs";

describe("an http stage", () => {
  let server, app, receiver;
  let answer = () => [200, "{}"];
  let version = 0;
  before(async () => {
    receiver = await httpReceiver((request, nth) => answer(request, nth));
    server = await startServer({ settings: { outboundAllow: ["127.0.0.1"], outboundCa: certificate().file }, flags: ["--log-level", "debug"] });
    app = server.createApp();
  });
  after(async () => {
    await server.stop();
    receiver.close();
  });

  /** Publishes a flow with this stage, walks to it, and waits for its end. */
  async function call(stage) {
    const flow = {
      id: "FX0call", version: `1.0.${++version}`, start: "FS0call",
      variables: { name: { type: "string", source: "backend" }, amount: { type: "number", source: "backend" } },
      stages: [{ id: "FS0call", type: "http", url: `${receiver.url}/check?v=1`, timeout: "2s", next: "done", ...stage }],
      ends: { done: { status: "auto_approved" } },
    };
    server.publish(app, server.write("call.flow.json", JSON.stringify(flow)));
    const created = await server.backend(app).create({ flow: "FX0call", variables: { name: "Asha & Rao", amount: 7 } });
    const page = server.page(app, created.body._id);
    receiver.requests.length = 0; // the call may be there before the launch is answered
    await page.launch();
    const ended = await eventually(async () => (await page.events()).body.events.find(({ type }) => type === "run_ended"), { for: 40_000 });
    return { ...ended.public, result: (await server.backend(app).result(created.body._id)).body.result };
  }

  it("sends what the flow says and takes declared outputs alone", async () => {
    answer = () => [200, '{"data": {"score": 12345678901234567890, "name": "A"}, "secret": 1}'];
    const { status, result } = await call({
      headers: { "X-Kind": "kyc" }, queryFrom: { name: "inputs.name" }, bodyFrom: { amount: "inputs.amount" },
      outputs: { score: { type: "number", at: "/data/score" }, name: { type: "string", at: "/data/name", required: true } },
    }).catch((error) => ({ status: String(error) }));
    const [sent] = receiver.requests;
    assert.equal(sent.method, "POST");
    assert.equal(sent.path, "/check?v=1&name=Asha%20%26%20Rao");
    assert.deepEqual(JSON.parse(sent.body), { amount: 7 });
    assert.equal(sent.headers["x-kind"], "kyc");
    assert.equal(sent.headers["content-type"], "application/json");
    assert.match(sent.headers["idempotency-key"], /^[0-9a-f]{64}$/);
    assert.ok(status === "error" || Object.keys(result.FS0call.output).every((name) => ["score", "name"].includes(name)));
  });

  it("is repeated while the other side says it is busy, with the same key", async () => {
    answer = (_, nth) => (nth === 1 ? [503, ""] : nth === 2 ? "cut" : [200, '{"ok": true}']);
    const { status } = await call({ outputs: { fine: { type: "boolean", at: "/ok", required: true } } });
    assert.equal(status, "auto_approved");
    assert.equal(receiver.requests.length, 3);
    assert.equal(new Set(receiver.requests.map(({ headers }) => headers["idempotency-key"])).size, 1);
  });

  it("is not repeated when it was refused", async () => {
    answer = () => [422, "{}"];
    const { status, error } = await call({});
    assert.deepEqual([status, error.code, error.detail], ["error", "provider_failed", "status"]);
    assert.equal(receiver.requests.length, 1);
  });

  it("takes a status that the flow expects", async () => {
    answer = () => [404, "{}"];
    assert.equal((await call({ okStatus: [200, 404] })).status, "auto_approved");
  });

  it("once at most: a lost answer is indeterminate and fails closed", async () => {
    for (const [lost, attempts] of [["cut", 3], ["silence", undefined]]) {
      answer = () => lost;
      const { status, error, result } = await call({ delivery: "at_most_once", timeout: "1s", attempts });
      assert.deepEqual([status, error.code, error.detail, result], ["error", "provider_failed", "indeterminate", null]);
      assert.equal(receiver.requests.length, 1, lost);
    }
  });

  it("says nothing of what was sent or came back in its log", () => {
    const log = server.log.join("\n");
    assert.match(log, /"effect_postponed"[^\n]*"reason":"status_503"/);
    for (const secret of ["Asha", "12345678901234567890", "/check"]) assert.ok(!log.includes(secret), secret);
  });
});
