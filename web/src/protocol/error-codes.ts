// Made by `npm run codes` from the core's own catalogue; do not edit. A test compares the two.

/** One entry of the catalogue. */
export interface ErrorInfo {
  name: ErrorCode;
  number: number;
  http: number;
  retryable: boolean;
  key: string;
  text: string;
}

export const errorCodes = [
  "malformed_request",
  "invalid_json",
  "invalid_input",
  "invalid_variables",
  "flow_unknown",
  "flow_inactive",
  "snapshot_unknown",
  "expiry_invalid",
  "stage_unknown",
  "command_unknown",
  "client_parameters_invalid",
  "code_expired",
  "media_too_large",
  "media_type_invalid",
  "media_unknown",
  "unsupported_scenario",
  "not_authorised",
  "token_required",
  "token_invalid",
  "token_expired",
  "forbidden",
  "ip_not_allowed",
  "origin_not_allowed",
  "token_mismatch",
  "not_owner",
  "attempts_exhausted",
  "client_key_invalid",
  "not_found",
  "handshake_unknown",
  "method_not_allowed",
  "session_timed_out",
  "handshake_consumed",
  "unique_id_conflict",
  "seq_conflict",
  "session_superseded",
  "session_active",
  "stage_not_current",
  "run_ended",
  "run_not_started",
  "auth_not_configured",
  "state_incompatible",
  "request_in_progress",
  "link_used",
  "no_outcome",
  "too_soon",
  "stage_waiting",
  "review_not_due",
  "handshake_expired",
  "link_expired",
  "camera_unavailable",
  "storage_unavailable",
  "location_unavailable",
  "body_too_large",
  "content_type_invalid",
  "flow_invalid",
  "rule_error",
  "rule_invalid",
  "idempotency_mismatch",
  "ask_server",
  "signature_invalid",
  "sdk_too_old",
  "rate_limited",
  "internal",
  "log_damaged",
  "provider_failed",
  "unavailable",
] as const;

export type ErrorCode = (typeof errorCodes)[number];
