// The launcher's files, cut by Rollup: what a page loads first is in few of them, and what is loaded later imports from
// those instead of sharing yet another file. esbuild, which does everything else, would make a file of each overlap.
import {writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {nodeResolve} from "@rollup/plugin-node-resolve";
import esbuild from "esbuild";
import {rollup} from "rollup";
import {web} from "./engines.mjs";

/** Builds `entries` (name: source file) into `dist`, and gives the names of all files. The options are esbuild's. */
export async function buildChunks(entries, dist, {target, define, alias, external}) {
  const src = join(web, "src");
  const bundle = await rollup({
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(web, file)])),
    external: (id) => external.includes(id),
    // The other entries, and what is loaded later, import from the first: index.js has a few exports more than it shows.
    preserveEntrySignatures: "allow-extension",
    plugins: [sources(src, {target, define, alias}), nodeResolve({browser: true})],
    // The one directive is written anew, below.
    onwarn: (warning, warn) => warning.code !== "MODULE_LEVEL_DIRECTIVE" && warn(warning),
  });
  const {output} = await bundle.generate({
    format: "es",
    // One entry has another name than its file, because flowx.js is the classic script of the same purpose.
    entryFileNames: ({name}) => (name === "flowx" ? "flowx.mjs" : "[name].js"),
    chunkFileNames: "[name]-[hash].js",
    hashCharacters: "base36",
    // What is loaded together lies together: gzip works better on one file, and each file is a request.
    // A module goes into the first that needs it.
    manualChunks: {
      index: [join(web, entries.index)],
      "launched-flow": [join(src, "launch/launched-flow.ts")],
      engine: [join(src, "engine/page.ts")],
    },
    banner: ({name}) => (name === "react" ? '"use client";' : ""),
    plugins: [minified(target)],
  });
  await bundle.close();
  const renamed = inCapitals(output.map(({fileName}) => fileName));
  for (const file of output) writeFileSync(join(dist, renamed(file.fileName)), renamed(file.code ?? file.source));
  return output.map(({fileName}) => renamed(fileName));
}

/** `name-1A2B3C4D.js`: by such a name sealflowd knows that a browser may keep a file for good. */
function inCapitals(names) {
  const hashed = names.filter((name) => /-[a-z0-9]{8}\.js$/.test(name));
  const capitals = (name) => name.replace(/[a-z0-9]{8}(?=\.js$)/, (hash) => hash.toUpperCase());
  return (text) => hashed.reduce((made, name) => made.replaceAll(name, capitals(name)), text);
}

/** TypeScript and JSON, where an import says `.js` of a `.ts`. */
function sources(src, {target, define, alias}) {
  return {
    name: "sources",
    resolveId(id, from) {
      if (alias[id]) return alias[id];
      return from?.startsWith(src) && id.startsWith(".") ? join(dirname(from), id).replace(/\.js$/, ".ts") : null;
    },
    async transform(code, id) {
      if (id.endsWith(".json")) return {code: `export default ${code}`, map: null};
      if (!id.endsWith(".ts")) return null;
      const {code: script} = await esbuild.transform(code, {loader: "ts", target, define, charset: "utf8"});
      return {code: script, map: null};
    },
  };
}

/** Small, and with the licences of others in one file beside. */
function minified(target) {
  const licences = new Set();
  return {
    name: "minified",
    async renderChunk(code) {
      const options = {minify: true, format: "esm", target, charset: "utf8", legalComments: "external"};
      const {code: small, legalComments} = await esbuild.transform(code, options);
      if (!legalComments) return {code: small, map: null};
      licences.add(legalComments);
      return {code: `${small}/*! Licences: LEGAL.txt */\n`, map: null};
    },
    generateBundle() {
      this.emitFile({type: "asset", fileName: "LEGAL.txt", source: [...licences].join("\n")});
    },
  };
}
