// Retention: what is past its time is erased, and what is not stays; sweeps go by portions.
#include "server/operate/retention.hpp"

#include <catch2/catch_test_macros.hpp>

#include "error_ways.hpp"
#include "server/store/audit.hpp"
#include "server/store/codes.hpp"
#include "server/store/effects.hpp"
#include "server/store/sessions.hpp"
#include "server/sweeper.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

void keep(Server& server, std::optional<std::int64_t> ms, const std::string& flow = "") {
  const auto set = server.services->store.write([&](Transaction& transaction) {
    return set_retention(transaction, server.app.client_key, flow, ms);
  });
  REQUIRE(set);
}

bool erased(Server& server, const std::string& id) {
  return server.count("SELECT count(*) FROM handshakes WHERE erased_at IS NOT NULL AND id = '" +
                      id + "'") == 1;
}

std::int64_t due(Server& server) {
  const auto flows = server.services->store.read(
      [&](Database& db) { return list_retention(db, server.app.client_key, server.now); });
  std::int64_t sum = 0;
  for (const auto& flow : flows.value()) sum += flow.due;
  return sum;
}

void sweep(Server& server) { Sweeper(*server.services).run_once(); }

}  // namespace

TEST_CASE("retention: counts from the last event, and is over at exactly the instant") {
  Server server;
  keep(server, 30 * day_ms);
  Page page(server, server.handshake());
  page.to_end();
  server.now += 30 * day_ms - 1;
  CHECK(due(server) == 0);
  sweep(server);
  CHECK_FALSE(erased(server, page.id));
  server.now += 1;
  CHECK(due(server) == 1);
  sweep(server);
  CHECK(erased(server, page.id));
  CHECK(due(server) == 0);
  CHECK(server.result(page.id).body["result"].is_null());
}

TEST_CASE("retention: a handshake that nobody used is kept from its expiry on") {
  Server server;
  keep(server, day_ms);
  const auto unused = server.handshake(with("expiry", start_of_time + 10 * day_ms));
  Page launched(server, server.handshake(with("expiry", start_of_time + 10 * day_ms)));
  launched.launch();  // no command: it may still be begun
  Page used(server, server.handshake(with("expiry", start_of_time + 10 * day_ms)));
  used.launch();
  used.submit("FS0consent", with("accepted", true));
  server.now += 2 * day_ms;
  sweep(server);
  CHECK(erased(server, used.id));
  CHECK_FALSE(erased(server, unused));
  CHECK_FALSE(erased(server, launched.id));
  server.now = start_of_time + 11 * day_ms;
  sweep(server);
  CHECK(erased(server, unused));
  CHECK(erased(server, launched.id));
}

TEST_CASE("retention: a sandbox app's goes by its own clock") {
  Server server;
  keep(server, 30 * day_ms);
  Page page(server, server.handshake());
  page.to_end();
  AppChange wanted;
  wanted.advance_ms = 31 * day_ms;
  server.services->store.write([&](Transaction& transaction) {
    return change_app(transaction, server.app.client_key, wanted).has_value();
  });
  CHECK(due(server) == 1);
  sweep(server);
  CHECK(erased(server, page.id));
}

TEST_CASE("retention: nothing is erased by itself until somebody says so") {
  Server server;
  Page page(server, server.handshake());
  page.to_end();
  server.now += 3000 * day_ms;
  sweep(server);
  CHECK_FALSE(erased(server, page.id));
}

TEST_CASE("retention: a flow's own goes before its app's") {
  Server server;
  server.publish(R"({"id": "FX0long", "version": "1.0.0", "start": "FS0a", "stages": [{"id": "FS0a",
    "type": "consent", "text": {"en": "?"}, "next": "done"}],
    "ends": {"done": {"status": "auto_approved"}}})");
  const auto longer =
      server.handshake(Value::object({{"flow", "FX0long"}, {"variables", Value::object()}}));
  const auto shorter = server.handshake();
  keep(server, day_ms);
  keep(server, 0, "FX0long");
  server.now += 10 * day_ms;
  sweep(server);
  CHECK(erased(server, shorter));
  CHECK_FALSE(erased(server, longer));
  keep(server, std::nullopt, "FX0long");
  sweep(server);
  CHECK(erased(server, longer));
  const auto unknown = server.services->store.write([&](Transaction& transaction) {
    return set_retention(transaction, server.app.client_key, "FX0other", day_ms);
  });
  CHECK(unknown.error().code == ErrorCode::flow_unknown);
}

TEST_CASE("retention: many are erased in portions, each of them once in the audit") {
  Server server;
  constexpr int many = 47;
  for (int i = 0; i < many; ++i) server.handshake();
  keep(server, day_ms);
  server.now += 3 * day_ms;
  const auto jobs = server.services->store.counts().jobs;
  CHECK(erase_due(*server.services, "operator:test") == many);
  CHECK(server.services->store.counts().jobs - jobs == 3);
  CHECK(erase_due(*server.services, "operator:test") == 0);
  int entries = 0;
  server.services->store.read([&](Database& db) {
    read_audit(db, server.app.client_key, "", [&](const std::string& line) {
      entries += line.find("\"action\":\"handshake.erase\"") != std::string::npos &&
                         line.find("\"actor\":\"operator:test\"") != std::string::npos
                     ? 1
                     : 0;
    });
    return 0;
  });
  CHECK(entries == many);
}

TEST_CASE("retention: an app that is damaged does not keep others from theirs") {
  Server server;
  std::vector<std::string> ids;
  for (int i = 0; i < 2; ++i) {
    ids.push_back(server.handshake());
    keep(server, day_ms);
    server.app = server.create_app({"Another", "sandbox", {}, {std::string(backend_address)}});
  }
  server.now += 3 * day_ms;
  SECTION("the first") {
    server.tamper(
        "UPDATE audit_ends SET sealed_end = (SELECT wrapped_key FROM apps LIMIT 1) WHERE app = "
        "(SELECT app FROM "
        "handshakes WHERE id = '" +
        ids[0] + "')");
    sweep(server);
    CHECK_FALSE(erased(server, ids[0]));  // what the audit cannot prove is not done
    CHECK(erased(server, ids[1]));
  }
  SECTION("the second") {
    server.tamper(
        "UPDATE audit_ends SET sealed_end = (SELECT wrapped_key FROM apps LIMIT 1) WHERE app = "
        "(SELECT app FROM "
        "handshakes WHERE id = '" +
        ids[1] + "')");
    sweep(server);
    CHECK(erased(server, ids[0]));
    CHECK_FALSE(erased(server, ids[1]));
  }
}

TEST_CASE("sweeper: what nobody can use any more goes, and nothing before") {
  Server server;
  Page page(server, server.handshake());
  page.to_form();
  server.send("POST", page.path("handoff"), page.headers(), "{}");
  const auto rows = [&](const char* table) {
    return server.count(std::string("SELECT count(*) FROM ") + table);
  };
  const auto answers = rows("idempotency");
  REQUIRE(answers > 0);
  server.now += 24 * hour_ms;
  sweep(server);
  CHECK(rows("idempotency") == answers);  // kept for 24 hours at least
  CHECK(rows("sessions") == 1);
  CHECK(rows("inbox") == 1);
  server.now += 2 * hour_ms;
  sweep(server);
  CHECK(rows("idempotency") == 0);
  server.now += 7 * day_ms;
  sweep(server);
  for (const auto* table : {"sessions", "handoffs", "inbox", "code_counts", "wrong_codes"}) {
    INFO(table);
    CHECK(rows(table) == 0);
  }
  CHECK(rows("devices") == 1);  // may come back until its handshake is erased
}

TEST_CASE("sweeper: a portion is no larger than it says") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  server.services->store.write([&](Transaction& transaction) {
    insert_device(transaction.db(), page.id, "device", 0);
    for (int i = 0; i < 25; ++i)
      insert_session(transaction.db(), "token " + std::to_string(i), {page.id, "device", 0, 1});
    return true;
  });
  const auto portion = [&] {
    return server.services->store.write(
        [&](Transaction& transaction) { return sweep_sessions(transaction.db(), server.now, 10); });
  };
  CHECK(portion() == 10);
  CHECK(portion() == 10);
  CHECK(portion() == 5);
  CHECK(portion() == 0);
}

TEST_CASE("sweeper: a file without its row goes once no upload can be about to write it",
          "[sqlite]") {
  Server server;
  const auto file = server.folder.file("test.sqlite.media/MX1lost");
  std::ofstream(file) << "x";
  sweep(server);
  CHECK(std::filesystem::exists(file));
  std::filesystem::last_write_time(
      file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  sweep(server);
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("sweeper: cleans the disk after an erasure, while it runs", "[sqlite]") {
  Server server;
  Sweeper sweeper(*server.services);
  sweeper.start();
  Page page(server, server.handshake());
  page.to_end();
  REQUIRE(std::filesystem::file_size(server.folder.file("test.sqlite-wal")) > 0);
  on(server, page.id, "erase");
  for (int i = 0; i < 500; ++i) {
    if (std::filesystem::file_size(server.folder.file("test.sqlite-wal")) == 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CHECK(std::filesystem::file_size(server.folder.file("test.sqlite-wal")) == 0);
  sweeper.stop();
}
