// Effects: performed after the commit, reported once, taken up again after a crash.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

void to_code(Page& page) {
  page.launch();
  page.submit("FS0consent", Value::object({{"accepted", true}}));
}

std::int64_t open_count(Server& server) {
  return server.count("SELECT count(*) FROM effects WHERE status IN ('pending', 'started')");
}

bool told_not_sent(Page& page) {
  return page.events().response.body.find("code_not_sent") != std::string::npos;
}

}  // namespace

TEST_CASE("an unfinished effect is taken up again after a restart, and its message comes once") {
  Server server;
  Page page(server, server.handshake());
  to_code(page);
  CHECK(open_count(server) == 1);
  server.reopen();
  CHECK(EffectsWorker(*server.services).run_once() == 1);
  CHECK(open_count(server) == 0);
  CHECK(server.count("SELECT count(*) FROM effects WHERE sealed_payload IS NOT NULL") == 0);
  // As if the report had been lost: performed again, the same message.
  server.tamper("UPDATE inbox SET effect = effect");
  CHECK(EffectsWorker(*server.services).run_once() == 0);
  CHECK(server.count("SELECT count(*) FROM inbox") == 1);
  CHECK_FALSE(told_not_sent(page));
}

TEST_CASE("at most once: started and not reported is indeterminate, and fails closed") {
  Server server;
  Page page(server, server.handshake());
  to_code(page);
  server.tamper("UPDATE effects SET delivery = 'at_most_once', status = 'started'");
  server.reopen();
  EffectsWorker(*server.services).run_once();
  CHECK(server.count("SELECT count(*) FROM inbox") == 0);
  CHECK(server.count(
            "SELECT count(*) FROM effects WHERE status = 'failed' AND reason = 'indeterminate'") ==
        1);
  CHECK(told_not_sent(page));
}

TEST_CASE("a live app has no gateway yet, and the page learns it") {
  Server server;
  Page page(server, server.handshake());
  to_code(page);
  server.tamper("UPDATE apps SET mode = 'live'");
  EffectsWorker(*server.services).run_once();
  CHECK(told_not_sent(page));
  CHECK(server.send("GET", "/sandbox/" + server.app.client_key + "/inbox.json").code() ==
        "not_found");
  CHECK(server.send("GET", "/sandbox/" + server.app.client_key + "/inbox").code() == "not_found");
}

TEST_CASE("an effect that does not open does not hold up the others") {
  Server server;
  Page first(server, server.handshake());
  to_code(first);
  server.tamper("UPDATE effects SET sealed_payload = ?1", Blob{std::string(40, '\0')});
  Page second(server, server.handshake());
  to_code(second);
  EffectsWorker(*server.services).run_once();
  CHECK(open_count(server) == 0);
  CHECK(server.count("SELECT count(*) FROM inbox") == 1);
  CHECK(told_not_sent(first));
}

namespace {

/// A code that is to be sent, and who claims to send it.
struct Claims {
  explicit Claims(bool once) {
    Page page(server, server.handshake());
    to_code(page);
    if (once) server.tamper("UPDATE effects SET delivery = 'at_most_once'");
  }
  Server server;
  auto in_store(auto work) {
    return server.services->store.write(
        [&](Transaction& transaction) { return work(transaction.db()); });
  }
  std::optional<OpenEffect> claim() {
    return in_store([&](Database& db) { return claim_effect(db, server.now, server.now + 1000); });
  }
};

}  // namespace

TEST_CASE("a claimed effect is left to who claimed it, until the claim has run out") {
  const bool once = GENERATE(false, true);
  Claims claims(once);
  auto& now = claims.server.now;
  const auto first = claims.claim();
  REQUIRE(first);
  CHECK_FALSE(first->started);
  CHECK_FALSE(claims.claim());
  now += 999;
  CHECK_FALSE(claims.claim());
  now += 1;
  const auto second = claims.claim();
  REQUIRE(second);
  // What must not happen twice may have happened; what may, is simply done again.
  CHECK(second->started == once);
  CHECK(second->attempts == 2);
  // Whose claim ran out has no say any more in when it is tried again.
  claims.in_store([&](Database& db) { return postpone_effect(db, *first, now, now), true; });
  CHECK_FALSE(claims.claim());
}

TEST_CASE(
    "a clock that is set back puts no effect off, and starts none twice that may be done once") {
  const bool once = GENERATE(false, true);
  Claims claims(once);
  auto& now = claims.server.now;
  REQUIRE(claims.claim());
  now -= day_ms;
  CHECK_FALSE(claims.claim());
  const auto recalled = claims.in_store([&](Database& db) { return recall_effects(db, now); });
  CHECK(recalled == (once ? 0 : 1));
  CHECK(claims.claim().has_value() == !once);
}

TEST_CASE("the worker is woken by the commit") {
  Server server;
  EffectsWorker worker(*server.services);
  worker.start();
  Page page(server, server.handshake());
  to_code(page);
  for (int i = 0; i < 500 && open_count(server) > 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(open_count(server) == 0);
}
