#include "server/operate/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "sealflow/json.hpp"
#include "sealflow/log.hpp"
#include "sealflow/signature.hpp"
#include "server/operate/files.hpp"
#include "server/operate/operate.hpp"
#include "server/store/master_keys.hpp"
#include "server/store/media.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlite.hpp"

namespace sealflow::server {
namespace {

namespace fs = std::filesystem;

constexpr int format = 1;
constexpr const char* database_name = "database.sqlite";
constexpr const char* manifest_name = "manifest.json";

ErrorBox refused(const std::string& message) {
  return failure(ErrorCode::malformed_request, message);
}
/// PostgreSQL has tools of its own for this, and they do it better.
Result<void> check_kind(const std::string& database) {
  if (!is_postgres(database)) return {};
  return refused("a PostgreSQL database is copied and brought back by pg_dump and pg_restore");
}
ErrorBox damaged(const std::string& message) { return failure(ErrorCode::log_damaged, message); }

using Connection = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Connection open_sqlite(const std::string& path, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Connection connection(handle, &sqlite3_close);
  if (code != SQLITE_OK) throw StorageError("cannot open the database file " + path, code);
  sqlite3_busy_timeout(handle, 5000);
  return connection;
}

/// SQLite's own way of copying a database that is in use. All pages in one step: it reads as of one
/// moment, and a write-ahead log lets others write meanwhile. In several steps it would begin again
/// with every write of theirs.
void copy_database(const std::string& from, const std::string& to) {
  const auto source = open_sqlite(from, SQLITE_OPEN_READWRITE);
  const auto target = open_sqlite(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3_backup* backup = sqlite3_backup_init(target.get(), "main", source.get(), "main");
  if (backup == nullptr)
    throw StorageError("the backup cannot begin", sqlite3_errcode(target.get()));
  const int step = sqlite3_backup_step(backup, -1);
  const int finish = sqlite3_backup_finish(backup);
  if (step != SQLITE_DONE || finish != SQLITE_OK) throw StorageError("the backup failed", step);
  // A file by itself, without -wal beside it.
  sqlite3_exec(target.get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
}

std::int64_t count_of(Database& db, const std::string& table) {
  Rows row = db.query("SELECT count(*) FROM " + table);
  return row.step() ? row.integer(0) : 0;
}

/// Is the row of an upload, which the backup has, still there? Erased meanwhile is not missing.
bool still_named(const std::string& database, const std::string& id) {
  SqliteDatabase live(database, Database::Mode::read);
  return media_exists(live, id);
}

Value entry_of(const std::string& folder, const std::string& name) {
  const auto digest = digest_of_file(folder + "/" + name);
  return Value::object({{"name", name}, {"size", digest.size}, {"sha256", digest.sha256}});
}

/// Copies what the copied database names, so that no row points to a file that is not there.
void copy_media(const std::string& database, const std::string& media, const std::string& folder,
                Value& files, BackupReport& report) {
  make_private_folder(folder + "/media");
  SqliteDatabase copy(folder + "/" + database_name, Database::Mode::read);
  Rows rows = copy.query("SELECT id FROM media ORDER BY id");
  while (rows.step()) {
    const std::string id = rows.text(0);
    if (!fs::exists(media + "/" + id)) {
      if (still_named(database, id)) report.missing.push_back(id);
      continue;
    }
    copy_private(media + "/" + id, folder + "/media/" + id);
    files.push(entry_of(folder, "media/" + id));
  }
  report.handshakes = count_of(copy, "handshakes");
  report.events = count_of(copy, "events");
}

/// Names that lead out of the folder are not taken from a manifest.
bool is_backup_name(const std::string& name) {
  return name == database_name ||
         (name.starts_with("media/MX1") && name.find_first_of("/.\\", 6) == std::string::npos);
}

/// Every file is there and is what it was.
Result<std::vector<std::string>> check_files(const std::string& folder) {
  std::ifstream stream(folder + "/" + manifest_name, std::ios::binary);
  if (!stream)
    return refused(folder + " has no " + manifest_name + ": it is no backup, or not whole");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto manifest = parse_json(text, {.max_bytes = text.size()});
  if (!manifest || (*manifest)["format"] != Value(format))
    return damaged(std::string(manifest_name) + " is not a manifest of this version");
  std::vector<std::string> names;
  for (const auto& file : (*manifest)["files"].items()) {
    const auto& name = file["name"].as_string();
    if (!is_backup_name(name)) return damaged("the manifest names a file that a backup has not");
    const std::string path = folder + "/" + name;
    if (!fs::is_regular_file(path)) return damaged(name + " is missing");
    const auto digest = digest_of_file(path);
    if (digest.size != file["size"].as_integer() || digest.sha256 != file["sha256"].as_string())
      return damaged(name + " is not what it was when the backup was made");
    names.push_back(name);
  }
  if (names.empty() || names.front() != database_name) return damaged("the database is missing");
  return names;
}

/// Works on a copy beside the target: opening a database writes to its folder, and a backup may lie
/// where nobody may write.
Result<void> check_database(const std::string& path, const Vault& vault, RestoreReport& report) {
  SqliteDatabase db(path, Database::Mode::write);
  if (db.schema_version() > schema_version())
    return failure(ErrorCode::unavailable, "the backup is of a newer version of sealflow");
  {
    Rows integrity = db.query("PRAGMA integrity_check");
    if (!integrity.step() || integrity.text(0) != "ok")
      return damaged("the database in the backup is damaged");
  }
  migrate(db);  // of an older version: rows are read as they are now, and this is a copy
  if (auto fits = master_keys_fit(db, vault); !fits) return fits.pass();
  Rows ids = db.query("SELECT id FROM handshakes ORDER BY id");
  while (ids.step()) {
    const std::string id = ids.text(0);
    const auto events = read_log(db, vault, id);
    if (!events || !verify_log(*events)) report.damaged.push_back(id);
    if (events) report.events += static_cast<std::int64_t>(events->size());
    ++report.handshakes;
  }
  return {};
}

}  // namespace

Result<BackupReport> make_backup(const std::string& database, const std::string& media,
                                 const std::string& folder, std::int64_t now) {
  if (auto checked = check_kind(database); !checked) return checked.pass();
  if (!fs::is_regular_file(database))
    return failure(ErrorCode::unavailable, "there is no database file " + database);
  if (fs::exists(folder)) return refused(folder + " is there already; it is not overwritten");
  // Under another name until it is whole.
  const std::string partial = folder + ".partial";
  fs::remove_all(partial);
  make_private_folder(partial);
  BackupReport report;
  const std::string copy = partial + "/" + database_name;
  create_private_file(copy);
  copy_database(database, copy);
  Value files = Value::array();
  Value uploads = Value::array();
  copy_media(database, media, partial, uploads, report);
  sync_file(copy);
  files.push(entry_of(partial, database_name));
  for (const auto& upload : uploads.items()) files.push(upload);
  for (const auto& file : files.items()) report.bytes += file["size"].as_integer();
  report.files = static_cast<std::int64_t>(files.size());
  Value manifest = Value::object({{"format", format},
                                  {"program", SEALFLOW_VERSION},
                                  {"schema", schema_version()},
                                  {"at", now},
                                  {"handshakes", report.handshakes},
                                  {"events", report.events},
                                  {"files", std::move(files)}});
  write_private_file(partial + "/" + manifest_name, stringify(manifest) + "\n");
  for (const auto* each : {"/media", ""}) sync_file(partial + each);
  fs::rename(partial, folder);
  sync_file(fs::absolute(folder).parent_path().string());
  return report;
}

Result<RestoreReport> restore_backup(const std::string& folder, const std::string& database,
                                     const std::string& media, const Vault& vault,
                                     bool accept_damaged) {
  if (auto checked = check_kind(database); !checked) return checked.pass();
  for (const auto& taken : {database, database + "-wal", database + "-shm"}) {
    if (fs::exists(taken)) return refused(taken + " is there already; it is not overwritten");
  }
  if (fs::exists(media) && !fs::is_empty(media)) return refused(media + " is not empty");
  auto names = check_files(folder);
  if (!names) return names.pass();

  RestoreReport report;
  const std::string partial = database + ".partial";
  for (const auto* ending : {"", "-wal", "-shm"}) fs::remove(partial + ending);
  copy_private(folder + "/" + database_name, partial);
  if (auto checked = check_database(partial, vault, report); !checked) {
    for (const auto* ending : {"", "-wal", "-shm"}) fs::remove(partial + ending);
    return checked.pass();
  }
  if (!report.damaged.empty() && !accept_damaged) {
    for (const auto* ending : {"", "-wal", "-shm"}) fs::remove(partial + ending);
    return report;
  }
  make_private_folder(media);
  for (const auto& name : *names) {
    if (name != database_name)
      copy_private(folder + "/" + name, media + name.substr(std::string_view("media").size()));
  }
  sync_file(media);
  // The database last: until it is there, nothing is.
  sync_file(partial);
  fs::rename(partial, database);
  sync_file(fs::absolute(database).parent_path().string());
  report.files = static_cast<std::int64_t>(names->size());
  report.placed = true;
  return report;
}

}  // namespace sealflow::server
