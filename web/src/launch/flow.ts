// A launch: brings engine, texts, session and screen together, and hands the outcome over, once.
import {loadPageEngine, type PageEngine} from "../engine/page.js";
import {SealflowError} from "../errors.js";
import {loadMessages, preferredLocale, type Messages} from "../i18n/messages.js";
import type {StageView} from "../protocol/flow.js";
import type {ErrorPayload, HandlerCall, SkipPayload} from "../protocol/outcome.js";
import type {Delivery, FlowEvent} from "../protocol/state.js";
import {Emitter, reportLater} from "../session/emitter.js";
import {Session} from "../session/session.js";
import {Sheet} from "../ui/sheet.js";
import {checkOptions, wellFormed, type LaunchOptions} from "./options.js";

/** What can be listened to. Nothing in here is private data. */
export interface FlowEvents {
  /** Another stage is due; null: none, as something is being waited for or the run has ended. */
  stage: {id: string; type: string} | null;
  /** A fact was added to the handshake's log. */
  event: FlowEvent;
  outcome: HandlerCall;
  /** Another device goes on with the session. No outcome comes from this launch unless the user takes it back. */
  superseded: null;
  /** `false` while requests fail and are repeated. */
  connection: {ok: boolean};
  /** The sheet has gone from the screen. */
  closed: null;
}

/** What launch() returns. */
export interface Flow {
  /** Returns a function that ends the listening. */
  on<Name extends keyof FlowEvents>(name: Name, listener: (event: FlowEvents[Name]) => void): () => void;
  /** Takes everything off the page and stops all requests. No handler is called after that. */
  destroy(): void;
}

export function launch(options: LaunchOptions): Flow {
  if (typeof document === "undefined") throw new TypeError("launch() needs a page: call it in a browser");
  checkOptions(options);
  const flow = new LaunchedFlow(options);
  void flow.run();
  return flow;
}

class LaunchedFlow implements Flow {
  readonly #options: LaunchOptions;
  readonly #emitter = new Emitter<FlowEvents>();
  readonly #sheet: Sheet;
  #engine: PageEngine | undefined;
  #messages: Messages | undefined;
  #session: Session | undefined;
  #handledSeq = 0;
  #handled = false;
  #supersededTold = false;
  #destroyed = false;

  constructor(options: LaunchOptions) {
    this.#options = {...options};
    this.#sheet = new Sheet({
      leave: () => this.#leave(),
      closed: () => {
        this.#emitter.emit("closed", null);
      },
      reopen: () => this.#open(),
    });
  }

  on<Name extends keyof FlowEvents>(name: Name, listener: (event: FlowEvents[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  destroy(): void {
    this.#destroyed = true;
    this.#session?.close();
    this.#emitter.clear();
    this.#sheet.remove();
  }

  async run(): Promise<void> {
    const locale = preferredLocale(this.#options.locale);
    try {
      const [engine, messages] = await Promise.all([loadPageEngine(), loadMessages(locale)]);
      if (this.#destroyed) return;
      this.#engine = engine;
      this.#messages = messages;
      this.#session = this.#createSession(engine, locale);
      this.#sheet.show(this.#session, messages);
    } catch (error) {
      // A file of ours did not load; without it there is not even a text to show.
      reportLater(error);
      this.#sheet.remove();
      this.#handle({handler: "error", payload: {...this.#nowhere(), ...unloaded}});
      return;
    }
    await this.#open();
  }

  async #open(): Promise<void> {
    if (!wellFormed(this.#options)) {
      if (this.#engine) this.#refuse(this.#engine.errorOf("client_parameters_invalid"));
      return;
    }
    try {
      await this.#session?.open();
    } catch (error) {
      if (this.#destroyed) return;
      // Refusals for good were told by `refused`; the rest may be tried again by the user.
      this.#sheet.fail(error);
    }
  }

  #createSession(engine: PageEngine, locale: string): Session {
    const {server, handshake, clientKey, retry = false, variables, handoff} = this.#options;
    const optional = {...(variables && {variables}), ...(handoff !== undefined && {handoff})};
    return new Session({server, handshake, clientKey, locale, retry, ...optional}, engine, {
      changed: () => {
        this.#changed();
      },
      event: (event) => {
        this.#emitter.emit("event", event);
      },
      stage: (stage) => {
        this.#emitter.emit("stage", stage && summary(stage));
      },
      outcome: (delivery) => {
        this.#dispatch(delivery);
      },
      refused: (error) => {
        this.#refuse(error);
      },
      trouble: (error) => {
        this.#sheet.trouble(error);
        this.#emitter.emit("connection", {ok: error === null});
      },
    });
  }

  #changed(): void {
    const superseded = this.#session?.superseded ?? false;
    if (superseded && !this.#supersededTold) this.#emitter.emit("superseded", null);
    this.#supersededTold = superseded;
    this.#sheet.update();
  }

  /** The core says which handler an outcome goes to. */
  #dispatch(delivery: Delivery): void {
    const session = this.#session;
    const engine = this.#engine;
    if (session === undefined || engine === undefined) return;
    const code = session.state.error?.["code"];
    let call: HandlerCall | null;
    try {
      call = engine.dispatch(session.state, {
        ...delivery,
        message: typeof code === "string" ? (this.#messages?.error(code) ?? "") : "",
        alreadyProcessed: session.plan?.transactionAlreadyProcessed ?? false,
        handledSeq: this.#handledSeq,
      });
    } catch (error) {
      if (error instanceof SealflowError) this.#refuse(error);
      else throw error;
      return;
    }
    if (call !== null) this.#handle(call);
  }

  /** The server will not have this launch: no run, no log, but the integrator must know. */
  #refuse(error: SealflowError): void {
    const payload: ErrorPayload = {
      ...this.#nowhere(),
      code: error.number,
      httpStatusCode: error.httpStatus,
      message: this.#messages?.error(error.code) ?? error.message,
      retry: false,
      stage: null,
    };
    this.#sheet.refuse(error);
    this.#handle({handler: "error", payload});
  }

  /** The user leaves. The sheet goes at once; the outcome comes when the server has it. */
  async #leave(): Promise<void> {
    const session = this.#session;
    this.#sheet.remove();
    if (session?.opened !== true) {
      // Nothing was begun, so there is nothing to be told to the server.
      session?.close();
      const payload: SkipPayload = {...this.#nowhere(), stage: null};
      this.#handle({handler: "skip", payload});
      return;
    }
    if (session.state.outcome !== "none" || session.superseded) return;
    await session.skip().catch(reportLater);
  }

  /** Exactly once per launch. A handler that throws has not had the outcome: it comes again with the next launch. */
  #handle(call: HandlerCall): void {
    if (this.#handled || this.#destroyed) return;
    this.#handled = true;
    this.#handledSeq = call.payload.seq;
    this.#sheet.finish(call);
    this.#emitter.emit("outcome", call);
    void this.#callHandler(call)
      .then(async () => {
        // Refusals without a run have nothing to acknowledge.
        if (call.payload.seq > 0) await this.#session?.acknowledge();
      })
      .catch(reportLater);
  }

  async #callHandler(call: HandlerCall): Promise<void> {
    const {onSuccess, onError, onSkip} = this.#options;
    if (call.handler === "success") await onSuccess?.(call.payload);
    else if (call.handler === "error") await onError?.(call.payload);
    else await onSkip?.(call.payload);
  }

  #nowhere(): {hs: string; run: number; seq: number} {
    return {hs: this.#options.handshake, run: 0, seq: 0};
  }
}

/** As the drop-in would say it: code 5001, in English, since no text file is there. */
const unloaded = {
  code: 5001,
  httpStatusCode: 500,
  message: "The verification could not be loaded. Check the connection and try again.",
  retry: false,
  stage: null,
} as const;

function summary(stage: StageView): {id: string; type: string} {
  return {id: stage.id, type: stage.type};
}
