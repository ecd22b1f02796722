// The screens that are no stage. Plain functions: what they show is all in their arguments.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {MessageKey, Messages} from "../../i18n/messages.js";
import {alertIcon, devicesIcon, tickIcon} from "../icons.js";

/** Before texts have come there are none to show. */
export function loadingScreen(messages: Messages | undefined, key: MessageKey = "loading.text"): TemplateResult {
  return html`<div class="screen centre" role="status">
    <span class="spinner"></span>
    <p class="lead">${messages?.text(key) ?? nothing}</p>
  </div>`;
}

/** Something outside is under way. The user may as well close. */
export function waitingScreen(messages: Messages): TemplateResult {
  return html`<div class="screen centre" role="status">
    <span class="spinner"></span>
    <h2 id="title" tabindex="-1">${messages.text("waiting.title")}</h2>
    <p class="lead">${messages.text("waiting.text")}</p>
  </div>`;
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
  const reference = requestId === "" ? "" : messages.text("failure.reference", {id: requestId});
  return message("bad", alertIcon, messages.text("failure.title"), text, [{label: messages.text("failure.close"), run: close}], reference);
}

/** It did not work, but may in a moment. */
export function tryAgainScreen(messages: Messages, text: string, again: () => void): TemplateResult {
  return message("note", alertIcon, messages.text("tryAgain.title"), text, [
    {label: messages.text("tryAgain.again"), run: again},
  ]);
}

export function movedScreen(messages: Messages, takeBack: () => void, close: () => void): TemplateResult {
  return message("note", devicesIcon, messages.text("moved.title"), messages.text("moved.text"), [
    {label: messages.text("moved.takeBack"), run: takeBack},
    {label: messages.text("moved.close"), run: close},
  ]);
}

/** Asked before leaving: nothing is lost, but the flow ends. */
export function leaveScreen(messages: Messages, stay: () => void, leave: () => void): TemplateResult {
  return message("note", alertIcon, messages.text("leave.title"), messages.text("leave.text"), [
    {label: messages.text("leave.stay"), run: stay},
    {label: messages.text("leave.leave"), run: leave},
  ]);
}

interface Action {
  label: string;
  run: () => void;
}

function message(
  tone: "good" | "bad" | "note",
  icon: TemplateResult | typeof tickIcon,
  title: string,
  text: string,
  actions: Action[],
  reference = "",
): TemplateResult {
  return html`<div class="screen centre">
    <span class="badge ${tone}">${icon}</span>
    <h2 id="title" tabindex="-1">${title}</h2>
    <p class="lead" role=${tone === "bad" ? "alert" : nothing}>${text}</p>
    ${reference === "" ? nothing : html`<p class="hint">${reference}</p>`}
    <div class="actions">
      ${actions.map(
        ({label, run}, index) =>
          html`<button class="button ${index === 0 ? "primary" : "plain"}" type="button" @click=${run}>${label}</button>`,
      )}
    </div>
  </div>`;
}
