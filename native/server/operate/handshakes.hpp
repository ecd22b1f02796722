// What Attestr lacks: handshakes that are listed, archived, cancelled.
#pragma once

#include "server/services.hpp"
#include "server/store/apps.hpp"
#include "server/store/handshakes.hpp"

namespace sealflow::server {

/// The app's handshake. Error: handshake_unknown, also when it is another app's.
Result<Handshake> own_handshake(Database& db, const App& app, std::string_view id);

/// Result and signature are given to nobody any more, nobody launches it, open pages end. Again
/// changes nothing. What is stored stays until it is erased. Gives the handshake as it is then.
Result<Handshake> archive(Transaction& transaction, Services& services, const Handshake& handshake,
                          std::int64_t now);

/// Nobody launches it any more. Errors: handshake_consumed when somebody used it, it can be
/// archived instead; handshake_archived, handshake_erased, log_damaged.
Result<Handshake> cancel(Transaction& transaction, Services& services, const Handshake& handshake,
                         std::int64_t now);

struct ListWanted {
  std::string flow;
  std::string tag;          ///< empty: any
  std::string cursor;       ///< `next` of the page before
  std::int64_t limit = 20;  ///< 1 to 100
};

/// `{"handshakes": […], "next": "…" or null}`, newest first. Errors: malformed_request,
/// flow_unknown.
Result<Value> list(Database& db, Services& services, const App& app, const ListWanted& wanted);

}  // namespace sealflow::server
