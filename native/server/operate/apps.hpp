// Apps: made, changed, switched off and on, with other tokens and secrets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/services.hpp"
#include "server/store/apps.hpp"

namespace sealflow::server {

struct NewApp {
  std::string name;
  std::string mode;  ///< sandbox, live
  std::vector<std::string> origins;
  std::vector<std::string> addresses;
  bool handshake_resumes = false;
};

/// Shown once; only their hash, or their sealed form, is kept.
struct AppSecrets {
  std::string client_key;
  std::string client_secret;
  std::string server_token;
};

/// Error: malformed_request, with every problem in `details`.
Result<AppSecrets> create_app(Transaction& transaction, const Vault& vault, const NewApp& wanted,
                              std::int64_t now);

/// What is not given stays.
struct AppChange {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> origins;
  std::optional<std::vector<std::string>> addresses;  ///< another list ends the app's sessions
  std::optional<bool> active;                         ///< false ends them, too
  std::optional<Limits> limits;
};

/// Errors: not_found, malformed_request with every problem in `details`.
Result<App> change_app(Transaction& transaction, std::string_view client_key,
                       const AppChange& wanted);

/// A new server token. The one it replaces is taken for `overlap_ms` more; 0: no longer, nor any
/// before it. Errors: not_found.
Result<std::string> rotate_token(Transaction& transaction, std::string_view client_key,
                                 std::int64_t overlap_ms, std::int64_t now);

struct NewSecret {
  ClientSecret secret;
  std::int64_t signs_from = 0;
};

/// A new client secret. It signs after `delay_ms`, so that backends can know it before the first
/// result that needs it. Results keep the signature they have. Errors: not_found.
Result<NewSecret> rotate_secret(Transaction& transaction, const Vault& vault,
                                std::string_view client_key, std::int64_t delay_ms,
                                std::int64_t now);

}  // namespace sealflow::server
