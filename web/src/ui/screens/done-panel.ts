// "What you have done already": what a retry skips, and why, before anything else is asked.
import {html, nothing, type TemplateResult} from "lit/html.js";
import type {Messages} from "../../i18n/messages.js";
import type {FlowView} from "../../protocol/flow.js";
import type {Plan, PlanStep} from "../../protocol/state.js";
import {againIcon, smallTickIcon} from "../icons.js";

export function donePanel(flow: FlowView, plan: Plan, messages: Messages): TemplateResult | typeof nothing {
  const skipped = plan.steps.filter((step) => step.verdict === "skip");
  // What was done once and is asked again needs a reason more than anything.
  const again = plan.steps.filter((step) => step.reason === "expired" || step.reason === "dropped");
  if (skipped.length + again.length === 0) return nothing;
  const name = ({stage}: PlanStep): string => {
    const found = flow.stages.find((known) => known.id === stage);
    return messages.pick(found?.title) || messages.first(`${found?.type ?? ""}.title`) || stage;
  };
  return html`<details class="panel" id="done" open>
    <summary>${messages.text("done.title")}</summary>
    <ul>
      ${skipped.map(
        (step) => html`<li>
          ${smallTickIcon}
          <div>${name(step)}<small>${messages.text("step.passed", {time: messages.time(step.at ?? 0)})}</small></div>
        </li>`,
      )}
      ${again.map(
        (step) => html`<li class="again">
          ${againIcon}
          <div>${name(step)}<small>${messages.first(`step.${step.reason}`)}</small></div>
        </li>`,
      )}
    </ul>
  </details>`;
}
