// `sealflow/local` for pages: the whole engine, no server. For tests, demos, and flows without secrets.
import {loadCore} from "./core.js";
import type {LocalOptions} from "./local/options.js";
import type {LocalRun} from "./local/run.js";
import {startOn} from "./local/start.js";

export * from "./local-exports.js";
export {indexedDbStore} from "./local/indexed-db-store.js";

/**
 * Prepares a run: loads the core, checks the flow, reads the store. Nothing begins before `launch()`.
 *
 * Throws `TypeError` for wrong options, and SealflowError: `flow_invalid` with every problem; `unsupported_scenario` for
 * a flow that needs a server; `log_damaged` or `state_incompatible` for what the store holds, which is then left as it is.
 */
export function startLocal(options: LocalOptions): Promise<LocalRun> {
  return startOn({loadCore, random: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)}, options);
}
