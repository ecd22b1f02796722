// The launcher. Importing this does nothing: no global, no element, no request; fine on a server, too.
export {launch, preload, type Flow} from "./launch/flow.js";
export type {FlowEvents, Moment} from "./launch/events.js";
export {handoffFromAddress, type HandoffFound} from "./launch/handoff.js";
export type {MessageKey, OwnTexts, TextKey} from "./i18n/messages.js";
export type {EngineChoice, LaunchOptions, Theme} from "./launch/options.js";
export {defineFlowElement, type SealflowFlowElement} from "./launch/element.js";
export type {ProviderBridge, ProviderBridges, ScanObstacle, ScanReport, ScanRequest} from "./providers/bridge.js";
export type {ErrorPayload, HandlerCall, SkipPayload, SuccessPayload} from "./protocol/outcome.js";
export type {ErrorCode} from "./protocol/error-codes.js";
