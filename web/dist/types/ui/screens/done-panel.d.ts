import { nothing, type TemplateResult } from "lit/html.js";
import type { Messages } from "../../i18n/messages.js";
import type { FlowView } from "../../protocol/flow.js";
import type { Plan } from "../../protocol/state.js";
export declare function donePanel(flow: FlowView, plan: Plan, messages: Messages): TemplateResult | typeof nothing;
