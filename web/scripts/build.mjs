// Builds the package into dist/: JavaScript by esbuild and (chunks.mjs) Rollup, declarations by tsc, the engines from CMake's output
// (engines.mjs says where that is).
//
// Everything lands in one folder without subfolders, so that `new URL("./x", import.meta.url)` means the same before
// and after bundling. sealflowd serves that folder as it is.
import {execFileSync} from "node:child_process";
import {chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import esbuild from "esbuild";
import {buildChunks} from "./chunks.mjs";
import {alias, define, engines, hasPlainEngine, integrityOf, web} from "./engines.mjs";

const dist = join(web, "dist");

const shared = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
  define,
  alias,
};

rmSync(dist, {recursive: true, force: true});
mkdirSync(dist, {recursive: true});

// Two groups that share no file: the launcher is split as it needs, and does not grow by what others share with it.
const external = ["react", ...(hasPlainEngine ? [] : ["#engine/page-js"])];
const files = await buildChunks({index: "src/index.ts", flowx: "src/flowx.ts", react: "src/react.ts"}, dist, {...shared, external});

await esbuild.build({
  ...shared,
  entryPoints: {
    core: "src/core.ts",
    "core.node": "src/core.node.ts",
    local: "src/local.ts",
    "local.node": "src/local.node.ts",
    server: "src/server.ts",
  },
  outdir: dist,
  format: "esm",
  splitting: true,
  chunkNames: "[name]-[hash]",
  external: ["node:*"],
});

// Whole files of their own: one is for a <script>, the other for a worker. The script knows what a launch loads in any case.
const first = files.filter((name) => /^(launched-flow|ui|engine)-/.test(name));
for (const entryPoints of [{flowx: "src/flowx-script.ts"}, {"judge-worker": "src/ui/capture/judge-worker.ts"}]) {
  const knowing = {...define, SEALFLOW_FIRST_FILES: JSON.stringify(first)};
  await esbuild.build({...shared, define: knowing, entryPoints, outdir: dist, format: "iife"});
}

for (const name of ["sealflow-page", "sealflow-core"]) {
  copyFileSync(join(engines, `${name}.wasm`), join(dist, `${name}.wasm`));
  chmodSync(join(dist, `${name}.wasm`), 0o644);
}

copyFileSync(join(web, "../core/flow.schema.json"), join(dist, "flow.schema.json"));

// What a page may load, by name: for `integrity` of a script element and of an import map.
const loadable = readdirSync(dist).filter((name) => /\.(m?js|wasm)$/.test(name)).sort();
const hashes = Object.fromEntries(loadable.map((name) => [name, integrityOf(join(dist, name))]));
writeFileSync(join(dist, "integrity.json"), `${JSON.stringify(hashes, null, 2)}\n`);

execFileSync(process.execPath, [join(web, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: web,
  stdio: "inherit",
});

// A declaration that imports JSON needs a setting of the compiler that not everybody has.
const keys = Object.keys(JSON.parse(readFileSync(join(web, "src/locales/en.json"), "utf8")));
writeFileSync(join(dist, "types/i18n/keys.d.ts"), `export type MessageKey = ${keys.map((key) => JSON.stringify(key)).join(" | ")};\n`);
