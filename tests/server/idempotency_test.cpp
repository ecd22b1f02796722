// Idempotency keys of a page's calls: what is repeated, what is not kept, and whose key it is.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "server/store/sessions.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

const Value consent = Value::object({{"accepted", true}});

}  // namespace

TEST_CASE("an idempotency key gives the same answer again, also after a restart") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  const std::string body = page.body_of(
      Value::object({{"type", "submit"}, {"stage", "FS0consent"}, {"input", consent}}));
  const auto first = page.post(body, "once");
  REQUIRE(first.status() == 200);
  CHECK(first.response.header("idempotency-replayed").empty());
  for (int round = 0; round < 2; ++round) {
    const auto again = page.post(body, "once");
    CHECK(again.response.body == first.response.body);
    CHECK(again.response.header("idempotency-replayed") == "true");
    server.reopen();
  }
  const auto other = page.post(body + " ", "once");
  CHECK(other.status() == 422);
  CHECK(other.code() == "idempotency_mismatch");
  CHECK(server.count("SELECT count(*) FROM events WHERE handshake = '" + page.id + "'") == 5);
}

TEST_CASE("what an idempotency key may look like") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  const std::string body = page.body_of(
      Value::object({{"type", "submit"}, {"stage", "FS0consent"}, {"input", consent}}));
  for (const auto& key :
       {std::string(), std::string("with blank"), std::string(256, 'k'), std::string("\xc3\xa4")}) {
    CHECK(page.post(body, key).code() == "malformed_request");
  }
  CHECK(server.send("POST", page.path("commands"), page.headers(), body).code() ==
        "malformed_request");
}

TEST_CASE("a refusal that may end differently later is not kept under its idempotency key") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  // Of the form: the same key may carry the corrected body.
  CHECK(page.post("{}", "later").status() == 400);
  CHECK(page.post(page.body_of(Value::object({{"type", "skip"}})), "later").status() == 200);
  // Of who was behind.
  Page behind(server, server.handshake());
  behind.launch();
  behind.seq = 1;
  const std::string early = behind.body_of(Value::object({{"type", "skip"}}));
  CHECK(behind.post(early, "again").body["events"].size() == 1);
  behind.seq = 2;
  CHECK(behind.submit("FS0consent", consent).status() == 200);
  CHECK(behind.post(early, "again").body["events"].size() == 4);
}

TEST_CASE("another device's idempotency key is another key") {
  Server server;
  Page first(server, server.handshake());
  first.launch();
  CHECK(first.post(first.body_of(Value::object({{"type", "skip"}})), "once").status() == 200);
  Page second(server, server.handshake());
  second.launch();
  CHECK(second.post(second.body_of(Value::object({{"type", "skip"}})), "once").status() == 200);
}

TEST_CASE("a launch is repeated for whoever knows its key, if nobody can guess it") {
  Server server;
  Page page(server, server.handshake());
  const std::string key = "0123456789abcdef";
  const auto first = page.launch({}, {{"idempotency-key", key}});
  page.secret.clear();
  CHECK(page.launch({}, {{"idempotency-key", key}}).response.body == first.response.body);

  Page guessable(server, server.handshake());
  CHECK(guessable.launch({}, {{"idempotency-key", "1"}}).status() == 200);
  guessable.submit("FS0consent", consent);
  Page thief(server, guessable.id);
  CHECK(thief.launch({}, {{"idempotency-key", "1"}}).code() == "not_owner");
}

TEST_CASE("of one handshake so many answers are kept, the newest") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", consent);
  const auto body = page.body_of(
      Value::object({{"type", "submit"}, {"stage", "FS0consent"}, {"input", consent}}));
  const auto refused = [&](const std::string& key) { return page.post(body, key); };
  const auto first = refused("first");
  CHECK(first.code() == "stage_not_current");
  for (int i = 0; i < most_answers; ++i) refused("key" + std::to_string(++server.now));
  CHECK(server.count("SELECT count(*) FROM idempotency") <= most_answers);
  const auto last = "key" + std::to_string(server.now.load());
  CHECK(refused(last).response.header("idempotency-replayed") == "true");
  CHECK(refused("first").response.header("idempotency-replayed").empty());
}
