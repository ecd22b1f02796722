// `sealflow/core` for Node. An entry of its own, chosen by the package's `exports`: nothing guesses where it runs.
import {webcrypto} from "node:crypto";
import {readFile} from "node:fs/promises";
import {Core} from "./engine/full.js";
import {compileEngine, startEngine} from "./engine/start.js";

export * from "./core-exports.js";

/** Loads the core. Each call gives an engine of its own; one per process is enough. */
export async function loadCore(): Promise<Core> {
  const {default: create} = await import("#engine/core");
  const bytes = readFile(new URL("./sealflow-core.wasm", import.meta.url)).then((file) => new Uint8Array(file));
  return new Core(await startEngine(create, compileEngine(bytes)), webcrypto.subtle as SubtleCrypto);
}
