#include "server/settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <limits>
#include <map>
#include <string_view>

#include "sealflow/flow.hpp"
#include "sealflow/json.hpp"
#include "server/http/address.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {
namespace {

Error refused(std::string message) {
  return {.code = ErrorCode::malformed_request, .message = std::move(message)};
}

/// The file lies below environment and flags, so it is looked for before they are read.
std::string config_path(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--config" && i + 1 < argc) return argv[i + 1];
    if (argument.starts_with("--config=")) return std::string(argument.substr(9));
  }
  const char* path =
      std::getenv("SEALFLOW_CONFIG");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return path == nullptr ? "" : path;
}

bool take(std::string& target, const Value& value) {
  if (value.is_string()) target = value.as_string();
  return value.is_string();
}

bool take(int& target, const Value& value) {
  // Too large for an int is beyond any range, too: it must not come around as a small one.
  using Limits = std::numeric_limits<int>;
  if (value.is_integer())
    target = static_cast<int>(
        std::clamp<std::int64_t>(value.as_integer(), Limits::min(), Limits::max()));
  return value.is_integer();
}

/// An object, looked into by whoever uses it.
bool take(Value& target, const Value& value) {
  target = value;
  return value.is_object();
}

bool take(std::vector<std::string>& target, const Value& value) {
  if (!value.is_array()) return false;
  target.clear();
  for (const auto& item : value.items()) {
    if (!item.is_string()) return false;
    target.push_back(item.as_string());
  }
  return true;
}

/// An address to be read and compared, letter by letter, by whoever checks a receipt.
bool is_issuer(const std::string& text) {
  constexpr std::size_t longest = 256;
  if (text.size() > longest || !(text.starts_with("https://") || text.starts_with("http://")))
    return false;
  const auto host = text.find("//") + 2;
  return host < text.size() && std::all_of(text.begin(), text.end(),
                                           [](char c) { return c > ' ' && c <= '~' && c != '"'; });
}

/// Wherever they came from.
Result<void> check_numbers(const Settings& settings) {
  constexpr int many = std::numeric_limits<int>::max() - 1;  // the last stands for all beyond it
  const struct {
    std::string_view flag;
    int value, least, most;
  } numbers[] = {
      {"--port", settings.port, 0, 65535},
      {"--operations-port", settings.operations_port, -1, 65535},
      {"--threads", settings.threads, 1, 256},
      {"--app-rate", settings.app_rate, 0, many},
      {"--call-rate", settings.call_rate, 0, many},
      {"--app-daily", settings.app_daily, 0, many},
      {"--call-daily", settings.call_daily, 0, many},
      {"--launch-refusals", settings.launch_refusals, 0, many},
      {"--handshake-events", settings.handshake_events, 0, many},
      {"--disk-reserve", settings.disk_reserve, 0, many},
      {"--drain", settings.drain, 0, 3600},
  };
  for (const auto& [flag, value, least, most] : numbers) {
    if (value < least || value > most)
      return refused(std::string(flag) + ": " + std::to_string(value) + " is not from " +
                     std::to_string(least) + " to " + std::to_string(most));
  }
  return {};
}

/// A proxy that is misspelt would silently not be one; one that is everybody lets everybody say who
/// he is.
Result<void> check(const Settings& settings) {
  for (const auto& proxy : settings.trusted_proxies) {
    if (proxy == "*" || !is_address_rule(proxy))
      return refused("the trusted proxy \"" + proxy + "\" is neither an address nor a block");
  }
  for (const auto& block : settings.outbound_allow) {
    // "*" would be everything by one slip; who means it writes 0.0.0.0/0 and ::/0.
    if (block == "*" || !is_address_rule(block))
      return refused("--outbound-allow: \"" + block +
                     "\" is neither an address nor a block of them");
  }
  if (!settings.issuer.empty() && !is_issuer(settings.issuer))
    return refused("--issuer: \"" + settings.issuer +
                   "\" is no address such as https://verify.example.org");
  if (settings.tls_cert.empty() != settings.tls_key.empty())
    return refused("TLS needs both, --tls-cert and --tls-key");
  return check_numbers(settings);
}

}  // namespace

Result<void> apply_settings_file(Settings& settings, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return refused("cannot read the settings file " + path);
  const auto json = parse_json(std::string{std::istreambuf_iterator<char>(file), {}});
  if (!json) return refused(path + ": " + json.error().message + " at byte " + json.error().where);
  if (!json->is_object()) return refused(path + ": settings are a JSON object");
  // A name that is not known is refused: a misspelt one would silently leave the default in force.
  const std::map<std::string_view, std::function<bool(const Value&)>> known = {
      {"host", [&](const Value& value) { return take(settings.host, value); }},
      {"port", [&](const Value& value) { return take(settings.port, value); }},
      {"db", [&](const Value& value) { return take(settings.database, value); }},
      {"dbPassword", [&](const Value& value) { return take(settings.db_password, value); }},
      {"media", [&](const Value& value) { return take(settings.media, value); }},
      {"web", [&](const Value& value) { return take(settings.web, value); }},
      {"issuer", [&](const Value& value) { return take(settings.issuer, value); }},
      {"masterKey", [&](const Value& value) { return take(settings.master_key, value); }},
      {"trustedProxies", [&](const Value& value) { return take(settings.trusted_proxies, value); }},
      {"outboundAllow", [&](const Value& value) { return take(settings.outbound_allow, value); }},
      {"outboundCa", [&](const Value& value) { return take(settings.outbound_ca, value); }},
      {"appRate", [&](const Value& value) { return take(settings.app_rate, value); }},
      {"callRate", [&](const Value& value) { return take(settings.call_rate, value); }},
      {"appDaily", [&](const Value& value) { return take(settings.app_daily, value); }},
      {"callDaily", [&](const Value& value) { return take(settings.call_daily, value); }},
      {"launchRefusals", [&](const Value& value) { return take(settings.launch_refusals, value); }},
      {"handshakeEvents",
       [&](const Value& value) { return take(settings.handshake_events, value); }},
      {"credentials", [&](const Value& value) { return take(settings.credentials, value); }},
      {"gateways", [&](const Value& value) { return take(settings.gateways, value); }},
      {"codeLimits", [&](const Value& value) { return take(settings.code_limits, value); }},
      {"providers", [&](const Value& value) { return take(settings.providers, value); }},
      {"webhookTimeout", [&](const Value& value) { return take(settings.webhook_timeout, value); }},
      {"webhookRetryFor", [&](const Value& value) { return take(settings.webhook_retry, value); }},
      {"threads", [&](const Value& value) { return take(settings.threads, value); }},
      {"logLevel", [&](const Value& value) { return take(settings.log_level, value); }},
      {"operationsHost", [&](const Value& value) { return take(settings.operations_host, value); }},
      {"operationsPort", [&](const Value& value) { return take(settings.operations_port, value); }},
      {"diskReserve", [&](const Value& value) { return take(settings.disk_reserve, value); }},
      {"drain", [&](const Value& value) { return take(settings.drain, value); }},
      {"tlsCert", [&](const Value& value) { return take(settings.tls_cert, value); }},
      {"tlsKey", [&](const Value& value) { return take(settings.tls_key, value); }},
      {"analytics", [&](const Value& value) { return take(settings.analytics, value); }},
  };
  for (const auto& [name, value] : json->members()) {
    const auto setting = known.find(name);
    if (setting == known.end()) return refused(path + ": there is no setting \"" + name + "\"");
    if (!setting->second(value))
      return refused(path + ": the setting \"" + name + "\" has the wrong type");
  }
  return {};
}

std::string Settings::media_folder() const {
  if (!media.empty()) return media;
  // Uploads are in PostgreSQL itself; here is where they pass through.
  if (is_postgres(database)) return std::filesystem::temp_directory_path().string();
  return database + ".media";
}

SettingsOrExit read_settings(int argc, char** argv) {
  Settings settings;
  CLI::App app{
      "sealflowd: runs verification flows. Every flag may also be set in the environment or a JSON "
      "file."};
  app.set_version_flag("--version", "sealflowd " SEALFLOW_VERSION);
  std::string config;
  app.add_option("--config", config, "JSON file with settings: db, host, port, …")
      ->envname("SEALFLOW_CONFIG");
  app.add_option("--host", settings.host, "address to listen on (127.0.0.1)")
      ->envname("SEALFLOW_HOST");
  app.add_option("--port", settings.port, "port, 0 for any free one (8080)")
      ->envname("SEALFLOW_PORT");
  app.add_option("--db", settings.database, "SQLite file, or postgres://… (sealflow.sqlite)")
      ->envname("SEALFLOW_DB");
  app.add_option("--db-password", settings.db_password,
                 "PostgreSQL's: file:PATH, env:NAME or exec:PROGRAM; else where libpq looks")
      ->envname("SEALFLOW_DB_PASSWORD");
  app.add_option("--media", settings.media, "folder of uploads (the database's name + .media)")
      ->envname("SEALFLOW_MEDIA");
  app.add_option("--web", settings.web, "folder of the launcher's public files")
      ->envname("SEALFLOW_WEB");
  app.add_option("--master-key", settings.master_key,
                 "file:PATH, env:NAME or exec:PROGRAM; made by `sealflow master-key create`")
      ->envname("SEALFLOW_MASTER_KEY");
  app.add_option("--issuer", settings.issuer,
                 "this server's public address, https://…: who signs receipts (a name of its own)")
      ->envname("SEALFLOW_ISSUER");
  app.add_option("--trusted-proxy", settings.trusted_proxies,
                 "address or block whose X-Forwarded-For is believed")
      ->envname("SEALFLOW_TRUSTED_PROXY")
      ->delimiter(',');
  app.add_option("--outbound-allow", settings.outbound_allow,
                 "block that may be called though it is not public, e.g. 10.20.0.0/16")
      ->envname("SEALFLOW_OUTBOUND_ALLOW")
      ->delimiter(',');
  app.add_option("--outbound-ca", settings.outbound_ca,
                 "PEM file of authorities trusted in calls outwards, beside the system's")
      ->envname("SEALFLOW_OUTBOUND_CA");
  app.add_option("--app-rate", settings.app_rate,
                 "calls a second of one app's backends, 0 for any number (2000)")
      ->envname("SEALFLOW_APP_RATE");
  app.add_option("--call-rate", settings.call_rate, "the same call a second (1000)")
      ->envname("SEALFLOW_CALL_RATE");
  app.add_option("--app-daily", settings.app_daily, "calls a day of one app's backends (0)")
      ->envname("SEALFLOW_APP_DAILY");
  app.add_option("--call-daily", settings.call_daily, "the same call a day (0)")
      ->envname("SEALFLOW_CALL_DAILY");
  app.add_option("--launch-refusals", settings.launch_refusals,
                 "refused launches of one address before it has to wait, 0 for any number (30)")
      ->envname("SEALFLOW_LAUNCH_REFUSALS");
  app.add_option("--handshake-events", settings.handshake_events,
                 "events of one handshake before its pages are refused, 0 for any number (2000)")
      ->envname("SEALFLOW_HANDSHAKE_EVENTS");
  app.add_option("--webhook-timeout", settings.webhook_timeout,
                 "how long one attempt to send a webhook may take (15s)")
      ->envname("SEALFLOW_WEBHOOK_TIMEOUT");
  app.add_option("--webhook-retry-for", settings.webhook_retry,
                 "how long sending a webhook is tried (3d)")
      ->envname("SEALFLOW_WEBHOOK_RETRY_FOR");
  app.add_option("--threads", settings.threads, "threads for connections (2)")
      ->envname("SEALFLOW_THREADS");
  app.add_option("--log-level", settings.log_level, "debug, info, warn, error, off (info)")
      ->envname("SEALFLOW_LOG_LEVEL");
  app.add_option("--operations-host", settings.operations_host,
                 "address of the listener for operations (127.0.0.1)")
      ->envname("SEALFLOW_OPERATIONS_HOST");
  app.add_option("--operations-port", settings.operations_port,
                 "its port: /metrics, /readyz, /healthz; 0 for any free one (no such listener)")
      ->envname("SEALFLOW_OPERATIONS_PORT");
  app.add_option("--disk-reserve", settings.disk_reserve,
                 "MiB that must be free, or /readyz says no (100)")
      ->envname("SEALFLOW_DISK_RESERVE");
  app.add_option("--drain", settings.drain,
                 "seconds that /readyz says no, before a stop begins (0)")
      ->envname("SEALFLOW_DRAIN");
  app.add_option("--tls-cert", settings.tls_cert,
                 "certificate and its chain, PEM: file:PATH (plain HTTP)")
      ->envname("SEALFLOW_TLS_CERT");
  app.add_option("--tls-key", settings.tls_key, "its key, PEM: file:PATH, env:NAME or exec:COMMAND")
      ->envname("SEALFLOW_TLS_KEY");
  app.add_option("--analytics", settings.analytics,
                 "where analytics go: file:PATH, stdout or none (none)")
      ->envname("SEALFLOW_ANALYTICS");
  if (const auto path = config_path(argc, argv); !path.empty()) {
    if (const auto applied = apply_settings_file(settings, path); !applied) {
      std::cerr << "sealflowd: " << applied.error().message << "\n";
      return {std::nullopt, 2};
    }
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return {std::nullopt, app.exit(error) == 0 ? 0 : 2};
  }
  if (const auto checked = check(settings); !checked) {
    std::cerr << "sealflowd: " << checked.error().message << "\n";
    return {std::nullopt, 2};
  }
  for (const auto& duration : {settings.webhook_timeout, settings.webhook_retry}) {
    if (parse_duration(duration)) continue;
    std::cerr << "sealflowd: \"" << duration << "\" is no duration such as 15s, 5m, 3d\n";
    return {std::nullopt, 2};
  }
  return {settings, 0};
}

}  // namespace sealflow::server
