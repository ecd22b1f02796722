export { launch, type Flow, type FlowEvents } from "./launch/flow.js";
export type { LaunchOptions } from "./launch/options.js";
export { defineFlowElement, type SealflowFlowElement } from "./launch/element.js";
export type { ErrorPayload, HandlerCall, SkipPayload, SuccessPayload } from "./protocol/outcome.js";
export type { FlowEvent } from "./protocol/state.js";
export type { ErrorCode } from "./protocol/error-codes.js";
