// One handshake, walked in one page: knows the server, the engine and the state, and nothing of the screen.
import type {PageEngine} from "../engine/page.js";
import {SealflowError} from "../errors.js";
import type {FieldSpec, StageView} from "../protocol/flow.js";
import type {Json, JsonObject} from "../protocol/json.js";
import type {Delivery, FlowEvent, Progress} from "../protocol/state.js";
import {LateRows} from "../storage/rows.js";
import type {Uploads} from "../uploads/uploads.js";
import {SessionApi, type EventsReply, type HandoffReply, type LaunchReply} from "./api.js";
import {Background} from "./background.js";
import {Connection} from "./connection.js";
import {BrowserKeeper, isCommand, type Keeper} from "./keeper.js";
import {Lease} from "./lease.js";
import type {SessionListener} from "./listener.js";
import {Opening, type LaunchWishes, type OpeningOptions} from "./opening.js";
import {needsNewToken, Outbox, stepOf, type OutboxPort, type Sent} from "./outbox.js";
import {Repeater} from "./repeater.js";
import {defaultRetryPolicy, type RetryPolicy} from "./retry.js";
import {Run} from "./run.js";

export type {SessionListener};

export interface SessionOptions extends OpeningOptions {
  policy?: RetryPolicy;
  keeper?: Keeper;
}

/**
 * Stages whose input may wait in the browser's storage. Not `otp`, and not `biometric`: codes and tokens are good for
 * one time. A new type of stage waits in memory until it stands here.
 */
const keptStages: readonly string[] = ["consent", "document", "form", "index"];

export class Session extends Run {
  readonly #loading: Promise<PageEngine>;
  readonly #listener: SessionListener;
  readonly #stop = new AbortController();
  readonly #api: SessionApi;
  readonly #opening: Opening;
  readonly #connection: Connection;
  readonly #repeater: Repeater;
  readonly #rows: LateRows;
  readonly #outbox: Outbox;
  readonly #watching = new Background();
  readonly #lease: Lease;
  #engine: PageEngine | undefined;
  #uploads: Uploads | undefined;
  #refusedStage: string | undefined;

  /** The engine may still be on its way: the server is asked meanwhile. */
  constructor(options: SessionOptions, engine: PageEngine | Promise<PageEngine>, listener: SessionListener) {
    super();
    const {server, handshake, policy = defaultRetryPolicy} = options;
    this.#loading = Promise.resolve(engine);
    // Whoever opens the session hears of its failure.
    this.#loading.catch(() => undefined);
    this.#listener = listener;
    this.#api = new SessionApi(server, handshake, this.#stop.signal);
    this.#connection = new Connection((error) => {
      listener.trouble(error);
    });
    this.#repeater = new Repeater(this.#connection, policy, this.#stop.signal);
    this.#opening = new Opening(this.#api, options, this.#repeater.persist);
    this.#lease = new Lease(this.#api, this.#repeater, {
      state: () => this.state,
      now: () => this.clock.now(),
      superseded: () => this.superseded,
      lost: () => {
        this.lose();
        // The other device takes pictures of its own.
        void (this.#uploads?.forget() ?? this.#rows.forget((id) => !isCommand(id)));
        listener.changed();
      },
      take: async (reply) => {
        this.clock.learn(reply.now);
        if (reply.events.length > 0) await this.#take(reply);
      },
      makeLink: () => this.#withToken(() => this.#repeater.persist(() => this.#api.handoff())),
      // `retry`, as the other device may have left.
      relaunch: () => this.#launch({retry: true}, true),
    });
    this.#rows = new LateRows(async () => {
      const {SealedRows} = await this.#repeater.loadQuietly(() => import("../storage/sealed-rows.js"));
      return new SealedRows(server, handshake);
    });
    const port: OutboxPort = {
      state: () => this.state,
      mayKeep: ({type, stage}) => type === "submit" && keptStages.includes(this.definition(stage)?.type ?? ""),
      post: (body, key, repeating) => this.#repeater.persist(() => this.#api.command(body, key), repeating),
      take: (reply) => this.#take(reply),
      renew: () => this.#launch({retry: false}),
      superseded: () => {
        this.#lease.lose();
      },
    };
    this.#outbox = new Outbox(port, options.keeper ?? new BrowserKeeper(this.#rows));
  }

  /** Of the other device, while it has the session. */
  get progress(): readonly Progress[] | undefined {
    return this.#lease.progress;
  }

  /** The last link for another device that was made here. */
  get link(): HandoffReply | undefined {
    return this.#lease.link;
  }

  /** Something is being sent, for the first time or again. */
  get sending(): boolean {
    return this.#connection.busy;
  }

  /** What is being sent is kept in this browser: the page may be closed meanwhile. */
  get kept(): boolean {
    return this.#outbox.kept || this.#uploads?.kept === true;
  }

  /** The stage whose input was kept from an earlier page and then refused: the user has to enter it anew. */
  get refusedStage(): string | undefined {
    return this.#refusedStage;
  }

  /** Opens or resumes, and sends what an earlier page could not. Throws SealflowError when the server will not have it. */
  async open(): Promise<void> {
    this.catchUp(true);
    try {
      await this.#opened(this.#opening.first(), true);
      const sent = await this.#outbox.resume(({stage}) => {
        this.#refusedStage = stage;
      });
      // A submission that is through needs no files any more, and one that was refused needs others.
      if (sent) await this.#outbox.forget();
      // The plan says what is done already, which is more by now.
      if (sent && this.state.outcome === "none" && !this.superseded) await this.#launch({retry: false});
    } finally {
      this.catchUp(false);
    }
    this.#listener.changed();
    // Before anything is entered, since without a network it would not come.
    void this.#rows.ready().catch(() => undefined);
  }

  /** Takes the session back from the device that has it now, unless that has come to an end meanwhile. */
  async takeBack(): Promise<void> {
    await this.#lease.takeBack();
    this.#listener.changed();
  }

  /** Makes a link for another device, and looks out for it from now on. */
  handOff(): Promise<HandoffReply> {
    return this.#lease.handOff();
  }

  /**
   * Checks with the core, then sends. Throws SealflowError with what is wrong, `invalid_input` before anything was
   * sent; NetworkError when the server could not be reached for a while (calling again is safe).
   */
  async submit(stage: string, input: JsonObject): Promise<Sent> {
    if (!this.opened) throw new TypeError("the session is not open yet");
    const definition = this.definition(stage);
    if (definition !== undefined) this.#check(definition, input);
    this.#refusedStage = undefined;
    this.#listener.submitted(stage);
    return this.#outbox.send({type: "submit", stage, input});
  }

  #check(definition: StageView, input: JsonObject): void {
    try {
      this.#engine?.checkInput(definition, input, this.clock.now());
    } catch (error) {
      // Only what is wrong with the input is worth a stop. For the rest the server knows better, or knows more.
      if (error instanceof SealflowError && error.code === "invalid_input") throw error;
    }
  }

  sendCode(stage: string): Promise<Sent> {
    return this.#outbox.send({type: "send_code", stage});
  }

  /** Another token for a scan; the last one has run out. */
  renewToken(stage: string): Promise<Sent> {
    return this.#outbox.send({type: "renew_token", stage});
  }

  /** The user leaves for good. What waits to be sent is not sent any more. */
  async skip(): Promise<Sent> {
    await this.#abandon();
    return this.#outbox.send({type: "skip"});
  }

  /** The page cannot go on, e.g. `camera_unavailable`. */
  fail(code: string): Promise<Sent> {
    return this.#outbox.send({type: "fail", input: {code}});
  }

  /** The outcome has reached the integrator's handler. */
  acknowledge(): Promise<Sent> {
    return this.#outbox.send({type: "acknowledge"});
  }

  /** What sends files for a `submit` to name, and keeps them until then. */
  async uploads(): Promise<Uploads> {
    const {Uploads: Files} = await this.#repeater.load(() => import("../uploads/uploads.js"));
    return (this.#uploads ??= new Files({
      api: this.#api,
      rows: this.#rows,
      step: (stage) => stepOf({type: "submit", stage}, this.state),
      persist: this.#repeater.persist,
      withToken: (operation) => this.#withToken(operation),
      changed: () => {
        this.#listener.changed();
      },
    }));
  }

  /** Throws `invalid_input` if the server would refuse this value. */
  checkField(field: FieldSpec, value: Json): void {
    this.#engine?.checkField(field, value, this.clock.now());
  }

  /** Ends all traffic, without an outcome. What is kept stays for the next launch in this browser. */
  close(): void {
    this.#lease.letGo();
    this.#connection.close();
    this.#outbox.close();
    this.#stop.abort(new DOMException("the flow was closed", "AbortError"));
  }

  /** What waits is not sent any more, nor kept. */
  async #abandon(): Promise<void> {
    await Promise.all([this.#uploads?.abandon(), this.#outbox.abandon()]);
  }

  #launch(wishes: LaunchWishes, tell = false): Promise<void> {
    return this.#opened(this.#opening.again(wishes), tell);
  }

  /** What a launch brings. */
  async #opened(launch: Promise<LaunchReply>, tell: boolean): Promise<void> {
    const [launched, engine] = await Promise.allSettled([launch, this.#loading]);
    // An answer that was on its way when the session was closed must not start anything.
    this.#stop.signal.throwIfAborted();
    if (engine.status === "rejected") throw engine.reason;
    if (launched.status === "rejected") {
      const error: unknown = launched.reason;
      if (error instanceof SealflowError && !error.retryable) {
        // Only the server says so, and only of a handshake that is over: else what is kept is for the next launch.
        if (/^handshake_(?!consumed)/.test(error.code)) void this.#abandon();
        else this.#outbox.close();
        this.#listener.refused(error);
      }
      throw error;
    }
    this.#engine = engine.value;
    this.begin(launched.value);
    if (tell) this.#listener.launched(launched.value.plan);
    this.#listener.changed();
    await this.#afterwards(launched.value.delivery);
  }

  async #take(reply: Pick<EventsReply, "events"> & Partial<EventsReply>): Promise<void> {
    this.clock.learn(reply.now);
    if (!this.#add(reply.events)) {
      // Some are missing: fetch them, as the core keeps nothing back for later.
      const all = await this.#repeater.persist(() => this.#api.events(this.state.seq));
      if (!this.#add(all.events)) await this.#launch({retry: false});
      reply = all;
    }
    this.#listener.changed();
    await this.#afterwards(reply.delivery ?? null);
  }

  #add(events: readonly FlowEvent[]): boolean {
    if (this.#engine === undefined) throw new TypeError("the session is not open yet");
    return this.add(events, this.#engine, (event) => {
      this.#listener.event(event);
    });
  }

  /** What a new state asks for. */
  async #afterwards(delivery: Delivery | null): Promise<void> {
    // An answer that was on its way when the session was closed must not start anything again.
    if (this.#stop.signal.aborted) return;
    if (this.state.outcome !== "none") {
      this.#lease.letGo();
      void this.#uploads?.abandon();
      void this.#outbox.forget();
      // Events of a stream and of a refusal come without it.
      const complete = delivery ?? (await this.#repeater.persist(() => this.#api.events(this.state.seq))).delivery;
      if (complete !== null) this.#listener.outcome(complete);
      return;
    }
    this.#lease.keep();
    if (this.awaited()) this.#watch();
  }

  #watch(): void {
    const port = {seq: () => this.state.seq, waiting: () => this.awaited(), take: (reply: Pick<EventsReply, "events">) => this.#take(reply)};
    this.#watching.start(async () => {
      const {watch} = await this.#repeater.loadQuietly(() => import("./watcher.js"));
      await watch(this.#api, port, this.#stop.signal);
    });
  }

  /** Once more with a new token, when the old one has run out. */
  async #withToken<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      if (!needsNewToken(error)) throw error;
      await this.#launch({retry: false});
      return operation();
    }
  }
}
