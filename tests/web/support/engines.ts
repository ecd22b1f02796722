// The engines as the package has them, loaded in Node.
import {readFileSync} from "node:fs";
import createFull from "#engine/core";
import createPage from "#engine/page";
import type {Engine} from "../../../web/src/engine/engine.js";
import {Core} from "../../../web/src/engine/full.js";
import {PageEngine} from "../../../web/src/engine/page.js";
import {compileEngine, startEngine, type EngineFactory, type EngineModule, type KeepingModule} from "../../../web/src/engine/start.js";

function start<Module extends EngineModule>(create: EngineFactory<Module>, name: string): Promise<Engine<Module>> {
  const bytes = new Uint8Array(readFileSync(`${SEALFLOW_ROOT}/web/dist/${name}.wasm`));
  return startEngine(create, compileEngine(bytes));
}

export const rawEngine = (): Promise<Engine<KeepingModule>> => start(createFull, "sealflow-core");
export const fullCore = async (): Promise<Core> => new Core(await start(createFull, "sealflow-core"));
export const pageEngine = async (): Promise<PageEngine> => new PageEngine(await start(createPage, "sealflow-page"));

export const onboarding = (): Record<string, never> =>
  JSON.parse(readFileSync(`${SEALFLOW_ROOT}/examples/flows/onboarding.flow.json`, "utf8")) as Record<string, never>;
