// The engine of a page: the functions of the core that need nothing of the server.
import {SealflowError} from "../errors.js";
import {load} from "../load.js";
import type {ErrorCode, ErrorInfo} from "../protocol/error-codes.js";
import type {FieldSpec, StageView} from "../protocol/flow.js";
import type {Json, JsonObject} from "../protocol/json.js";
import type {CoreCall} from "../protocol/outcome.js";
import type {Delivery, Evolution, FlowEvent, FlowState} from "../protocol/state.js";
import type {EngineChoice} from "../launch/options.js";
import {Engine} from "./engine.js";
import {compileEngine, startEngine} from "./start.js";

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
  ): CoreCall | null {
    return this.#engine.call("dispatch", {state, delivery}) as CoreCall | null;
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

/** Makes an engine, with memory of its own. */
type EngineCode = () => Promise<Engine>;

/** Fetched and compiled once for all launches of a page. Code has no state: launches share nothing by it. */
const loaded = new Map<"wasm" | "javascript", Promise<EngineCode>>();
let allowed: boolean | undefined;

/** Fetches and compiles. Files are found beside this module, never at some other host. */
export function prepareEngine(choice: EngineChoice = "auto"): Promise<EngineCode> {
  const kind = choice === "auto" && (allowed ??= wasmAllowed()) ? "wasm" : "javascript";
  const known = loaded.get(kind);
  if (known !== undefined) return known;
  const code = kind === "wasm" ? loadWasm() : loadJavaScript();
  loaded.set(kind, code);
  // What did not come may come the next time. The failure itself is whoever asked's to report.
  code.catch(() => loaded.delete(kind));
  return code;
}

export async function loadPageEngine(choice?: EngineChoice): Promise<PageEngine> {
  const start = await prepareEngine(choice);
  return new PageEngine(await start());
}

/**
 * The smallest module there is tells, before anything is downloaded, whether the page's policy and the browser (some
 * switch WebAssembly off for those who want to be safe) let one run. WebKit compiles what it then refuses to run.
 */
function wasmAllowed(): boolean {
  try {
    new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)));
    return true;
  } catch {
    return false;
  }
}

async function loadWasm(): Promise<EngineCode> {
  // Both downloads at once. The hash: an import map can vouch for scripts, not for this.
  const bytes = fetch(new URL("./sealflow-page.wasm", import.meta.url), {integrity: SEALFLOW_PAGE_INTEGRITY});
  const compiling = compileEngine(bytes);
  // Its failure is reported where it is awaited.
  compiling.catch(() => undefined);
  const {default: create} = await load(() => import("#engine/page"));
  const compiled = await compiling;
  return () => startEngine(create, compiled);
}

async function loadJavaScript(): Promise<EngineCode> {
  const {default: create} = await load(() => import("./without-wasm.js"));
  return async () => new Engine(await create({}));
}
