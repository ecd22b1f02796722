// Launches: who may open a handshake, how often, and what of it is left to whoever begins anew.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

const Value consent = Value::object({{"accepted", true}});

}  // namespace

TEST_CASE("launch refuses what it should, by name") {
  Server server;
  const std::string id = server.handshake();
  Page page(server, id);
  CHECK(page.launch(Value::object({{"clientKey", std::string(32, 'a')}})).code() ==
        "client_key_invalid");
  CHECK(page.launch(Value::object({{"clientKey", "abc"}})).code() == "client_parameters_invalid");
  CHECK(page.launch(Value::object({{"retry", "yes"}})).code() == "malformed_request");
  CHECK(page.launch(Value::object({{"variables", Value::array()}})).code() == "invalid_variables");
  CHECK(
      page.launch(Value::object({{"variables", Value::object({{"userType", "robot"}})}})).code() ==
      "invalid_variables");
  CHECK(page.launch(Value::object({{"deviceSecret", "short"}})).code() == "malformed_request");
  CHECK(page.launch(Value::object({{"launcher", "0.0.9"}})).code() == "sdk_too_old");
  CHECK(page.launch(Value::object({{"launcher", "0.1.0"}})).status() == 200);
  CHECK(Page(server, "DS0unknown").launch().code() == "client_parameters_invalid");
  const auto unknown = Page(server, "DS0" + std::string(22, 'x')).launch();
  CHECK(unknown.code() == "handshake_unknown");
  CHECK(unknown.status() == 404);
  const auto other = server.create_app({"Other", "sandbox", {std::string(page_origin)}, {}});
  CHECK(page.launch(Value::object({{"clientKey", other.client_key}})).code() ==
        "client_key_invalid");
}

TEST_CASE("who opened a handshake first cannot go on after the person who used it") {
  Server server;
  const std::string id = server.handshake();
  Page first(server, id);
  Page person(server, id);
  REQUIRE(first.launch().status() == 200);
  REQUIRE(person.launch().status() == 200);
  REQUIRE(person.submit("FS0consent", consent).status() == 200);
  CHECK(first.launch().code() == "not_owner");
  CHECK(first.launch(Value::object({{"retry", true}})).code() == "not_owner");
  CHECK(first.submit("FS0consent", consent).code() == "session_superseded");
  CHECK(person.launch().body["plan"]["action"] == Value("resume"));
}

TEST_CASE("a handshake that nobody uses is not opened again and again from one address") {
  Server server;
  server.settings.launch_refusals = 3;
  server.reopen();
  const std::string id = server.handshake();
  Page(server, id).launch();
  for (int i = 0; i < 3; ++i) CHECK(Page(server, id).launch().status() == 200);
  Page other(server, id);
  CHECK(other.launch().status() == 429);
  // Going on costs nothing.
  server.now += 10 * minute_ms;
  CHECK(other.launch().status() == 200);
  for (int i = 0; i < 5; ++i) CHECK(other.launch().status() == 200);
}

TEST_CASE("expired and consumed handshakes") {
  Server server;
  Page late(server, server.handshake(Value::object({{"expiry", start_of_time + 1000}})));
  server.now = start_of_time + 1000;
  const auto refused = late.launch();
  CHECK(refused.code() == "handshake_expired");
  CHECK(refused.status() == 410);
  CHECK(server.result(late.id).body["consumed"] == Value(false));

  Page page(server, server.handshake());
  page.to_end();
  page.command(Value::object({{"type", "acknowledge"}}));
  const auto again = page.launch();
  CHECK(again.code() == "handshake_consumed");
  const auto retried = page.launch(Value::object({{"retry", true}}));
  CHECK(retried.body["plan"]["action"] == Value("deliver"));
  CHECK(retried.body["delivery"]["signature"].as_string().size() == 64);
}

TEST_CASE("a launch brings no more variables than a flow could want") {
  Server server;
  Page page(server, server.handshake());
  const auto with_variables = [](int count) {
    Value variables = Value::object();
    for (int i = 0; i < count; ++i) variables.set("v" + std::to_string(i), "x");
    return Value::object({{"variables", std::move(variables)}});
  };
  const auto refused = page.launch(with_variables(501));
  CHECK(refused.code() == "invalid_variables");
  CHECK(refused.body["where"] == Value("/variables"));
  CHECK(page.launch(with_variables(500)).status() == 200);
}

TEST_CASE("what was shown to somebody before is not shown to who begins anew") {
  Server server;
  const auto expiry = start_of_time + 60 * day_ms;
  Page before(server, server.handshake(Value::object({{"expiry", expiry}})));
  before.to_form();
  const auto shown = [](Page& page) {
    int count = 0;
    const auto events = page.events().body["events"];
    for (const auto& event : events.items()) count += event.find("shown") != nullptr ? 1 : 0;
    return count;
  };
  CHECK(shown(before) == 1);
  server.now += 15 * day_ms;
  Page after(server, before.id);
  REQUIRE(after.launch().body["plan"]["reason"] == Value("retention_over"));
  CHECK(shown(after) == 0);
  after.submit("FS0consent", consent);
  CHECK(shown(after) == 1);
}
