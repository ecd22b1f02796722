// What `sealflow/core` exports, wherever its bytes come from.
export {
  Core,
  type CoreCommand,
  type Decision,
  type Effect,
  type FlowDefinition,
  type LaunchFacts,
  type LoggedEvent,
  type StatusStamp,
  type WebhookHeaders,
} from "./engine/full.js";
export type {ReceiptClaims, ReceiptToCheck, VerifiedReceipt, Verification} from "./engine/receipt.js";
export {SealflowError, type ErrorDetail} from "./errors.js";
export {errorCodes, type ErrorCode, type ErrorInfo} from "./protocol/error-codes.js";
export type {FieldSpec, FlowView, StageView} from "./protocol/flow.js";
export type {Json, JsonObject} from "./protocol/json.js";
export type {HandlerCall, ErrorPayload, SkipPayload, SuccessPayload} from "./protocol/outcome.js";
export type {Evolution, FlowEvent, FlowState, Plan, PlanStep} from "./protocol/state.js";
export type {HmacKey} from "./engine/kept.js";
