// Webhooks of a walk, put into the outbox in the transaction that ends it: there is no moment in
// which a run has ended and nobody will be told, nor one in which somebody is told what is not on
// disk.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/engine/walk.hpp"
#include "server/store/webhooks.hpp"

namespace sealflow::server {

inline constexpr std::array<std::string_view, 3> webhook_events = {
    "flowx.completed", "flowx.skipped", "flowx.errored"};

/// A row for each endpoint of the walk's app that wants to know how it ended, or how it was
/// reviewed after the end, with the receipt of that. Nothing unless the handshake was made with
/// `webhook: true`.
void queue_webhooks(Transaction& transaction, Services& services, const Walk& walk,
                    std::int64_t now);

/// The same for a test event, with `test: true` in its payload: the ids of the messages, one for
/// each endpoint that would get a real one.
std::vector<std::string> queue_test_webhooks(Transaction& transaction, Services& services,
                                             const App& app, std::string_view event,
                                             std::int64_t now);

}  // namespace sealflow::server
