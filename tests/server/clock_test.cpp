// The clock of a sandbox app: what takes days is tried out in a second, and nobody else notices.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "server/operate/apps.hpp"
#include "server/store/apps.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

Result<App> advance(Server& server, const std::string& app, std::int64_t by) {
  AppChange wanted;
  wanted.advance_ms = by;
  return server.services->store.write(
      [&](Transaction& transaction) { return change_app(transaction, app, wanted); });
}

}  // namespace

TEST_CASE("an advanced clock ends codes, sessions and handshakes of its app") {
  Server server;
  Page unused(server, server.handshake());
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", Value::object({{"accepted", true}}));
  const auto code = server.code();

  REQUIRE(advance(server, server.app.client_key, 10 * minute_ms));
  CHECK(page.submit("FS0otp", Value::object({{"code", code}})).code() == "code_expired");
  REQUIRE(advance(server, server.app.client_key, 30 * minute_ms));
  CHECK(page.submit("FS0otp", Value::object({{"code", code}})).code() == "token_expired");
  REQUIRE(advance(server, server.app.client_key, day_ms));
  CHECK(unused.launch().code() == "handshake_expired");
}

TEST_CASE("answers and events have the app's time, the audit and what is due have the real one") {
  Server server;
  REQUIRE(advance(server, server.app.client_key, day_ms));
  Page page(server, server.handshake());
  CHECK(page.launch().body["now"] == Value(server.now + day_ms));
  page.submit("FS0consent", Value::object({{"accepted", true}}));
  CHECK(server.count("SELECT created_at FROM handshakes") == server.now + day_ms);
  CHECK(server.count("SELECT max(created_at) FROM effects") == server.now);
  const auto real = "%\"at\":" + std::to_string(server.now) + ",%";
  CHECK(server.count("SELECT count(*) FROM audit WHERE entry LIKE '" + real + "'") == 1);
  CHECK(server.code().size() == 6);  // due at once
}

TEST_CASE("a clock belongs to one sandbox app, and goes ahead only") {
  Server server;
  const auto other = server.create_app({"Other", "sandbox", {}, {std::string(backend_address)}});
  REQUIRE(advance(server, other.client_key, day_ms));
  Page page(server, server.handshake());
  CHECK(page.launch().body["now"] == Value(server.now));

  CHECK(advance(server, other.client_key, 0).error().code == ErrorCode::malformed_request);
  CHECK(advance(server, other.client_key, -1).error().code == ErrorCode::malformed_request);
  CHECK(advance(server, other.client_key, 10 * 366 * day_ms).error().code ==
        ErrorCode::malformed_request);
  const auto live = server.create_app({"Live", "live", {}, {std::string(backend_address)}});
  CHECK(advance(server, live.client_key, day_ms).error().code == ErrorCode::forbidden);
  server.tamper("UPDATE apps SET clock_ahead = 86400000 WHERE mode = 'live'");
  const auto app =
      server.services->store.read([&](Database& db) { return find_app(db, live.client_key); });
  CHECK(app->time(server.now) == server.now);
}

TEST_CASE("a late message arrives after the one that was asked for later") {
  Server server;
  Page page(
      server,
      server.handshake(Value::object(
          {{"flow", "FX0test"}, {"variables", Value::object({{"mobile", "+919876990004"}})}})));
  page.launch();
  page.submit("FS0consent", Value::object({{"accepted", true}}));
  EffectsWorker(*server.services).run_once();
  const auto arrived = [&] {
    return server.send("GET", "/sandbox/" + server.app.client_key + "/inbox.json").body["messages"];
  };
  CHECK(arrived().items().empty());
  server.now += 30'000;
  page.command(Value::object({{"type", "send_code"}, {"stage", "FS0otp"}}));
  EffectsWorker(*server.services).run_once();
  REQUIRE(arrived().items().size() == 1);
  const Value second = arrived().items()[0]["code"];
  server.now += 15'000;
  REQUIRE(arrived().items().size() == 2);
  CHECK(arrived().items()[0]["code"] != second);  // the first code, which is no longer good
}
