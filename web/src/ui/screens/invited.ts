// On the device that a link was opened on. Link previews open links too: nothing is asked of the server before a tap.
import {html, type TemplateResult} from "lit/html.js";
import type {Messages} from "../../i18n/messages.js";
import {alertIcon, devicesIcon} from "../icons.js";
import {message} from "./screens.js";

export function invitedScreen(messages: Messages, accept: () => void): TemplateResult {
  return message("note", devicesIcon, messages.text("invited.title"), messages.text("invited.text"), [
    {label: messages.text("invited.accept"), run: accept},
  ]);
}

/** Who was sent somebody else's link sees other digits, or none, on their own screen. */
export function compareScreen(messages: Messages, digits: string, same: () => void, different: () => void): TemplateResult {
  const actions = [
    {label: messages.text("compare.same"), run: same},
    {label: messages.text("compare.different"), run: different},
  ];
  const title = messages.text("compare.title");
  return message("note", devicesIcon, title, messages.text("compare.text"), actions, html`<p class="digits">${digits}</p>`);
}

export function stoppedScreen(messages: Messages, close: () => void): TemplateResult {
  return message("note", alertIcon, messages.text("stopped.title"), messages.text("stopped.text"), [
    {label: messages.text("failure.close"), run: close},
  ]);
}
