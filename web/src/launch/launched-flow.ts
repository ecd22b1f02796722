// A launch at work: brings engine, texts, session and screen together, and hands the outcome over, once.
import type {PageEngine} from "../engine/page.js";
import {NetworkError, SealflowError} from "../errors.js";
import {preferredLocale} from "../i18n/locale.js";
import type {Messages} from "../i18n/messages.js";
import {load} from "../load.js";
import type {CoreCall, ErrorPayload, HandlerCall, LeftPayload} from "../protocol/outcome.js";
import type {Delivery} from "../protocol/state.js";
import {reportLater, type Emitter} from "../session/emitter.js";
import {worthRepeating} from "../session/retry.js";
import {Session} from "../session/session.js";
import type {Sheet, SheetActions, SheetSettings} from "../ui/sheet.js";
import type {FlowEvents} from "./events.js";
import {ownHandoffUrl} from "./handoff.js";
import {wellFormed, type EngineChoice, type LaunchOptions} from "./options.js";
import {Reporter} from "./reporter.js";
import {unloaded} from "./unloaded.js";

const loadUi = () => import("../ui/ui.js");
const loadEngine = () => load(() => import("../engine/page.js"));

/** What a launch loads, without launching. */
export async function preloadParts(locale: string | undefined, engine: EngineChoice | undefined): Promise<void> {
  const texts = loadUi().then(({loadMessages}) => loadMessages(preferredLocale(locale)));
  await Promise.all([texts, loadEngine().then(({prepareEngine}) => prepareEngine(engine)), import("../storage/sealed-rows.js")]);
}

export class LaunchedFlow {
  readonly #options: LaunchOptions;
  readonly #reporter: Reporter;
  #sheet: Sheet | undefined;
  #engine: PageEngine | undefined;
  #messages: Messages | undefined;
  #session: Session | undefined;
  #handledSeq = 0;
  #handled = false;
  #destroyed = false;

  constructor(options: LaunchOptions, emitter: Emitter<FlowEvents>) {
    this.#options = options;
    this.#reporter = new Reporter(emitter, options.handshake);
  }

  destroy(): void {
    this.#destroyed = true;
    this.#session?.close();
    this.#sheet?.remove();
  }

  /** The server is asked while screens, texts and engine are on their way: what it says is taken in when they are there. */
  async run(): Promise<void> {
    const locale = preferredLocale(this.#options.locale);
    const ready = this.#load(locale);
    const session = (this.#session = this.#createSession(ready.then(({engine}) => engine), locale));
    const sound = wellFormed(this.#options);
    // By a link from another device the user is asked first, and then the sheet says so.
    const opening = sound && this.#options.handoff === undefined ? session.open() : undefined;
    // Its failure is told below, once there is somebody to tell it.
    opening?.catch(() => undefined);
    try {
      const {engine, messages, sheet} = await ready;
      sheet?.show(session, messages);
      if (!sound) this.#refuse(engine.errorOf("client_parameters_invalid"));
    } catch (error) {
      this.#notLoaded(error);
      return;
    }
    await this.#during(opening);
  }

  async #load(locale: string): Promise<{engine: PageEngine; messages: Messages; sheet: Sheet | undefined}> {
    const seen = loadUi().then(({Sheet: Screens, loadMessages}) => {
      if (!this.#destroyed) this.#sheet = new Screens(this.#actions(), this.#settings());
      return loadMessages(locale, this.#options.texts);
    });
    const loaded = loadEngine().then(({loadPageEngine}) => loadPageEngine(this.#options.engine));
    // In this order, whatever comes first: who hears that there is no engine has a screen to show it on.
    loaded.catch(() => undefined);
    const messages = (this.#messages = await seen);
    const engine = (this.#engine = await loaded);
    return {engine, messages, sheet: this.#sheet};
  }

  #notLoaded(error: unknown): void {
    if (this.#destroyed) return;
    reportLater(error);
    this.#session?.close();
    this.#sheet?.unloaded(unloaded.message);
    this.#handle({handler: "error", payload: {...this.#nowhere(), ...unloaded}});
  }

  #actions(): SheetActions {
    const reopen = (): Promise<void> => this.#during(this.#session?.open());
    return {
      accept: () => void reopen(),
      abandon: () => {
        this.#abandon({...this.#nowhere(), stage: null});
      },
      leave: () => this.#leave(),
      closed: () => {
        this.#reporter.closed();
      },
      reopen,
    };
  }

  #settings(): SheetSettings {
    const {providers = {}, blobWorker = false, container, theme = {}, handoff, handoffUrl = ownHandoffUrl()} = this.#options;
    const offered = handOffHere() ? handoffUrl : undefined;
    return {providers, blobWorker, container, theme, handoffUrl: offered, invited: handoff !== undefined};
  }

  async #during(opening: Promise<void> | undefined): Promise<void> {
    try {
      await opening;
    } catch (error) {
      if (this.#destroyed) return;
      // Refusals for good were told by `refused`; the rest may be tried again by the user.
      this.#sheet?.fail(error);
      if (!(error instanceof SealflowError || error instanceof NetworkError)) reportLater(error);
    }
  }

  #createSession(engine: Promise<PageEngine>, locale: string): Session {
    const {server, handshake, clientKey, retry = false, variables, handoff, getToken} = this.#options;
    const optional = {...(variables && {variables}), ...(handoff !== undefined && {handoff}), ...(getToken && {getToken})};
    const session = new Session({server, handshake, clientKey, locale, retry, ...optional}, engine, {
      changed: () => {
        this.#reporter.changed();
        this.#sheet?.update();
      },
      launched: (plan) => {
        this.#reporter.launched(plan);
      },
      event: (event) => {
        this.#reporter.event(event);
      },
      submitted: (stage) => {
        this.#reporter.submitted(stage);
      },
      outcome: (delivery) => {
        this.#dispatch(delivery);
      },
      refused: (error) => {
        this.#refuse(error);
      },
      trouble: (error) => {
        this.#sheet?.trouble(error);
        this.#reporter.trouble(error);
      },
    });
    this.#reporter.session = session;
    return session;
  }

  /** The core says which handler an outcome goes to. */
  #dispatch(delivery: Delivery): void {
    const session = this.#session;
    const engine = this.#engine;
    if (session === undefined || engine === undefined) return;
    const code = session.state.error?.["code"];
    const {signature, receipt} = delivery;
    let call: CoreCall | null;
    try {
      // By name: a newer server may say more than this core knows.
      call = engine.dispatch(session.state, {
        signature,
        receipt,
        message: typeof code === "string" ? (this.#messages?.error(code) ?? delivery.message ?? "") : "",
        alreadyProcessed: session.plan?.transactionAlreadyProcessed ?? false,
        handledSeq: this.#handledSeq,
      });
    } catch (error) {
      if (error instanceof SealflowError) this.#refuse(error);
      else throw error;
      return;
    }
    if (call === null) return;
    if (call.handler !== "skip") this.#handle(call);
    else {
      const {resumable = true} = delivery;
      this.#handle({handler: "skip", payload: {...call.payload, reason: session.state.status, resumable}});
    }
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
    this.#sheet?.refuse(error);
    this.#handle({handler: "error", payload});
  }

  /** The user leaves. The sheet goes at once; the outcome comes when the server has it. */
  async #leave(): Promise<void> {
    const session = this.#session;
    this.#sheet?.remove();
    if (session?.opened !== true) {
      this.#abandon({...this.#nowhere(), stage: null});
      return;
    }
    const {run, seq, current, outcome} = session.state;
    if (outcome !== "none" || session.superseded) return;
    if (session.pending) {
      this.#abandon({...this.#nowhere(), run, seq, stage: current}, "pending");
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
  #abandon(payload: LeftPayload, reason = "user_cancelled"): void {
    this.#session?.close();
    this.#handle({handler: "skip", payload: {...payload, reason, resumable: true}}, false);
  }

  /** Exactly once per launch. A handler that throws has not had the outcome: it comes again with the next launch. */
  #handle(call: HandlerCall, delivered = call.payload.seq > 0): void {
    if (this.#handled || this.#destroyed) return;
    this.#handled = true;
    this.#handledSeq = call.payload.seq;
    this.#sheet?.finish(call);
    this.#reporter.outcome(call);
    void this.#callHandler(call)
      .then(async () => {
        // Refusals without a run have nothing to acknowledge, nor has a run that goes on without the page.
        if (delivered) await this.#acknowledge();
      })
      .catch(reportLater);
  }

  async #acknowledge(): Promise<void> {
    try {
      await this.#session?.acknowledge();
      // From here on it does not matter whether there is a network.
      this.#session?.close();
    } catch (error) {
      // Taken off the page by its handler, as React does: the next launch gets the outcome again.
      if (!this.#destroyed) throw error;
    }
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
