// The stream of analytics: by schema, after the commit, without a word of what somebody typed.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";

import Ajv from "ajv/dist/2020.js";

import { eventually, startServer, walk } from "./harness.mjs";

const schema = JSON.parse(readFileSync(new URL("../../docs/reference/analytics.schema.json", import.meta.url)));
const valid = new Ajv({ allErrors: true }).compile(schema);

it("tells a walk from creation to end, with durations, and nothing of the person", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-analytics-"));
  const file = join(folder, "analytics.jsonl");
  const server = await startServer({ flags: ["--analytics", `file:${file}`] });
  const app = server.createApp();
  server.publish(app);
  const id = (await server.backend(app).create({ tag: "tag-of-asha" })).body._id;
  const page = server.page(app, id);
  await page.launch();
  await page.submit("FS0consent", { accepted: true });
  await eventually(async () => (await server.codes(app)).find((each) => each.handshake === id));
  const wrong = await page.submit("FS0otp", { code: "000000" }, { seq: (await page.events()).body.seq });
  assert.notEqual(wrong.body.code, "seq_conflict");
  await walk(server, app, server.page(app, (await server.backend(app).create()).body._id));
  await server.stop({ keep: true });

  const text = readFileSync(file, "utf8");
  const lines = text.trim().split("\n").map((line) => JSON.parse(line));
  for (const line of lines) assert.ok(valid(line), JSON.stringify([line, valid.errors]));
  const handshake = createHash("sha256").update(id).digest("hex");
  const types = lines.filter((line) => line.handshake === handshake).map(({ type, stage }) => (stage ? `${type} ${stage}` : type));
  assert.deepEqual(types.slice(0, 5), ["created", "launched", "stage_entered FS0consent", "stage_passed FS0consent", "stage_entered FS0otp"]);
  assert.equal(types.at(-1), "stage_rejected FS0otp");
  const last = lines.at(-1);
  assert.deepEqual([last.type, last.outcome, last.status, last.app], ["ended", "completed", "auto_approved", app.clientKey]);
  assert.ok(last.durationMs > 0);
  for (const secret of [id, "tag-of-asha", "9876543210", "ABCPE1234F", "Asha", "1990-05-17", "000000"]) assert.ok(!text.includes(secret), secret);
  for (const folderToRemove of [folder, server.folder]) rmSync(folderToRemove, { recursive: true });
});

it("refuses members that the schema does not know", () => {
  const line = { v: 1, type: "created", at: 1, handshake: "a".repeat(64), app: "b".repeat(32), flow: "FX0a" };
  assert.ok(valid(line));
  assert.ok(!valid({ ...line, mobile: "+919876543210" }));
});

it("does not hold up the server when nobody reads it, counts what is lost, and does not start with a sink it cannot open", async () => {
  const sink = "/dev/full"; // takes nothing: every write fails with ENOSPC
  if (existsSync(sink)) {
    const server = await startServer({ flags: ["--analytics", `file:${sink}`] });
    const app = server.createApp();
    server.publish(app);
    for (let i = 0; i < 20; i++) assert.equal((await server.backend(app).create()).status, 200);
    const metric = async () => Number(/^sealflow_analytics_dropped_total (\d+)$/m.exec(await (await fetch(`${server.operations}/metrics`)).text())[1]);
    assert.equal(await eventually(async () => ((await metric()) === 20 ? 20 : undefined)), 20);
    await server.stop();
  }
  await assert.rejects(startServer({ flags: ["--analytics", "file:/nowhere/at/all"] }), /cannot open the analytics file/);
  await assert.rejects(startServer({ flags: ["--analytics", "syslog"] }), /file:PATH, stdout or none/);
});
