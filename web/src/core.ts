// `sealflow/core` for browsers.
import {Core} from "./engine/full.js";
import {compileEngine, startEngine} from "./engine/start.js";

export * from "./core-exports.js";

/** Loads the core. Each call gives an engine of its own; one per page or process is enough. */
export async function loadCore(): Promise<Core> {
  const {default: create} = await import("#engine/core");
  const engine = await startEngine(create, compileEngine(fetch(new URL("./sealflow-core.wasm", import.meta.url))));
  // Undefined in pages that came over plain http, whatever the types say.
  return new Core(engine, globalThis.crypto.subtle);
}
