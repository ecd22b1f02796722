// A launch at work: brings engine, texts, session and screen together, and hands the outcome over, once.
import {loadPageEngine, type PageEngine} from "../engine/page.js";
import {SealflowError} from "../errors.js";
import {loadMessages, preferredLocale, type Messages} from "../i18n/messages.js";
import type {StageView} from "../protocol/flow.js";
import type {ErrorPayload, HandlerCall, SkipPayload} from "../protocol/outcome.js";
import type {Delivery} from "../protocol/state.js";
import {reportLater, type Emitter} from "../session/emitter.js";
import {worthRepeating} from "../session/retry.js";
import {Session} from "../session/session.js";
import {Sheet} from "../ui/sheet.js";
import type {FlowEvents} from "./flow.js";
import {ownHandoffUrl} from "./handoff.js";
import {wellFormed, type LaunchOptions} from "./options.js";
import {unloaded} from "./unloaded.js";

export class LaunchedFlow {
  readonly #options: LaunchOptions;
  readonly #emitter: Emitter<FlowEvents>;
  readonly #sheet: Sheet;
  #engine: PageEngine | undefined;
  #messages: Messages | undefined;
  #session: Session | undefined;
  #handledSeq = 0;
  #handled = false;
  #supersededTold = false;
  #destroyed = false;

  constructor(options: LaunchOptions, emitter: Emitter<FlowEvents>) {
    this.#options = options;
    this.#emitter = emitter;
    const {providers = {}, blobWorker = false, container, theme = {}, handoff, handoffUrl = ownHandoffUrl()} = options;
    const actions = {
      accept: () => void this.#open(),
      abandon: () => {
        this.#abandon({...this.#nowhere(), stage: null});
      },
      leave: () => this.#leave(),
      closed: () => {
        this.#emitter.emit("closed", null);
      },
      reopen: () => this.#open(),
    };
    const offered = handOffHere() ? handoffUrl : undefined;
    this.#sheet = new Sheet(actions, {providers, blobWorker, container, theme, handoffUrl: offered, invited: handoff !== undefined});
  }

  destroy(): void {
    this.#destroyed = true;
    this.#session?.close();
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
    // By a link from another device the user is asked first, and then the sheet says so.
    if (this.#options.handoff === undefined || !wellFormed(this.#options)) await this.#open();
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
        message: typeof code === "string" ? (this.#messages?.error(code) ?? delivery.message ?? "") : "",
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
      this.#abandon({...this.#nowhere(), stage: null});
      return;
    }
    const {run, seq, current, outcome} = session.state;
    if (outcome !== "none" || session.superseded) return;
    if (session.pending) {
      this.#abandon({...this.#nowhere(), run, seq, stage: current});
      return;
    }
    // The user has gone from the screen, so nobody else can try again: as long as it takes.
    for (;;) {
      try {
        await session.skip();
        return;
      } catch (error) {
        if (this.#destroyed) return;
        if (worthRepeating(error)) continue;
        if (error instanceof SealflowError) this.#refuse(error);
        else reportLater(error);
        return;
      }
    }
  }

  /** The user has gone, and the server is told nothing: nothing was begun here, or it goes on without the page. */
  #abandon(payload: SkipPayload): void {
    this.#session?.close();
    this.#handle({handler: "skip", payload});
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

/** A phone is of use to who has none in the hand. */
function handOffHere(): boolean {
  return !matchMedia("(pointer: coarse)").matches;
}

function summary(stage: StageView): {id: string; type: string} {
  return {id: stage.id, type: stage.type};
}
