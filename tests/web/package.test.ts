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
  for (const entry of ["sealflow", "sealflow/flowx", "sealflow/core", "sealflow/local", "sealflow/server"]) {
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

test("local: one pass and one failure", () => {
  assert.equal(
    run(`import {startLocal, fileStore} from "sealflow/local";
      const fields = [{name: "x", required: true}];
      const flow = {id: "FX0a", version: "1.0.0", start: "FS0a", stages: [{id: "FS0a", type: "form", fields, next: "done"}], ends: {done: {status: "auto_approved"}}};
      const run = await startLocal({flow, store: fileStore("run.json"), onSuccess: (outcome) => console.log(JSON.stringify(outcome.local), "signature" in outcome)});
      await run.launch();
      await run.submit("FS0a", {}).catch((error) => console.log(error.code));
      await run.submit("FS0a", {x: "1"});`),
    "invalid_input\ntrue false",
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

test("types come first in every entry and hold for Node and for bundlers", () => {
  const {exports} = JSON.parse(readFileSync(join(folder, "node_modules/sealflow/package.json"), "utf8")) as {exports: Record<string, unknown>};
  const typesFirst = (entry: string, conditions: unknown): void => {
    if (typeof conditions !== "object" || conditions === null) return;
    const nested = Object.values(conditions).filter((inner) => typeof inner === "object");
    for (const inner of nested) typesFirst(entry, inner);
    if (nested.length === 0) assert.equal(Object.keys(conditions)[0], "types", entry);
  };
  for (const [entry, conditions] of Object.entries(exports)) typesFirst(entry, conditions);
  const tsc = join(web, "node_modules/typescript/bin/tsc");
  // Each has the store that works there, and not the other.
  for (const [module, resolution, store, elsewhere] of [
    ["Node16", "Node16", "fileStore", "indexedDbStore"],
    ["NodeNext", "NodeNext", "fileStore", "indexedDbStore"],
    ["ESNext", "Bundler", "indexedDbStore", "fileStore"],
  ] as const) {
    writeFileSync(
      join(folder, "program.ts"),
      `import {launch} from "sealflow";
       import {AttestrFlowx} from "sealflow/flowx";
       import {loadCore, type ErrorCode} from "sealflow/core";
       import {startLocal, ${store}, type LocalRun} from "sealflow/local";
       // @ts-expect-error not here
       import {${elsewhere}} from "sealflow/local";
       import {verifyResult} from "sealflow/server";
       const code: ErrorCode = "handshake_consumed";
       // @ts-expect-error no such code
       const wrong: ErrorCode = "handshake_eaten";
       // @ts-expect-error a local run has no signature
       const signature = (run: LocalRun) => run.outcome?.handler === "success" && run.outcome.payload.signature;
       // @ts-expect-error a flow is needed
       void startLocal({store: ${store}("x")});
       export {launch, AttestrFlowx, loadCore, verifyResult, code, wrong, signature, ${elsewhere}};`,
    );
    const flags = ["--noEmit", "--strict", "--target", "ES2022", "--lib", "ES2022,DOM", "--module", module, "--moduleResolution", resolution];
    execFileSync(process.execPath, [tsc, ...flags, "program.ts"], {cwd: folder, stdio: "inherit"});
  }
});

test("the classic script is small and has no import of its own", () => {
  const script = readFileSync(join(folder, "node_modules/sealflow/dist/flowx.js"), "utf8");
  assert.ok(script.length < 4096, `${script.length} bytes`);
  assert.doesNotMatch(script, /^\s*(import|export)\b/m);
});

test("who loads the launcher loads nothing of the other entries", () => {
  const dist = join(folder, "node_modules/sealflow/dist");
  const filesOf = (entry: string, found = new Set<string>()): Set<string> => {
    if (found.has(entry)) return found;
    found.add(entry);
    const source = readFileSync(join(dist, entry), "utf8");
    for (const [, name] of source.matchAll(/\b(?:from|import)\s*\(?"\.\/([\w.-]+\.m?js)"/g)) filesOf(name ?? "", found);
    return found;
  };
  const launcher = filesOf("index.js");
  assert.ok(launcher.size > 4, "the files were found");
  for (const entry of ["core.js", "local.js", "server.js"]) {
    assert.deepEqual([...filesOf(entry)].filter((name) => launcher.has(name)), [], entry);
  }
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
