// SQLite, as thin as possible: a connection that is always set up the same way, and statements.
//
//   auto row = db.query("SELECT name FROM apps WHERE client_key = ?1", key);
//   while (row.step()) use(row.text(0));
//
// Failures throw StorageError; the store turns them into answers in one place.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace sealflow::server {

class StorageError : public std::runtime_error {
 public:
  StorageError(const std::string& what, int code) : std::runtime_error(what), code_(code) {}
  int code() const { return code_; }  ///< SQLite's

 private:
  int code_;
};

/// Bytes go in as a BLOB, text as TEXT: the tables are STRICT and tell them apart.
struct Blob {
  std::string_view bytes;
};

/// A running statement. Ends with the object, so that no read lock outlives its reader.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  Rows(Rows&& other) noexcept : statement_(other.statement_) { other.statement_ = nullptr; }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  /// To the next row, if there is one.
  bool step();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  bool flag(int column) const { return integer(column) != 0; }
  std::string text(int column) const;  ///< TEXT or BLOB; null is empty

 private:
  sqlite3_stmt* statement_;
};

class Database {
 public:
  enum class Mode { write, read };

  /// Opens (write: creates, readable by its owner only) and sets up. Reads `synchronous` and
  /// `journal_mode` back: a server that believes its answers are on disk, while they are not, must
  /// not start.
  explicit Database(const std::string& path, Mode mode = Mode::write);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Statements without values, several at once: schema and transactions.
  void execute(const std::string& sql);

  template <class... Values>
  Rows query(std::string_view sql, const Values&... values) {
    sqlite3_stmt* statement = prepare(sql);
    int index = 0;
    (bind(statement, ++index, values), ...);
    return Rows(statement);
  }

  /// For statements that change. Gives the number of changed rows.
  template <class... Values>
  std::int64_t run(std::string_view sql, const Values&... values) {
    {
      Rows rows = query(sql, values...);
      while (rows.step()) {
      }
    }
    return changes();
  }

  std::int64_t pragma(const std::string& name);

 private:
  sqlite3_stmt* prepare(std::string_view sql);
  std::int64_t changes() const;

  static void bind(sqlite3_stmt* statement, int index, std::int64_t value);
  static void bind(sqlite3_stmt* statement, int index, int value) {
    bind(statement, index, std::int64_t{value});
  }
  static void bind(sqlite3_stmt* statement, int index, bool value) {
    bind(statement, index, std::int64_t{value});
  }
  static void bind(sqlite3_stmt* statement, int index, std::nullptr_t);
  static void bind(sqlite3_stmt* statement, int index, std::string_view value);
  static void bind(sqlite3_stmt* statement, int index, const char* value) {
    bind(statement, index, std::string_view(value));
  }
  static void bind(sqlite3_stmt* statement, int index, const Blob& value);
  template <class T>
  static void bind(sqlite3_stmt* statement, int index, const std::optional<T>& value) {
    if (value) {
      bind(statement, index, *value);
    } else {
      bind(statement, index, nullptr);
    }
  }

  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace sealflow::server
