import {html, nothing, type TemplateResult} from "lit/html.js";
import {SealflowError, type ErrorDetail} from "../../errors.js";
import type {FieldSpec, FormStage} from "../../protocol/flow.js";
import type {Json} from "../../protocol/json.js";
import type {ScreenContext} from "../context.js";
import {controlId, labelOf, renderField} from "../fields/field-control.js";
import {emptyValue, isEmpty, valueOf, type Typed} from "../fields/value.js";
import {memberOf, StageScreen} from "./stage-screen.js";

/** Fields to fill in. The core's own rules check each as it is left, and all before anything is sent. */
export class FormScreen extends StageScreen<FormStage> {
  readonly #typed = new Map<string, Typed>();
  readonly #findings = new Map<string, string>();

  constructor(stage: FormStage, context: ScreenContext) {
    super(stage, context);
    for (const field of stage.fields) this.#typed.set(field.name, emptyValue(field));
  }

  protected override body(): TemplateResult {
    const {messages} = this.context;
    return html`${this.stage.fields.map((field) =>
      renderField({
        field,
        messages,
        typed: this.#typedOf(field),
        finding: this.#findings.get(field.name),
        onTyped: (typed) => {
          this.#typed.set(field.name, typed);
          this.context.update();
        },
        onLeft: () => {
          this.context.whenReleased(() => {
            this.#check(field);
          });
        },
      }),
    )}
    ${this.submitButton(messages.text("form.submit"))}`;
  }

  protected override async submit(): Promise<void> {
    this.#findings.clear();
    const filled = this.stage.fields.map((field) => [field.name, this.#valueOf(field)] as const);
    await this.send(Object.fromEntries(filled));
  }

  protected override refused(error: SealflowError, details: readonly ErrorDetail[]): void {
    const {messages} = this.context;
    for (const detail of details) {
      const field = this.stage.fields.find((known) => known.name === memberOf(detail.where));
      if (field) this.#findings.set(field.name, this.#advice(field, detail.reason ?? ""));
    }
    this.problem = this.#findings.size > 0 ? messages.text("form.problems") : messages.error(error.code);
  }

  /** Several findings at once: a list to jump from. */
  protected override summary(): TemplateResult {
    const {messages} = this.context;
    const wrong = this.stage.fields.filter((field) => this.#findings.has(field.name));
    return html`<div class="notice bad" part="notice" id="problem" role="alert" tabindex="-1">
      <p><strong>${this.problem}</strong></p>
      ${wrong.length === 0
        ? nothing
        : html`<ul>
            ${wrong.map(
              (field) => html`<li>
                <button type="button" @click=${() => {
                  this.#focus(field);
                }}>${labelOf(field, messages)}: ${this.#findings.get(field.name)}</button>
              </li>`,
            )}
          </ul>`}
    </div>`;
  }

  /** While typing nobody is told off; an empty field is only missed when all is sent. */
  #check(field: FieldSpec): void {
    const typed = this.#typedOf(field);
    const before = this.#findings.get(field.name);
    this.#findings.delete(field.name);
    if (!isEmpty(typed)) {
      try {
        this.context.session.checkField(field, this.#valueOf(field));
      } catch (error) {
        if (!(error instanceof SealflowError)) throw error;
        this.#findings.set(field.name, this.#advice(field, error.reason));
      }
    }
    if (before !== this.#findings.get(field.name)) this.context.update();
  }

  /** From "this PAN has the wrong form" to "this is not right". */
  #advice(field: FieldSpec, reason: string): string {
    const text = this.text(`field.${field.format ?? "text"}.${reason}`, `field.${reason}`, "field.wrong");
    const limits = {min: field.min, max: field.max, minLength: field.minLength, maxLength: field.maxLength};
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const limit = limits[name as keyof typeof limits];
      return typeof limit === "string" || typeof limit === "number" ? String(limit) : whole;
    });
  }

  #typedOf(field: FieldSpec): Typed {
    return this.#typed.get(field.name) ?? emptyValue(field);
  }

  #valueOf(field: FieldSpec): Json {
    return valueOf(field, this.#typedOf(field), this.context.messages.decimalSign);
  }

  #focus(field: FieldSpec): void {
    this.context.find(controlId(field))?.focus();
  }
}
