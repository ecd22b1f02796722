import type {Messages} from "../i18n/messages.js";
import type {FlowView} from "../protocol/flow.js";

/** What people call a stage: the flow's own title, else that of its type. */
export function stageName(flow: FlowView, id: string, messages: Messages): string {
  const stage = flow.stages.find((known) => known.id === id);
  return messages.pick(stage?.title) || messages.first(`${stage?.type ?? ""}.title`) || id;
}
