// SQLite: a connection that is always set up the same way.
#pragma once

#include <string>

#include "server/store/database.hpp"

struct sqlite3;

namespace sealflow::server {

class SqliteDatabase : public Database {
 public:
  /// Opens (write: creates, readable by its owner only) and sets up. Reads `synchronous` and
  /// `journal_mode` back: a server that believes its answers are on disk, while they are not, must
  /// not start.
  explicit SqliteDatabase(const std::string& path, Mode mode = Mode::write);
  ~SqliteDatabase() override;

  void execute(const std::string& sql) override;
  void lock(std::string_view) override {}
  void begin_read() override { execute("BEGIN"); }
  void begin_migration() override { execute("BEGIN IMMEDIATE"); }
  std::int64_t schema_version() override { return pragma("user_version"); }
  void take_schema_step(std::string_view sql, std::int64_t version) override;

  std::int64_t pragma(const std::string& name);

 private:
  std::unique_ptr<Statement> prepare(std::string_view sql) override;

  sqlite3* handle_ = nullptr;
};

}  // namespace sealflow::server
