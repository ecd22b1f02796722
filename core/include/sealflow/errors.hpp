// The one catalogue of errors. Numbers are what Attestr's calls show, names what session calls
// show; docs, TypeScript types and messages are tested against this table.
#pragma once

#include <span>
#include <string_view>

namespace sealflow {

// One line per error: name, number, HTTP status, may the same request succeed later, English text.
// Numbers of up to four digits and 400xx are Attestr's own where Attestr has one for the case; the
// others are ours and follow the pattern <HTTP status><two digits>.
#define SEALFLOW_ERRORS(X)                                                                       \
  X(malformed_request, 4001, 400, false, "The request is malformed or lacks a parameter")        \
  X(invalid_json, 40001, 400, false, "The text is not valid JSON")                               \
  X(invalid_input, 40002, 400, false, "Some of the values are not valid")                        \
  X(invalid_variables, 40003, 400, false, "The variables do not fit the flow's declaration")     \
  X(flow_unknown, 4002, 400, false, "There is no such flow")                                     \
  X(flow_inactive, 40034, 400, false, "The flow is not active")                                  \
  X(snapshot_unknown, 40035, 400, false, "The flow has no such published version")               \
  X(expiry_invalid, 40036, 400, false, "The expiry is in the past or more than a year ahead")    \
  X(stage_unknown, 40037, 400, false, "The flow has no such stage")                              \
  X(command_unknown, 40038, 400, false, "There is no such command")                              \
  X(client_parameters_invalid, 40050, 400, false,                                                \
    "The handshake id or client key is not well formed")                                         \
  X(code_expired, 40012, 400, false, "The one-time code is no longer valid")                     \
  X(media_too_large, 4005, 400, false, "The file is too large")                                  \
  X(media_type_invalid, 4007, 400, false, "The file is not of an accepted type")                 \
  X(media_unknown, 40071, 400, false, "There is no such uploaded file in this session")          \
  X(unsupported_scenario, 40039, 400, false, "This combination is not supported")                \
  X(not_authorised, 4016, 401, false, "The credentials are not valid")                           \
  X(token_required, 40161, 401, false, "A token is required")                                    \
  X(token_invalid, 40162, 401, false, "The token is not valid")                                  \
  X(token_expired, 40163, 401, true, "The token has expired")                                    \
  X(forbidden, 4031, 403, false, "Access is not allowed")                                        \
  X(ip_not_allowed, 4039, 403, false, "The caller's address is not on the allow-list")           \
  X(origin_not_allowed, 40310, 403, false, "The page's origin is not on the app's list")         \
  X(token_mismatch, 40311, 403, false, "The token belongs to another app, flow or handshake")    \
  X(not_owner, 40312, 403, false, "The session belongs to another device or person")             \
  X(attempts_exhausted, 40313, 403, false, "There are no tries left")                            \
  X(client_key_invalid, 40314, 403, false, "The client key does not belong to this handshake")   \
  X(too_many_files, 40315, 403, false, "No more files are taken for this handshake")             \
  X(not_found, 4041, 404, false, "There is no such thing here")                                  \
  X(handshake_unknown, 40401, 404, false, "There is no such handshake")                          \
  X(method_not_allowed, 40501, 405, false, "The path does not take this method")                 \
  X(session_timed_out, 4081, 408, true, "The session ended because nothing happened")            \
  X(handshake_consumed, 40901, 409, false, "The handshake was used already; launch with retry")  \
  X(unique_id_conflict, 40902, 409, false, "The session belongs to another person")              \
  X(seq_conflict, 40903, 409, true, "The session has moved on; take the missing events first")   \
  X(session_superseded, 40904, 409, false, "The session goes on in another place")               \
  X(session_active, 40905, 409, true, "The session is open in another place")                    \
  X(stage_not_current, 40906, 409, false, "This stage is not the one that is due")               \
  X(run_ended, 40907, 409, false, "The run has ended already")                                   \
  X(run_not_started, 40908, 409, false, "The run has not been started")                          \
  X(auth_not_configured, 40909, 409, false, "The flow has no authentication for resume")         \
  X(state_incompatible, 40910, 409, false, "The stored state is of another version")             \
  X(request_in_progress, 40911, 409, true, "The same request is still being worked on")          \
  X(link_used, 40912, 409, false, "The link was used already")                                   \
  X(no_outcome, 40913, 409, false, "The run has no outcome yet")                                 \
  X(too_soon, 40914, 409, true, "It is too soon to ask for another code")                        \
  X(stage_waiting, 40915, 409, true, "The stage is waiting for something outside")               \
  X(review_not_due, 40916, 409, false, "Nothing here waits for a review")                        \
  X(handshake_expired, 41001, 410, false, "The handshake has expired")                           \
  X(link_expired, 41002, 410, false, "The link has expired")                                     \
  X(handshake_archived, 41003, 410, false, "The handshake was archived")                         \
  X(handshake_cancelled, 41004, 410, false, "The handshake was cancelled before it was used")    \
  X(handshake_erased, 41005, 410, false, "The personal data of the handshake was erased")        \
  X(camera_unavailable, 4121, 412, false, "There is no camera or no permission to use it")       \
  X(storage_unavailable, 4122, 412, false, "There is no storage or no permission to use it")     \
  X(location_unavailable, 4123, 412, false, "There is no location or no permission to use it")   \
  X(body_too_large, 41301, 413, false, "The body is larger than allowed")                        \
  X(content_type_invalid, 41501, 415, false, "The body's content type is not accepted")          \
  X(flow_invalid, 42201, 422, false, "The flow definition has errors")                           \
  X(rule_error, 42202, 422, false, "A rule of the flow could not be evaluated")                  \
  X(rule_invalid, 42203, 422, false, "The rule is not valid")                                    \
  X(idempotency_mismatch, 42204, 422, false, "The idempotency key was used for another request") \
  X(ask_server, 42205, 422, false, "Only the server can decide this")                            \
  X(signature_invalid, 42206, 422, false, "The signature does not match")                        \
  X(sdk_too_old, 42601, 426, false, "The launcher is too old for this server")                   \
  X(rate_limited, 4291, 429, true, "Too many requests")                                          \
  X(api_rate_limited, 4292, 429, true, "Too many requests of this kind")                         \
  X(daily_limit, 4293, 429, true, "The requests of the app are used up for today")               \
  X(api_daily_limit, 4294, 429, true, "Requests of this kind are used up for today")             \
  X(internal, 5001, 500, true, "The request could not be processed")                             \
  X(log_damaged, 50002, 500, false, "The event log is damaged")                                  \
  X(provider_failed, 50201, 502, true, "An outside service failed")                              \
  X(unavailable, 50301, 503, true, "The service is not available now")

enum class ErrorCode {
#define SEALFLOW_ERROR_ENUM(name, number, http, retryable, text) name,
  SEALFLOW_ERRORS(SEALFLOW_ERROR_ENUM)
#undef SEALFLOW_ERROR_ENUM
};

struct ErrorInfo {
  ErrorCode code;
  std::string_view name;         ///< e.g. "handshake_consumed"
  int number;                    ///< e.g. 40901
  int http_status;               ///< e.g. 409
  bool retryable;                ///< may the same request succeed later, unchanged?
  std::string_view message_key;  ///< key of the localised text, "error." + name
  std::string_view text;         ///< English
};

/// The whole catalogue, in the order of the table.
std::span<const ErrorInfo> error_catalogue();

const ErrorInfo& error_info(ErrorCode code);

/// The error of that name, or nullptr.
const ErrorInfo* find_error(std::string_view name);

}  // namespace sealflow
