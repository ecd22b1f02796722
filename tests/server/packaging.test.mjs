// The systemd unit, as systemd itself reads it. The container file is not built here: it needs a registry.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";

const unit = readFileSync(new URL("../../native/packaging/sealflowd.service", import.meta.url), "utf8");
const missing = spawnSync("systemd-analyze", ["--version"]).error ? "systemd-analyze is not there" : false;

it("is a unit that systemd takes, and leaves the service little of the machine", { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-unit-"));
  const file = join(folder, "sealflowd.service");
  // The program need not be installed where this is tried.
  writeFileSync(file, unit.replace("/usr/bin/sealflowd", "/bin/true"));
  const verify = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  assert.deepEqual([verify.status, verify.stderr], [0, ""]);
  writeFileSync(file, unit.replace("/usr/bin/sealflowd", "/bin/true").replace("ProtectSystem=strict", "ProtectSystm=strict"));
  assert.match(spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" }).stderr, /ProtectSystm/, "a slip is found");
  writeFileSync(file, unit);
  const exposure = execFileSync("systemd-analyze", ["security", "--offline=yes", file], { encoding: "utf8" });
  assert.ok(Number(/exposure level for sealflowd\.service: ([\d.]+)/.exec(exposure)[1]) < 2, exposure.split("\n").at(-2));
  rmSync(folder, { recursive: true });
});
