// Where the engines are that CMake made, and what the sources are told of them.
//
//   SEALFLOW_WASM_DIST=<folder>      instead of ../build/wasm/dist
//   SEALFLOW_WASM_JS_DIST=<folder>   instead of ../build/wasm-js/dist: the page's engine as plain JavaScript
import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

export const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const {version} = JSON.parse(readFileSync(join(web, "package.json"), "utf8"));
export const engines = resolve(process.env.SEALFLOW_WASM_DIST ?? join(web, "../build/wasm/dist"));
const plain = join(resolve(process.env.SEALFLOW_WASM_JS_DIST ?? join(web, "../build/wasm-js/dist")), "sealflow-page.mjs");
/** Without it pages that allow no WebAssembly find no engine: fine for daily work, and scripts/sizes misses it. */
export const hasPlainEngine = existsSync(plain);

for (const name of ["sealflow-page.mjs", "sealflow-page.wasm", "sealflow-core.mjs", "sealflow-core.wasm"]) {
  if (existsSync(join(engines, name))) continue;
  console.error(`${name} is not in ${engines}: build the engines first (cmake --preset wasm, then build it).`);
  process.exit(1);
}
if (!hasPlainEngine) console.warn(`The engine without WebAssembly is left out: there is no ${plain} (cmake --preset wasm-js, then build sealflow-page).`);

/** As Subresource Integrity wants it. */
export const integrityOf = (file) => `sha384-${createHash("sha384").update(readFileSync(file)).digest("base64")}`;

/** The engines' loaders are made by Emscripten; the package bundles and minifies them like its own code. */
export const alias = {
  "#engine/page": join(engines, "sealflow-page.mjs"),
  "#engine/core": join(engines, "sealflow-core.mjs"),
  ...(hasPlainEngine && {"#engine/page-js": plain}),
};

const [, coreVersion] = /project\(sealflow_core VERSION ([\d.]+)/.exec(readFileSync(join(web, "../core/CMakeLists.txt"), "utf8"));
export const define = {
  SEALFLOW_VERSION: JSON.stringify(version),
  SEALFLOW_CORE_VERSION: JSON.stringify(coreVersion),
  SEALFLOW_PAGE_INTEGRITY: JSON.stringify(integrityOf(join(engines, "sealflow-page.wasm"))),
};
