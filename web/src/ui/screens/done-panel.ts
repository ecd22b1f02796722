// "What you have done already": what a retry skips, and why, before anything else is asked.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {Messages} from "../../i18n/messages.js";
import type {FlowView} from "../../protocol/flow.js";
import type {Plan} from "../../protocol/state.js";
import {againIcon, smallTickIcon} from "../icons.js";
import {shownName} from "../names.js";

export function donePanel(flow: FlowView, plan: Plan, messages: Messages): TemplateResult | typeof nothing {
  const skipped = plan.steps.filter((step) => step.verdict === "skip");
  // What was done once and is asked again needs a reason more than anything.
  const again = plan.steps.filter((step) => step.reason === "expired" || step.reason === "dropped");
  const why = plan.reason === "no_state" ? "" : messages.first(`plan.${plan.reason}`);
  const reason = why === "" ? nothing : html`<p class="lead" id="why">${why}</p>`;
  // An index page lists by itself what is done.
  const listed = flow.stages.find(({id}) => id === plan.target)?.type === "index";
  if (again.length === 0 && (skipped.length === 0 || listed)) return reason;
  return html`${reason}
    <details class="panel" part="panel" id="done" ?open=${again.length > 0 || skipped.length <= mostShown}>
      <summary>${messages.text("done.title")}<span class="count">${skipped.length}</span></summary>
      <ul>
        ${again.map(
          (step) => html`<li class="again">
            ${againIcon}
            <div>${shownName(flow, step.stage, messages)}<small>${messages.first(`step.${step.reason}`)}</small></div>
          </li>`,
        )}
        ${skipped.map(
          (step) => html`<li>
            ${smallTickIcon}
            <div>${shownName(flow, step.stage, messages)}<small>${messages.text("step.passed", {time: messages.time(step.at ?? 0)})}</small></div>
          </li>`,
        )}
      </ul>
    </details>`;
}

/** A longer list would push what is asked now off a phone's screen: then it is closed, and says how long it is. */
const mostShown = 2;
