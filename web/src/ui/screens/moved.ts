// Another device has the session. How far it is may be seen from here; what is entered there may not.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {Messages} from "../../i18n/messages.js";
import type {FlowView} from "../../protocol/flow.js";
import type {Progress} from "../../protocol/state.js";
import {isFinished} from "../../session/lease.js";
import {arrowIcon, devicesIcon, smallTickIcon, tickIcon} from "../icons.js";
import {shownName} from "../names.js";
import {message} from "./screens.js";

export interface Moved {
  flow: FlowView | undefined;
  /** Of the other device, once it is known. */
  progress: readonly Progress[] | undefined;
  /** Of a link that was made here: what the other screen shows as well. */
  digits: string;
}

export function movedScreen(messages: Messages, moved: Moved, takeBack: () => void, close: () => void): TemplateResult {
  const {progress, digits} = moved;
  const closing = {label: messages.text("moved.close"), run: close};
  if (isFinished(progress)) {
    return message("good", tickIcon, messages.text("moved.finishedTitle"), messages.text("moved.finishedText"), [closing]);
  }
  const key = digits === "" ? (["moved.title", "moved.text"] as const) : (["moved.phoneTitle", "moved.phoneText"] as const);
  return message(
    "note",
    devicesIcon,
    messages.text(key[0]),
    messages.text(key[1]),
    [{label: messages.text("moved.takeBack"), run: takeBack}, closing],
    html`${digits === "" ? nothing : html`<p class="digits"><small>${messages.text("handoff.digits")}</small>${digits}</p>`}
    ${steps(messages, moved)}`,
  );
}

function steps(messages: Messages, {flow, progress}: Moved): TemplateResult | typeof nothing {
  if (flow === undefined || progress === undefined) return nothing;
  return html`<div role="status"><ul class="ticks">
    ${progress.map(({stage, passed}) => html`<li class=${passed ? "" : "now"}>
      ${passed ? smallTickIcon : arrowIcon}
      <span>${shownName(flow, stage, messages)} <small>${messages.text(passed ? "verdict.skip" : "moved.now")}</small></span>
    </li>`)}
  </ul></div>`;
}
