#include "server/store/sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

namespace sealflow::server {
namespace {

constexpr int busy_timeout_ms = 5000;  // the command line writes to the same file now and then
constexpr int synchronous_full = 2;

[[noreturn]] void fail(sqlite3* handle, const std::string& what) {
  throw StorageError(what + ": " + sqlite3_errmsg(handle), sqlite3_extended_errcode(handle));
}

/// SQLite creates files with the mode that the umask leaves, often readable by everybody. The -wal
/// and -shm files take over the mode of the database.
///
/// One that is there is not touched: closing any handle of a file drops all locks that the process
/// has on it (POSIX), SQLite's, too. Another program would then take itself for the last one and
/// delete the log that this one goes on writing to.
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0)
    ::close(file);
  else if (errno != EEXIST)
    throw StorageError("cannot open the database file " + path, SQLITE_CANTOPEN);
}

}  // namespace

Rows::~Rows() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(
      statement_);  // values may be private; they do not stay in the statement's memory
}

bool Rows::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_), "a statement failed");
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Rows::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Database::Database(const std::string& path, Mode mode) {
  if (mode == Mode::write) create_private(path);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    const StorageError error("cannot open the database file " + path,
                             sqlite3_extended_errcode(handle_));
    sqlite3_close(handle_);
    throw error;
  }
  try {
    sqlite3_busy_timeout(handle_, busy_timeout_ms);
    execute(
        "PRAGMA journal_mode = WAL;"
        "PRAGMA synchronous = FULL;"
        "PRAGMA foreign_keys = ON;"
        "PRAGMA secure_delete = ON;"  // what was erased is overwritten, not only unlinked
        "PRAGMA trusted_schema = OFF;"
        "PRAGMA cell_size_check = ON;");
    if (mode == Mode::read) execute("PRAGMA query_only = ON;");
    // synchronous is a setting of the connection, not of the file, and a build of SQLite may have
    // another default.
    if (pragma("synchronous") != synchronous_full || pragma("foreign_keys") != 1) {
      throw StorageError("the database does not keep synchronous=FULL and foreign_keys=ON",
                         SQLITE_MISUSE);
    }
    Rows journal = query("PRAGMA journal_mode");
    if (!journal.step() || journal.text(0) != "wal") {
      throw StorageError("the database file cannot be used with a write-ahead log", SQLITE_MISUSE);
    }
  } catch (...) {
    // The destructor does not run for an object whose constructor throws.
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(handle_, "a statement failed");
}

std::int64_t Database::pragma(const std::string& name) {
  Rows rows = query("PRAGMA " + name);
  return rows.step() ? rows.integer(0) : -1;
}

sqlite3_stmt* Database::prepare(std::string_view sql) {
  auto& statement = statements_[std::string(sql)];
  // Resetting a statement that still runs further up the stack would end the outer loop silently.
  if (statement != nullptr && sqlite3_stmt_busy(statement) != 0) {
    throw StorageError("a statement is used while it still runs", SQLITE_MISUSE);
  }
  if (statement == nullptr &&
      sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    fail(handle_, "a statement cannot be prepared");
  }
  return statement;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

void Database::bind(sqlite3_stmt* statement, int index, std::int64_t value) {
  if (sqlite3_bind_int64(statement, index, value) != SQLITE_OK)
    fail(sqlite3_db_handle(statement), "binding failed");
}

void Database::bind(sqlite3_stmt* statement, int index, std::nullptr_t) {
  if (sqlite3_bind_null(statement, index) != SQLITE_OK)
    fail(sqlite3_db_handle(statement), "binding failed");
}

void Database::bind(sqlite3_stmt* statement, int index, std::string_view value) {
  if (sqlite3_bind_text64(statement, index, value.data() == nullptr ? "" : value.data(),
                          value.size(), SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK) {
    fail(sqlite3_db_handle(statement), "binding failed");
  }
}

void Database::bind(sqlite3_stmt* statement, int index, const Blob& value) {
  if (sqlite3_bind_blob64(statement, index, value.bytes.data() == nullptr ? "" : value.bytes.data(),
                          value.bytes.size(), SQLITE_TRANSIENT) != SQLITE_OK) {
    fail(sqlite3_db_handle(statement), "binding failed");
  }
}

}  // namespace sealflow::server
