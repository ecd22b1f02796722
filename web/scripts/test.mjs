// Bundles each test of ../tests/web with the sources it uses and runs them all with Node's own runner.
//
//   npm test                  all
//   npm test -- outbox core   those whose names begin so
import {spawnSync} from "node:child_process";
import {existsSync, readdirSync, rmSync} from "node:fs";
import {join, resolve} from "node:path";
import esbuild from "esbuild";
import {alias, define, web} from "./engines.mjs";

const tests = join(web, "../tests/web");
const out = join(web, "../build/web-test");

if (!existsSync(join(web, "dist/index.js"))) {
  console.error("dist/ is not there: run `npm run build` first");
  process.exit(1);
}

const wanted = process.argv.slice(2);
const names = readdirSync(tests)
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));

rmSync(out, {recursive: true, force: true});
await esbuild.build({
  absWorkingDir: tests,
  entryPoints: names,
  outdir: out,
  outExtension: {".js": ".mjs"},
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node18",
  sourcemap: "inline",
  logLevel: "warning",
  define: {
    ...define,
    // Bundles lie elsewhere than their sources; tests that read files start from here.
    SEALFLOW_ROOT: JSON.stringify(resolve(web, "..")),
  },
  alias,
  // The tests lie beside this folder, and use its packages.
  nodePaths: [join(web, "node_modules")],
  // What is published is tested as it is, not bundled once more.
  external: ["sealflow", "sealflow/*", "#engine/page-js"],
});

const files = names.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], {stdio: "inherit"});
process.exit(run.status ?? 1);
