// Attestr's calls: fields, numbers, and who may ask.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

TEST_CASE("creating a handshake checks every field") {
  Server server;
  const auto number = [&](const Value& changes) { return server.create(changes).number(); };
  CHECK(server.create().status() == 200);
  CHECK(number(Value::object({{"flow", "FX0other"}})) == 4002);
  CHECK(number(Value::object({{"flow", 1}})) == 4001);
  CHECK(number(Value::object({{"snapshot", "no-such"}})) == 40035);
  CHECK(number(Value::object({{"snapshot", 5}})) == 4001);
  CHECK(number(Value::object({{"tag", ""}})) == 4001);
  CHECK(number(Value::object({{"tag", std::string(257, 'x')}})) == 4001);
  CHECK(number(Value::object({{"webhook", "yes"}})) == 4001);
  CHECK(number(Value::object({{"expiry", start_of_time}})) == 40036);
  CHECK(number(Value::object({{"expiry", start_of_time + 400 * day_ms}})) == 40036);
  CHECK(number(Value::object({{"variables", "x"}})) == 40003);
  CHECK(number(Value::object({{"variables", Value::object({{"mobile", "12"}})}})) == 40003);
  CHECK(number(Value::object({{"variables", Value::object()}})) ==
        40003);  // required, and only a backend can give it
  server.tamper("UPDATE flows SET active = 0");
  CHECK(number(Value::object()) == 40034);
  const auto broken = server.send("POST", "/api/v1/public/flowx/handshake",
                                  server.backend_headers(server.app), "{");
  CHECK(broken.number() == 40001);
  CHECK(broken.body["httpStatusCode"] == Value(400));
}

TEST_CASE("a pinned handshake keeps its version, a draft follows the draft") {
  Server server;
  const auto snapshot = server.services->store.read([&](Database& db) {
    return find_snapshot(db, server.app.client_key, "FX0test", "1.0.0")->id;
  });
  Page pinned(server, server.handshake(Value::object({{"snapshot", snapshot}})));
  Page draft(server, server.handshake());
  Page running(server, server.handshake());
  running.launch();
  std::string changed(flow_text);
  changed.replace(changed.find("1.0.0"), 5, "1.1.0");
  const auto publish = [&](const std::string& text) {
    return server.services->store.write([&](Transaction& transaction) {
      return publish_flow(transaction, *server.services, server.app.client_key, text, server.now);
    });
  };
  const auto second = publish(changed);
  REQUIRE(second);
  CHECK(publish(changed)->id == second->id);
  CHECK(pinned.launch().body["flow"]["version"] == Value("1.0.0"));
  CHECK(draft.launch().body["flow"]["version"] == Value("1.1.0"));
  CHECK(running.submit("FS0consent", Value::object({{"accepted", true}})).status() == 200);
  CHECK(running.launch().body["plan"]["reason"] == Value("flow_changed"));

  changed.replace(changed.find("Do you agree?"), 13, "Do you agree!");
  const auto refused = publish(changed);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().where == "/version");
}

TEST_CASE("the result goes out as the signed bytes, and only once a run completed") {
  Server server;
  Page first(server, server.handshake());
  first.launch();
  CHECK(server.result(first.id).body["result"].is_null());
  CHECK(server.result(first.id).body["resultSignature"].is_null());
  // A look at the first screen uses nothing up.
  CHECK(server.result(first.id).body["consumed"] == Value(false));
  first.submit("FS0consent", Value::object({{"accepted", true}}));
  CHECK(server.result(first.id).body["consumed"] == Value(true));
  Page page(server, server.handshake());
  const auto last = page.to_end();
  const auto answer = server.result(page.id);
  const std::string& signature = answer.body["resultSignature"].as_string();
  CHECK(signature == last.body["delivery"]["signature"].as_string());
  const auto& text = answer.response.body;
  const auto begin = text.find("\"result\":{") + 9;
  const std::string bytes = text.substr(begin, text.size() - begin - 1);
  CHECK(verify_result(server.app.client_secret, bytes, signature) == Verification::ok);
  CHECK(stringify(answer.body["result"]) == bytes);
  CHECK(answer.body["tag"] == Value("user-1"));
  CHECK(answer.body["archived"].is_null());
  CHECK(answer.body["resultSignatureKeyId"].as_string().starts_with("CS1"));
  server.reopen();
  CHECK(server.result(page.id).body["resultSignature"] == answer.body["resultSignature"]);

  server.tamper("UPDATE handshakes SET archived_at = 5");
  CHECK(server.result(page.id).body["archived"] == Value(5));
  CHECK(server.result(page.id).body["result"].is_null());
  CHECK(server.result(page.id).body["resultSignature"].is_null());
}

TEST_CASE("another app's handshake is as unknown as none") {
  Server server;
  const auto other = server.create_app({"Other", "sandbox", {}, {std::string(backend_address)}});
  const std::string id = server.handshake();
  CHECK(server.result(id).status() == 200);
  const auto theirs = server.result(id, other);
  const auto nobodys = server.result("DS0" + std::string(22, 'x'), other);
  CHECK(theirs.number() == 40401);
  CHECK(theirs.status() == 404);
  CHECK(theirs.response.body == nobodys.response.body);
}

TEST_CASE("who may call: the address first, then the token") {
  Server server;
  const std::string id = server.handshake();
  AppSecrets wrong = server.app;
  wrong.server_token = base64(wrong.client_key + ":" + random_secret());
  CHECK(server.result(id, wrong).number() == 4016);
  CHECK(server.result(id, wrong).status() == 401);
  wrong.server_token = "!";
  CHECK(server.result(id, wrong).number() == 4016);
  CHECK(server.send("GET", "/api/v1/public/flowx/handshake/" + id).number() == 4016);

  server.address = "203.0.113.8";
  CHECK(server.result(id).number() == 4039);
  CHECK(server.result(id).status() == 403);
  wrong.server_token = base64(wrong.client_key + ":" + random_secret());
  CHECK(server.result(id, wrong).number() == 4039);  // not told whether the token is right
  server.address = "::ffff:203.0.113.7";
  CHECK(server.result(id).status() == 200);

  const auto closed = server.create_app({"Live", "live", {}, {}});
  CHECK(server.result(id, closed).number() == 4039);
  server.tamper("UPDATE apps SET addresses = '[\"*\"]'");
  CHECK(server.result(id, closed).number() == 4039);  // a live app is never open to all
  CHECK(server.result(id).status() == 200);           // a sandbox may be
  server.tamper("UPDATE apps SET active = 0");
  CHECK(server.result(id).number() == 4031);
}

TEST_CASE("apps are checked when they are made") {
  Server server;
  const auto make = [&](const NewApp& wanted) {
    return server.services->store.write([&](Transaction& transaction) {
      return create_app(transaction, server.services->vault, wanted, 0);
    });
  };
  CHECK(make({"A",
              "live",
              {"https://a.example", "http://localhost:3000"},
              {"10.0.0.0/8", "2001:db8::/32"}}));
  CHECK_FALSE(make({"A", "live", {"*"}, {}}));
  CHECK_FALSE(make({"A", "live", {}, {"*"}}));
  CHECK_FALSE(make({"", "sandbox", {}, {}}));
  CHECK_FALSE(make({"A", "test", {}, {}}));
  const auto refused =
      make({"A", "sandbox", {"https://a.example/", "ftp://a"}, {"1.2.3", "1.2.3.4/33"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().details.size() == 4);
}

TEST_CASE("languages and health need nobody's name") {
  Server server;
  CHECK(server.send("GET", "/api/v1/public/languages").body.items()[0]["key"] == Value("en"));
  CHECK(server.send("GET", "/healthz").response.body == "{\"ok\":true}");
  CHECK(server.send("HEAD", "/healthz").status() == 200);
}
