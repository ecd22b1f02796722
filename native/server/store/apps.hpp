// Apps: who integrates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  std::string secret_id;           ///< names the client secret
  std::string sealed_secret;
  std::string wrapped_key;
  std::int64_t created_at = 0;

  bool sandbox() const { return mode == "sandbox"; }
};

std::optional<App> find_app(Database& db, std::string_view client_key);
void insert_app(Database& db, const App& app);

/// Is there any active app whose list has this origin? Lets a page on it read even that a handshake
/// is unknown.
bool origin_known(Database& db, std::string_view origin);

/// The client secret, which signs results. Throws StorageError when it does not open: wrong master
/// key, or damage.
std::string client_secret(const App& app, const Vault& vault);
std::string seal_client_secret(const Key& app_key, std::string_view client_key,
                               std::string_view secret);

/// The app's own key, which seals what belongs to no single handshake.
Key app_key(const App& app, const Vault& vault);

}  // namespace sealflow::server
