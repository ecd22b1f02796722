// One run without a server: this is the server. It decides by the core, saves, and only then says so.
import type {Core, CoreCommand, Decision, Effect, FlowDefinition, LoggedEvent} from "../engine/full.js";
import {SealflowError} from "../errors.js";
import type {ErrorCode} from "../protocol/error-codes.js";
import type {FlowView, StageView} from "../protocol/flow.js";
import type {Json, JsonObject} from "../protocol/json.js";
import type {FlowState, Plan} from "../protocol/state.js";
import {Emitter, reportLater} from "../session/emitter.js";
import {errorOf} from "./errors.js";
import type {LocalOptions} from "./options.js";
import type {LocalHandlerCall, LocalResult} from "./outcome.js";
import {readRecord, type LocalFile, type LocalRecord} from "./record.js";
import type {LocalStore} from "./store.js";

/** What launch() takes. */
export interface LocalLaunch {
  /** Go on after an outcome. */
  retry?: boolean;
  /** Values for the flow's variables. Left out: those of the last launch stay; `{}` removes them. */
  variables?: JsonObject;
  /** BCP 47. Default: `en`. */
  locale?: string;
}

/** What there is to show. */
export interface LocalView {
  /** What a page may know of the flow: titles, fields, stages. */
  flow: FlowView;
  /** The stage that is due; null once there is an outcome. */
  stage: StageView | null;
  /** What the due stage says of itself, e.g. where a code went and when another can be sent. */
  notes: Json;
  /** Stages that passed, in the order walked. */
  passed: string[];
}

export interface LocalEvents {
  /** Each event of the log, once it is saved; with its private part. */
  event: LoggedEvent;
  /** The stage that is due has changed; null: there is an outcome. */
  stage: StageView | null;
  /** Something outside was done, or (`error`) could not be. */
  effect: {effect: Effect; error: unknown};
  /** What the handler is called with. */
  outcome: LocalHandlerCall;
}

type CompleteOptions = LocalOptions & Required<Pick<LocalOptions, "now" | "random">>;

// There is nobody to whom a link could be lost, so only the flow's own retention ends a run.
const never = Number.MAX_SAFE_INTEGER;

/** Made by startLocal(). Calls are carried out one after the other, in the order in which they are made. */
export class LocalRun {
  readonly #core: Core;
  readonly #options: CompleteOptions;
  readonly #flow: FlowDefinition;
  readonly #store: LocalStore;
  readonly #emitter = new Emitter<LocalEvents>();
  #saved: string | null;
  #record: LocalRecord | undefined;
  #state: FlowState | null = null;
  #view: FlowView | undefined;
  #plan: Plan | null = null;
  #outcome: LocalHandlerCall | null = null;
  #files: LocalRecord["files"] = {};
  #queue: Promise<unknown> = Promise.resolve();
  readonly #underWay = new Map<string, Promise<void>>();
  /** The stage that listeners were told last. */
  #told: string | undefined;

  /** Use startLocal(). Throws when what the store held is damaged. */
  constructor(core: Core, flow: FlowDefinition, store: LocalStore, saved: string | null, options: CompleteOptions) {
    this.#core = core;
    this.#flow = flow;
    this.#store = store;
    this.#saved = saved;
    this.#options = options;
    if (saved === null) return;
    const {record, state} = readRecord(core, saved);
    this.#record = record;
    this.#state = state;
    this.#files = record.files;
  }

  /** The plan of the last launch: what was skipped, and why. Null before the first one. */
  get plan(): Plan | null {
    return this.#plan;
  }

  /** What there is to show. Misuse before launch() is a TypeError. */
  get view(): LocalView {
    const {state, view} = this.#launched();
    return {
      flow: view,
      stage: this.#stage(),
      notes: state.stages.find(({id}) => id === state.current)?.notes ?? null,
      passed: state.path.filter((id) => state.stages.some((record) => record.id === id && record.progress === "passed")),
    };
  }

  /** What the handler of this launch was called with; null as long as there is no outcome. */
  get outcome(): LocalHandlerCall | null {
    return this.#outcome;
  }

  /** What was gathered, once the run is completed. Says `local`, is not signed, and proves nothing. */
  get result(): LocalResult | null {
    const state = this.#state;
    if (state?.outcome !== "completed") return null;
    const stages = JSON.parse(this.#core.result(state)) as LocalResult["stages"];
    return {local: true, handshake: state.handshake, run: state.run, seq: state.outcomeSeq, status: state.status, stages};
  }

  /** Every event so far, with private parts. */
  get log(): readonly LoggedEvent[] {
    return this.#record?.events ?? [];
  }

  /** Typed events. Returns a function that ends the listening. */
  on<Name extends keyof LocalEvents>(name: Name, listener: (event: LocalEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /**
   * Begins the run, or goes on with it, and gives the plan. Throws SealflowError as a server would answer, e.g.
   * `handshake_consumed` after an outcome without `retry`.
   */
  launch({retry = false, variables, locale = "en"}: LocalLaunch = {}): Promise<Plan> {
    return this.#inOrder(async () => {
      const {handshake, device} = this.#record ?? {handshake: `DS0${this.#hex(11)}`, device: this.#hex(32)};
      const launch = {
        handshake,
        ...(this.#record === undefined ? {newDevice: device} : {device}),
        ...(variables && {variables}),
        backendVariables: this.#options.backendVariables ?? {},
        retry,
        locale,
        expiresAt: never,
      };
      const decision = this.#decide({type: "launch", actor: "server", launch}, this.#flow);
      const starts = decision.events[0]?.type === "run_started";
      const flow = starts ? this.#flow : (this.#record?.flow ?? this.#flow);
      await this.#commit(decision, {handshake, device, flow});
      this.#view = this.#core.clientView(flow);
      this.#plan = decision.plan;
      this.#outcome = null;
      this.#told = undefined;
      this.#afterwards();
      if (decision.plan === null) throw new TypeError("a launch comes with a plan");
      return decision.plan;
    });
  }

  /** Hands in a stage's input. Throws SealflowError `invalid_input` with every finding in `details`; nothing is kept then. */
  submit(stage: string, input: JsonObject): Promise<void> {
    return this.#command({type: "submit", stage, input, media: this.#files});
  }

  /** Asks for another one-time code. Throws `too_soon` or `attempts_exhausted`. */
  sendCode(stage: string): Promise<void> {
    return this.#command({type: "send_code", stage});
  }

  /** The user leaves for good. */
  skip(): Promise<void> {
    return this.#command({type: "skip"});
  }

  /** The page cannot go on. */
  fail(code: ErrorCode): Promise<void> {
    return this.#command({type: "fail", input: {code}});
  }

  /**
   * Makes a file known, and gives the id by which an input names it. Only type and size are kept, and both are believed:
   * the file stays with the caller. A `Blob` or `File` will do.
   */
  attach({type, size}: LocalFile): string {
    if (typeof type !== "string" || !Number.isSafeInteger(size)) throw new TypeError("attach() takes {type, size}");
    const id = `MX1${this.#hex(11)}`;
    this.#files = {...this.#files, [id]: {type, size}};
    return id;
  }

  /** Waits until no call, effect or handler is under way. */
  async settled(): Promise<void> {
    for (let last: unknown; last !== this.#queue || this.#underWay.size > 0; ) {
      last = this.#queue;
      await Promise.all([last, ...this.#underWay.values()]);
    }
  }

  // --- deciding and saving ---------------------------------------------------------------------------------------------

  #command(command: CoreCommand): Promise<void> {
    return this.#inOrder(async () => {
      const {state, record} = this.#launched();
      await this.#commit(this.#decide({...command, epoch: state.epoch}, record.flow), record);
      this.#afterwards();
    });
  }

  #decide(command: CoreCommand, flow: FlowDefinition): Decision {
    return this.#core.decide(flow, this.#state, {...command, entropy: this.#hex(32)}, this.#options.now());
  }

  /** Saves, and only then believes. `done`: an effect that needs no doing any more. */
  async #commit(
    {events, effects}: Pick<Decision, "events" | "effects">,
    {handshake, device, flow}: Pick<LocalRecord, "handshake" | "device" | "flow">,
    done?: string,
  ): Promise<void> {
    if (events.length === 0 && done === undefined) return;
    const state = events.length > 0 ? this.#core.evolve(this.#state, events).state : this.#launched().state;
    const open = [...(this.#record?.effects ?? []), ...effects].filter(({id}) => id !== done);
    const record: LocalRecord = {
      format: 1,
      handshake,
      device,
      flow,
      events: [...this.log, ...events],
      head: state.head,
      effects: open,
      files: this.#files,
    };
    const text = JSON.stringify(record);
    if (!(await this.#store.save(text, this.#saved))) {
      throw errorOf(this.#core, "seq_conflict", "another window or process went on with this run; start it again");
    }
    this.#saved = text;
    this.#record = record;
    this.#state = state;
    for (const event of events) this.#emitter.emit("event", event);
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    // A call that failed was told; it does not hold up the next one.
    this.#queue = done.catch(() => undefined);
    return done;
  }

  // --- what a new state asks for ---------------------------------------------------------------------------------------

  #afterwards(): void {
    const stage = this.#stage();
    if (this.#told !== (stage?.id ?? "")) this.#emitter.emit("stage", stage);
    this.#told = stage?.id ?? "";
    for (const effect of this.#record?.effects ?? []) this.#inBackground(effect.id, () => this.#perform(effect));
    this.#dispatch();
  }

  /** At least once: an effect leaves the store when its report is saved. */
  async #perform(effect: Effect): Promise<void> {
    let problem: unknown = null;
    try {
      await this.#options.perform?.[effect.kind]?.(effect.payload, effect);
    } catch (error) {
      problem = error ?? new Error("the performer threw nothing at all");
    }
    this.#emitter.emit("effect", {effect, error: problem});
    await this.#inOrder(async () => {
      const {record} = this.#launched();
      await this.#commit(this.#report(effect, problem === null, record.flow), record, effect.id);
      this.#afterwards();
    });
  }

  #report({id, stage}: Effect, ok: boolean, flow: FlowDefinition): Pick<Decision, "events" | "effects"> {
    try {
      const input = {effect: id, ok, ...(!ok && {reason: "failed"})};
      return this.#decide({type: "effect_result", actor: "server", stage, input}, flow);
    } catch (error) {
      // A new run knows nothing of it: then nobody waits for the report.
      if (error instanceof SealflowError) return {events: [], effects: []};
      throw error;
    }
  }

  /** The core says which handler, with what, and whether this launch has had it. */
  #dispatch(): void {
    const {state} = this.#launched();
    const call = this.#core.dispatch(state, {
      local: true,
      alreadyProcessed: this.#plan?.transactionAlreadyProcessed ?? false,
      handledSeq: this.#outcome?.payload.seq ?? 0,
    }) as LocalHandlerCall | null;
    if (call === null) return;
    this.#outcome = call;
    this.#emitter.emit("outcome", call);
    this.#inBackground(`outcome:${call.payload.seq}`, async () => {
      const {onSuccess, onError, onSkip} = this.#options;
      if (call.handler === "success") await onSuccess?.(call.payload);
      else if (call.handler === "error") await onError?.(call.payload);
      else await onSkip?.(call.payload);
      await this.#command({type: "acknowledge"});
    });
  }

  /** A failure is reported as uncaught errors are: nobody waits for these. */
  #inBackground(name: string, work: () => Promise<void>): void {
    if (this.#underWay.has(name)) return;
    const done = work()
      .catch(reportLater)
      .finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, done);
  }

  // --- small things ----------------------------------------------------------------------------------------------------

  #launched(): {state: FlowState; record: LocalRecord; view: FlowView} {
    if (this.#state === null || this.#record === undefined || this.#view === undefined) {
      throw new TypeError("call launch() first");
    }
    return {state: this.#state, record: this.#record, view: this.#view};
  }

  #stage(): StageView | null {
    const {state, view} = this.#launched();
    if (state.outcome !== "none") return null;
    return view.stages.find(({id}) => id === state.current) ?? null;
  }

  #hex(length: number): string {
    const bytes = new Uint8Array(length);
    this.#options.random(bytes);
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
