// What `sealflow/local` exports, in a page and in Node.
export {SealflowError, type ErrorDetail} from "./errors.js";
export type {Effect, FlowDefinition, LoggedEvent} from "./engine/full.js";
export type {LocalOptions, Performer} from "./local/options.js";
export type {LocalErrorPayload, LocalHandlerCall, LocalResult, LocalSkipPayload, LocalSuccessPayload} from "./local/outcome.js";
export type {LocalFile} from "./local/record.js";
export type {LocalEvents, LocalLaunch, LocalRun, LocalView} from "./local/run.js";
export {memoryStore, type LocalStore} from "./local/store.js";
export type {ErrorCode} from "./protocol/error-codes.js";
export type {FieldSpec, FlowView, StageView} from "./protocol/flow.js";
export type {Json, JsonObject} from "./protocol/json.js";
export type {Plan, PlanStep} from "./protocol/state.js";
