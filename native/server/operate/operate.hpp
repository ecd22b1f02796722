// What operators do, from the command line or from code: flows, handshakes, logs; apps.hpp: apps;
// handshakes.hpp: what is done with handshakes that are there. Each is a job or a read of the
// store; the HTTP handlers use the same ones where they do the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/event.hpp"
#include "server/operate/apps.hpp"
#include "server/services.hpp"
#include "server/store/apps.hpp"
#include "server/store/flows.hpp"
#include "server/store/handshakes.hpp"

namespace sealflow::server {

// --- Flows
// ----------------------------------------------------------------------------------------------------------

/// Makes the definition the app's draft and publishes it. The same content again gives the snapshot
/// that is there. Errors: those of parse_flow; flow_invalid when this version was published with
/// another content: who pinned a version must get what was there when he did; flow_invalid when the
/// app is live and the flow is for sandboxes alone (live.hpp).
Result<Snapshot> publish_flow(Transaction& transaction, const Services& services,
                              std::string_view client_key, std::string_view definition,
                              std::int64_t now);

/// An inactive flow takes no new handshakes, and none of it begins; who has begun goes on. Errors:
/// flow_unknown; flow_invalid as above, for any version of it that would be active.
Result<void> switch_flow(Transaction& transaction, const Services& services,
                         std::string_view client_key, std::string_view flow, bool active,
                         std::int64_t now);

// --- Handshakes
// -----------------------------------------------------------------------------------------------------

struct NewHandshake {
  std::string flow;
  std::optional<std::string> snapshot;  ///< none runs the draft
  std::string tag;
  bool webhook = false;
  std::optional<std::int64_t> expires_at;
  Value variables = Value::object();
};

/// Errors: malformed_request, flow_unknown, flow_inactive, snapshot_unknown, expiry_invalid,
/// invalid_variables.
Result<Handshake> create_handshake(Transaction& transaction, Services& services, const App& app,
                                   const NewHandshake& wanted, std::int64_t now);

// --- Logs
// -----------------------------------------------------------------------------------------------------------

/// Error: handshake_unknown, or log_damaged when it cannot be read; whether it is whole is for
/// verify_log.
Result<std::vector<LoggedEvent>> read_log(Database& db, const Vault& vault,
                                          std::string_view handshake);

}  // namespace sealflow::server
