// What a page loads from us, and from the npm packages of others: bundled and minified by esbuild, gzip -9. Writes the
// table of docs/performance.md with `--write`. Needs the npm registry, so it is no part of the tests.
//
//   npm run bench:sizes
import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {gzipSync} from "node:zlib";
import {peers} from "./peers.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const esbuild = createRequire(join(root, "web/package.json"))("esbuild");
const gzip = (bytes) => gzipSync(bytes, {level: 9}).length;

/** Installs without running anything of the package, and bundles all that it exports. */
async function measure({name, version, external = [], undeclared = []}) {
  const folder = mkdtempSync(join(tmpdir(), "sealflow-peer-"));
  try {
    writeFileSync(join(folder, "package.json"), "{}");
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--omit=peer", "--legacy-peer-deps", "--loglevel=error"];
    execFileSync("npm", ["install", ...flags, `${name}@${version}`, ...undeclared], {cwd: folder, stdio: "ignore", timeout: 240_000});
    const {outputFiles, metafile} = await esbuild.build({
      stdin: {contents: `import * as all from ${JSON.stringify(name)}; export {all};`, resolveDir: folder},
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      // What is only imported when it is needed is a file of its own, and not counted; as with ours.
      splitting: true,
      outdir: folder,
      absWorkingDir: folder,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
      external: [...external, "fs", "path", "crypto", "module", "url", "worker_threads"],
      // Only scripts are counted.
      loader: {".css": "empty", ".scss": "empty", ".svg": "empty", ".png": "empty", ".wasm": "empty", ".ttf": "empty", ".woff2": "empty"},
    });
    const counted = atOnce(metafile.outputs);
    const files = outputFiles.filter(({path}) => counted.has(path.slice(folder.length + 1))).map(({contents}) => contents);
    const sum = (size) => files.reduce((total, contents) => total + size(contents), 0);
    return {bytes: sum(({length}) => length), gzip: sum(gzip)};
  } catch (error) {
    return {problem: error.errors?.[0]?.text ?? error.message.split("\n")[0]};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** The entry and what it imports statically. */
function atOnce(outputs) {
  const found = new Set();
  const take = (path) => {
    if (found.has(path) || !outputs[path]) return;
    found.add(path);
    for (const {path: next, kind} of outputs[path].imports) if (kind !== "dynamic-import") take(next);
  };
  take(Object.keys(outputs).find((path) => outputs[path].entryPoint));
  return found;
}

/** Groups of wasm/size-budget.json, as scripts/sizes prints them: name -> [raw, gzip]. */
function ours() {
  const lines = execFileSync(process.execPath, [join(root, "scripts/sizes")], {encoding: "utf8"}).split("\n");
  return new Map(lines.map((line) => /^= (.+?) {2,}(\d+) +(\d+)/.exec(line)).filter(Boolean).map(([, name, raw, packed]) => [name, [Number(raw), Number(packed)]]));
}

const kB = (bytes) => (bytes / 1000).toFixed(1);
const row = (...cells) => `| ${cells.join(" | ")} |`;
const rows = [row("what a page loads", "minified, kB", "gzip, kB", "and then, from elsewhere"), "|---|--:|--:|---|"];

const groups = ours();
const launch = ["launcher without UI", "UI with one locale", "page engine", "what keeps input in the browser"];
for (const name of launch) rows.push(row(`Sealflow: ${name}`, ...groups.get(name).map(kB), ""));
const sum = [0, 1].map((i) => launch.reduce((total, name) => total + groups.get(name)[i], 0));
rows.push(row("**Sealflow: all that a launch loads**", ...sum.map((bytes) => `**${kB(bytes)}**`), "nothing"));
for (const peer of peers) {
  const size = await measure(peer);
  const figures = size.problem ? ["not measured", size.problem.slice(0, 60)] : [kB(size.bytes), kB(size.gzip)];
  rows.push(row(`\`${peer.name}\` ${peer.version}`, ...figures, peer.loads));
  console.error(rows.at(-1));
}

const table = rows.join("\n");
console.log(table);
const at = process.argv.indexOf("--write");
if (at > 0) {
  const file = process.argv[at + 1];
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/(<!-- sizes -->\n)[\s\S]*?(\n<!-- end of sizes -->)/, `$1\n${table.replaceAll("$", "$$$$")}\n$2`));
}
