#include "server/store/schema.hpp"

namespace sealflow::server {

int schema_version() { return static_cast<int>(schema_steps().size()); }

void migrate(Database& db) {
  // The version is read inside the transaction: two programs may open a new file at the same
  // moment.
  for (;;) {
    db.begin_migration();
    const auto version = db.schema_version();
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
    db.take_schema_step(schema_steps()[static_cast<std::size_t>(version)], version + 1);
    db.execute("COMMIT");
  }
}

}  // namespace sealflow::server
