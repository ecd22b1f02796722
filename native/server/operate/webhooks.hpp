// What operators do about webhooks: where they go, their secrets, dead letters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/services.hpp"
#include "server/store/webhooks.hpp"

namespace sealflow::server {

struct WantedEndpoint {
  std::string url;
  std::vector<std::string> events;  ///< empty: all three
  std::string token;                ///< of the header Authorization; empty: a new one, or as it was
};

/// `secret` and `token` only of an endpoint that is new: they are shown this once.
struct SetEndpoint {
  std::string id;
  bool created = false;
  std::string secret;
  std::string token;
};

/// An endpoint is known by its app and URL: of one that is there, events and token are changed, and
/// it is switched on again. Errors: not_found without such an app, malformed_request.
Result<SetEndpoint> set_webhook(Transaction& transaction, const Vault& vault,
                                std::string_view client_key, const WantedEndpoint& wanted,
                                std::int64_t now);

/// Error: not_found without such an app.
Result<std::vector<WebhookEndpoint>> list_webhooks(Database& db, const Vault& vault,
                                                   std::string_view client_key);

/// Gives how many messages go with it undelivered. Error: not_found.
Result<std::int64_t> remove_webhook(Transaction& transaction, std::string_view id);

/// A new secret, shown this once. The one in force signs beside it until `overlap_ms` have passed.
/// Error: not_found.
Result<std::string> rotate_webhook_secret(Transaction& transaction, const Vault& vault,
                                          std::string_view id, std::int64_t overlap_ms,
                                          std::int64_t now);

/// Puts a test event into the outbox; the ids of its messages. Error: not_found without such an
/// app, or when none of its endpoints would get it; malformed_request for an event that does not
/// exist.
Result<std::vector<std::string>> fire_webhook(Transaction& transaction, Services& services,
                                              std::string_view client_key, std::string_view event);

/// Sends a message again, whatever became of it, with the same id. Errors: not_found,
/// malformed_request when its endpoint is switched off.
Result<void> redeliver_webhook(Transaction& transaction, std::string_view id, std::int64_t now);

}  // namespace sealflow::server
