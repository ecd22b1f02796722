// Settings: a JSON file, over it the environment (SEALFLOW_…), over it flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sealflow/json.hpp"
#include "sealflow/result.hpp"

namespace sealflow::server {

struct Settings {
  std::string host = "127.0.0.1";
  int port = 8080;                           ///< 0: any free one, printed at the start
  std::string database = "sealflow.sqlite";  ///< a SQLite file, or postgres://…
  std::string db_password;                   ///< file:PATH or env:NAME; PostgreSQL's
  std::string media;       ///< folder of uploads; empty: the database's name + ".media"
  std::string web;         ///< folder of the launcher's public files; empty: none
  std::string master_key;  ///< file:PATH or env:NAME
  std::string issuer;      ///< who signs receipts: the server's public address; empty: as before
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For is believed
  std::vector<std::string> outbound_allow;   ///< blocks that may be called though not public
  std::string outbound_ca;  ///< PEM file, trusted beside the system's authorities; empty: none
  /// Of the backends of each app, unless the app has its own; 0 is no limit.
  int app_rate = 2000;   ///< calls a second
  int call_rate = 1000;  ///< the same call a second
  int app_daily = 0;     ///< calls a day
  int call_daily = 0;
  int launch_refusals = 30;             ///< that one address may cause before it has to wait
  int handshake_events = 2000;          ///< of one handshake, then its pages add no more; 0: any
  std::string webhook_timeout = "15s";  ///< of one attempt
  std::string webhook_retry = "3d";     ///< then a webhook is given up
  int threads = 2;                      ///< that serve connections
  std::string log_level = "info";
  std::string operations_host = "127.0.0.1";
  int operations_port = -1;  ///< of /metrics; -1: no such listener, 0: any free port
  int disk_reserve = 100;    ///< MiB that must be free, or /readyz says "disk"
  int drain = 0;             ///< seconds between the signal to stop and the stop
  std::string tls_cert;      ///< reference to the chain, PEM; empty: plain HTTP
  std::string tls_key;       ///< reference to its key, PEM
  std::string analytics;     ///< file:PATH, stdout; empty: none

  // Objects by name, of the file alone; effects/outside.hpp reads them.
  Value credentials;
  Value gateways;
  Value code_limits;
  Value providers;

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
