// What startLocal() takes, and what a flow must be for a run without a server.
import type {Core, Effect, FlowDefinition} from "../engine/full.js";
import type {Json, JsonObject} from "../protocol/json.js";
import {errorOf} from "./errors.js";
import type {LocalErrorPayload, LocalSkipPayload, LocalSuccessPayload} from "./outcome.js";
import type {LocalStore} from "./store.js";

/** Does one thing outside, e.g. shows a code. What it throws or rejects with counts as "could not be done". */
export type Performer = (payload: JsonObject, effect: Effect) => unknown;

export interface LocalOptions {
  /** A flow as in a `*.flow.json` file: its text, or as an object. */
  flow: string | FlowDefinition;
  /** Where the run is kept. Left out: in memory, for as long as the process or page lives. */
  store?: LocalStore;
  /** What the flow's stages ask for outside, by the kind of effect. `otp` stages need `send_code`. */
  perform?: Record<string, Performer>;
  /** Values of the variables that are `source: "backend"` in the flow. */
  backendVariables?: JsonObject;
  /** Exactly one of the three is called for each launch that comes to an outcome, once. */
  onSuccess?: (outcome: LocalSuccessPayload) => unknown;
  onError?: (outcome: LocalErrorPayload) => unknown;
  onSkip?: (outcome: LocalSkipPayload) => unknown;
  /** Milliseconds since 1970. Default: `Date.now`. For tests: a clock that you move. */
  now?: () => number;
  /** Fills the array with fresh random bytes. Default: the platform's `crypto.getRandomValues`. */
  random?: (bytes: Uint8Array) => void;
}

/** What the stages that can run without a server ask for outside. Others need one. */
const effectsOfType: Record<string, readonly string[]> = {consent: [], form: [], document: [], otp: ["send_code"]};

/** Throws `TypeError` for what only a programmer can mend. */
export function checkOptions(options: LocalOptions): void {
  const given = options as {[Name in keyof LocalOptions]?: unknown} | null;
  if (typeof given !== "object" || given === null) throw new TypeError("startLocal() takes an object of options");
  if (typeof given.flow !== "string" && (typeof given.flow !== "object" || given.flow === null)) {
    throw new TypeError('startLocal(): "flow" is a flow file\'s text, or an object');
  }
  for (const name of ["onSuccess", "onError", "onSkip", "now", "random"] as const) {
    if (given[name] !== undefined && typeof given[name] !== "function") {
      throw new TypeError(`startLocal(): "${name}" is a function`);
    }
  }
}

/**
 * Refuses at the start what would fail in the middle. Throws `unsupported_scenario` for a flow that needs a server,
 * `TypeError` for one whose effects nobody performs.
 */
export function checkFlow(core: Core, flow: FlowDefinition, perform: Record<string, Performer>): void {
  if ((flow["resume"] as JsonObject | undefined)?.["auth"] !== undefined) {
    throw errorOf(core, "unsupported_scenario", 'a flow with "resume.auth" needs a server, which makes its tokens');
  }
  for (const stage of flow["stages"] as {id: string; type: string}[]) {
    const effects = effectsOfType[stage.type];
    if (effects === undefined) {
      throw errorOf(core, "unsupported_scenario", `the stage ${stage.id} is of the type "${stage.type}", which needs a server`);
    }
    for (const kind of effects) {
      if (typeof (perform[kind] as Json | Performer | undefined) !== "function") {
        throw new TypeError(`startLocal(): the stage ${stage.id} needs a function "perform.${kind}"`);
      }
    }
  }
}
