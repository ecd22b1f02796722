// Sessions: who may act on a handshake, and answers that are given once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "server/handlers/call.hpp"
#include "server/store/apps.hpp"
#include "server/store/handshakes.hpp"
#include "server/store/sessions.hpp"

namespace sealflow::server {

inline constexpr std::int64_t session_idle = 30 * minute_ms;
/// A token that was renewed so lately is not renewed again: a write less for each of many commands.
inline constexpr std::int64_t session_renewal = 10 * second_ms;
inline constexpr std::int64_t session_longest = 12 * hour_ms;
inline constexpr std::int64_t lease_life = minute_ms;

/// Who calls: the holder of a good token for the handshake in the path.
struct SessionHolder {
  Handshake handshake;
  Session session;
  App app;
};

/// Checks the token; in a writing call it also renews it. Errors: token_required, token_invalid,
/// token_expired, token_mismatch, handshake_unknown.
Result<SessionHolder> authorise(Call& call);

/// The header Idempotency-Key: 1 to 255 visible ASCII characters. Nothing when it is absent. Error:
/// malformed_request.
Result<std::optional<std::string>> idempotency_key(const Request& request);

/// Where an answer belongs.
struct AnswerScope {
  const Key& key;  ///< of the handshake
  std::string_view handshake;
  std::string_view device;
  std::string_view idempotency_key;
};

/// Gives the stored answer, or makes one and stores it with whatever else this job writes. The same
/// key with another body is refused. Refusals of the form (400, 422), those that the catalogue
/// calls retryable, and failures of ours (500 and more) are not stored.
Response answer_once(Call& call, const AnswerScope& scope,
                     const std::function<Result<Response>()>& make);

}  // namespace sealflow::server
