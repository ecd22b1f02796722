// "Continue on your phone": a link as a picture for a camera and as text, and the digits that both screens show. Loaded
// when somebody asks for it, as most people never do.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {Messages} from "../../i18n/messages.js";
import {handoffLink} from "../../launch/handoff.js";
import type {Session} from "../../session/session.js";
import {failureText} from "../frame.js";
import {smallAlertIcon} from "../icons.js";
import {renderQr} from "./qr.js";

export interface HandoffActions {
  /** Draw again. */
  update: () => void;
  /** The user stays here. */
  back: () => void;
}

export class HandoffScreen {
  readonly #session: Session;
  readonly #messages: Messages;
  readonly #url: string;
  readonly #actions: HandoffActions;
  readonly #timer: ReturnType<typeof setInterval>;
  #problem = "";
  /** A link is on its way. */
  #asking = false;
  #copied = false;
  /** The picture of the link, made once for each. */
  #picture: {link: string; drawn: TemplateResult} | undefined;

  constructor(session: Session, messages: Messages, url: string, actions: HandoffActions) {
    this.#session = session;
    this.#messages = messages;
    this.#url = url;
    this.#actions = actions;
    this.#timer = setInterval(() => {
      if (this.#session.link !== undefined) actions.update();
    }, 1000);
    // One that is still good is shown again: each counts at the server.
    if (this.#secondsLeft() <= 0) this.#renew();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  render(): TemplateResult {
    const messages = this.#messages;
    return html`<div class="screen">
      <h2 id="title" part="title" tabindex="-1">${messages.text("handoff.title")}</h2>
      ${this.#body()}
      <div class="actions" part="actions">
        ${this.#secondsLeft() > 0 || this.#asking
          ? nothing
          : html`<button class="button primary" part="button button-primary" type="button" @click=${this.#again}>${messages.text("handoff.renew")}</button>`}
        <button class="button plain" part="button" type="button" @click=${this.#actions.back}>${messages.text("handoff.back")}</button>
      </div>
    </div>`;
  }

  #body(): TemplateResult {
    const messages = this.#messages;
    const {link} = this.#session;
    const seconds = this.#secondsLeft();
    if (this.#problem !== "") return html`<p class="error" role="alert">${smallAlertIcon}<span>${this.#problem}</span></p>`;
    if (link === undefined || this.#asking) return html`<div class="screen centre"><span class="spinner"></span></div>`;
    if (seconds <= 0) return html`<p class="lead" role="alert">${messages.text("handoff.expired")}</p>`;
    const address = handoffLink(this.#url, this.#session.state.handshake, link.code);
    return html`<p class="lead">${messages.text("handoff.text")}</p>
      <div class="qr" role="img" aria-label=${messages.text("handoff.qr")}>${this.#draw(address)}</div>
      <p class="digits"><small>${messages.text("handoff.digits")}</small>${link.digits}</p>
      <div class="field">
        <label for="link">${messages.text("handoff.link")}</label>
        <div class="copy">
          <input id="link" part="input" type="text" dir="ltr" readonly .value=${address} @focus=${selectAll} />
          <button class="button plain" part="button" type="button" @click=${this.#copy}>
            ${messages.text(this.#copied ? "handoff.copied" : "handoff.copy")}
          </button>
        </div>
        <p class="hidden" role="status">${this.#copied ? messages.text("handoff.copied") : ""}</p>
        <p class="hint">${messages.text("handoff.timeLeft", {time: messages.countdown(seconds)})}</p>
      </div>`;
  }

  #draw(link: string): TemplateResult {
    if (this.#picture?.link !== link) this.#picture = {link, drawn: renderQr(link)};
    return this.#picture.drawn;
  }

  #secondsLeft(): number {
    const {link, clock} = this.#session;
    // Down: by a clock that is a little behind, ten minutes would be 10:01.
    return link === undefined ? 0 : Math.floor((link.expires - clock.now()) / 1000);
  }

  #renew(): void {
    this.#problem = "";
    this.#copied = false;
    this.#asking = true;
    void this.#session
      .handOff()
      .catch((error: unknown) => {
        this.#problem = failureText(error, this.#messages);
      })
      .then(() => {
        this.#asking = false;
        this.#actions.update();
      });
  }

  /** The button goes while a link is asked for, and with it the focus. */
  readonly #again = (event: Event): void => {
    if (this.#asking) return;
    (event.currentTarget as HTMLElement).closest(".screen")?.querySelector<HTMLElement>("#title")?.focus();
    this.#renew();
    this.#actions.update();
  };

  /** Outside secure contexts there is no clipboard; then the text is selected, and the keyboard copies it. */
  readonly #copy = (event: Event): void => {
    const input = (event.currentTarget as HTMLElement).parentElement?.querySelector("input");
    if (!input) return;
    const {clipboard} = navigator as Partial<Navigator>;
    const copied = clipboard === undefined ? Promise.reject(new Error("no clipboard")) : clipboard.writeText(input.value);
    copied.then(
      () => {
        this.#copied = true;
        this.#actions.update();
      },
      () => {
        input.focus();
      },
    );
  };
}

function selectAll(event: Event): void {
  (event.currentTarget as HTMLInputElement).select();
}
