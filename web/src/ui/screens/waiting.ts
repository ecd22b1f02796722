// Something outside is under way: an operator, somebody's API. The user may as well close and come back.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {Messages} from "../../i18n/messages.js";
import type {StageView} from "../../protocol/flow.js";
import type {StageRecord} from "../../protocol/state.js";
import {flowText} from "../flow-text.js";
import {clockIcon} from "../icons.js";

/** `stage` undefined: between two stages, or nothing is known of it. */
export function waitingScreen(
  messages: Messages,
  stage: StageView | undefined,
  record: StageRecord | undefined,
  close: () => void,
): TemplateResult {
  const texts = own[stage?.type ?? ""] ?? general;
  // The flow's author knows best what is waited for.
  const title = flowText(messages, stage?.title) ?? messages.text(texts.title);
  return html`<div class="screen centre">
    ${texts.long ? html`<span class="badge note">${clockIcon}</span>` : html`<span class="spinner"></span>`}
    <h2 id="title" part="title" tabindex="-1">${title}</h2>
    <p class="lead" role="status">${messages.text(texts.text)}</p>
    ${repeated(record) ? html`<p class="hint" role="status">${messages.text("waiting.again")}</p>` : nothing}
    ${texts.long
      ? html`<div class="actions" part="actions">
          <button class="button plain" part="button" type="button" @click=${close}>${messages.text("waiting.close")}</button>
        </div>`
      : nothing}
  </div>`;
}

/** `long`: hours or days, so that closing is what people will do. */
const general = {title: "waiting.title", text: "waiting.text", long: false} as const;
const own: Partial<Record<string, {title: "waiting.review.title" | "waiting.http.title"; text: "waiting.review.text" | "waiting.http.text"; long: boolean}>> = {
  review: {title: "waiting.review.title", text: "waiting.review.text", long: true},
  http: {title: "waiting.http.title", text: "waiting.http.text", long: false},
};

/** A service failed, and the stage has begun anew. */
function repeated(record: StageRecord | undefined): boolean {
  return (record?.tries ?? 0) > 0;
}
