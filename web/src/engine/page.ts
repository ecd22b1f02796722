// The engine of a page: the functions of the core that need nothing of the server.
import {SealflowError} from "../errors.js";
import type {ErrorCode, ErrorInfo} from "../protocol/error-codes.js";
import type {FieldSpec, StageView} from "../protocol/flow.js";
import type {Json, JsonObject} from "../protocol/json.js";
import type {HandlerCall} from "../protocol/outcome.js";
import type {Delivery, Evolution, FlowEvent, FlowState} from "../protocol/state.js";
import type {Engine} from "./engine.js";
import {startEngine} from "./start.js";

export class PageEngine {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Throws the `invalid_input` that the server would answer, with each finding in `details`. */
  checkInput(stage: StageView, input: JsonObject, now: number): void {
    this.#engine.call("check_input", {stage, input, now});
  }

  evolve(state: FlowState, events: readonly FlowEvent[]): {state: FlowState; evolutions: Evolution[]} {
    return this.#engine.call("evolve", {state, events}) as {state: FlowState; evolutions: Evolution[]};
  }

  /** Null when there is no outcome yet, or this launcher has had it. */
  dispatch(
    state: FlowState,
    delivery: Delivery & {message: string; alreadyProcessed: boolean; handledSeq: number},
  ): HandlerCall | null {
    return this.#engine.call("dispatch", {state, delivery}) as HandlerCall | null;
  }

  /** Throws `invalid_input` with its reason. */
  checkField(field: FieldSpec, value: Json, now: number): {stored: Json; derived: JsonObject} {
    return this.#engine.call("check_field", {field, value, now}) as {stored: Json; derived: JsonObject};
  }

  /** An error of the catalogue, for what fails before a server is asked. */
  errorOf(code: ErrorCode): SealflowError {
    const {number, http, retryable, text} = this.#engine.call("error", {name: code}) as ErrorInfo;
    return new SealflowError({code, number, httpStatus: http, retryable, message: text});
  }
}

/** Files are found beside this module, never at some other host. */
export async function loadPageEngine(): Promise<PageEngine> {
  // Both downloads at once.
  const bytes = fetch(new URL("./sealflow-page.wasm", import.meta.url));
  // Its failure is reported where it is awaited.
  bytes.catch(() => undefined);
  const {default: create} = await import("#engine/page");
  return new PageEngine(await startEngine(create, bytes));
}
