#include "server/store/schema.hpp"

namespace sealflow::server {

int schema_version() { return static_cast<int>(schema_steps().size()); }

void migrate(Database& db) {
  // The version is read inside the transaction: two programs may open a new file at the same
  // moment.
  for (;;) {
    db.execute("BEGIN IMMEDIATE");
    const auto version = db.pragma("user_version");
    if (version == schema_version()) {
      db.execute("COMMIT");
      return;
    }
    if (version < 0 || version > schema_version()) {
      db.execute("ROLLBACK");
      throw StorageError("the database is of version " + std::to_string(version) +
                             ", this program knows versions up to " +
                             std::to_string(schema_version()),
                         0);
    }
    db.execute(std::string(schema_steps()[static_cast<std::size_t>(version)]));
    db.execute("PRAGMA user_version = " + std::to_string(version + 1));
    db.execute("COMMIT");
  }
}

}  // namespace sealflow::server
