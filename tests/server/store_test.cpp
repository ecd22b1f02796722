#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <future>
#include <latch>

#include "fixture.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlite.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

std::int64_t pragma(Database& db, const std::string& name) {
  Rows row = db.query("PRAGMA " + name);
  row.step();
  return row.integer(0);
}

}  // namespace

TEST_CASE("every connection keeps synchronous=FULL, also after a reopen and for readers",
          "[sqlite]") {
  const Folder folder;
  const auto file = folder.file("a.sqlite");
  for (int round = 0; round < 2; ++round) {
    Store store(file);
    CHECK(store.write([](Transaction& transaction) {
      return pragma(transaction.db(), "synchronous");
    }) == 2);
    CHECK(store.read([](Database& db) { return pragma(db, "synchronous"); }) == 2);
    CHECK(store.read([](Database& db) { return pragma(db, "foreign_keys"); }) == 1);
    CHECK(store.read([](Database& db) { return pragma(db, "query_only"); }) == 1);
  }
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms(077)) ==
        std::filesystem::perms::none);
}

TEST_CASE("a database of a newer version is refused and left as it is") {
  const Folder folder;
  const auto database = new_database(folder);
  { const Store store(database); }
  std::unique_ptr<Database> db;
  if (is_postgres(database)) {
    db = std::make_unique<PostgresDatabase>(database, "", Database::Mode::write);
  } else {
    db = std::make_unique<SqliteDatabase>(database);
  }
  CHECK(db->schema_version() == schema_version());
  migrate(*db);
  db->begin_migration();
  db->take_schema_step("CREATE TABLE of_the_future (x INTEGER) STRICT;", 99);
  db->execute("COMMIT");
  CHECK_THROWS_AS(Store(database), StorageError);
  CHECK(db->schema_version() == 99);
}

TEST_CASE("jobs that wait are committed together, and answered only then", "[sqlite]") {
  const Folder folder;
  Store store(folder.file("a.sqlite"));
  const auto before = store.counts();
  std::latch entered(1);
  std::latch go_on(1);
  // Holds the writer while the others queue up.
  store.submit(
      [&](Transaction&) {
        entered.count_down();
        go_on.wait();
      },
      [](const std::exception_ptr&) {});
  entered.wait();
  std::atomic<int> seen_by_others = 0;
  std::vector<std::future<void>> answers;
  for (int i = 0; i < 50; ++i) {
    auto promise = std::make_shared<std::promise<void>>();
    answers.push_back(promise->get_future());
    store.submit(
        [i](Transaction& transaction) {
          transaction.db().run("INSERT INTO meta (name, value) VALUES (?1, ?2)", std::to_string(i),
                               Blob{"x"});
        },
        [&, promise](const std::exception_ptr& failure) {
          // Whoever is told so must find it on disk, through another connection.
          const auto rows = store.read([](Database& db) {
            Rows row = db.query("SELECT count(*) FROM meta");
            row.step();
            return row.integer(0);
          });
          if (!failure && rows == 50) ++seen_by_others;
          promise->set_value();
        });
  }
  go_on.count_down();
  for (auto& answer : answers) answer.get();
  CHECK(seen_by_others == 50);
  const auto after = store.counts();
  CHECK(after.jobs - before.jobs == 51);
  CHECK(after.batches - before.batches == 2);
}

TEST_CASE("a job that throws is undone alone") {
  const Folder folder;
  Store store(new_database(folder));
  const auto insert = [](Transaction& transaction, const char* name) {
    transaction.db().run("INSERT INTO meta (name, value) VALUES (?1, ?2)", name, Blob{"x"});
    return true;
  };
  CHECK(store.write([&](Transaction& transaction) { return insert(transaction, "kept"); }));
  CHECK_THROWS(store.write([&](Transaction& transaction) -> bool {
    insert(transaction, "lost");
    transaction.after_commit([] { FAIL("an action of a job that was undone"); });
    throw StorageError("on purpose", 0);
  }));
  CHECK(store.read([](Database& db) {
    Rows row = db.query("SELECT max(name), count(*) FROM meta");
    row.step();
    return row.text(0) + std::to_string(row.integer(1));
  }) == "kept1");
}

TEST_CASE("opening a database again leaves the locks of those who have it open") {
  const Folder folder;
  const auto path = folder.file("a.sqlite");
  Store store(path);
  store.write([](Transaction& transaction) { return transaction.db().query("SELECT 1").step(); });
  const auto locked = [&] {
    const pid_t child = ::fork();  // own locks are seen by others alone
    if (child == 0) {
      const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
      struct flock lock {};
      lock.l_type = F_WRLCK;
      lock.l_whence = SEEK_SET;
      ::fcntl(file, F_GETLK, &lock);
      ::_exit(file >= 0 && lock.l_type != F_UNLCK ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 1;
  };
  REQUIRE(locked());
  { const SqliteDatabase again(path); }
  // Without them another program that closes the file takes its write-ahead log away.
  CHECK(locked());
}

TEST_CASE("a reading connection cannot write") {
  const Folder folder;
  Store store(new_database(folder));
  CHECK_THROWS_AS(store.read([](Database& db) { return db.run("DELETE FROM meta"); }),
                  StorageError);
}

TEST_CASE("another master key does not open the database") {
  Server server;
  server.service.reset();
  server.services.reset();
  Settings settings;
  settings.database = server.database;
  CHECK_THROWS_AS(open_services(settings, Vault(Key::random()), wall_clock()), StorageError);
}
