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
  std::string database = "sealflow.sqlite";
  std::string media;       ///< folder of uploads; empty: the database's name + ".media"
  std::string web;         ///< folder of the launcher's public files; empty: none
  std::string master_key;  ///< file:PATH or env:NAME
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For is believed
  int threads = 2;                           ///< that serve connections
  std::string log_level = "info";
  std::string operations_host = "127.0.0.1";
  int operations_port = -1;  ///< of /metrics; -1: no such listener, 0: any free port
  int disk_reserve = 100;    ///< MiB that must be free, or /readyz says "disk"
  int drain = 0;             ///< seconds between the signal to stop and the stop
  std::string tls_cert;      ///< reference to the chain, PEM; empty: plain HTTP
  std::string tls_key;       ///< reference to its key, PEM
  std::string analytics;     ///< file:PATH, stdout; empty: none

  std::string media_folder() const { return media.empty() ? database + ".media" : media; }
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
