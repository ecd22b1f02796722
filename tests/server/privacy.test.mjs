// Erasure and retention at the command line, while the server runs.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import { eventually, onboarding, sealflow, startServer, walk } from "./harness.mjs";

describe("an erased person", () => {
  let server, app, id;
  const run = (words, options = []) => sealflow([...words.split(" "), "--json", "--app", app.clientKey, ...options, ...server.stored]);
  before(async () => {
    server = await startServer();
    app = server.createApp();
    server.publish(app, onboarding);
    id = (await server.backend(app).create()).body._id;
    await walk(server, app, server.page(app, id));
  });
  after(() => server.stop());

  it("is gone for the command line and for backends, and the chain verifies", async () => {
    const whole = sealflow(["log", "verify", "--json", "--handshake", id, ...server.stored]);
    assert.notEqual(readdirSync(`${server.database}.media`).length, 0);
    assert.equal(typeof run("handshake erase", ["--handshake", id]).erased, "number");
    assert.deepEqual(sealflow(["log", "verify", "--json", "--handshake", id, ...server.stored]), whole);
    const { erased, result, state } = sealflow(["log", "replay", "--json", "--handshake", id, ...server.stored]);
    assert.deepEqual([erased, result, state.outcome], [true, null, "completed"]);
    assert.doesNotMatch(sealflow(["log", "export", "--private", "--handshake", id, ...server.stored]), /"private"|"salt"/);
    assert.equal(readdirSync(`${server.database}.media`).length, 0);
    const { body } = await server.backend(app).result(id);
    assert.deepEqual([body.tag, body.result, body.resultSignature, typeof body.erased], [null, null, null, "number"]);
    assert.equal((await server.page(app, id).launch()).body.code, "handshake_erased");
  });

  it("stays erased, and stands in the audit", () => {
    const again = run("handshake erase", ["--handshake", id]);
    assert.equal(run("handshake list", ["--flow", "FX0onboarding"]).handshakes[0].erased, again.erased);
    const day = run("audit verify").last.slice(0, 10);
    const text = sealflow(["audit", "export", "--app", app.clientKey, "--day", day, ...server.stored]);
    assert.equal(text.split("\n").filter((line) => line.includes('"handshake.erase"')).length, 2);
  });

  it("is asked for by a backend as well", async () => {
    const other = (await server.backend(app).create()).body._id;
    const { base, headers } = server.backend(app);
    const erase = () => fetch(`${base}/${other}/erase`, { method: "POST", headers });
    assert.equal((await erase()).status, 200);
    assert.equal((await erase()).status, 200);
    assert.equal((await (await fetch(`${base}/DS0${"x".repeat(22)}/erase`, { method: "POST", headers })).json()).code, 40401);
  });

  it("retention is set, shown, and recorded", async () => {
    assert.deepEqual(run("retention list").retention, [{ flow: "FX0onboarding", days: null, own: false, due: 0 }]);
    assert.deepEqual(run("retention set", ["--days", "90"]).retention, [{ flow: "FX0onboarding", days: 90, own: false, due: 0 }]);
    assert.deepEqual(run("retention set", ["--flow", "FX0onboarding", "--for-ever"]).retention, [{ flow: "FX0onboarding", days: null, own: true, due: 0 }]);
    assert.equal(run("retention set", ["--flow", "FX0onboarding", "--as-the-app"]).retention[0].days, 90);
    assert.equal(sealflow(["retention", "run", "--dry-run", "--json", ...server.stored]).due, 0);
    assert.equal(sealflow(["retention", "run", "--json", ...server.stored]).erased, 0);
    sealflow(["retention", "set", "--app", app.clientKey, ...server.stored], { exit: 2 });
    sealflow(["retention", "set", "--app", app.clientKey, "--days", "0", ...server.stored], { exit: 2 });
    sealflow(["retention", "set", "--app", app.clientKey, "--flow", "FX0other", "--days", "1", ...server.stored], { exit: 1 });
    await eventually(() => sealflow(["audit", "verify", "--app", app.clientKey, ...server.stored]));
  });
});
