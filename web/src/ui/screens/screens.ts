// The screens that are no stage. Plain functions: what they show is all in their arguments.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {MessageKey, Messages} from "../../i18n/messages.js";
import {alertIcon, smallTickIcon, tickIcon} from "../icons.js";

/** Before texts have come there are none to show. */
export function loadingScreen(messages: Messages | undefined, key: MessageKey = "loading.text"): TemplateResult {
  return html`<div class="screen centre" role="status">
    <span class="spinner"></span>
    <p class="lead" id="title" tabindex="-1">${messages?.text(key) ?? nothing}</p>
  </div>`;
}

/** Without texts there is only what the launcher itself can say. */
export function unloadedScreen(text: string, close: () => void): TemplateResult {
  return message("bad", alertIcon, text, "", [{label: "Close", run: close}]);
}

export function successScreen(messages: Messages, close: () => void): TemplateResult {
  return message("good", tickIcon, messages.text("success.title"), messages.text("success.text"), [
    {label: messages.text("success.close"), run: close},
  ]);
}

/** A completed flow may end in a "no". */
export function declinedScreen(messages: Messages, close: () => void): TemplateResult {
  return message("note", tickIcon, messages.text("declined.title"), messages.text("declined.text"), [
    {label: messages.text("success.close"), run: close},
  ]);
}

export function errorScreen(messages: Messages, text: string, requestId: string, close: () => void): TemplateResult {
  const reference = requestId === "" ? nothing : html`<p class="hint">${messages.text("failure.reference", {id: requestId})}</p>`;
  return message("bad", alertIcon, messages.text("failure.title"), text, [{label: messages.text("failure.close"), run: close}], reference);
}

/** It did not work, but may in a moment. */
export function tryAgainScreen(messages: Messages, text: string, again: () => void): TemplateResult {
  return message("note", alertIcon, messages.text("tryAgain.title"), text, [
    {label: messages.text("tryAgain.again"), run: again},
  ]);
}

/** Asked before leaving: what is kept, and what is not. */
export function leaveScreen(messages: Messages, kept: readonly (string | TemplateResult)[], unsent: boolean, stay: () => void, leave: () => void): TemplateResult {
  const text = messages.text(kept.length > 0 ? "leave.text" : "leave.nothing");
  const list = html`<ul class="ticks">${kept.map((name) => html`<li>${smallTickIcon}<span>${name}</span></li>`)}</ul>`;
  return message("note", alertIcon, messages.text("leave.title"), text, [
    {label: messages.text("leave.stay"), run: stay},
    {label: messages.text("leave.leave"), run: leave},
  ], html`${kept.length > 0 ? list : nothing}${unsent ? html`<p class="hint">${messages.text("leave.unsent")}</p>` : nothing}`);
}

export interface Action {
  label: string;
  run: () => void;
}

/** Icon, title, a sentence or two, what can be done. */
export function message(
  tone: "good" | "bad" | "note",
  icon: TemplateResult | typeof tickIcon,
  title: string,
  text: string,
  actions: Action[],
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="screen centre">
    <span class="badge ${tone}">${icon}</span>
    <h2 id="title" part="title" tabindex="-1">${title}</h2>
    ${text === "" ? nothing : html`<p class="lead" role=${tone === "bad" ? "alert" : nothing}>${text}</p>`}
    ${more}
    <div class="actions" part="actions">
      ${actions.map(
        ({label, run}, index) =>
          html`<button class="button ${index === 0 ? "primary" : "plain"}" part=${index === 0 ? "button button-primary" : "button"} type="button" @click=${run}>${label}</button>`,
      )}
    </div>
  </div>`;
}
