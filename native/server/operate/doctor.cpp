#include "server/operate/doctor.hpp"

#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "server/http/address.hpp"
#include "server/http/tls.hpp"
#include "server/operate/live.hpp"
#include "server/sealing.hpp"
#include "server/store/master_keys.hpp"
#include "server/store/postgres.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlite.hpp"

namespace sealflow::server {
namespace {

namespace fs = std::filesystem;
using Level = Finding::Level;

constexpr std::int64_t soon = 14 * day_ms;
/// 2026: before this program was written, so that no clock is right that says less.
constexpr std::int64_t earliest_clock = 1'767'225'600'000;
/// Clocks of machines differ; a row that is newer by more is a clock that was set back.
constexpr std::int64_t tolerance = 5 * minute_ms;

class Findings {
 public:
  void add(std::string name, Level level, std::string text) {
    list_.push_back({std::move(name), level, std::move(text)});
  }
  void ok(std::string name, std::string text) { add(std::move(name), Level::ok, std::move(text)); }
  void warn(std::string name, std::string text) {
    add(std::move(name), Level::warning, std::move(text));
  }
  void fail(std::string name, std::string text) {
    add(std::move(name), Level::failure, std::move(text));
  }
  std::vector<Finding> take() { return std::move(list_); }

 private:
  std::vector<Finding> list_;
};

/// Has anybody but the owner a right to it?
bool open_to_others(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

/// Of this machine: where data lies.
std::vector<std::string> files_of(const Settings& settings) {
  if (is_postgres(settings.database)) return {settings.media_folder()};
  return {settings.database, settings.media_folder()};
}

/// Files that hold secrets, or what secrets protect.
void look_at_files(Findings& findings, const Settings& settings) {
  std::vector<std::string> paths = files_of(settings);
  for (const auto& reference : {settings.master_key, settings.tls_key}) {
    if (reference.starts_with("file:")) paths.push_back(reference.substr(5));
  }
  bool clean = true;
  for (const auto& path : paths) {
    if (!open_to_others(path)) continue;
    clean = false;
    findings.fail("files", path + " may be used by others: chmod go= " + path);
  }
  if (clean) findings.ok("files", "only their owner may use database, uploads and keys");
}

std::optional<Vault> look_at_master_key(Findings& findings, const Settings& settings) {
  const auto vault = Vault::open(settings.master_key);
  if (!vault) {
    findings.fail("master-key", vault.error().message);
    return std::nullopt;
  }
  findings.ok("master-key", "it can be read");
  return *vault;
}

void look_for_damage(Findings& findings, Database& db) {
  Rows check = db.query("PRAGMA quick_check");
  if (!check.step() || check.text(0) != "ok")
    findings.fail("database", "SQLite finds damage in it: restore a backup");
}

std::unique_ptr<Database> open_database(const Settings& settings) {
  if (!is_postgres(settings.database))
    return std::make_unique<SqliteDatabase>(settings.database, Database::Mode::read);
  return PostgresConnector(settings.database, settings.db_password).connect(Database::Mode::read);
}

/// With another provider behind a name, what was fit for live apps may not be so any more.
void look_at_flows(Findings& findings, Database& db, const Settings& settings) {
  const auto providers = Providers::read(settings.providers);
  if (!providers)
    return findings.fail("flows", providers.error().where + ": " + providers.error().message);
  const auto unfit = unfit_flows(db, *providers);
  for (const auto& line : unfit) findings.fail("flows", line);
  if (unfit.empty()) findings.ok("flows", "none of a live app is for sandboxes alone");
}

void look_at_rows(Findings& findings, Database& db, const std::optional<Vault>& vault,
                  std::int64_t now) {
  if (vault) {
    if (const auto fits = master_keys_fit(db, *vault); !fits)
      findings.fail("database", fits.error().message);
  }
  Rows newest = db.query(
      "SELECT max(h.created_at - a.clock_ahead) FROM handshakes h "
      "JOIN apps a ON a.client_key = h.app");
  if (newest.step() && newest.integer(0) > now + tolerance)
    findings.fail("clock", "the database has rows of the future: the clock was set back");
}

void look_at_database(Findings& findings, const Settings& settings,
                      const std::optional<Vault>& vault, std::int64_t now) {
  const bool own_file = !is_postgres(settings.database);
  if (own_file && !fs::exists(settings.database)) {
    const auto folder = fs::absolute(settings.database).parent_path();
    std::error_code unknown;
    if (!fs::is_directory(folder, unknown) || ::access(folder.c_str(), W_OK) != 0) {
      return findings.fail("database", "the folder " + folder.string() +
                                           " is not there or not writable: no database can be made "
                                           "in it");
    }
    return findings.warn("database",
                         settings.database + " is not there yet; the first start makes it");
  }
  try {
    const auto db = open_database(settings);
    const auto version = db->schema_version();
    const std::string versions = "version " + std::to_string(version) + ", this program's is " +
                                 std::to_string(schema_version());
    if (version > schema_version())
      return findings.fail("database", versions + ": install a newer program");
    if (version < schema_version())
      return findings.warn("database",
                           versions + ": the next start brings it up to date; back it up first");
    findings.ok("database", versions);
    if (own_file) look_for_damage(findings, *db);
    look_at_rows(findings, *db, vault, now);
    look_at_flows(findings, *db, settings);
  } catch (const StorageError& error) {
    findings.fail("database", error.what());
  }
}

void look_at_disk(Findings& findings, const Settings& settings) {
  for (const auto& path : files_of(settings)) {
    auto folder = fs::absolute(path);
    while (!fs::exists(folder) && folder.has_parent_path()) folder = folder.parent_path();
    std::error_code failure;
    const auto space = fs::space(folder, failure);
    const auto free = static_cast<std::int64_t>(space.available / (1024 * 1024));
    const std::string text = std::to_string(free) + " MiB are free for " + path;
    if (failure || free < settings.disk_reserve) {
      findings.fail("disk",
                    text + "; --disk-reserve asks for " + std::to_string(settings.disk_reserve));
    } else {
      findings.ok("disk", text);
    }
  }
}

void look_at_clock(Findings& findings, std::int64_t now) {
  if (now < earliest_clock) return findings.fail("clock", "it is years behind");
  timex state{};
  const bool synchronised = ::adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
  if (synchronised) return findings.ok("clock", "it is kept right");
  findings.warn("clock", "nothing on this machine says that it is kept right (NTP)");
}

void look_at_tls(Findings& findings, const Settings& settings, std::int64_t now) {
  if (settings.tls_cert.empty()) return;
  const auto context = make_tls_context(settings.tls_cert, settings.tls_key);
  if (!context) return findings.fail("tls", context.error().message);
  const auto left = certificate_ends(**context) - now;
  const std::string days = std::to_string(left / day_ms) + " days";
  if (left <= 0) return findings.fail("tls", "the certificate has expired");
  if (left < soon) return findings.warn("tls", "the certificate expires in " + days);
  findings.ok("tls", "the certificate is valid for " + days);
}

bool is_loopback(const std::string& address) { return address_in(address, {"127.0.0.0/8", "::1"}); }

void look_at_network(Findings& findings, const Settings& settings) {
  const auto& proxies = settings.trusted_proxies;
  for (const auto& rule : proxies) {
    if (!rule.ends_with("/0")) continue;
    findings.fail("network", "--trusted-proxy " + rule +
                                 " believes everybody's X-Forwarded-For: allow-lists mean nothing");
  }
  const bool outside = !is_loopback(settings.host);
  if (outside && settings.tls_cert.empty() && proxies.empty()) {
    findings.warn("network", "plain HTTP on " + settings.host +
                                 ": use --tls-cert, or a proxy, named with --trusted-proxy");
  } else if (!outside && proxies.empty()) {
    findings.warn(
        "network",
        "no --trusted-proxy: behind a proxy, every backend seems to call from its address");
  } else {
    findings.ok("network", "listens on " + settings.host);
  }
  if (settings.operations_port >= 0 && !is_loopback(settings.operations_host))
    findings.warn("network", "/metrics is open to whoever reaches " + settings.operations_host);
}

}  // namespace

std::string_view level_name(Finding::Level level) {
  if (level == Level::ok) return "ok";
  return level == Level::warning ? "warning" : "failure";
}

std::vector<Finding> examine(const Settings& settings, const Clock& clock) {
  const auto now = clock();
  Findings findings;
  const auto vault = look_at_master_key(findings, settings);
  look_at_files(findings, settings);
  look_at_database(findings, settings, vault, now);
  look_at_disk(findings, settings);
  look_at_clock(findings, now);
  look_at_tls(findings, settings, now);
  look_at_network(findings, settings);
  return findings.take();
}

}  // namespace sealflow::server
