// What operators do at the command line while the server runs, and what the audit says of it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";

import { sealflow, startServer, walk } from "./harness.mjs";

describe("operators", () => {
  let server, app;
  const run = (words, options = []) => sealflow([...words.split(" "), "--json", "--app", app.clientKey, ...options, ...server.stored]);
  const refused = (words, options, exit = 1) =>
    sealflow([...words.split(" "), "--json", "--app", app.clientKey, ...options, ...server.stored], { exit });
  before(async () => {
    server = await startServer();
    app = server.createApp();
    server.publish(app);
  });
  after(() => server.stop());

  it("rotate the server token: both are taken, then only the new one", async () => {
    const old = server.backend(app);
    const { serverToken } = run("app rotate-token", ["--overlap", "1h"]);
    const renewed = server.backend({ ...app, serverToken });
    assert.deepEqual([(await old.create()).status, (await renewed.create()).status], [200, 200]);
    app.serverToken = run("app rotate-token", ["--overlap", "0"]).serverToken;
    assert.deepEqual([(await old.create()).body.code, (await renewed.create()).body.code], [4016, 4016]);
    assert.equal((await server.backend(app).create()).status, 200);
    refused("app rotate-token", ["--overlap", "soon"], 2);
  });

  it("rotate the client secret: the one that signs is named", async () => {
    const next = run("app rotate-secret", ["--signs-in", "0"]);
    const page = server.page(app, (await server.backend(app).create()).body._id);
    await walk(server, app, page);
    const { body } = await server.backend(app).result(page.base.split("/").pop());
    assert.equal(body.resultSignatureKeyId, next.resultSignatureKeyId);
    const file = server.write("secret", next.clientSecret);
    const result = server.write("result", JSON.stringify(body.result));
    sealflow(["result", "verify", "--secret-file", file, "--result", result, "--signature", body.resultSignature]);
  });

  it("change an app, and switch it off and on", async () => {
    const backend = server.backend(app);
    const changed = run("app change", ["--call-rate", "1"]);
    assert.deepEqual(changed.limits, { callRate: 1 });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => backend.create()));
    const late = answers.find(({ status }) => status === 429);
    assert.equal(late.body.code, 4292);
    assert.equal(late.headers.get("retry-after"), "1");
    run("app change", ["--no-limits"]);
    run("app deactivate");
    assert.equal((await backend.create()).body.code, 4031);
    run("app activate");
    run("app change", ["--no-ip"]);
    assert.equal((await backend.create()).body.code, 4039);
    assert.ok(server.log.some((line) => line.includes('"address_refused"') && line.includes('"127.0.0.1"')));
    run("app change", ["--ip", "127.0.0.0/8"]);
    assert.equal((await backend.create()).status, 200);
    refused("app change", ["--ip", "127.0.0.0/99"]);
    refused("app change", ["--app-rate=-1"]);
    refused("app change", [], 2);
    const { apps } = sealflow(["app", "list", "--json", ...server.stored]);
    assert.deepEqual(apps.map(({ clientKey, addresses }) => [clientKey, addresses]), [[app.clientKey, ["127.0.0.0/8"]]]);
    assert.ok(!JSON.stringify(apps).includes(app.clientSecret));
  });

  it("switch a flow off and on", async () => {
    run("flow deactivate", ["--flow", "FX0onboarding"]);
    assert.equal((await server.backend(app).create()).body.code, 40034);
    run("flow activate", ["--flow", "FX0onboarding"]);
    refused("flow activate", ["--flow", "FX0other"]);
  });

  it("list, cancel and archive handshakes", async () => {
    const { _id: id } = run("handshake create", ["--flow", "FX0onboarding", "--tag", "a-tag", "--variables", server.write("v", '{"mobile": "+919876543210"}')]);
    const list = run("handshake list", ["--flow", "FX0onboarding", "--tag", "a-tag"]);
    assert.deepEqual([list.handshakes.map((row) => row._id), list.next], [[id], null]);
    const first = run("handshake list", ["--flow", "FX0onboarding", "--limit", "1"]);
    const second = run("handshake list", ["--flow", "FX0onboarding", "--limit", "1", "--cursor", first.next]);
    assert.notEqual(first.handshakes[0]._id, second.handshakes[0]._id);
    run("handshake cancel", ["--handshake", id]);
    assert.equal((await server.page(app, id).launch()).body.code, "handshake_cancelled");
    run("handshake archive", ["--handshake", id]);
    assert.equal((await server.page(app, id).launch()).body.code, "handshake_archived");
    refused("handshake cancel", ["--handshake", id]);
    refused("handshake archive", ["--handshake", `DS0${"x".repeat(22)}`]);
  });

  it("leave a record that verifies, alone and as an export, and names what was changed", () => {
    const day = run("audit verify").last.slice(0, 10);
    const verified = run("audit verify", ["--day", day]);
    const text = sealflow(["audit", "export", "--app", app.clientKey, "--day", day, ...server.stored]);
    const entries = text.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(entries.length, verified.entries);
    assert.equal(entries.at(-1).hash, verified.hash);
    const actions = new Set(entries.map(({ action }) => action));
    for (const action of ["app.create", "flow.publish", "app.rotate_token", "app.rotate_secret", "app.change", "app.deactivate", "app.activate",
      "flow.deactivate", "flow.activate", "handshake.create", "handshake.list", "handshake.cancel", "handshake.archive", "result.fetch"]) {
      assert.ok(actions.has(action), action);
    }
    const actors = new Set(entries.map(({ actor }) => actor.split(":")[0]));
    assert.deepEqual(actors, new Set(["operator", "backend"]));
    assert.ok(entries.some(({ action, outcome }) => action === "handshake.cancel" && outcome === "handshake_archived"));
    assert.ok(![app.serverToken, app.clientSecret, "a-tag", "+919876543210"].some((secret) => text.includes(secret)));
    // Anybody can recompute the hashes: members in order, without blanks.
    for (const { hash, ...entry } of entries) {
      const sorted = JSON.stringify(entry, Object.keys(entry).sort());
      assert.equal(createHash("sha256").update(sorted).digest("hex"), hash);
    }
    const lines = text.trim().split("\n");
    const verify = (changed, exit) => sealflow(["audit", "verify", "--json", "-"], { input: `${changed.join("\n")}\n`, exit });
    assert.equal(verify(lines, 0).entries, lines.length);
    assert.equal(verify(lines.with(2, lines[2].replace("operator:", "operator:x")), 1).error.where, `${day}/3`);
    assert.equal(verify(lines.toSpliced(4, 1), 1).error.where, `${day}/5`);
    refused("audit export", ["--day", "yesterday"], 2);
  });

  it("cannot name everybody as a proxy", async () => {
    await assert.rejects(startServer({ flags: ["--trusted-proxy", "*"] }), /trusted proxy/);
    await assert.rejects(startServer({ flags: ["--trusted-proxy", "10.0.0.0/33"] }), /trusted proxy/);
  });
});
