// `sealflow/server`: what a backend needs. Node 18 or newer; nothing but fetch and the core.
export {
  SealflowBackend,
  type BackendOptions,
  type ExecutionResult,
  type Handshake,
  type HandshakeChange,
  type HandshakeFilter,
  type HandshakeRequest,
  type Language,
  type ListedHandshake,
} from "./server/backend.js";
export {BackendError} from "./server/backend-error.js";
export {replacesStatus} from "./server/status.js";
export {verifyReceipt, verifyResult, type ReceiptVerdict, type ResultCheck, type ResultToCheck} from "./server/verify.js";
export type {StatusStamp} from "./engine/full.js";
export type {ReceiptClaims, ReceiptToCheck} from "./engine/receipt.js";
export {NetworkError} from "./errors.js";
