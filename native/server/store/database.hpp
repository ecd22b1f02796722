// A database, as thin as possible: one connection, and statements. What is behind it (sqlite.hpp,
// postgres.hpp) is chosen once, by the setting `db`; all SQL outside of those two is written so
// that both take it.
//
//   auto row = db.query("SELECT name FROM apps WHERE client_key = ?1", key);
//   while (row.step()) use(row.text(0));
//
// Failures throw StorageError; the store turns them into answers in one place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace sealflow::server {

class StorageError : public std::runtime_error {
 public:
  StorageError(const std::string& what, int code) : std::runtime_error(what), code_(code) {}
  int code() const { return code_; }  ///< the database's; 0: found out by this program

 private:
  int code_;
};

/// Bytes go in as a BLOB, text as TEXT: the tables tell them apart.
struct Blob {
  std::string_view bytes;
};

using Parameter = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

/// A prepared statement of one connection, with the rows it is giving.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void start(std::span<const Parameter> values) = 0;
  virtual bool step() = 0;
  /// Lets go of rows and values.
  virtual void end() noexcept = 0;

  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string text(int column) const = 0;
  virtual std::int64_t changes() const = 0;

  bool running = false;
};

/// A running statement. Ends with the object, so that no read lock outlives its reader.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(&statement) { statement.running = true; }
  Rows(Rows&& other) noexcept : statement_(other.statement_) { other.statement_ = nullptr; }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (statement_ == nullptr) return;
    statement_->running = false;
    statement_->end();
  }

  /// To the next row, if there is one.
  bool step() { return statement_->step(); }

  bool is_null(int column) const { return statement_->is_null(column); }
  std::int64_t integer(int column) const { return statement_->integer(column); }
  bool flag(int column) const { return integer(column) != 0; }
  std::string text(int column) const { return statement_->text(column); }  ///< null is empty

 private:
  friend class Database;
  Statement* statement_;
};

class Database {
 public:
  enum class Mode { write, read };

  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  /// Statements without values, several at once: schema and transactions.
  virtual void execute(const std::string& sql) = 0;

  template <class... Values>
  Rows query(std::string_view sql, const Values&... values) {
    const std::array<Parameter, sizeof...(values)> parameters{parameter(values)...};
    Statement& statement = statement_of(sql);
    Rows rows(statement);  // first: it ends the statement, whatever start() throws
    statement.start(parameters);
    return rows;
  }

  /// For statements that change. Gives the number of changed rows.
  template <class... Values>
  std::int64_t run(std::string_view sql, const Values&... values) {
    Rows rows = query(sql, values...);
    while (rows.step()) {
    }
    return rows.statement_->changes();
  }

  /// Until the transaction ends, nobody else who locks the same name goes on. Whatever is read
  /// after it is as young as the lock. With SQLite's one writer nobody else is there.
  virtual void lock(std::string_view name) = 0;

  /// Begins a transaction whose reads belong together.
  virtual void begin_read() = 0;

  // --- Schema, by steps (schema.hpp)
  /// Begins a transaction that no other program's migration runs beside.
  virtual void begin_migration() = 0;
  virtual std::int64_t schema_version() = 0;
  /// Takes one step, written for SQLite.
  virtual void take_schema_step(std::string_view sql, std::int64_t version) = 0;

 protected:
  virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
  /// Before the connection closes.
  void forget_statements() { statements_.clear(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  Statement& statement_of(std::string_view sql);

  static Parameter parameter(std::int64_t value) { return value; }
  static Parameter parameter(int value) { return std::int64_t{value}; }
  static Parameter parameter(bool value) { return std::int64_t{value}; }
  static Parameter parameter(std::nullptr_t) { return nullptr; }
  static Parameter parameter(std::string_view value) { return value; }
  static Parameter parameter(const std::string& value) { return std::string_view(value); }
  static Parameter parameter(const char* value) { return std::string_view(value); }
  static Parameter parameter(const Blob& value) { return value; }
  template <class T>
  static Parameter parameter(const std::optional<T>& value) {
    return value ? parameter(*value) : Parameter(nullptr);
  }

  std::unordered_map<std::string, std::unique_ptr<Statement>, Hash, std::equal_to<>> statements_;
};

/// `postgres://…` or `postgresql://…`? Anything else is the path of a SQLite file.
bool is_postgres(std::string_view database);

}  // namespace sealflow::server
