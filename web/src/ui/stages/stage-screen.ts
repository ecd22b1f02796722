// What the screens of all stage types have in common: sending, waiting for the answer, telling what is wrong.
import {html, nothing, type TemplateResult} from "lit/html.js";
import {SealflowError, type ErrorDetail} from "../../errors.js";
import type {StageView} from "../../protocol/flow.js";
import type {JsonObject} from "../../protocol/json.js";
import type {ScreenContext} from "../context.js";
import {failureText} from "../frame.js";
import {flowText} from "../flow-text.js";
import {smallAlertIcon} from "../icons.js";

export abstract class StageScreen<Stage extends StageView = StageView> {
  readonly stage: Stage;
  protected readonly context: ScreenContext;
  /** A request of this screen is under way. */
  protected busy = false;
  /** What is wrong with all of it, or "". */
  protected problem = "";

  constructor(stage: Stage, context: ScreenContext) {
    this.stage = stage;
    this.context = context;
    if (context.session.refusedStage === stage.id) this.problem = context.messages.text("kept.refused");
  }

  /** The part below the title. */
  protected abstract body(): TemplateResult;

  /** Collects what the user gave, and sends it. */
  protected abstract submit(): Promise<void>;

  /** The state has changed while this screen is up. */
  stateChanged(): void {
    // Most have nothing to note.
  }

  /** Another screen lies over this one, which stays and may come back: cameras go off. */
  hidden(): void {
    // Most have nothing that goes on unseen.
  }

  /** The screen goes: timers, object URLs. */
  dispose(): void {
    // Most have nothing to clean.
  }

  render(): TemplateResult {
    const title = flowText(this.context.messages, this.stage.title) ?? this.text(`${this.stage.type}.title`);
    const onSubmit = (event: Event): void => {
      event.preventDefault();
      if (!this.busy) void this.run(() => this.submit());
    };
    return html`<form class="screen" novalidate @submit=${onSubmit} aria-busy=${this.busy ? "true" : "false"}>
      <h2 id="title" part="title" tabindex="-1">${title}</h2>
      ${this.problem === "" ? nothing : this.summary()}
      ${this.body()}
    </form>`;
  }

  /** A text by a key that is put together; `first` gives "" where there is none. */
  protected text(...keys: string[]): string {
    return this.context.messages.first(...keys);
  }

  protected summary(): TemplateResult {
    return html`<div class="notice bad" part="notice" id="problem" role="alert" tabindex="-1"><p>${this.problem}</p></div>`;
  }

  protected submitButton(label: string): TemplateResult {
    return html`<div class="actions" part="actions">
      <button class="button primary" part="button button-primary" id="submit" type="submit" ?disabled=${this.busy}>
        ${this.busy ? html`<span class="spinner"></span>` : nothing}${label}
      </button>
    </div>`;
  }

  protected errorText(id: string, text: string | undefined): TemplateResult | typeof nothing {
    return text === undefined ? nothing : html`<p class="error" id=${id}>${smallAlertIcon}<span>${text}</span></p>`;
  }

  /** Sends the stage's input. Findings about its members go to `refused`. */
  protected async send(input: JsonObject): Promise<void> {
    await this.context.session.submit(this.stage.id, input);
  }

  /** What is wrong with single values; the default knows none and shows one text for all. */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- those who know single values use the details
  protected refused(error: SealflowError, details: readonly ErrorDetail[]): void {
    this.problem = this.context.messages.error(error.code);
  }

  /** Runs something that talks to the server, with button and messages to match. */
  protected async run(action: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = "";
    this.context.update();
    try {
      await action();
    } catch (error) {
      if (error instanceof SealflowError) {
        // One finding about the input itself comes without details.
        const {code, message, where, reason} = error;
        this.refused(error, error.details.length > 0 ? error.details : [{code, message, where, reason}]);
      } else {
        this.problem = failureText(error, this.context.messages);
      }
    } finally {
      this.busy = false;
      this.context.update();
    }
    if (this.problem !== "") this.context.find("problem")?.focus();
  }
}

/** "/pan" -> "pan". */
export function memberOf(pointer: string): string {
  return pointer.replace(/^\//, "").replaceAll("~1", "/").replaceAll("~0", "~");
}
