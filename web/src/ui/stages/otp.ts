import {html, nothing, type TemplateResult} from "lit/html.js";
import type {SealflowError} from "../../errors.js";
import {asciiDigits} from "../../i18n/digits.js";
import type {OtpStage} from "../../protocol/flow.js";
import type {JsonObject} from "../../protocol/json.js";
import type {ScreenContext} from "../context.js";
import {StageScreen} from "./stage-screen.js";

/** What the server said about the code that is on its way. */
interface SentCode {
  /** Not of an event that was made before servers showed it. */
  to?: string;
  resendAt: number;
  sendsLeft: number;
}

/** A one-time code. The server sends it by itself when the stage is entered. */
export class OtpScreen extends StageScreen<OtpStage> {
  #code = "";
  #finding: string | undefined;
  #sent: SentCode | undefined;
  /** What is read out: that a code was sent. Not the seconds; nobody wants those every second. */
  #announcement = "";
  #seenNotes: unknown;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(stage: OtpStage, context: ScreenContext) {
    super(stage, context);
    this.stateChanged();
    this.#timer = setInterval(() => {
      if (this.#secondsLeft() >= 0) context.update();
    }, 1000);
  }

  override dispose(): void {
    clearInterval(this.#timer);
  }

  override stateChanged(): void {
    const notes = this.context.session.record(this.stage.id)?.notes as JsonObject | null | undefined;
    const seen = JSON.stringify(notes);
    if (!notes || seen === this.#seenNotes) return;
    this.#seenNotes = seen;
    const {messages} = this.context;
    if (notes["note"] === "code_sent") {
      this.#sent = notes as unknown as SentCode;
      this.#finding = undefined;
      this.#announcement = this.#sentText();
    } else if (notes["note"] === "code_not_sent") {
      this.#finding = messages.text("otp.notSent");
    } else if (notes["code"] === "wrong_code") {
      const triesLeft = Number(notes["triesLeft"]);
      const key = triesLeft === 0 ? "otp.wrongNoneLeft" : "otp.wrong";
      this.#finding = messages.text(key, {count: triesLeft});
      this.#code = "";
      queueMicrotask(() => this.context.find("code")?.focus());
    }
  }

  protected override body(): TemplateResult {
    const {messages} = this.context;
    const {digits} = this.stage;
    return html`<p class="lead">${this.#sentText()}</p>
      <div class="field ${this.#finding === undefined ? "" : "wrong"}">
        <label for="code" part="label">${messages.text("otp.label", {count: digits})}</label>
        <input id="code" class="code" part="input" name="code" type="text" dir="ltr" inputmode="numeric" autocomplete="one-time-code"
          pattern="[0-9]*" spellcheck="false" aria-describedby="code-error"
          aria-invalid=${this.#finding === undefined ? "false" : "true"} .value=${this.#code} @input=${this.#typed} />
        <div role="alert">${this.errorText("code-error", this.#finding)}</div>
      </div>
      <p class="hidden" role="status">${this.#announcement}</p>
      <div>${this.#resend()}</div>
      ${this.submitButton(messages.text("otp.submit"))}`;
  }

  protected override async submit(): Promise<void> {
    this.#finding = undefined;
    await this.send({code: this.#code});
  }

  protected override refused(error: SealflowError): void {
    const {messages} = this.context;
    if (error.code === "invalid_input") this.#finding = messages.text("otp.format", {count: this.stage.digits});
    else if (error.code === "code_expired") this.#finding = messages.text("error.code_expired");
    else {
      this.problem = messages.error(error.code);
      return;
    }
    queueMicrotask(() => this.context.find("code")?.focus());
  }

  /** Where the code went, as far as that is known. */
  #sentText(): string {
    const {messages} = this.context;
    const to = this.#sent?.to;
    if (to !== undefined) return messages.text("otp.sent", {to});
    return messages.text(this.stage.channel === "email" ? "otp.sentToEmail" : "otp.sentToMobile");
  }

  #resend(): TemplateResult | typeof nothing {
    const {messages} = this.context;
    const seconds = this.#secondsLeft();
    if (this.#sent?.sendsLeft === 0) return html`<p class="hint">${messages.text("otp.noMore")}</p>`;
    if (seconds > 0) {
      return html`<p class="hint">${messages.text("otp.resendIn", {time: messages.countdown(seconds)})}</p>`;
    }
    return html`<button class="button link" part="button" type="button" ?disabled=${this.busy} @click=${this.#askAgain}>
      ${messages.text("otp.resend")}
    </button>`;
  }

  #secondsLeft(): number {
    if (this.#sent === undefined) return 0;
    return Math.ceil((this.#sent.resendAt - this.context.session.clock.now()) / 1000);
  }

  /** Codes are copied with spaces and dashes in them, or with the whole message around them. */
  readonly #typed = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const {digits} = this.stage;
    const text = asciiDigits(input.value);
    const [alone] = new RegExp(`\\b\\d{${digits}}\\b`).exec(text) ?? [];
    this.#code = alone ?? text.replace(/\D/g, "").slice(0, digits);
    if (input.value !== this.#code) input.value = this.#code;
  };

  readonly #askAgain = (): void => {
    void this.run(async () => {
      this.#code = "";
      this.#finding = undefined;
      await this.context.session.sendCode(this.stage.id);
      this.context.find("code")?.focus();
    });
  };
}
