// What is for sandboxes alone keeps out of live apps: when a flow is published, and when the server starts.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import { sealflow, startServer } from "./harness.mjs";

const flow = (provider) => JSON.stringify({
  id: "FX0face", version: "1.0.0", start: "FS0face",
  variables: { user: { type: "string", source: "backend" } },
  stages: [{ id: "FS0face", type: "biometric", provider, mode: "enrol", toRule: "inputs.user", next: "done" }],
  ends: { done: { status: "auto_approved" } },
}, null, 2);

describe("a live app and the simulated provider", () => {
  let server, app;
  before(async () => {
    server = await startServer();
    app = server.createApp({ mode: "live", ips: ["127.0.0.1"] });
  });
  after(() => server.stop());
  const publish = (provider, options) =>
    sealflow(["flow", "publish", "--json", "-", "--app", app.clientKey, ...server.stored], { input: flow(provider), ...options });
  const doctor = (options) => sealflow(["doctor", "--json", "--", "--config", `${server.folder}/settings.json`, ...server.stored], options)
    .findings.filter(({ name }) => name === "flows").map(({ level, text }) => [level, text]);

  it("the flow is not published, and the editor is led to the place", () => {
    const { problems: [problem, ...more] } = publish("simulated", { exit: 1 });
    assert.deepEqual([problem.code, problem.where, problem.reason, more], ["flow_invalid", "/stages/0/provider", "sandbox_only", []]);
    assert.match(flow("simulated").split("\n")[problem.line - 1], /"provider": "simulated"/);
    const day = new Date().toISOString().slice(0, 10);
    const audit = sealflow(["audit", "export", "--app", app.clientKey, "--day", day, ...server.stored]);
    assert.match(audit, /"flow\.publish"[^\n]*"flow_invalid"|"flow_invalid"[^\n]*"flow\.publish"/);
  });

  it("a server does not start when the settings put it behind the name of a real one", async () => {
    const settingsFile = server.write("renamed.json", JSON.stringify({ providers: { iproov: { type: "simulated" } } }));
    const { problems } = sealflow(["flow", "publish", "--json", "-", "--app", app.clientKey, "--config", settingsFile, ...server.stored], { input: flow("iproov"), exit: 1 });
    assert.deepEqual(problems.map(({ reason }) => reason), ["sandbox_only"]);
    publish("iproov");
    const activate = (options, ...more) => sealflow(["app", "activate", "--json", "--app", app.clientKey, ...more, ...server.stored], options);
    sealflow(["app", "deactivate", "--app", app.clientKey, ...server.stored]);
    const refusal = activate({ exit: 1 }, "--config", settingsFile);
    assert.match(JSON.stringify(refusal), /flow FX0face: .*FS0face.*sandbox_only|sandbox_only.*flow FX0face/);
    activate({});
    await server.stop({ keep: true });
    const settings = { providers: { iproov: { type: "simulated" } } };
    await assert.rejects(startServer({ folder: server.folder, settings }), ({ message }) => {
      assert.match(message, /^sealflowd ended \(4\)/);
      for (const part of [app.clientKey, "FX0face", "FS0face", '"iproov"', "sealflow flow deactivate"]) assert.ok(message.includes(part), part);
      return true;
    });
    const [[level, text]] = doctor({ exit: 1 });
    assert.equal(level, "failure");
    assert.ok(text.includes("FX0face"));

    sealflow(["flow", "deactivate", "--json", "--app", app.clientKey, "--flow", "FX0face", ...server.stored]);
    assert.deepEqual(doctor({}).map(([level]) => level), ["ok"]);
    const again = await startServer({ folder: server.folder });
    assert.equal((await again.backend(app).create({ flow: "FX0face", variables: {} })).body.code, 40034);
    await again.stop({ keep: true });
  });
});
