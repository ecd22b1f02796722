// PostgreSQL, through libpq: a connection that is always set up the same way.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "server/store/database.hpp"

struct pg_conn;
struct pg_result;

namespace sealflow::server {

class PostgresError : public StorageError {
 public:
  PostgresError(const std::string& what, std::string state, bool lost)
      : StorageError(what, 1), state_(std::move(state)), lost_(lost) {}

  /// The connection is gone, or its server is going.
  bool lost() const { return lost_; }
  /// Somebody else came first; the same once more may well succeed.
  bool conflict() const;

 private:
  std::string state_;  ///< SQLSTATE
  bool lost_;
};

class PostgresDatabase : public Database {
 public:
  /// Connects and sets up. Reads `synchronous_commit`, `fsync` and `full_page_writes` back: a
  /// server that believes its answers are on disk, while they are not, must not start.
  PostgresDatabase(const std::string& url, const std::string& password, Mode mode);
  ~PostgresDatabase() override;

  void execute(const std::string& sql) override { change(sql); }
  /// The same; gives the number of rows that the last of them changed.
  std::int64_t change(const std::string& sql);
  void lock(std::string_view name) override;
  void begin_read() override { execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }
  void begin_migration() override;
  std::int64_t schema_version() override;
  void take_schema_step(std::string_view sql, std::int64_t version) override;

  /// Throws when the transaction was undone instead, as it is after a failed statement.
  void commit();
  /// Nothing is left of a transaction that was begun, or the connection is gone.
  void rollback() noexcept;
  bool alive() const;

  pg_conn* handle() { return handle_; }

 private:
  std::unique_ptr<Statement> prepare(std::string_view sql) override;
  std::string show(const std::string& setting);
  void set_up(Mode mode);

  pg_conn* handle_ = nullptr;
  std::int64_t prepared_ = 0;
};

/// Makes connections to one server. While it cannot be reached, only now and then one tries, and
/// all others fail at once: a request is answered `unavailable` and does not hang.
class PostgresConnector {
 public:
  /// `password` is a reference (secret_reference.hpp), or empty: libpq then looks where it always
  /// does (PGPASSWORD, ~/.pgpass). Throws StorageError for a URL that is none, and for one with a
  /// password in it: whoever lists the processes of the machine would read it.
  PostgresConnector(std::string url, const std::string& password);
  ~PostgresConnector();

  std::unique_ptr<PostgresDatabase> connect(Database::Mode mode);

 private:
  using Time = std::chrono::steady_clock::time_point;

  std::string url_;
  std::string password_;
  std::mutex mutex_;
  Time next_try_{};
  std::chrono::milliseconds pause_{0};
};

}  // namespace sealflow::server
