// The master key is replaced while sealflowd runs, by a command that is killed again and again.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { program, sealflow, startServer, walk } from "./harness.mjs";

const text = (file) => readFileSync(file, "utf8");
/** Runs it and kills it after `ms`; gives its exit code, or null when it was killed. */
const killedAfter = (args, ms) => new Promise((resolve) => {
  const child = spawn(program("sealflow"), args, { stdio: "ignore" });
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  child.once("exit", (code) => { clearTimeout(timer); resolve(code); });
});

describe("the master key", () => {
  it("is replaced while the server runs; the command may be killed at any moment", async () => {
    let server = await startServer();
    const { folder, stored } = server;
    const keyFile = join(folder, "master.key");
    const app = server.createApp();
    server.publish(app);
    const backend = () => server.backend(app);
    const first = (await backend().create()).body._id;
    await walk(server, app, server.page(app, first));
    const ids = [first];
    for (let i = 0; i < 10; ++i) {
      const made = await Promise.all(Array.from({ length: 30 }, () => backend().create()));
      ids.push(...made.map(({ body }) => body._id));
    }
    const newFile = join(folder, "new.key");
    sealflow(["master-key", "create", "--out", newFile]);
    const old = text(keyFile);

    // Both are given, the new one first: it wraps from now on.
    await server.stop({ keep: true });
    writeFileSync(keyFile, text(newFile) + old);
    chmodSync(keyFile, 0o600);
    server = await startServer({ folder });
    const { masterKeys } = sealflow(["master-key", "list", "--json", ...stored]);
    assert.deepEqual(masterKeys.map(({ wraps, keys }) => [wraps, keys > 300]), [[true, false], [false, true]]);
    const command = ["master-key", "rewrap", "--batch", "1", ...stored];
    // Killed while it starts, then a little later each time: in the middle of its work, however fast the machine, until it comes to its end.
    let halfway = 0;
    for (let i = 0; i < 60; ++i) {
      if ((await killedAfter(command, 10 + 4 * i)) !== null) break;
      const [fresh, former] = sealflow(["master-key", "list", "--json", ...stored]).masterKeys;
      if (fresh.keys > 10 && former.keys > 0) ++halfway;
      const [made, result] = await Promise.all([backend().create(), backend().result(first)]);
      ids.push(made.body._id);
      assert.equal(result.body.outcome, "completed");
    }
    assert.ok(halfway > 0, "it was killed in the middle at least once");
    sealflow(["master-key", "rewrap", ...stored]);
    assert.deepEqual(sealflow(["master-key", "list", "--json", ...stored]).masterKeys.map(({ keys }) => keys > 0), [true, false]);
    sealflow(["audit", "verify", "--app", app.clientKey, ...stored]);

    // The old one goes.
    await server.stop({ keep: true });
    writeFileSync(keyFile, text(newFile));
    server = await startServer({ folder });
    for (const id of ids) {
      const { status, body } = await backend().result(id);
      assert.equal(status, 200, `${id}: ${JSON.stringify(body)}`);
      assert.equal(body.tag, "user-1");
    }
    assert.ok((await backend().result(first)).body.resultSignature);
    assert.equal((await server.page(app, ids.at(-1)).launch()).status, 200);
    await server.stop({ keep: true });

    // And alone it opens nothing any more.
    writeFileSync(keyFile, old);
    await assert.rejects(startServer({ folder }), /the master key is not the one/);
    writeFileSync(keyFile, text(newFile));
    await (await startServer({ folder })).stop();
  });

  it("stops the start when one is missing that still wraps keys", async () => {
    const server = await startServer();
    const keyFile = join(server.folder, "master.key");
    const old = text(keyFile);
    server.createApp();
    await server.stop({ keep: true });
    const newFile = join(server.folder, "new.key");
    sealflow(["master-key", "create", "--out", newFile]);
    writeFileSync(keyFile, text(newFile) + old);
    const [, { id }] = sealflow(["master-key", "list", "--json", ...server.stored]).masterKeys;
    sealflow(["app", "create", "--name", "B", "--mode", "sandbox", ...server.stored]);
    writeFileSync(keyFile, text(newFile));
    await assert.rejects(startServer({ folder: server.folder }), new RegExp(`keys under the master key ${id}, which is not given`));
    const { error } = sealflow(["app", "list", "--json", ...server.stored], { exit: 4 });
    assert.match(error.message, new RegExp(id));
  });
});
