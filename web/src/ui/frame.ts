// What is around every screen: the header, the steps, what is said of the connection.
import {html, nothing, type TemplateResult} from "lit/html.js";
import {NetworkError, SealflowError} from "../errors.js";
import type {Messages} from "../i18n/messages.js";
import {troubleOf} from "../session/connection.js";
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

/**
 * What is in the way, and what the user can do: mostly nothing, and perhaps close the page. The element is always there,
 * since screen readers read what comes into a live region, not one that comes along with its text.
 */
export function renderBanner(messages: Messages, trouble: Error | null, session: Session | undefined): TemplateResult {
  const texts: string[] = [];
  if (trouble !== null) {
    texts.push(messages.text(`banner.${troubleOf(trouble)}`));
    if (session?.kept === true) texts.push(messages.text("banner.kept"));
    else if (session?.sending === true) texts.push(messages.text("banner.wait"));
  } else if (!isSecureContext) {
    texts.push(messages.text("banner.insecure"));
  }
  return html`<div role="status">${texts.length === 0 ? nothing : html`<div class="banner">${texts.join(" ")}</div>`}</div>`;
}

/** Of something that did not work and is not tried again by itself. */
export function failureText(error: unknown, messages: Messages): string {
  if (error instanceof SealflowError) return messages.error(error.code);
  if (!(error instanceof NetworkError)) return messages.text("error.internal");
  return messages.text(troubleOf(error) === "offline" ? "error.network" : "failure.unreachable");
}
