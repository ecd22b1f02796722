// One field of a form: label, hint, control, what is wrong with it.
import {html, nothing, type TemplateResult} from "lit/html.js";
import {live} from "lit/directives/live.js";
import type {Messages} from "../../i18n/messages.js";
import type {FieldSpec} from "../../protocol/flow.js";
import {flowText, languageToSay} from "../flow-text.js";
import {smallAlertIcon} from "../icons.js";
import {inputTraits} from "./traits.js";
import type {DateParts, Typed} from "./value.js";

export interface FieldControl {
  field: FieldSpec;
  messages: Messages;
  typed: Typed;
  finding: string | undefined;
  onTyped: (typed: Typed) => void;
  /** The user has gone on to something else: time to check. */
  onLeft: () => void;
}

/** The id of the element to focus when the field is wrong. */
export function controlId(field: FieldSpec): string {
  return field.format === "date" ? `${field.name}-day` : field.name;
}

export function labelOf(field: FieldSpec, messages: Messages): string | TemplateResult {
  return flowText(messages, field.label) ?? (messages.first(`field.${field.format ?? "text"}.label`) || field.name);
}

export function renderField(control: FieldControl): TemplateResult {
  const {field, finding} = control;
  const wrong = finding === undefined ? "" : "wrong";
  if (field.format === "date") return html`<div class=${wrong}>${dateControl(control)}</div>`;
  if (field.format === "boolean") return html`<div class="field ${wrong}">${checkControl(control)}</div>`;
  return html`<div class="field ${wrong}">
    <label for=${field.name} part="label">${labelText(control)}</label>
    ${hint(control)} ${field.format === "select" ? selectControl(control) : textControl(control)} ${errorText(control)}
  </div>`;
}

function labelText({field, messages}: FieldControl): TemplateResult {
  const optional = field.required === true ? nothing : html` <span class="optional">${messages.text("field.optional")}</span>`;
  return html`${labelOf(field, messages)}${optional}`;
}

function hintText({field, messages}: FieldControl): string | TemplateResult {
  return flowText(messages, field.hint) ?? messages.first(`field.${field.format ?? "text"}.hint`);
}

function hint(control: FieldControl): TemplateResult | typeof nothing {
  const text = hintText(control);
  return text === "" ? nothing : html`<p class="hint" id="${control.field.name}-hint">${text}</p>`;
}

/** Always there, so that a screen reader hears what comes into it. */
function errorText({field, finding}: FieldControl): TemplateResult {
  const text = finding === undefined ? nothing : html`${smallAlertIcon}<span>${finding}</span>`;
  return html`<p class="error" id="${field.name}-error">${text}</p>`;
}

function describedBy(control: FieldControl): string {
  const {name} = control.field;
  return hintText(control) === "" ? `${name}-error` : `${name}-hint ${name}-error`;
}

function textControl(control: FieldControl): TemplateResult {
  const {field, typed, finding, onTyped, onLeft} = control;
  const traits = inputTraits(field.format ?? "text");
  const onInput = (event: Event): void => {
    onTyped((event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value);
  };
  const invalid = finding === undefined ? "false" : "true";
  const direction = traits.ascii === true ? "ltr" : "auto";
  if (traits.rows !== undefined) {
    return html`<textarea part="input" id=${field.name} name=${field.name} rows=${traits.rows} dir=${direction}
      autocomplete="off" spellcheck="false"
      autocapitalize=${traits.autocapitalize ?? "none"} aria-describedby=${describedBy(control)} aria-invalid=${invalid}
      aria-required=${field.required === true ? "true" : "false"}
      .value=${live(typed as string)} @input=${onInput} @blur=${onLeft}></textarea>`;
  }
  return html`<input part="input" id=${field.name} name=${field.name} type=${traits.type ?? "text"} dir=${direction}
    inputmode=${traits.inputmode ?? "text"} autocomplete=${traits.autocomplete ?? "off"}
    autocapitalize=${traits.autocapitalize ?? "sentences"} spellcheck="false" maxlength=${traits.maxlength ?? 1000}
    aria-describedby=${describedBy(control)} aria-invalid=${invalid}
    aria-required=${field.required === true ? "true" : "false"}
    .value=${live(typed as string)} @input=${onInput} @blur=${onLeft} />`;
}

function selectControl(control: FieldControl): TemplateResult {
  const {field, messages, typed, finding, onTyped, onLeft} = control;
  const options = (field.options ?? []).map((option) => (typeof option === "string" ? {value: option} : option));
  return html`<select part="input" id=${field.name} name=${field.name} aria-describedby=${describedBy(control)}
    aria-invalid=${finding === undefined ? "false" : "true"} aria-required=${field.required === true ? "true" : "false"}
    @change=${(event: Event) => {
      onTyped((event.currentTarget as HTMLSelectElement).value);
      onLeft();
    }}>
    <option value="" ?selected=${typed === ""}>${messages.text("field.choose")}</option>
    ${options.map((option) => {
      const {text, language} = messages.pickWithLanguage("label" in option ? option.label : "");
      return html`<option value=${option.value} ?selected=${typed === option.value} lang=${languageToSay(messages, language)}>
        ${text || option.value}
      </option>`;
    })}
  </select>`;
}

function checkControl(control: FieldControl): TemplateResult {
  const {field, typed, onTyped, onLeft} = control;
  return html`<label class="check">
      <input id=${field.name} name=${field.name} type="checkbox" aria-describedby=${describedBy(control)}
        .checked=${live(typed as boolean)}
        @change=${(event: Event) => {
          onTyped((event.currentTarget as HTMLInputElement).checked);
          onLeft();
        }} />
      <span>${labelText(control)}</span>
    </label>
    ${hint(control)}${errorText(control)}`;
}

/**
 * Three plain inputs: typing a birthday is quicker than finding it in a calendar, and works with any keyboard. Not every screen
 * reader reads what describes the group, so each says itself what is wrong.
 */
function dateControl(control: FieldControl): TemplateResult {
  const {field, messages, finding, onTyped, onLeft} = control;
  const typed = control.typed as DateParts;
  const birthday = /birth|dob/i.test(field.name);
  // Ends up here when the focus leaves all three, not when it moves from day to month.
  const onFocusOut = (event: FocusEvent): void => {
    if (!(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) onLeft();
  };
  const part = (name: keyof DateParts, length: number): TemplateResult => html`<div class="part ${name}">
    <label for="${field.name}-${name}">${messages.text(`date.${name}`)}</label>
    <input part="input" id="${field.name}-${name}" name="${field.name}-${name}" type="text" dir="ltr"
      inputmode="numeric" maxlength=${length}
      autocomplete=${birthday ? `bday-${name}` : "off"} aria-describedby="${field.name}-error"
      aria-invalid=${finding === undefined ? "false" : "true"} aria-required=${field.required === true ? "true" : "false"}
      .value=${live(typed[name])}
      @input=${(event: Event) => {
        onTyped({...typed, [name]: (event.currentTarget as HTMLInputElement).value.replace(/\P{Nd}/gu, "")});
      }} />
  </div>`;
  return html`<fieldset class="field" aria-describedby=${describedBy(control)} @focusout=${onFocusOut}>
    <legend part="label">${labelText(control)}</legend>
    ${hint(control)}
    <div class="parts">${part("day", 2)}${part("month", 2)}${part("year", 4)}</div>
    ${errorText(control)}
  </fieldset>`;
}
