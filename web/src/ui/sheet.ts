// The sheet: decides which screen is up.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {SealflowError} from "../errors.js";
import type {Messages} from "../i18n/messages.js";
import type {HandlerCall} from "../protocol/outcome.js";
import type {ProviderBridges} from "../providers/bridge.js";
import type {Session} from "../session/session.js";
import {awaitsNews} from "../session/waiting.js";
import type {Theme} from "../launch/options.js";
import {failureText, renderBanner, renderHeader, renderOffer, renderSteps, renderSurface, stepText} from "./frame.js";
import {Handover, type NamedScreen} from "./handoff/handover.js";
import {shownName} from "./names.js";
import {flowText} from "./flow-text.js";
import {Host} from "./host.js";
import {Press} from "./press.js";
import {donePanel} from "./screens/done-panel.js";
import * as screens from "./screens/screens.js";
import {waitingScreen} from "./screens/waiting.js";
import type {StageScreen} from "./stages/stage-screen.js";
import {createStageScreen} from "./stages/table.js";

export interface SheetActions {
  /** The user has come by a link, and wants to go on here. */
  accept(): void;
  /** The user has gone, and the server is not to be told. */
  abandon(): void;
  /** The user wants out and has confirmed it. */
  leave(): Promise<void>;
  /** Try to open once more, after a failure that may pass. */
  reopen(): Promise<void>;
  closed(): void;
}

/** What the integrator says about the page that the screens are on. */
export interface SheetSettings {
  blobWorker: boolean;
  providers: ProviderBridges;
  /** Where the screens go. Without it they are a modal dialog. */
  container: Element | undefined;
  theme: Theme;
  /** The page that a phone opens to go on there. Without it none is offered. */
  handoffUrl: string | undefined;
  /** By a link from another device: the user is asked before anything else. */
  invited: boolean;
}

/** How it ended, with what there is to say about it. */
type Ending = {tone: "success" | "declined"} | {tone: "error"; text: string; requestId: string};

export class Sheet {
  readonly #actions: SheetActions;
  readonly #settings: SheetSettings;
  readonly #host: Host;
  #session: Session | undefined;
  #messages: Messages | undefined;
  #stageScreen: {key: string; screen: StageScreen} | undefined;
  #ending: Ending | undefined;
  /** Why opening failed, when trying again may help. */
  #openFailure: unknown;
  #trouble: Error | null = null;
  #askingToLeave = false;
  readonly #handover: Handover;
  readonly #press = new Press();
  /** The screen that was up when the last drawing was done; another one takes the focus. */
  #shown = "";
  /** The first screen after the launch, which has the list of what was skipped. */
  #first = "";
  #removed = false;

  constructor(actions: SheetActions, settings: SheetSettings) {
    this.#actions = actions;
    this.#settings = settings;
    this.#handover = new Handover(settings.invited, {
      session: () => this.#session,
      update: () => {
        this.update();
      },
      accept: () => {
        actions.accept();
      },
      abandon: this.#abandon,
      close: this.#close,
    });
    this.#host = new Host(settings.container, settings.theme.scheme, this.#askToLeave);
    this.update();
    this.#host.open();
  }

  show(session: Session, messages: Messages): void {
    this.#session = session;
    this.#messages = messages;
    this.update();
  }

  trouble(error: Error | null): void {
    this.#trouble = error;
    this.update();
  }

  /** Opening failed, but may work later. */
  fail(error: unknown): void {
    this.#openFailure = error;
    this.#trouble = null;
    this.update();
  }

  /** The server will not have this session. */
  refuse(error: SealflowError): void {
    this.#ending = {tone: "error", text: this.#messages?.error(error.code) ?? error.message, requestId: error.requestId};
    this.update();
  }

  /** Something of ours did not load, perhaps even the texts: said in the one language that is at hand. */
  unloaded(text: string): void {
    this.#ending = {tone: "error", text, requestId: ""};
    this.update();
  }

  finish(call: HandlerCall): void {
    if (call.handler === "skip") {
      this.remove();
      return;
    }
    if (call.handler === "error") this.#ending ??= {tone: "error", text: call.payload.message, requestId: ""};
    else this.#ending = {tone: call.payload.status === "auto_declined" ? "declined" : "success"};
    this.update();
  }

  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#stageScreen?.screen.dispose();
    this.#handover.dispose();
    this.#host.remove();
    this.#actions.closed();
  }

  update(): void {
    if (this.#removed) return;
    this.#refreshStageScreen();
    if (this.#session?.superseded === true) this.#handover.leavePhone();
    const {name, content} = this.#screen();
    // Before it is drawn: what the screen below leaves running would be unseen.
    if (this.#stageScreen && this.#stageScreen.key !== name) this.#stageScreen.screen.hidden();
    this.#host.draw(this.#frame(content, name));
    if (name === this.#shown) return;
    this.#shown = name;
    this.#host.entered();
  }

  #frame(content: TemplateResult, name: string): TemplateResult {
    const messages = this.#messages;
    const session = this.#session;
    const underWay = this.#ending === undefined && session?.superseded !== true && this.#handover.settled;
    // Before the digits are compared nothing is shown of what somebody else may have begun.
    const title = this.#handover.settled ? messages && flowText(messages, session?.flow?.title) : undefined;
    const about = underWay && messages && session?.opened === true ? stepText(session, messages) : title;
    const offered = underWay && name === this.#stageScreen?.key && this.#settings.handoffUrl !== undefined;
    return renderSurface({
      inline: this.#settings.container !== undefined,
      screen: name,
      session,
      messages,
      listeners: {press: this.#press.begin, release: this.#press.end, cancel: this.#host.onCancel, close: this.#host.onClose, key: this.#host.onKey},
      content: html`${renderHeader(session, messages, this.#settings.theme, about, this.#askToLeave)}
        ${underWay ? renderSteps(session) : nothing}
        ${messages ? renderBanner(messages, this.#trouble, session) : nothing}
        <div class="content" part="content">${content}</div>
        ${messages && offered ? renderOffer(messages, this.#toPhone) : nothing}`,
    });
  }

  /** What is up, the most important first. */
  #screen(): NamedScreen {
    const messages = this.#messages;
    const session = this.#session;
    if (messages === undefined && this.#ending?.tone === "error") {
      return {name: "error", content: screens.unloadedScreen(this.#ending.text, this.#close)};
    }
    if (messages === undefined || session === undefined) return {name: "loading", content: screens.loadingScreen(messages)};
    const handover = this.#handover;
    return (
      handover.stoppedScreen(messages) ??
      (this.#ending && {name: this.#ending.tone, content: this.#endingScreen(this.#ending, messages)}) ??
      handover.invitedScreen(messages) ??
      handover.movedScreen(messages) ??
      (this.#askingToLeave ? {name: "leave", content: this.#leaveScreen(messages, session)} : undefined) ??
      this.#openingScreen(messages, session) ??
      handover.compareScreen(messages) ??
      handover.phoneScreen() ??
      this.#currentScreen(messages, session)
    );
  }

  /** Until the session is open, and when that did not work. */
  #openingScreen(messages: Messages, session: Session): NamedScreen | undefined {
    if (this.#openFailure !== undefined) {
      const text = failureText(this.#openFailure, messages);
      return {name: "tryAgain", content: screens.tryAgainScreen(messages, text, this.#again)};
    }
    if (session.catchingUp) return {name: "loading", content: screens.loadingScreen(messages, "loading.kept")};
    return session.opened ? undefined : {name: "loading", content: screens.loadingScreen(messages)};
  }

  /** Of the stage that is due; or what is waited for. */
  #currentScreen(messages: Messages, session: Session): NamedScreen {
    if (this.#stageScreen !== undefined) {
      const {key, screen} = this.#stageScreen;
      this.#first ||= key;
      return {name: key, content: html`${this.#first === key ? this.#done() : nothing}${screen.render()}`};
    }
    if (session.state.outcome !== "none") return {name: "waiting", content: screens.loadingScreen(messages)};
    const {stage} = session;
    const record = stage && session.record(stage.id);
    // Nothing is under way, and nothing here can show the stage: waiting would be for ever.
    if (stage !== undefined && !awaitsNews(stage, record)) {
      return {name: "unknown", content: screens.errorScreen(messages, messages.error("sdk_too_old"), "", this.#close)};
    }
    return {name: "waiting", content: waitingScreen(messages, stage, record, this.#leave)};
  }

  #endingScreen(ending: Ending, messages: Messages): TemplateResult {
    if (ending.tone === "error") return screens.errorScreen(messages, ending.text, ending.requestId, this.#close);
    const screen = ending.tone === "success" ? screens.successScreen : screens.declinedScreen;
    // Everything had passed before: then this is the only screen, and the list belongs here.
    return html`${this.#first === "" ? this.#done() : nothing}${screen(messages, this.#close)}`;
  }

  #leaveScreen(messages: Messages, session: Session): TemplateResult {
    const {flow, stage, state} = session;
    const passed = state.path.filter((id) => session.record(id)?.progress === "passed");
    const kept = flow === undefined ? [] : passed.map((id) => shownName(flow, id, messages));
    const unsent = stage?.type === "form" || stage?.type === "document";
    return screens.leaveScreen(messages, kept, unsent, this.#stay, this.#leave);
  }

  #done(): TemplateResult | typeof nothing {
    const {flow, plan} = this.#session ?? {};
    if (flow === undefined || plan === undefined || this.#messages === undefined) return nothing;
    return donePanel(flow, plan, this.#messages);
  }

  /** One screen object for each time a stage is entered: what was typed lives in it. */
  #refreshStageScreen(): void {
    const stage = this.#session?.stage;
    const record = stage && this.#session?.record(stage.id);
    const key = stage ? `${stage.id}@${record?.enteredAt ?? 0}` : "";
    if (this.#stageScreen?.key === key) {
      this.#stageScreen.screen.stateChanged();
      return;
    }
    this.#stageScreen?.screen.dispose();
    this.#stageScreen = undefined;
    if (stage === undefined || this.#session === undefined || this.#messages === undefined) return;
    const screen = createStageScreen(stage, {
      ...this.#settings,
      session: this.#session,
      messages: this.#messages,
      update: () => {
        this.update();
      },
      whenReleased: this.#press.whenReleased,
      find: (id) => this.#host.find(id),
    });
    if (screen) this.#stageScreen = {key, screen};
  }

  readonly #askToLeave = (): void => {
    const over = this.#ending !== undefined || this.#session?.superseded === true;
    if (this.#handover.stopped) this.#abandon();
    else if (over) this.remove();
    // Nothing has begun, or all goes on by itself, so there is nothing to think about.
    else if (this.#session?.opened !== true || this.#session.pending) void this.#actions.leave();
    else {
      this.#askingToLeave = !this.#askingToLeave;
      this.update();
    }
  };

  readonly #leave = (): void => {
    void this.#actions.leave();
  };

  readonly #stay = (): void => {
    this.#askingToLeave = false;
    this.update();
  };

  readonly #close = (): void => {
    this.remove();
  };

  readonly #again = (): void => {
    this.#openFailure = undefined;
    this.update();
    void this.#actions.reopen();
  };

  readonly #abandon = (): void => {
    this.remove();
    this.#actions.abandon();
  };

  readonly #toPhone = (): void => {
    if (this.#messages) this.#handover.toPhone(this.#messages, this.#settings.handoffUrl ?? "");
  };
}
