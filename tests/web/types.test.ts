// Types are a promise, too: each `// @ts-expect-error` in types/ is a test of its own. The files are compiled without
// those comments, and each must then be followed by an error, and nothing else be wrong.
import assert from "node:assert/strict";
import {readdirSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {test} from "node:test";

const fromWeb = createRequire(join(SEALFLOW_ROOT, "web/package.json"));
const ts = fromWeb("typescript") as typeof import("../../web/node_modules/typescript/lib/typescript.js");
const folder = join(SEALFLOW_ROOT, "tests/web/types");
const files = readdirSync(folder).map((name) => join(folder, name));
const configFile = join(SEALFLOW_ROOT, "web/tsconfig.json");
const {config} = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path)) as {config: unknown};
const {options} = ts.parseJsonConfigFileContent(config, ts.sys, join(SEALFLOW_ROOT, "web"));

const host = ts.createCompilerHost(options);
const readFile = host.readFile.bind(host);
host.readFile = (path) => (files.includes(path) ? readFile(path)?.replaceAll("@ts-expect-error", "expected:") : readFile(path));
const program = ts.createProgram(files, options, host);

for (const file of files) {
  const source = program.getSourceFile(file);
  const wrong = new Set<number>();
  for (const {start = 0} of ts.getPreEmitDiagnostics(program, source)) {
    wrong.add(source?.getLineAndCharacterOfPosition(start).line ?? 0);
  }
  const name = file.slice(folder.length + 1);
  readFileSync(file, "utf8").split("\n").forEach((line, index) => {
    const expected = /\/\/ @ts-expect-error (.*)/.exec(line);
    if (expected === null) return;
    const refused = wrong.delete(index + 1);
    test(`${name} does not compile: ${expected[1] ?? ""}`, () => {
      assert.ok(refused, `line ${index + 2} compiles`);
    });
  });
  test(`${name}: the rest compiles`, () => {
    assert.deepEqual([...wrong].map((line) => line + 1), []);
  });
}
