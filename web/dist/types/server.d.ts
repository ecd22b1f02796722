export { SealflowBackend, type BackendOptions, type ExecutionResult, type Handshake, type HandshakeRequest, type Language, } from "./server/backend.js";
export { BackendError } from "./server/backend-error.js";
export { verifyResult, type ResultCheck, type ResultToCheck } from "./server/verify.js";
export { NetworkError } from "./errors.js";
