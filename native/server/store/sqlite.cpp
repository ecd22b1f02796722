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

class SqliteStatement : public Statement {
 public:
  SqliteStatement(sqlite3* handle, std::string_view sql) : handle_(handle) {
    if (sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) {
      fail(handle, "a statement cannot be prepared");
    }
  }
  ~SqliteStatement() override { sqlite3_finalize(statement_); }

  void start(std::span<const Parameter> values) override {
    int index = 0;
    for (const auto& value : values) {
      ++index;
      const int code = std::visit([&](const auto& each) { return bind(index, each); }, value);
      if (code != SQLITE_OK) fail(handle_, "binding failed");
    }
  }

  bool step() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(handle_, "a statement failed");
  }

  void end() noexcept override {
    sqlite3_reset(statement_);
    // Values may be private; they do not stay in the statement's memory.
    sqlite3_clear_bindings(statement_);
  }

  bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string text(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes == nullptr
               ? std::string()
               : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
  std::int64_t changes() const override { return sqlite3_changes64(handle_); }

 private:
  int bind(int index, std::nullptr_t) { return sqlite3_bind_null(statement_, index); }
  int bind(int index, std::int64_t value) { return sqlite3_bind_int64(statement_, index, value); }
  // An empty view may point nowhere, which SQLite would take for NULL.
  int bind(int index, std::string_view value) {
    return sqlite3_bind_text64(statement_, index, value.data() == nullptr ? "" : value.data(),
                               value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  int bind(int index, const Blob& value) {
    return sqlite3_bind_blob64(statement_, index,
                               value.bytes.data() == nullptr ? "" : value.bytes.data(),
                               value.bytes.size(), SQLITE_TRANSIENT);
  }

  sqlite3* handle_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace

SqliteDatabase::SqliteDatabase(const std::string& path, Mode mode) {
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
        // What a savepoint may take back stays in memory: on disk it would be a second write of
        // most pages, and private values in a file that nobody seals.
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -16384;"  // KiB
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
    forget_statements();
    sqlite3_close(handle_);
    throw;
  }
}

SqliteDatabase::~SqliteDatabase() {
  forget_statements();
  sqlite3_close(handle_);
}

void SqliteDatabase::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(handle_, "a statement failed");
}

std::int64_t SqliteDatabase::pragma(const std::string& name) {
  Rows rows = query("PRAGMA " + name);
  return rows.step() ? rows.integer(0) : -1;
}

void SqliteDatabase::take_schema_step(std::string_view sql, std::int64_t version) {
  execute(std::string(sql));
  execute("PRAGMA user_version = " + std::to_string(version));
}

std::unique_ptr<Statement> SqliteDatabase::prepare(std::string_view sql) {
  return std::make_unique<SqliteStatement>(handle_, sql);
}

}  // namespace sealflow::server
