#include "server/settings.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string_view>

#include "sealflow/json.hpp"
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
  if (value.is_integer()) target = static_cast<int>(value.as_integer());
  return value.is_integer();
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
      {"masterKey", [&](const Value& value) { return take(settings.master_key, value); }},
      {"trustedProxies", [&](const Value& value) { return take(settings.trusted_proxies, value); }},
      {"threads", [&](const Value& value) { return take(settings.threads, value); }},
      {"logLevel", [&](const Value& value) { return take(settings.log_level, value); }},
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
      ->envname("SEALFLOW_PORT")
      ->check(CLI::Range(0, 65535));
  app.add_option("--db", settings.database, "SQLite file, or postgres://… (sealflow.sqlite)")
      ->envname("SEALFLOW_DB");
  app.add_option("--db-password", settings.db_password,
                 "PostgreSQL's: file:PATH or env:NAME; else where libpq looks")
      ->envname("SEALFLOW_DB_PASSWORD");
  app.add_option("--media", settings.media, "folder of uploads (the database's name + .media)")
      ->envname("SEALFLOW_MEDIA");
  app.add_option("--web", settings.web, "folder of the launcher's public files")
      ->envname("SEALFLOW_WEB");
  app.add_option("--master-key", settings.master_key,
                 "file:PATH or env:NAME; made by `sealflow master-key create`")
      ->envname("SEALFLOW_MASTER_KEY");
  app.add_option("--trusted-proxy", settings.trusted_proxies,
                 "address or block whose X-Forwarded-For is believed")
      ->envname("SEALFLOW_TRUSTED_PROXY");
  app.add_option("--threads", settings.threads, "threads for connections (2)")
      ->envname("SEALFLOW_THREADS")
      ->check(CLI::Range(1, 256));
  app.add_option("--log-level", settings.log_level, "debug, info, warn, error, off (info)")
      ->envname("SEALFLOW_LOG_LEVEL");
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
  return {settings, 0};
}

}  // namespace sealflow::server
