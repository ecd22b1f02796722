// What is around every screen: the surface itself, the header, the steps, what is said of the connection.
import {html, nothing, type TemplateResult} from "lit/html.js";
import {NetworkError, SealflowError} from "../errors.js";
import type {Theme} from "../launch/options.js";
import type {Messages} from "../i18n/messages.js";
import {troubleOf} from "../session/connection.js";
import type {Session} from "../session/session.js";
import {flowText} from "./flow-text.js";
import {closeIcon, phoneIcon} from "./icons.js";
import {stepsOf} from "./progress.js";

export interface Surface {
  inline: boolean;
  screen: string;
  session: Session | undefined;
  messages: Messages | undefined;
  content: TemplateResult;
  listeners: Record<"press" | "release" | "cancel" | "close" | "key", (event: never) => void>;
}

/** A dialog over the page, or a region in it. Both carry the name of the screen. */
export function renderSurface({inline, screen, session, messages, content, listeners}: Surface): TemplateResult {
  const language = messages?.language ?? "en";
  // Always said, since the page around may go the other way.
  const direction = messages?.direction ?? "ltr";
  const {press, release} = listeners;
  if (inline) {
    const name = (messages?.pick(session?.flow?.title) ?? "") || (session?.appName ?? "") || "Sealflow";
    return html`<section class="surface" part="sheet" aria-label=${name} lang=${language} dir=${direction} data-screen=${screen}
      @pointerdown=${press} @pointerup=${release} @pointercancel=${release}>${content}</section>`;
  }
  return html`<dialog class="surface" part="sheet" aria-labelledby=${messages ? "title" : nothing} aria-label=${messages ? nothing : "Sealflow"}
    lang=${language} dir=${direction} data-screen=${screen}
    @pointerdown=${press} @pointerup=${release} @pointercancel=${release}
    @cancel=${listeners.cancel} @close=${listeners.close} @keydown=${listeners.key}>${content}</dialog>`;
}

/** No landmarks in here: the page around has its own `header` and `main`. */
export function renderHeader(
  session: Session | undefined,
  messages: Messages | undefined,
  theme: Theme,
  about: string | TemplateResult | undefined,
  onClose: () => void,
): TemplateResult {
  const name = session?.appName ?? "";
  return html`<div class="header" part="header">
    ${renderLogo(theme, name)}
    <div class="brand" part="brand">
      ${theme.logo === undefined ? html`<strong><bdi>${name}</bdi></strong>` : nothing}
      ${about === "" || about === undefined ? nothing : html`<span>${about}</span>`}
    </div>
    <button class="icon-button" part="close" type="button" id="close" aria-label=${messages?.text("header.close") ?? "Close"} @click=${onClose}>
      ${closeIcon}
    </button>
  </div>`;
}

/** In place of the app's name, which is its text for those who do not see it, or when it does not load. */
function renderLogo({logo, logoDark, scheme}: Theme, name: string): TemplateResult | typeof nothing {
  if (logo === undefined) return nothing;
  const only = scheme === "dark" ? (logoDark ?? logo) : logo;
  const bySystem = scheme === undefined && logoDark !== undefined;
  return html`<picture>
    ${bySystem ? html`<source srcset=${logoDark} media="(prefers-color-scheme: dark)" />` : nothing}
    <img class="logo" part="logo" src=${only} alt=${name} />
  </picture>`;
}

export function stepText(session: Session, messages: Messages): string | TemplateResult | undefined {
  const {flow, stage} = session;
  if (flow === undefined || stage === undefined || stage.type === "index") return flowText(messages, flow?.title);
  const {done, total} = stepsOf(flow, session.state);
  return messages.text("header.step", {step: done + 1, total});
}

/** The same as the text in the header, to be seen at a glance. */
export function renderSteps(session: Session | undefined): TemplateResult | typeof nothing {
  if (session?.opened !== true || session.flow === undefined) return nothing;
  const {done, total} = stepsOf(session.flow, session.state);
  const names = Array.from({length: total}, (_, index) => (index < done ? "done" : index === done ? "now" : "ahead"));
  return html`<ol class="steps" part="steps" aria-hidden="true">${names.map((name) => html`<li class=${name}></li>`)}</ol>`;
}

/**
 * What is in the way, and what the user can do: mostly nothing, and perhaps close the page. The element is always there,
 * since screen readers read what comes into a live region, not one that comes along with its text.
 */
export function renderBanner(messages: Messages, trouble: Error | null, session: Session | undefined): TemplateResult {
  const told = trouble === null ? [] : [messages.text(`banner.${troubleOf(trouble)}`)];
  if (trouble !== null && session?.kept === true) told.push(messages.text("banner.kept"));
  else if (trouble !== null && session?.sending === true) told.push(messages.text("banner.wait"));
  else if (!isSecureContext) told.push(messages.text("banner.insecure"));
  else if (trouble !== null) told.push(messages.text("banner.idle"));
  const [what, then] = told;
  return html`<div role="status">
    ${what === undefined ? nothing : html`<p class="banner" part="banner"><strong>${what}</strong> ${then ?? nothing}</p>`}
  </div>`;
}

/** Of something that did not work and is not tried again by itself. */
export function failureText(error: unknown, messages: Messages): string {
  if (error instanceof SealflowError) return messages.error(error.code);
  if (!(error instanceof NetworkError)) return messages.text("error.internal");
  return messages.text(troubleOf(error) === "offline" ? "error.network" : "failure.unreachable");
}

export function renderOffer(messages: Messages, onOffer: () => void): TemplateResult {
  return html`<div class="footer" part="footer">
    <button class="button link" part="button" type="button" id="to-phone" @click=${onOffer}>${phoneIcon}${messages.text("handoff.title")}</button>
  </div>`;
}
