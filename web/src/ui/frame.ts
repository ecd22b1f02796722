// What is around every screen: the header, the steps, the banner about the connection.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {Messages} from "../i18n/messages.js";
import type {Session} from "../session/session.js";
import {closeIcon} from "./icons.js";
import {stepsOf} from "./progress.js";

export function renderHeader(
  session: Session | undefined,
  messages: Messages | undefined,
  onClose: () => void,
): TemplateResult {
  return html`<header>
    <div class="brand">
      <strong>${session?.appName ?? nothing}</strong>
      ${messages && session?.opened === true ? html`<span>${stepText(session, messages)}</span>` : nothing}
    </div>
    <button class="icon-button" type="button" id="close" aria-label=${messages?.text("header.close") ?? "Close"} @click=${onClose}>
      ${closeIcon}
    </button>
  </header>`;
}

function stepText(session: Session, messages: Messages): string {
  if (session.flow === undefined || session.stage === undefined) return messages.pick(session.flow?.title);
  const {done, total} = stepsOf(session.flow, session.state);
  return messages.text("header.step", {step: done + 1, total});
}

/** The same as the text in the header, to be seen at a glance. */
export function renderSteps(session: Session | undefined): TemplateResult | typeof nothing {
  if (session?.opened !== true || session.flow === undefined) return nothing;
  const {done, total} = stepsOf(session.flow, session.state);
  const names = Array.from({length: total}, (_, index) => (index < done ? "done" : index === done ? "now" : "ahead"));
  return html`<ol class="steps" aria-hidden="true">${names.map((name) => html`<li class=${name}></li>`)}</ol>`;
}

export function renderBanner(messages: Messages): TemplateResult {
  const key = navigator.onLine ? "banner.retrying" : "banner.offline";
  return html`<div class="banner" role="status">${messages.text(key)}</div>`;
}
