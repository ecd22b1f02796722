import { Core } from "./engine/full.js";
export * from "./core-exports.js";
/** Loads the core. Each call gives an engine of its own; one per process is enough. */
export declare function loadCore(): Promise<Core>;
