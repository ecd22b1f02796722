// Signatures of webhooks, as Standard Webhooks (standardwebhooks.com, specification 1.0.0) has
// them: what is signed is `id.timestamp.body`, with HMAC-SHA256, and the header lists one
// `v1,<base64>` for each key that is in use, so that keys can be changed without a moment in which
// nothing verifies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/result.hpp"
#include "sealflow/signature.hpp"

namespace sealflow {

/// The three headers that go with a webhook.
struct WebhookHeaders {
  std::string id;         ///< webhook-id: the same for each delivery of one message
  std::string timestamp;  ///< webhook-timestamp: seconds since 1970, of this delivery
  std::string signature;  ///< webhook-signature: `v1,<base64>`, several with a blank between them
};

/// The headers of a delivery. `secrets` are texts `whsec_<base64>` of 24 to 64 bytes; each signs.
/// Error: malformed_request for a secret or id that cannot be (an id has no full stop and no
/// blank), without secrets, and for a time before 1970.
Result<WebhookHeaders> sign_webhook(const std::vector<std::string>& secrets, std::string_view id,
                                    std::int64_t now_ms, std::string_view body);

/// How far the sender's clock and the network may be off, as the specification's libraries have it.
inline constexpr std::int64_t webhook_tolerance_ms = 5 * 60'000;

/// Checks what arrived. `ok` when any signature fits any secret, and the time is within the
/// tolerance. The time is looked at last, so that too_old and clock_ahead mean: genuine, but not
/// fresh. unknown_scheme: no signature begins with `v1,`.
Verification verify_webhook(const std::vector<std::string>& secrets, const WebhookHeaders& headers,
                            std::string_view body, std::int64_t now_ms,
                            std::int64_t tolerance_ms = webhook_tolerance_ms);

}  // namespace sealflow
