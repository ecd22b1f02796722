// Apps: who integrates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/limits.hpp"
#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct App {
  std::string client_key;  ///< 32 hex digits, public
  std::string name;
  std::string mode;  ///< sandbox, live
  bool active = true;
  std::vector<std::string> origins;  ///< exact, or "*" in a sandbox
  std::vector<std::string>
      addresses;                   ///< of backends: addresses and CIDR blocks, or "*" in a sandbox
  bool handshake_resumes = false;  ///< `resumeWith: "handshake"`
  std::string token_hash;          ///< SHA-256 of the server token
  std::string wrapped_key;
  Limits limits;  ///< its own; the server's where there is none
  std::int64_t created_at = 0;
  std::int64_t clock_ahead = 0;  ///< ms; of a sandbox, otherwise without effect

  bool sandbox() const { return mode == "sandbox"; }
  /// The app's time: what its events, sessions, codes and deadlines go by. Limits, effects,
  /// webhooks and the audit go by the real one.
  std::int64_t time(std::int64_t now) const { return sandbox() ? now + clock_ahead : now; }
};

std::optional<App> find_app(Database& db, std::string_view client_key);
std::vector<App> all_apps(Database& db);
void insert_app(Database& db, const App& app);
/// App::time, where the app is not at hand.
std::int64_t app_time(Database& db, std::string_view client_key, std::int64_t now);
/// Everything that may change: name, active, origins, addresses, limits, token, clock.
void update_app(Database& db, const App& app);

/// Is there any active app whose list has this origin? Lets a page on it read even that a handshake
/// is unknown.
bool origin_known(Database& db, std::string_view origin);

// --- Server tokens
// --------------------------------------------------------------------------------------------------

/// Is it the hash of the app's token, or of one that was replaced and whose time is not over?
bool token_taken(Database& db, const App& app, std::string_view token_hash, std::int64_t now);

/// The token that is replaced is taken until then, and none before it longer.
void replace_token(Database& db, App& app, std::string_view token_hash, std::int64_t until);

// --- Client secrets
// -------------------------------------------------------------------------------------------------

struct ClientSecret {
  std::string id;  ///< names it in results
  std::string secret;
};

/// The one that signs now. Throws StorageError when it does not open: wrong master key, or damage.
ClientSecret client_secret(Database& db, const App& app, const Vault& vault, std::int64_t now);

/// Signs from then on. What is not needed for that is forgotten: of older ones, all but the one
/// that signs until then.
void insert_client_secret(Database& db, const Key& app_key, std::string_view client_key,
                          const ClientSecret& secret, std::int64_t signs_from, std::int64_t now);

/// The app's own key, which seals what belongs to no single handshake.
Key app_key(const App& app, const Vault& vault);

}  // namespace sealflow::server
