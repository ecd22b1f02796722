// How often somebody may ask: rates, days, and launches that guess.
#include "server/limits.hpp"

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <thread>

#include "fixture.hpp"
#include "sealflow/base64.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

void set_limits(Server& server, const Limits& limits) {
  AppChange wanted;
  wanted.limits = limits;
  REQUIRE(server.services->store.write([&](Transaction& transaction) {
    return change_app(transaction, server.app.client_key, wanted).has_value();
  }));
}

Answer languages(Server& server) { return server.send("GET", "/api/v1/public/languages"); }

/// How many of `tries` are taken, and the last answer.
std::pair<int, Answer> taken(Server& server, int tries) {
  int good = 0;
  Answer last;
  for (int i = 0; i < tries; ++i) {
    last = server.create();
    if (last.status() == 200) ++good;
  }
  return {good, last};
}

/// Until that many calls are on disk, of those `which` selects. PostgreSQL has several writers: the
/// counts may come a moment after what they count.
void wait_for_counts(Server& server, const std::string& which, int calls) {
  const auto on_disk = [&] {
    return server.count("SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) FROM daily_counts WHERE " +
                        which);
  };
  for (int tries = 0; on_disk() < calls && tries < 500; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace

TEST_CASE("a bucket is full at first, refills steadily, and says how long to wait") {
  Bucket bucket;
  std::int64_t now = start_of_time;
  for (int i = 0; i < 10; ++i) {
    REQUIRE(bucket.wait(10, 10, now) == 0);
    bucket.take();
  }
  CHECK(bucket.wait(10, 10, now) == 100);
  CHECK(bucket.wait(10, 10, now + 40) == 60);
  CHECK(bucket.wait(10, 10, now + 100) == 0);
  bucket.take();
  CHECK(bucket.wait(10, 10, now + 50) == 100);  // a clock that goes back gives nothing
  now += day_ms;
  int good = 0;
  while (bucket.wait(10, 10, now) == 0) {
    bucket.take();
    ++good;
  }
  CHECK(good == 10);
}

TEST_CASE("4291: calls a second of an app, of all kinds together") {
  Server server;
  const std::string id = server.handshake();
  set_limits(server, {.app_rate = 5, .call_rate = 0, .app_daily = 0, .call_daily = 0});
  CHECK(taken(server, 3).first == 3);
  CHECK(server.result(id).status() == 200);
  CHECK(server.result(id).status() == 200);
  const auto refused = server.result(id);
  CHECK(refused.number() == 4291);
  CHECK(refused.status() == 429);
  CHECK(refused.body["httpStatusCode"] == Value(429));
  CHECK(refused.response.header("retry-after") == "1");
  server.now += second_ms;
  CHECK(taken(server, 10).first == 5);
  // Another app, and what needs no app, are not touched.
  const auto other = server.create_app({"Other", "sandbox", {}, {std::string(backend_address)}});
  CHECK(server.result(id, other).number() == 40401);
  CHECK(languages(server).status() == 200);
}

TEST_CASE("4292: the same call a second") {
  Server server;
  const std::string id = server.handshake();
  set_limits(server, {.app_rate = 0, .call_rate = 2, .app_daily = 0, .call_daily = 0});
  const auto [good, last] = taken(server, 3);
  CHECK(good == 2);
  CHECK(last.number() == 4292);
  CHECK(last.response.header("retry-after") == "1");
  CHECK(server.result(id).status() == 200);
}

TEST_CASE("4293 and 4294: calls a day, until midnight UTC, also over a restart") {
  Server server;
  const std::string id = server.handshake();
  set_limits(server, {.app_rate = 0, .call_rate = 0, .app_daily = 6, .call_daily = 4});
  const auto [good, last] = taken(server, 6);
  CHECK(good == 4);
  CHECK(last.number() == 4294);
  const std::int64_t left = day_ms - start_of_time % day_ms;
  CHECK(last.response.header("retry-after") == std::to_string((left + 999) / 1000));
  CHECK(server.result(id).status() == 200);
  wait_for_counts(server, "name = ''", 5);
  wait_for_counts(server, "name <> ''", 5);
  server.reopen();
  CHECK(server.create().number() == 4294);
  CHECK(server.result(id).status() == 200);
  CHECK(server.result(id).number() == 4293);
  server.now += left;
  CHECK(server.create().status() == 200);
}

TEST_CASE("a day's calls are counted together with those of other servers") {
  Server server;
  set_limits(server, {.app_rate = 0, .call_rate = 0, .app_daily = 100, .call_daily = 0});
  CHECK(taken(server, 10).first == 10);
  wait_for_counts(server, "name = ''", 10);
  CHECK(server.count("SELECT calls FROM daily_counts WHERE name = ''") == 10);
  server.tamper("UPDATE daily_counts SET calls = calls + 85");
  // One call goes out with what this server knew, and brings the news back.
  CHECK(server.create().status() == 200);
  server.services->store.write([](Transaction&) { return true; });
  CHECK(taken(server, 10).first == 4);
  server.tamper("UPDATE daily_counts SET day = '2000-01-01'");
  server.services->store.write([&](Transaction& transaction) {
    sweep_counts(transaction.db(), server.now);
    return true;
  });
  CHECK(server.count("SELECT count(*) FROM daily_counts") == 0);
}

TEST_CASE("an app without limits of its own has the server's, and nobody counts what has none") {
  Server server;
  server.settings.call_rate = 3;
  server.reopen();
  CHECK(taken(server, 5).first == 3);
  set_limits(server, {.app_rate = {}, .call_rate = 0, .app_daily = {}, .call_daily = {}});
  CHECK(taken(server, 5).first == 5);
  CHECK(server.count("SELECT count(*) FROM daily_counts") == 0);
}

TEST_CASE("whoever has no token uses up nothing of the app's") {
  Server server;
  set_limits(server, {.app_rate = 1, .call_rate = 0, .app_daily = 0, .call_daily = 0});
  AppSecrets wrong = server.app;
  wrong.server_token = base64(wrong.client_key + ":" + random_secret());
  for (int i = 0; i < 5; ++i) CHECK(server.result("DS0x", wrong).number() == 4016);
  CHECK(server.create().status() == 200);
}

TEST_CASE("who tries handshakes has to wait; who launches his own never does") {
  Server server;
  Page page(server, server.handshake());
  Page guess(server, "DS0" + std::string(22, 'x'));
  for (int i = 0; i < 100; ++i) REQUIRE(page.launch().status() == 200);
  for (int i = 0; i < 30; ++i) REQUIRE(guess.launch().code() == "handshake_unknown");
  const auto refused = guess.launch();
  CHECK(refused.code() == "rate_limited");
  CHECK(refused.body["number"] == Value(4291));
  CHECK(refused.body["userMessage"].is_string());
  CHECK(refused.response.header("retry-after") == "2");
  CHECK(refused.response.header("access-control-allow-origin") == page_origin);
  // A run that is open goes on; whether a handshake exists is told to nobody there.
  CHECK(page.submit("FS0consent", Value::object({{"accepted", true}})).status() == 200);
  CHECK(page.launch().code() == "rate_limited");
  server.address = "203.0.113.8";
  CHECK(page.launch().status() == 200);
  server.address = backend_address;
  server.now += 2 * second_ms;
  CHECK(guess.launch().code() == "handshake_unknown");
  CHECK(guess.launch().code() == "rate_limited");
}

TEST_CASE("all addresses of one IPv6 customer are one caller, and zero is no limit") {
  Server server;
  server.settings.launch_refusals = 2;
  server.reopen();
  Page guess(server, "DS0" + std::string(22, 'x'));
  for (const auto* address : {"2001:db8::1", "2001:db8::2"}) {
    server.address = address;
    CHECK(guess.launch().code() == "handshake_unknown");
  }
  server.address = "2001:db8::3";
  CHECK(guess.launch().code() == "rate_limited");
  server.settings.launch_refusals = 0;
  server.reopen();
  for (int i = 0; i < 50; ++i) REQUIRE(guess.launch().code() == "handshake_unknown");
}

TEST_CASE("the log of a handshake has an end: nobody makes each write dearer for ever") {
  Server server;
  server.settings.handshake_events = 7;
  server.reopen();
  Page one(server, server.handshake());
  one.to_form();
  REQUIRE(one.seq == 7);
  const auto refused =
      one.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCPE1234F"}}));
  CHECK(refused.status() == 410);
  CHECK(refused.code() == "handshake_expired");
  CHECK(refused.body["message"].as_string().find("log is full") != std::string::npos);
  // What is there can be looked at, and left.
  CHECK(one.launch().status() == 200);
  CHECK(one.events().status() == 200);
  CHECK(one.command(Value::object({{"type", "skip"}})).status() == 200);
  CHECK(one.command(Value::object({{"type", "acknowledge"}})).status() == 200);
  CHECK(one.launch(Value::object({{"retry", true}})).code() == "handshake_expired");
}
