// The sheet: a dialog over the page, or a region in it, in a shadow root of its own. Decides which screen is up, and
// where the focus goes.
import {html, nothing, render, type TemplateResult} from "lit/html.js";
import type {SealflowError} from "../errors.js";
import type {Messages} from "../i18n/messages.js";
import type {HandlerCall} from "../protocol/outcome.js";
import type {ProviderBridges} from "../providers/bridge.js";
import {reportLater} from "../session/emitter.js";
import type {Session} from "../session/session.js";
import {awaitsNews} from "../session/waiting.js";
import type {Theme} from "../launch/options.js";
import {failureText, renderBanner, renderHeader, renderOffer, renderSteps, renderSurface, stepText} from "./frame.js";
import type {HandoffScreen} from "./handoff/handoff-screen.js";
import {stageName} from "./names.js";
import {flowText} from "./flow-text.js";
import {donePanel} from "./screens/done-panel.js";
import {compareScreen, invitedScreen, stoppedScreen} from "./screens/invited.js";
import {movedScreen} from "./screens/moved.js";
import * as screens from "./screens/screens.js";
import {waitingScreen} from "./screens/waiting.js";
import type {StageScreen} from "./stages/stage-screen.js";
import {createStageScreen} from "./stages/table.js";
import {applyStyles} from "./styles/apply.js";

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
  readonly #host = document.createElement("div");
  readonly #root: ShadowRoot;
  #session: Session | undefined;
  #messages: Messages | undefined;
  #stageScreen: {key: string; screen: StageScreen} | undefined;
  #ending: Ending | undefined;
  /** Why opening failed, when trying again may help. */
  #openFailure: unknown;
  #trouble: Error | null = null;
  #askingToLeave = false;
  #handoff: HandoffScreen | undefined;
  /** Who came by a link has said: go on here; the digits are the same, or they are not. */
  #invitation: "asked" | "accepted" | "compared" | "stopped";
  /** In a page: the user is at work in here, so a new screen may take the focus. */
  #engaged: boolean;
  /** The screen that was up when the last drawing was done; another one takes the focus. */
  #shown = "";
  /** The first screen after the launch, which has the list of what was skipped. */
  #first = "";
  #removed = false;
  #pressed = false;
  #afterPress: (() => void)[] = [];

  constructor(actions: SheetActions, settings: SheetSettings) {
    this.#actions = actions;
    this.#settings = settings;
    this.#invitation = settings.invited ? "asked" : "compared";
    this.#engaged = settings.container === undefined;
    this.#root = this.#host.attachShadow({mode: "open"});
    applyStyles(this.#root);
    this.#host.className = "sealflow";
    if (settings.theme.scheme !== undefined) this.#host.dataset["scheme"] = settings.theme.scheme;
    if (settings.container !== undefined) {
      this.#host.dataset["inline"] = "";
      this.#watchFocus();
    }
    (settings.container ?? document.body).append(this.#host);
    this.update();
    if (this.#dialog === null) return;
    this.#dialog.showModal();
    // Not to the first button, as a dialog does by itself: that is the one that closes it.
    this.#root.getElementById("title")?.focus();
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
    this.#closeHandoff();
    // Closing gives the focus back to where it was.
    this.#dialog?.close();
    this.#host.remove();
    this.#actions.closed();
  }

  update(): void {
    if (this.#removed) return;
    this.#refreshStageScreen();
    if (this.#session?.superseded === true) this.#closeHandoff();
    const {name, content} = this.#screen();
    // Before it is drawn: what the screen below leaves running would be unseen.
    if (this.#stageScreen && this.#stageScreen.key !== name) this.#stageScreen.screen.hidden();
    render(this.#frame(content, name), this.#root);
    if (name === this.#shown) return;
    this.#shown = name;
    this.#root.querySelector(".content")?.scrollTo(0, 0);
    // A screen reader reads the new title; the keyboard goes on from there.
    if (this.#engaged) this.#root.getElementById("title")?.focus();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#root.querySelector("dialog");
  }

  #frame(content: TemplateResult, name: string): TemplateResult {
    const messages = this.#messages;
    const session = this.#session;
    const underWay = this.#ending === undefined && session?.superseded !== true && this.#invitation === "compared";
    // Before the digits are compared nothing is shown of what somebody else may have begun.
    const title = this.#invitation === "compared" ? messages && flowText(messages, session?.flow?.title) : undefined;
    const about = underWay && messages && session?.opened === true ? stepText(session, messages) : title;
    const offered = underWay && name === this.#stageScreen?.key && this.#settings.handoffUrl !== undefined;
    return renderSurface({
      inline: this.#settings.container !== undefined,
      screen: name,
      session,
      messages,
      listeners: {press: this.#onPress, release: this.#onRelease, cancel: this.#onCancel, close: this.#onClose, key: this.#onKey},
      content: html`${renderHeader(session, messages, this.#settings.theme, about, this.#askToLeave)}
        ${underWay ? renderSteps(session) : nothing}
        ${messages ? renderBanner(messages, this.#trouble, session) : nothing}
        <div class="content" part="content">${content}</div>
        ${messages && offered ? renderOffer(messages, this.#toPhone) : nothing}`,
    });
  }

  #screen(): {name: string; content: TemplateResult} {
    const messages = this.#messages;
    const session = this.#session;
    if (messages === undefined && this.#ending?.tone === "error") {
      return {name: "error", content: screens.unloadedScreen(this.#ending.text, this.#close)};
    }
    if (messages === undefined || session === undefined) return {name: "loading", content: screens.loadingScreen(messages)};
    if (this.#invitation === "stopped") return {name: "stopped", content: stoppedScreen(messages, this.#abandon)};
    if (this.#ending !== undefined) return {name: this.#ending.tone, content: this.#endingScreen(this.#ending, messages)};
    if (this.#invitation === "asked") return {name: "invited", content: invitedScreen(messages, this.#accept)};
    if (session.superseded) {
      const {flow, progress, link} = session;
      return {name: "moved", content: movedScreen(messages, {flow, progress, digits: link?.digits ?? ""}, this.#takeBack, this.#close)};
    }
    if (this.#askingToLeave) return {name: "leave", content: this.#leaveScreen(messages, session)};
    if (this.#openFailure !== undefined) {
      const text = failureText(this.#openFailure, messages);
      return {name: "tryAgain", content: screens.tryAgainScreen(messages, text, this.#again)};
    }
    if (session.catchingUp) return {name: "loading", content: screens.loadingScreen(messages, "loading.kept")};
    if (!session.opened) return {name: "loading", content: screens.loadingScreen(messages)};
    if (this.#invitation === "accepted" && session.digits !== "") {
      return {name: "compare", content: compareScreen(messages, session.digits, this.#same, this.#different)};
    }
    if (this.#handoff !== undefined) return {name: "handoff", content: this.#handoff.render()};
    if (this.#stageScreen === undefined) {
      const over = session.state.outcome !== "none";
      const {stage} = session;
      // Nothing is under way, and nothing here can show the stage: waiting would be for ever.
      if (!over && stage !== undefined && !awaitsNews(stage, session.record(stage.id))) {
        return {name: "unknown", content: screens.errorScreen(messages, messages.error("sdk_too_old"), "", this.#close)};
      }
      if (over) return {name: "waiting", content: screens.loadingScreen(messages)};
      return {name: "waiting", content: waitingScreen(messages, stage, stage && session.record(stage.id), this.#leave)};
    }
    const {key, screen} = this.#stageScreen;
    this.#first ||= key;
    return {name: key, content: html`${this.#first === key ? this.#done() : nothing}${screen.render()}`};
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
    const kept = flow === undefined ? [] : passed.map((id) => stageName(flow, id, messages));
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
      whenReleased: (run) => {
        if (this.#pressed) this.#afterPress.push(run);
        else run();
      },
      find: (id) => this.#root.getElementById(id),
    });
    if (screen) this.#stageScreen = {key, screen};
  }

  readonly #askToLeave = (): void => {
    const over = this.#ending !== undefined || this.#session?.superseded === true;
    if (this.#invitation === "stopped") this.#abandon();
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

  readonly #takeBack = (): void => {
    this.#session?.takeBack().catch((error: unknown) => {
      this.fail(error);
    });
  };

  readonly #accept = (): void => {
    this.#invitation = "accepted";
    this.update();
    this.#actions.accept();
  };

  readonly #same = (): void => {
    this.#invitation = "compared";
    this.update();
  };

  /** Somebody else's link, perhaps: nothing is entered here, and this device asks for nothing any more. */
  readonly #different = (): void => {
    this.#invitation = "stopped";
    this.#session?.close();
    this.update();
  };

  readonly #abandon = (): void => {
    this.remove();
    this.#actions.abandon();
  };

  readonly #toPhone = (): void => {
    void import("./handoff/handoff-screen.js").then(({HandoffScreen}) => {
      if (this.#removed || this.#session === undefined || this.#messages === undefined) return;
      this.#handoff = new HandoffScreen(this.#session, this.#messages, this.#settings.handoffUrl ?? "", {
        update: () => {
          this.update();
        },
        back: () => {
          this.#closeHandoff();
          this.update();
        },
      });
      this.update();
    }, reportLater);
  };

  #closeHandoff(): void {
    this.#handoff?.dispose();
    this.#handoff = undefined;
  }

  /** The back gesture of a phone, too, comes as "cancel". */
  readonly #onCancel = (event: Event): void => {
    // The file dialog's own "cancel" bubbles up to here.
    if (event.target !== this.#dialog) return;
    event.preventDefault();
    this.#askToLeave();
  };

  /** Browsers let nobody prevent a second Escape in a row if they can help it: taken before it gets that far. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#askToLeave();
  };

  /** Focus that is lost when a button goes counts as being here; focus that goes elsewhere in the page does not. */
  #watchFocus(): void {
    this.#host.addEventListener("focusin", () => {
      this.#engaged = true;
    });
    this.#host.addEventListener("focusout", ({relatedTarget}) => {
      if (relatedTarget !== null) this.#engaged = false;
    });
  }

  readonly #onPress = (): void => {
    this.#pressed = true;
  };

  readonly #onRelease = (): void => {
    this.#pressed = false;
    const waiting = this.#afterPress.splice(0);
    // The click itself comes after the release.
    setTimeout(() => {
      for (const run of waiting) run();
    });
  };

  /** Closed past us all the same: open it again, and ask. */
  readonly #onClose = (): void => {
    if (this.#removed) return;
    this.#dialog?.showModal();
    this.#askToLeave();
  };
}
