// Builds the package into dist/: JavaScript by esbuild, declarations by tsc, the engines from CMake's output.
//
//   npm run build                 engines from ../build/wasm/dist
//   SEALFLOW_WASM_DIST=<folder>   … from there
//
// Everything lands in one folder without subfolders, so that `new URL("./x", import.meta.url)` means the same before
// and after bundling. sealflowd serves that folder as it is.
import {execFileSync} from "node:child_process";
import {chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import esbuild from "esbuild";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(web, "dist");
const engines = resolve(process.env.SEALFLOW_WASM_DIST ?? join(web, "../build/wasm/dist"));
const {version} = JSON.parse(readFileSync(join(web, "package.json"), "utf8"));

for (const name of ["sealflow-page", "sealflow-core"]) {
  if (!existsSync(join(engines, `${name}.mjs`))) {
    console.error(`${name}.mjs is not in ${engines}: build the engines first (cmake --preset wasm, then build it).`);
    process.exit(1);
  }
}

const shared = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
  define: {SEALFLOW_VERSION: JSON.stringify(version)},
  // The engines' loaders are made by Emscripten; the package bundles and minifies them like its own code.
  alias: {"#engine/page": join(engines, "sealflow-page.mjs"), "#engine/core": join(engines, "sealflow-core.mjs")},
};

rmSync(dist, {recursive: true, force: true});
mkdirSync(dist, {recursive: true});

// Two groups that share no file: the launcher is split as it needs, and does not grow by what others share with it.
const groups = [
  {index: "src/index.ts", flowx: "src/flowx.ts"},
  {
    core: "src/core.ts",
    "core.node": "src/core.node.ts",
    local: "src/local.ts",
    "local.node": "src/local.node.ts",
    server: "src/server.ts",
  },
];
for (const entryPoints of groups) {
  await esbuild.build({
    ...shared,
    entryPoints,
    outdir: dist,
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    external: ["node:*"],
    entryNames: "[name]",
  });
}
// One entry has another name than its file, because flowx.js is the classic script of the same purpose.
renameSync(join(dist, "flowx.js"), join(dist, "flowx.mjs"));

// Whole files of their own: one is for a <script>, the other for a worker.
for (const entryPoints of [{flowx: "src/flowx-script.ts"}, {"judge-worker": "src/ui/capture/judge-worker.ts"}]) {
  await esbuild.build({...shared, entryPoints, outdir: dist, format: "iife"});
}

for (const name of ["sealflow-page", "sealflow-core"]) {
  const wasm = join(engines, `${name}.wasm`);
  // The build without WebAssembly has none.
  if (!existsSync(wasm)) continue;
  copyFileSync(wasm, join(dist, `${name}.wasm`));
  chmodSync(join(dist, `${name}.wasm`), 0o644);
}

copyFileSync(join(web, "../core/flow.schema.json"), join(dist, "flow.schema.json"));

execFileSync(process.execPath, [join(web, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: web,
  stdio: "inherit",
});
