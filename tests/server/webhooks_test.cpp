// Webhooks: written with what they tell, and what a receiver makes of them.
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <set>

#include "sealflow/dispatch.hpp"
#include "sealflow/signature.hpp"
#include "sealflow/webhook.hpp"
#include "server/engine/walk.hpp"
#include "webhook_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

TEST_CASE("webhooks: the row is there when the command that ends the run is answered") {
  Server server;
  subscribe(server, "http://127.0.0.1:9/");
  const auto rows = [&] { return server.count("SELECT count(*) FROM webhook_messages"); };
  Page silent(server, server.handshake());
  silent.launch();
  silent.command(Value::object({{"type", "skip"}}));
  CHECK(rows() == 0);  // the handshake was made without `webhook: true`
  Page page(server, told_handshake(server));
  page.launch();
  CHECK(rows() == 0);
  page.command(Value::object({{"type", "skip"}}));
  CHECK(rows() == 1);
  server.reopen();
  CHECK(server.count("SELECT count(*) FROM webhook_messages WHERE state = 'pending'") == 1);
}

TEST_CASE("webhooks: an endpoint gets the events it asked for") {
  Server server;
  subscribe(server, "http://127.0.0.1:9/ends", {"flowx.completed"});
  skip(server);
  CHECK(server.count("SELECT count(*) FROM webhook_messages") == 0);
  subscribe(server, "http://127.0.0.1:9/ends", {"flowx.completed", "flowx.skipped"});
  CHECK(server.count("SELECT count(*) FROM webhook_endpoints") == 1);
  skip(server);
  CHECK(server.count("SELECT count(*) FROM webhook_messages") == 1);
}

TEST_CASE("webhooks: a completed run is told with its signed bytes, unchanged") {
  Server server;
  Loopback receiver(status(204));
  const auto endpoint = subscribe(server, receiver.url("127.0.0.1"));
  Page page(server, told_handshake(server));
  page.to_end();
  const auto result = server.result(page.id);
  REQUIRE(send_due(server) == 1);
  const auto request = receiver.seen().at(0);
  CHECK(request.starts_with("POST / HTTP/1.1\r\n"));
  CHECK(header(request, "authorization") == "Basic " + endpoint.token);
  const WebhookHeaders headers{header(request, "webhook-id"), header(request, "webhook-timestamp"),
                               header(request, "webhook-signature")};
  CHECK(verify_webhook({endpoint.secret}, headers, body(request), server.now) == Verification::ok);

  const auto told = parse_json(body(request)).value();
  CHECK(told["event"].as_string() == "flowx.completed");
  const Value& payload = told["payload"];
  for (const auto* name : {"_id", "tag", "number", "resultSignature", "resultSignatureKeyId",
                           "receipt", "receiptSalt", "status", "run", "result"}) {
    INFO(name);
    CHECK(stringify(payload[name]) == stringify(result.body[name]));
  }
  CHECK(payload["flowId"].as_string() == "FX0test");
  CHECK(payload["snapshot"].is_null());
  CHECK(payload["seq"].as_integer() == page.seq);
  const auto bytes = stringify(result.body["result"]);
  CHECK(body(request).ends_with(",\"result\":" + bytes + "}}"));
  CHECK(sign_result(server.app.client_secret, bytes) == payload["resultSignature"].as_string());
  CHECK(message(server, headers.id).state == "delivered");
}

TEST_CASE("webhooks: late, twice and in any order, the status in the end is the same") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  Page page(server, told_handshake(server));
  page.launch();
  page.command(Value::object({{"type", "skip"}}));
  page.launch(Value::object({{"retry", true}}));
  page.command(Value::object({{"type", "skip"}}));
  page.launch(Value::object({{"retry", true}}));
  page.submit("FS0consent", Value::object({{"accepted", true}}));
  page.submit("FS0otp", Value::object({{"code", server.code()}}));
  page.seq = page.events().body["seq"].as_integer();
  page.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCCE1234F"}}));
  REQUIRE(send_due(server) == 3);
  std::vector<Value> arrived;
  for (const auto& request : receiver.seen()) {
    for (int twice = 0; twice < 2; ++twice)
      arrived.push_back(parse_json(body(request)).value()["payload"]);
  }
  std::mt19937 shuffled(20);
  std::set<std::string> lasts;
  for (int round = 0; round < 200; ++round) {
    std::shuffle(arrived.begin(), arrived.end(), shuffled);
    lasts.insert(arrived.back()["status"].as_string());
    StatusStamp kept{page.id, 0, 0};
    std::string known;
    for (const auto& payload : arrived) {
      const StatusStamp stamp{payload["_id"].as_string(), payload["run"].as_integer(),
                              payload["seq"].as_integer()};
      if (!replaces(stamp, kept).value()) continue;
      kept = stamp;
      known = payload["status"].as_string();
    }
    CHECK(known == "needs_review");
  }
  CHECK(lasts.size() == 2);  // whoever takes the one that came last is wrong half of the time
}

TEST_CASE("webhooks: while a secret is changed both sign, and then the new one alone") {
  Server server;
  Loopback receiver(status(200));
  const auto endpoint = subscribe(server, receiver.url("127.0.0.1"));
  const auto fresh = server.services->store
                         .write([&](Transaction& transaction) {
                           return rotate_webhook_secret(transaction, server.services->vault,
                                                        endpoint.id, hour_ms, server.now);
                         })
                         .value();
  const auto verified_by = [&](const std::string& secret) {
    const auto request = receiver.seen().back();
    return verify_webhook({secret},
                          {header(request, "webhook-id"), header(request, "webhook-timestamp"),
                           header(request, "webhook-signature")},
                          body(request), server.now);
  };
  fire(server);
  send_due(server);
  CHECK(verified_by(fresh) == Verification::ok);
  CHECK(verified_by(endpoint.secret) == Verification::ok);
  server.now += hour_ms;
  fire(server);
  send_due(server);
  CHECK(verified_by(fresh) == Verification::ok);
  CHECK(verified_by(endpoint.secret) == Verification::wrong_key);
}

TEST_CASE("webhooks: an endpoint that does not open stands in no run's way") {
  Server server;
  subscribe(server, "http://127.0.0.1:9/");
  server.tamper("UPDATE webhook_endpoints SET sealed_config = ?1", Blob{std::string(60, '\0')});
  Page page(server, told_handshake(server));
  page.launch();
  CHECK(page.command(Value::object({{"type", "skip"}})).status() == 200);
  send_due(server);
  CHECK(server.count("SELECT count(*) FROM webhook_messages WHERE state = 'dead'") == 1);
}

TEST_CASE("webhooks: a review after the end is told, with a newer seq and the same result") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  Page page(server, told_handshake(server));
  to_review(page);
  server.services->store.write([&](Transaction& transaction) {
    Database& db = transaction.db();
    const auto handshake = find_handshake(db, page.id);
    auto walk = open_walk(db, server.services->vault, *handshake).value();
    Command command;
    command.type = "review";
    command.actor = Actor::operator_;
    command.entropy = random_hex(32);
    command.input =
        Value::object({{"status", "manually_declined"}, {"by", "operator-1"}, {"note", "seen"}});
    const auto flow = flow_of_run(db, *server.services, walk);
    const auto decision = decide(*flow, walk.state, command, server.now).value();
    record(transaction, *server.services, walk, decision);
    return true;
  });
  REQUIRE(send_due(server) == 2);
  std::vector<Value> told;
  for (const auto& request : receiver.seen()) told.push_back(parse_json(body(request)).value());
  std::sort(told.begin(), told.end(), [](const Value& one, const Value& other) {
    return one["payload"]["seq"].as_integer() < other["payload"]["seq"].as_integer();
  });
  CHECK(told[1]["event"].as_string() == "flowx.completed");
  CHECK(told[0]["payload"]["status"].as_string() == "needs_review");
  CHECK(told[1]["payload"]["status"].as_string() == "manually_declined");
  CHECK(told[1]["payload"]["seq"].as_integer() > told[0]["payload"]["seq"].as_integer());
  CHECK(stringify(told[1]["payload"]["result"]) == stringify(told[0]["payload"]["result"]));
}

TEST_CASE("webhooks: URL, token, secrets and bodies are sealed on disk") {
  Server server;
  const auto endpoint = subscribe(server, "http://127.0.0.1:9/secret-path");
  skip(server);
  server.services->store.write([](Transaction&) { return true; });
  const auto file = server.stored();
  for (const auto& secret : {std::string("secret-path"), endpoint.secret, endpoint.token,
                             std::string("user_cancelled\",\"")})
    CHECK(file.find(secret) == std::string::npos);
  CHECK(file.find("flowx.skipped") != std::string::npos);
}
