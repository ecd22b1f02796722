// Backups: one of an older version is read, too.
#include "server/operate/backup.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlite.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

/// As the first version made it, with a handshake whose key nobody has.
void make_first_version(const std::string& path) {
  SqliteDatabase db(path);
  db.begin_migration();
  db.take_schema_step(schema_steps()[0], 1);
  db.execute("COMMIT");
  db.execute(
      "INSERT INTO apps VALUES ('app', 'A', 'live', 1, '[]', '[]', 0, 'hash', 'CS1', x'00', x'00', "
      "1);"
      "INSERT INTO definitions VALUES ('hash', '{}');"
      "INSERT INTO flows VALUES ('app', 'FX0a', 'hash', 1, 1);"
      "INSERT INTO handshakes VALUES ('DS0a', '1', 'app', 'FX0a', NULL, 0, x'00', x'00', x'00', 0, "
      "NULL, 0, 1, 2, NULL);");
}

}  // namespace

TEST_CASE("a backup of an older version is brought up to date before its rows are looked at") {
  const Folder folder;
  const auto database = folder.file("old.sqlite");
  make_first_version(database);
  const auto made = make_backup(database, folder.file("old.media"), folder.file("backup"), 1);
  REQUIRE(made);
  const auto target = folder.file("new.sqlite");
  const auto restored = restore_backup(folder.file("backup"), target, folder.file("new.media"),
                                       Vault(Key::random()), true);
  REQUIRE(restored);
  CHECK(restored->damaged == std::vector<std::string>{"DS0a"});
  CHECK(restored->placed);
  CHECK(SqliteDatabase(target).schema_version() == schema_version());
}
