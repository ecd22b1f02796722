// Retention: what is past its time is erased, by the sweeper or by an operator.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/services.hpp"
#include "server/store/retention.hpp"

namespace sealflow::server {

/// How long an app (`flow` empty), or one of its flows, keeps what people gave, counted from the
/// last event, or from the expiry of a handshake that nobody used. 0: for ever. Nothing: a flow has
/// none of its own. Errors: not_found without such an app, flow_unknown.
Result<void> set_retention(Transaction& transaction, std::string_view client_key,
                           std::string_view flow, std::optional<std::int64_t> keep_ms);

struct DueFlow {
  FlowRetention retention;
  std::int64_t due = 0;  ///< handshakes that are past it
};
/// Error: not_found without such an app.
Result<std::vector<DueFlow>> list_retention(Database& db, std::string_view client_key,
                                            std::int64_t now);

/// Erases whatever is due in all apps, some handshakes in a transaction, so that others get their
/// turn; each stands in the audit as `actor`'s. Gives how many. Ends early when `go_on` says false.
std::int64_t erase_due(
    Services& services, const std::string& actor,
    const std::function<bool()>& go_on = [] { return true; });

}  // namespace sealflow::server
