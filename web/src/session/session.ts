// One handshake, walked in one page: knows the server, the engine and the state, and nothing of the screen.
import type {PageEngine} from "../engine/page.js";
import {SealedRows} from "../storage/sealed-rows.js";
import type {Uploads} from "../uploads/uploads.js";
import {SealflowError} from "../errors.js";
import type {FieldSpec, FlowView, StageView} from "../protocol/flow.js";
import type {Json, JsonObject} from "../protocol/json.js";
import type {Delivery, FlowEvent, FlowState, Plan, Progress, StageRecord} from "../protocol/state.js";
import {SessionApi, type EventsReply, type HandoffReply, type LaunchReply, type LaunchRequest} from "./api.js";
import {withAuthToken} from "./auth-token.js";
import {ServerClock} from "./clock.js";
import {Connection} from "./connection.js";
import {DeviceStore, randomKey} from "./device.js";
import {Follower, isFinished} from "./follower.js";
import {Heartbeat} from "./heartbeat.js";
import {BrowserKeeper, isCommand, type Keeper} from "./keeper.js";
import {needsNewToken, Outbox, stepOf, type OutboxPort, type Repeating, type Sent} from "./outbox.js";
import {defaultRetryPolicy, retrying, type RetryPolicy} from "./retry.js";
import {awaitsNews} from "./waiting.js";
import {Watcher} from "./watcher.js";

export interface SessionOptions {
  server: string;
  handshake: string;
  clientKey: string;
  locale: string;
  retry: boolean;
  variables?: JsonObject;
  handoff?: string;
  /** Gives an auth token, whenever the server asks for one. */
  getToken?: () => Promise<string>;
  policy?: RetryPolicy;
  keeper?: Keeper;
}

/**
 * Stages whose input may wait in the browser's storage. Not `otp`, and not `biometric`: codes and tokens are good for
 * one time. A new type of stage waits in memory until it stands here.
 */
const keptStages: readonly string[] = ["consent", "document", "form", "index"];

type LaunchWishes = Pick<LaunchRequest, "retry" | "variables" | "handoff">;

/** What a session tells whoever shows it. */
export interface SessionListener {
  /** Something to be shown has changed. */
  changed(): void;
  /** The server has opened the session: what is to be done, and what is skipped. Not told of launches that only renew. */
  launched(plan: Plan): void;
  /** A fact was added to the log. */
  event(event: FlowEvent): void;
  /** What the user did in a stage is on its way. */
  submitted(stage: string): void;
  /** The run has an outcome, and this is what the server adds to it. Nobody waits for what the listener does then. */
  outcome(delivery: Delivery): void;
  /** The session cannot go on: a launch was refused, the first or one that was to renew it. */
  refused(error: SealflowError): void;
  /** Requests fail, or the device is offline (the error); or all works again (null). `troubleOf()` says what it is. */
  trouble(error: Error | null): void;
}

export class Session {
  readonly clock = new ServerClock();
  readonly #options: SessionOptions;
  readonly #engine: PageEngine;
  readonly #listener: SessionListener;
  readonly #stop = new AbortController();
  readonly #api: SessionApi;
  readonly #device: DeviceStore;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #rows: SealedRows;
  #uploads: Uploads | undefined;
  readonly #watcher: Watcher;
  readonly #follower: Follower;
  readonly #heartbeat: Heartbeat;
  #reply: LaunchReply | undefined;
  #state: FlowState | undefined;
  #superseded = false;
  #catchingUp = false;
  #refusedStage: string | undefined;
  /** Public part of the last rejection of a stage, as far as this page has seen it happen. */
  readonly #rejections = new Map<string, JsonObject>();
  #progress: readonly Progress[] | undefined;
  #link: HandoffReply | undefined;

  constructor(options: SessionOptions, engine: PageEngine, listener: SessionListener) {
    this.#options = options;
    this.#engine = engine;
    this.#listener = listener;
    this.#api = new SessionApi(options.server, options.handshake, this.#stop.signal);
    this.#device = new DeviceStore(options.server, options.handshake);
    this.#connection = new Connection((error) => {
      listener.trouble(error);
    });
    const port: OutboxPort = {
      state: () => this.state,
      mayKeep: ({type, stage}) => type === "submit" && keptStages.includes(this.#definition(stage)?.type ?? ""),
      post: (body, key, repeating) => this.#persist(() => this.#api.command(body, key), repeating),
      take: (reply) => this.#take(reply),
      renew: () => this.#launch({retry: false}),
      superseded: () => {
        this.#lose();
      },
    };
    this.#rows = new SealedRows(options.server, options.handshake);
    this.#outbox = new Outbox(port, options.keeper ?? new BrowserKeeper(this.#rows));
    this.#watcher = new Watcher(this.#api, {
      seq: () => this.state.seq,
      waiting: () => this.#waiting(),
      take: (reply) => this.#take(reply),
    });
    this.#follower = new Follower(this.#api, {
      seq: () => this.state.seq,
      following: () => this.#superseded || this.clock.now() < (this.#link?.expires ?? 0),
      epoch: () => this.state.epoch,
      take: async (reply) => {
        this.clock.learn(reply.now);
        if (reply.events.length > 0) await this.#take(reply);
      },
      moved: (progress) => {
        this.#progress = progress;
        this.#lose();
      },
    });
    this.#heartbeat = new Heartbeat(() => this.#beat());
  }

  /** Before `open()` has returned there is none. */
  get state(): FlowState {
    if (this.#state === undefined) throw new TypeError("the session is not open yet");
    return this.#state;
  }

  get opened(): boolean {
    return this.#state !== undefined;
  }

  get flow(): FlowView | undefined {
    return this.#reply?.flow;
  }

  get appName(): string {
    return this.#reply?.app.name ?? "";
  }

  /** The plan of the last launch: what was skipped, and why. */
  get plan(): Plan | undefined {
    return this.#reply?.plan;
  }

  /** Another device has the session now. */
  get superseded(): boolean {
    return this.#superseded;
  }

  /** Of the other device, while it has the session. */
  get progress(): readonly Progress[] | undefined {
    return this.#progress;
  }

  /** The last link for another device that was made here. */
  get link(): HandoffReply | undefined {
    return this.#link;
  }

  /** This is the other device: the digits of the link that it came by. */
  get digits(): string {
    return this.#reply?.handoff?.digits ?? "";
  }

  /** An operator or a service is at work: the page may close, and it goes on. */
  get pending(): boolean {
    const stage = this.stage;
    return (stage?.type === "review" || stage?.type === "http") && this.record(stage.id)?.waiting === true;
  }

  /** The stage that is due, as far as the page is to show one. */
  get stage(): StageView | undefined {
    if (this.#state === undefined || this.#state.outcome !== "none" || this.#catchingUp) return undefined;
    return this.#definition(this.#state.current);
  }

  /** What an earlier page could not send is on its way. Until then nothing is asked of the user. */
  get catchingUp(): boolean {
    return this.#catchingUp && this.#state !== undefined;
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

  record(stage: string): StageRecord | undefined {
    return this.#state?.stages.find((record) => record.id === stage);
  }

  /** Why the stage's last try failed. Unlike the record's notes it stays while the next try is got ready. */
  lastRejection(stage: string): JsonObject | undefined {
    return this.#rejections.get(stage);
  }

  /** Opens or resumes, and sends what an earlier page could not. Throws SealflowError when the server will not have it. */
  async open(): Promise<void> {
    const {variables, handoff, retry} = this.#options;
    const wishes = {retry, ...(variables && {variables}), ...(handoff !== undefined && {handoff})};
    this.#catchingUp = true;
    try {
      await this.#device.exclusively(() => this.#launch(wishes, {tell: true}));
      const sent = await this.#outbox.resume(({stage}) => {
        this.#refusedStage = stage;
      });
      // A submission that is through needs no files any more, and one that was refused needs others.
      if (sent) await this.#outbox.forget();
      // The plan says what is done already, which is more by now.
      if (sent && this.state.outcome === "none" && !this.#superseded) await this.#launch({retry: false});
    } finally {
      this.#catchingUp = false;
    }
    this.#listener.changed();
  }

  /** Takes the session back from the device that has it now, unless that has come to an end meanwhile. */
  async takeBack(): Promise<void> {
    await this.#follower.look();
    if (isFinished(this.#progress)) return;
    // `retry`, as the other device may have left.
    await this.#launch({retry: true}, {tell: true});
    this.#progress = undefined;
    this.#link = undefined;
    this.#listener.changed();
  }

  /** Makes a link for another device, and looks out for it from now on. */
  async handOff(): Promise<HandoffReply> {
    this.#link = await this.#withToken(() => this.#persist(() => this.#api.handoff()));
    this.#follower.start(this.#stop.signal);
    return this.#link;
  }

  /**
   * Checks with the core, then sends. Throws SealflowError with what is wrong, `invalid_input` before anything was
   * sent; NetworkError when the server could not be reached for a while (calling again is safe).
   */
  async submit(stage: string, input: JsonObject): Promise<Sent> {
    if (this.flow === undefined) throw new TypeError("the session is not open yet");
    const definition = this.#definition(stage);
    if (definition !== undefined) this.#check(definition, input);
    this.#refusedStage = undefined;
    this.#listener.submitted(stage);
    return this.#outbox.send({type: "submit", stage, input});
  }

  #check(definition: StageView, input: JsonObject): void {
    try {
      this.#engine.checkInput(definition, input, this.clock.now());
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
    const {Uploads} = await import("../uploads/uploads.js");
    return (this.#uploads ??= new Uploads({
      api: this.#api,
      rows: this.#rows,
      step: (stage) => stepOf({type: "submit", stage}, this.state),
      persist: (operation, repeating) => this.#persist(operation, repeating),
      withToken: (operation) => this.#withToken(operation),
      changed: () => {
        this.#listener.changed();
      },
    }));
  }

  /** Throws `invalid_input` if the server would refuse this value. */
  checkField(field: FieldSpec, value: Json): void {
    this.#engine.checkField(field, value, this.clock.now());
  }

  /** Ends all traffic, without an outcome. What is kept stays for the next launch in this browser. */
  close(): void {
    this.#heartbeat.stop();
    this.#connection.close();
    this.#outbox.close();
    this.#stop.abort(new DOMException("the flow was closed", "AbortError"));
  }

  async #launch(request: LaunchWishes, {tell = false} = {}): Promise<void> {
    const {clientKey, locale, getToken} = this.#options;
    const deviceSecret = this.#device.read();
    const body = {clientKey, locale, ...request, ...(deviceSecret !== undefined && {deviceSecret})};
    const reply = await withAuthToken((token) => this.#sendLaunch({...body, ...(token !== undefined && {token})}), getToken).catch((error: unknown) => {
      if (error instanceof SealflowError && !error.retryable) {
        void this.#abandon();
        this.#listener.refused(error);
      }
      throw error;
    });
    this.clock.learn(reply.now);
    if (reply.device.secret !== undefined) this.#device.write(reply.device.secret);
    this.#reply = reply;
    this.#state = reply.state;
    // Whoever could launch has the session, also after it was another device's.
    this.#superseded = false;
    if (tell) this.#listener.launched(reply.plan);
    this.#listener.changed();
    await this.#afterwards(reply.delivery);
  }

  #sendLaunch(body: LaunchRequest): Promise<LaunchReply> {
    // One key for all tries: if an answer got lost, the next try gets the very same, device secret and all.
    const key = randomKey();
    return this.#persist(() => this.#api.launch(body, key));
  }

  async #take(reply: Pick<EventsReply, "events"> & Partial<EventsReply>): Promise<void> {
    this.clock.learn(reply.now);
    if (!this.#apply(reply.events)) {
      // Some are missing: fetch them, as the core keeps nothing back for later.
      const all = await this.#persist(() => this.#api.events(this.state.seq));
      if (!this.#apply(all.events)) await this.#launch({retry: false});
      reply = all;
    }
    this.#listener.changed();
    await this.#afterwards(reply.delivery ?? null);
  }

  /** False when the events do not follow upon the state. */
  #apply(events: readonly FlowEvent[]): boolean {
    if (events.length === 0) return true;
    const {state, evolutions} = this.#engine.evolve(this.state, events);
    this.#state = state;
    events.forEach((event, index) => {
      if (evolutions[index] !== "applied") return;
      if (event.type === "stage_rejected" && event.stage !== null) this.#rejections.set(event.stage, event.public);
      this.#listener.event(event);
    });
    return !evolutions.includes("gap");
  }

  /** What a new state asks for. */
  async #afterwards(delivery: Delivery | null): Promise<void> {
    // An answer that was on its way when the session was closed must not start anything again.
    if (this.#stop.signal.aborted) return;
    if (this.state.outcome !== "none") {
      this.#heartbeat.stop();
      void this.#uploads?.abandon();
      void this.#outbox.forget();
      // Events of a stream and of a refusal come without it.
      const complete = delivery ?? (await this.#persist(() => this.#api.events(this.state.seq))).delivery;
      if (complete !== null) this.#listener.outcome(complete);
      return;
    }
    this.#heartbeat.start();
    if (this.#waiting()) this.#watcher.start(this.#stop.signal);
  }

  /** Is something under way that the page did not start? Then news comes by the event stream. */
  #waiting(): boolean {
    const {outcome, current} = this.state;
    if (this.#superseded || outcome !== "none") return false;
    const {stage} = this;
    return current === "" || (stage === undefined ? this.record(current)?.waiting === true : awaitsNews(stage, this.record(current)));
  }

  /** What waits is not sent any more, nor kept. */
  async #abandon(): Promise<void> {
    await Promise.all([this.#uploads?.abandon(), this.#outbox.abandon()]);
  }

  #lose(): void {
    this.#superseded = true;
    // The other device takes pictures of its own.
    void (this.#uploads?.forget() ?? this.#rows.forget((id) => !isCommand(id)));
    this.#heartbeat.stop();
    this.#follower.start(this.#stop.signal);
    this.#listener.changed();
  }

  async #beat(): Promise<void> {
    try {
      await this.#api.command({command: {type: "heartbeat"}, epoch: this.state.epoch, expectedSeq: this.state.seq}, randomKey());
    } catch (error) {
      // Anything else shows, and is mended, with the next command.
      if (error instanceof SealflowError && error.code === "session_superseded") this.#lose();
    }
  }

  #persist<T>(operation: () => Promise<T>, {signal, until}: Repeating = this.#stop): Promise<T> {
    const policy = this.#options.policy ?? defaultRetryPolicy;
    const report = (error: Error | null): void => {
      this.#connection.report(error);
    };
    return this.#connection.during(retrying(operation, policy, signal, report, until));
  }

  #definition(stage: string | undefined): StageView | undefined {
    return this.flow?.stages.find(({id}) => id === stage);
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
