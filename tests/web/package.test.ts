// The package as people get it: packed, installed in an empty folder, imported, type-checked.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";

const web = join(SEALFLOW_ROOT, "web");
let folder = "";

before(() => {
  folder = mkdtempSync(join(tmpdir(), "sealflow-package-"));
  const npm = (cwd: string, ...args: string[]): string => execFileSync("npm", args, {cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"]});
  const packed = JSON.parse(npm(web, "pack", "--json", "--ignore-scripts", "--pack-destination", folder)) as unknown;
  const [{filename}] = Object.values(packed as object) as [{filename: string}];
  writeFileSync(join(folder, "package.json"), '{"private": true, "type": "module"}');
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", `./${filename}`);
});
after(() => {
  rmSync(folder, {recursive: true, force: true});
});

/** Runs a module in the folder; gives what it prints, or throws with what it complains about. */
function run(source: string): string {
  const file = join(folder, "program.mjs");
  writeFileSync(file, source);
  return execFileSync(process.execPath, [file], {cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"]}).trim();
}

test("there is nothing to install besides", () => {
  assert.deepEqual(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")), ["sealflow"]);
});

test("every entry is imported on a server without a trace", () => {
  for (const entry of ["sealflow", "sealflow/flowx", "sealflow/core", "sealflow/server"]) {
    const printed = run(`
      const before = Object.getOwnPropertyNames(globalThis).sort().join();
      const handles = process._getActiveHandles().length;
      const module = await import("${entry}");
      const after = Object.getOwnPropertyNames(globalThis).sort().join();
      console.log(before === after, process._getActiveHandles().length === handles, Object.keys(module).length > 0);`);
    assert.equal(printed, "true true true", entry);
  }
});

test("the core works from where it is installed: one pass and one failure", () => {
  assert.equal(
    run(`import {loadCore, SealflowError} from "sealflow/core";
      const core = await loadCore();
      try { core.check("{}"); } catch (error) { console.log(error instanceof SealflowError, error.code, core.parseDuration("1h")); }`),
    "true flow_invalid 3600000",
  );
});

test("server: one pass and one failure", () => {
  assert.equal(
    run(`import {createHmac} from "node:crypto";
      import {verifyResult} from "sealflow/server";
      const resultText = "{}", resultSignature = createHmac("sha256", "s").update(resultText).digest("hex");
      for (const clientSecret of ["s", "t"]) {
        console.log(JSON.stringify(await verifyResult({clientSecret, result: {resultText, resultSignature}, handlerSignature: resultSignature})));
      }`),
    '{"ok":true}\n{"ok":false,"reason":"wrong_key"}',
  );
});

test("launch() on a server is a mistake that is told", () => {
  assert.equal(run('import {launch} from "sealflow"; try { launch({}) } catch (error) { console.log(error.name) }'), "TypeError");
});

test("what is not exported cannot be reached", () => {
  assert.throws(() => run('await import("sealflow/dist/index.js")'), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});

test("types come first in every entry and hold under NodeNext and bundlers", () => {
  const {exports} = JSON.parse(readFileSync(join(folder, "node_modules/sealflow/package.json"), "utf8")) as {exports: Record<string, unknown>};
  for (const [entry, conditions] of Object.entries(exports)) {
    if (typeof conditions === "object" && conditions !== null) assert.equal(Object.keys(conditions)[0], "types", entry);
  }
  writeFileSync(
    join(folder, "program.ts"),
    `import {launch} from "sealflow";
     import {AttestrFlowx} from "sealflow/flowx";
     import {loadCore, type ErrorCode} from "sealflow/core";
     import {verifyResult} from "sealflow/server";
     const code: ErrorCode = "handshake_consumed";
     // @ts-expect-error no such code
     const wrong: ErrorCode = "handshake_eaten";
     export {launch, AttestrFlowx, loadCore, verifyResult, code, wrong};`,
  );
  const tsc = join(web, "node_modules/typescript/bin/tsc");
  for (const module of [["NodeNext", "NodeNext"], ["ESNext", "Bundler"]]) {
    const flags = ["--noEmit", "--strict", "--target", "ES2022", "--lib", "ES2022,DOM", "--module", module[0] ?? "", "--moduleResolution", module[1] ?? ""];
    execFileSync(process.execPath, [tsc, ...flags, "program.ts"], {cwd: folder, stdio: "inherit"});
  }
});

test("the classic script is small and has no import of its own", () => {
  const script = readFileSync(join(folder, "node_modules/sealflow/dist/flowx.js"), "utf8");
  assert.ok(script.length < 4096, `${script.length} bytes`);
  assert.doesNotMatch(script, /^\s*(import|export)\b/m);
});

test("nothing in the package compiles text as code, or names another host", () => {
  const dist = join(folder, "node_modules/sealflow/dist");
  for (const name of readdirSync(dist).filter((file) => file.endsWith("js"))) {
    const source = readFileSync(join(dist, name), "utf8");
    assert.doesNotMatch(source, /\beval\(|new Function\(|\.innerHTML\s*=\s*location/, name);
    const hosts = [...source.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
    // The name of a namespace, never asked.
    assert.deepEqual(hosts.filter((host) => host !== "www.w3.org"), [], name);
  }
});
