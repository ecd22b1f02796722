// Settings: a JSON file, over it the environment (SEALFLOW_…), over it flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sealflow/result.hpp"

namespace sealflow::server {

struct Settings {
  std::string host = "127.0.0.1";
  int port = 8080;  ///< 0: any free one, printed at the start
  std::string database = "sealflow.sqlite";  ///< a SQLite file, or postgres://…
  std::string db_password;             ///< file:PATH or env:NAME; PostgreSQL's
  std::string media;       ///< folder of uploads; empty: the database's name + ".media"
  std::string web;         ///< folder of the launcher's public files; empty: none
  std::string master_key;  ///< file:PATH or env:NAME
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For is believed
  int threads = 2;                           ///< that serve connections
  std::string log_level = "info";

  std::string media_folder() const;
};

/// Reads what `main` got. Nothing with an exit code: --help and --version were answered, or the
/// usage is wrong.
struct SettingsOrExit {
  std::optional<Settings> settings;
  int exit_code = 0;
};
SettingsOrExit read_settings(int argc, char** argv);

/// One setting file. Error: malformed_request, with a name that is unknown or of the wrong type.
Result<void> apply_settings_file(Settings& settings, const std::string& path);

}  // namespace sealflow::server
