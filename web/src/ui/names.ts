import type {TemplateResult} from "lit/html.js";
import type {Messages} from "../i18n/messages.js";
import type {FlowView} from "../protocol/flow.js";
import {flowText} from "./flow-text.js";

/** What people call a stage: the flow's own title, else that of its type. */
export function stageName(flow: FlowView, id: string, messages: Messages): string {
  const stage = flow.stages.find((known) => known.id === id);
  return messages.pick(stage?.title) || messages.first(`${stage?.type ?? ""}.title`) || id;
}

/** The same to be shown by itself, in its own language. */
export function shownName(flow: FlowView, id: string, messages: Messages): string | TemplateResult {
  const stage = flow.stages.find((known) => known.id === id);
  return flowText(messages, stage?.title) ?? stageName(flow, id, messages);
}
