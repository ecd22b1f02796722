import type {Core, FlowDefinition} from "../engine/full.js";
import {checkFlow, checkOptions, type LocalOptions} from "./options.js";
import {LocalRun} from "./run.js";
import {memoryStore} from "./store.js";

/** What differs between a page and Node. */
export interface Platform {
  loadCore: () => Promise<Core>;
  random: (bytes: Uint8Array) => void;
}

export async function startOn(platform: Platform, options: LocalOptions): Promise<LocalRun> {
  checkOptions(options);
  const {store = memoryStore(), perform = {}, now = Date.now, random = platform.random} = options;
  const core = await platform.loadCore();
  core.check(options.flow);
  const flow = typeof options.flow === "string" ? (JSON.parse(options.flow) as FlowDefinition) : options.flow;
  checkFlow(core, flow, perform);
  // A copy: what the caller changes later is another flow.
  return new LocalRun(core, structuredClone(flow), store, await store.load(), {...options, now, random});
}
