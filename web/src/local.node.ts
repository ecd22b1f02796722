// `sealflow/local` for Node: the whole engine, no server. For tests, demos, and flows without secrets.
import {randomFillSync} from "node:crypto";
import {loadCore} from "./core.node.js";
import type {LocalOptions} from "./local/options.js";
import type {LocalRun} from "./local/run.js";
import {startOn} from "./local/start.js";

export * from "./local-exports.js";
export {fileStore} from "./local/file-store.js";

/**
 * Prepares a run: loads the core, checks the flow, reads the store. Nothing begins before `launch()`.
 *
 * Throws `TypeError` for wrong options, and SealflowError: `flow_invalid` with every problem; `unsupported_scenario` for
 * a flow that needs a server; `log_damaged` or `state_incompatible` for what the store holds, which is then left as it is.
 */
export function startLocal(options: LocalOptions): Promise<LocalRun> {
  return startOn({loadCore, random: randomFillSync}, options);
}
