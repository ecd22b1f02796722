// Services that are down: left alone for a while, and tried again one call at a time.
#include "server/effects/breaker.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "server/base/secret_reference.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

/// Nobody listens on port 1.
constexpr std::string_view call_flow = R"({
  "id": "FX0call", "version": "1.0.0", "start": "FS0call",
  "stages": [{"id": "FS0call", "type": "http", "url": "https://127.0.0.1:1/", "delivery": "DELIVERY",
              "next": "done"}],
  "ends": {"done": {"status": "auto_approved"}}
})";

std::string flow_with(std::string_view delivery) {
  std::string flow(call_flow);
  flow.replace(flow.find("DELIVERY"), 8, delivery);
  return flow;
}

std::string begin(Server& server, std::string_view delivery) {
  server.settings.outbound_allow = {"127.0.0.1"};
  server.reopen();
  server.publish(flow_with(delivery));
  return server.handshake(Value::object({{"flow", "FX0call"}, {"variables", Value::object()}}));
}

Value last_event(Page& page) { return page.events().body["events"].items().back(); }

}  // namespace

TEST_CASE("a circuit opens after five failures in a row, and lets one call through after a while") {
  CircuitBreaker breaker;
  std::int64_t now = start_of_time;
  const auto fail = [&] { breaker.tell("a", false, now); };
  for (int i = 0; i < 4; ++i) fail();
  CHECK(breaker.admits("a", now));
  breaker.tell("a", true, now);
  for (int i = 0; i < 4; ++i) fail();
  CHECK(breaker.admits("a", now));
  fail();
  CHECK_FALSE(breaker.admits("a", now));
  CHECK(breaker.admits("b", now));
  CHECK_FALSE(breaker.admits("a", now + CircuitBreaker::open_for - 1));
  now += CircuitBreaker::open_for;
  CHECK(breaker.admits("a", now));
  CHECK_FALSE(breaker.admits("a", now));  // one alone tries it out
  fail();
  CHECK_FALSE(breaker.admits("a", now + CircuitBreaker::open_for - 1));
  now += CircuitBreaker::open_for;
  CHECK(breaker.admits("a", now));
  breaker.tell("a", true, now);
  CHECK(breaker.admits("a", now));
  CHECK(breaker.admits("a", now));
}

TEST_CASE(
    "what may be repeated is tried five times, later and later, and then fails for all to see") {
  Server server;
  Page page(server, begin(server, "at_least_once"));
  page.launch();
  EffectsWorker worker(*server.services);
  for (int attempt = 1; attempt <= 5; ++attempt) {
    CHECK(worker.run_once() == 1);
    CHECK(server.count("SELECT attempts FROM effects") == attempt);
    if (attempt == 5) break;
    const auto pause = server.count("SELECT next_at FROM effects") - server.now;
    CHECK(pause > 0);
    CHECK(pause <= 1000 << (attempt - 1));
    // Not before its time, and also after a restart.
    CHECK(EffectsWorker(*server.services).run_once() == 0);
    server.now += pause;
  }
  CHECK(worker.run_once() == 0);
  CHECK(last_event(page)["type"] == Value("run_ended"));
  CHECK(last_event(page)["public"]["error"]["code"] == Value("provider_failed"));
  CHECK(last_event(page)["public"]["error"]["detail"] == Value("connect"));
  CHECK(server.count("SELECT count(*) FROM effects WHERE sealed_payload IS NOT NULL") == 0);
}

TEST_CASE("what must not be repeated is tried once") {
  Server server;
  Page page(server, begin(server, "at_most_once"));
  page.launch();
  CHECK(EffectsWorker(*server.services).run_once() == 1);
  CHECK(server.count("SELECT attempts FROM effects") == 1);
  // Nothing was sent, so this is not the case that nobody knows.
  CHECK(last_event(page)["public"]["error"]["detail"] == Value("connect"));
}

TEST_CASE("a claimed effect belongs to one worker until its time is over") {
  Server server;
  Page page(server, begin(server, "at_most_once"));
  page.launch();
  const auto claim = [&] {
    return server.services->store.write([&](Transaction& transaction) {
      return claim_effect(transaction.db(), server.now, server.now + minute_ms);
    });
  };
  const auto first = claim();
  REQUIRE(first);
  CHECK_FALSE(first->started);
  CHECK_FALSE(claim());
  server.now += minute_ms;
  const auto second = claim();
  REQUIRE(second);
  CHECK(second->started);  // by the first, who never came back
}

TEST_CASE("a credential goes to its hosts only") {
  Server server;
  const std::string file = server.folder.file("secret");
  REQUIRE(write_secret_file(file, "s3cret"));
  const auto setting = [&](std::string_view host) {
    return *parse_json(R"({"kyc": {"secret": "file:)" + file + R"(", "hosts": [")" +
                       std::string(host) + R"("]}})");
  };
  std::string flow = flow_with("at_most_once");
  flow.replace(flow.find("\"next\""), 0, "\"credential\": \"kyc\", ");
  for (const std::string_view host : {"api.example.com", "127.0.0.1:1"}) {
    server.settings.credentials = setting(host);
    const auto id = begin(server, "at_most_once");
    server.publish(std::string(flow).replace(flow.find("1.0.0"), 5, "1.0.1"));
    Page page(server, server.handshake(
                          Value::object({{"flow", "FX0call"}, {"variables", Value::object()}})));
    page.launch();
    EffectsWorker(*server.services).run_once();
    const bool named = host == "127.0.0.1:1";
    CHECK(last_event(page)["public"]["error"]["detail"] ==
          Value(named ? "connect" : "credential_not_for_host"));
  }
}
