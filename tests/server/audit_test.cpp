// Who did what: recorded with the deed, and found out when it was changed.
#include "server/store/audit.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

std::vector<Value> entries(Server& server, std::string_view day = "") {
  return server.services->store.read([&](Database& db) {
    std::vector<Value> found;
    read_audit(db, server.app.client_key, day,
               [&](const std::string& line) { found.push_back(*parse_json(line)); });
    return found;
  });
}

/// Empty when it verifies, else the entry that is bad.
std::string bad_entry(Server& server, std::string_view day = "") {
  return server.services->store.read([&](Database& db) {
    const auto app = find_app(db, server.app.client_key);
    const auto found = verify_audit(db, server.services->vault, *app, day);
    return found ? std::string() : found.error().where;
  });
}

/// Two days: three entries on the first, two on the second.
void two_days(Server& server) {
  for (int i = 0; i < 3; ++i) server.create();
  server.now += day_ms;
  server.create();
  server.create(Value::object({{"flow", "FX0other"}}));
}

}  // namespace

TEST_CASE("what a backend did is recorded: who, what, which, when, and how it went") {
  Server server;
  Page page(server, server.handshake());
  server.create(Value::object({{"tag", ""}}));
  server.result(page.id);  // there is nothing to see yet
  page.to_end();
  server.result(page.id);
  const auto found = entries(server);
  REQUIRE(found.size() == 3);
  CHECK(found[0]["action"] == Value("handshake.create"));
  CHECK(found[0]["object"] == Value(page.id));
  CHECK(found[0]["outcome"] == Value("done"));
  CHECK(found[0]["at"] == Value(start_of_time));
  CHECK(found[0]["actor"].as_string().starts_with("backend:"));
  CHECK(found[1]["outcome"] == Value("malformed_request"));
  CHECK(found[2]["action"] == Value("result.fetch"));
  CHECK(found[2]["prev"] == found[1]["hash"]);
  CHECK(bad_entry(server).empty());
  const auto text = server.stored();
  CHECK(text.find(server.app.server_token) == std::string::npos);
}

TEST_CASE("nobody without a token gets into the audit") {
  Server server;
  AppSecrets wrong = server.app;
  wrong.server_token = "nonsense";
  server.result("DS0x", wrong);
  server.address = "203.0.113.99";
  server.create();
  CHECK(entries(server).empty());
  CHECK(bad_entry(server).empty());
}

TEST_CASE("a day has a chain of its own, which begins where the day before ended") {
  Server server;
  two_days(server);
  const auto first = entries(server, day_of(start_of_time));
  const auto second = entries(server, day_of(start_of_time + day_ms));
  REQUIRE(first.size() == 3);
  REQUIRE(second.size() == 2);
  CHECK(first[0]["prev"].is_null());
  CHECK(first[2]["number"] == Value(3));
  CHECK(second[0]["number"] == Value(1));
  CHECK(second[0]["prev"] == first[2]["hash"]);
  for (const auto& day : {std::string(), day_of(start_of_time), day_of(start_of_time + day_ms)})
    CHECK(bad_entry(server, day).empty());
  // A clock that is set back goes on with the day that is open.
  server.now = start_of_time;
  server.create();
  CHECK(entries(server).back()["day"] == Value(day_of(start_of_time + day_ms)));
  CHECK(bad_entry(server).empty());
}

TEST_CASE("whatever is changed in the audit, the first bad entry is named") {
  const std::string day = day_of(start_of_time);
  const std::string next = day_of(start_of_time + day_ms);
  const std::vector<std::pair<std::string, std::string>> attacks = {
      {"UPDATE audit SET entry = replace(entry, 'done', 'lost') WHERE number = 2 AND day = '" +
           day + "'",
       day + "/2"},
      {"UPDATE audit SET hash = '0' WHERE number = 3 AND day = '" + day + "'", day + "/3"},
      {"DELETE FROM audit WHERE number = 2 AND day = '" + day + "'", day + "/2"},
      {"DELETE FROM audit WHERE number = 1 AND day = '" + day + "'", day + "/1"},
      {"DELETE FROM audit WHERE number = 3 AND day = '" + day + "'", next + "/1"},
      {"DELETE FROM audit WHERE day = '" + day + "'", next + "/1"},
      {"DELETE FROM audit WHERE number = 2 AND day = '" + next + "'", next + "/1"},
      {"DELETE FROM audit WHERE day = '" + next + "'", day + "/3"},
      {"DELETE FROM audit", next + "/2"},
      {"DELETE FROM audit_ends", next + "/2"},
  };
  for (const auto& [sql, bad] : attacks) {
    INFO(sql);
    Server server;
    two_days(server);
    CHECK(bad_entry(server).empty());
    server.tamper(sql);
    CHECK(bad_entry(server) == bad);
  }
}

TEST_CASE("one day alone is verified against what stands before and after it") {
  Server server;
  two_days(server);
  const std::string day = day_of(start_of_time);
  server.tamper("DELETE FROM audit WHERE number = 3 AND day = '" + day + "'");
  CHECK(bad_entry(server, day) == day + "/2");
  CHECK(bad_entry(server, day_of(start_of_time + day_ms)) == day_of(start_of_time + day_ms) + "/1");
}

TEST_CASE("nothing is done that a damaged audit could not record") {
  Server server;
  two_days(server);
  const auto before = server.count("SELECT count(*) FROM handshakes");
  server.tamper("DELETE FROM audit WHERE number = 2 AND day > '" + day_of(start_of_time) + "'");
  CHECK(server.create().number() == 50301);
  CHECK(server.count("SELECT count(*) FROM handshakes") == before);
}

TEST_CASE("a result leaves only when it is on record who took it") {
  Server server;
  Page page(server, server.handshake());
  page.to_end();
  server.tamper("UPDATE audit_ends SET sealed_end = ?1", Blob{"x"});
  const auto answer = server.result(page.id);
  CHECK(answer.number() == 50301);
  CHECK(answer.body["result"].is_null());
}

TEST_CASE("a day that never was is no day") {
  for (const auto* day : {"2026-02-28", "2024-02-29", "2026-12-31"}) CHECK(is_day(day));
  for (const auto* day :
       {"2026-02-29", "2026-02-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-01", "x"})
    CHECK_FALSE(is_day(day));
}
