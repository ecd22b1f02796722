// Handshakes are listed, archived, cancelled.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

Answer list(Server& server, const Value& more = Value::object()) {
  Value body = Value::object({{"flow", "FX0test"}});
  for (const auto& [name, value] : more.members()) body.set(name, value);
  return server.send("POST", "/api/v1/public/flowx/handshake/list",
                     server.backend_headers(server.app), stringify(body));
}

Answer change(Server& server, const std::string& id, std::string_view what) {
  return server.send("POST", "/api/v1/public/flowx/handshake/" + id + "/" + std::string(what),
                     server.backend_headers(server.app));
}

}  // namespace

TEST_CASE("handshakes of a flow are listed newest first, page by page, each once") {
  Server server;
  std::vector<std::string> made;
  for (int i = 0; i < 7; ++i) {
    made.push_back(server.handshake());
    if (i % 2 == 1) server.now += 1;  // two of one millisecond
  }
  std::vector<std::string> seen;
  Value cursor;
  for (int pages = 0; pages < 4; ++pages) {
    const auto answer = list(server, Value::object({{"limit", 3}, {"cursor", cursor}}));
    REQUIRE(answer.status() == 200);
    for (const auto& row : answer.body["handshakes"].items())
      seen.push_back(row["_id"].as_string());
    cursor = answer.body["next"];
    if (cursor.is_null()) break;
    server.handshake();  // a new one does not move those that are to come
  }
  CHECK(seen.size() == 7);
  CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 7);
  CHECK(seen.front() == made.back());
}

TEST_CASE("a row says what became of a handshake") {
  Server server;
  Page done(server, server.handshake(Value::object({{"tag", "user-7"}})));
  done.to_end();
  server.now += 1;
  Page open(server, server.handshake());
  open.launch();
  const auto rows = list(server).body["handshakes"].items();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["consumed"] == Value(false));
  CHECK(rows[0]["outcome"].is_null());
  CHECK(rows[0]["expiry"] == Value(server.now + day_ms));
  CHECK(rows[1]["_id"] == Value(done.id));
  CHECK(rows[1]["tag"] == Value("user-7"));
  CHECK(rows[1]["consumed"] == Value(true));
  CHECK(rows[1]["outcome"] == Value("completed"));
  CHECK(rows[1]["status"] == Value("auto_approved"));
  // One damaged log does not hide the others.
  server.tamper("DELETE FROM events WHERE handshake = '" + done.id + "' AND seq = 2");
  const auto damaged = list(server).body["handshakes"].items();
  REQUIRE(damaged.size() == 2);
  CHECK(damaged[1]["status"].is_null());
  CHECK(damaged[1]["tag"] == Value("user-7"));
}

TEST_CASE("a handshake is found by its tag, which stands nowhere in clear") {
  Server server;
  const std::string id = server.handshake(Value::object({{"tag", "asha.rao@example.org"}}));
  server.handshake(Value::object({{"tag", "user-2"}}));
  const auto found = list(server, Value::object({{"tag", "asha.rao@example.org"}}));
  REQUIRE(found.body["handshakes"].size() == 1);
  CHECK(found.body["handshakes"].items()[0]["_id"] == Value(id));
  CHECK(list(server, Value::object({{"tag", "asha"}})).body["handshakes"].size() == 0);
  const auto text = server.stored();
  CHECK(text.find("asha.rao") == std::string::npos);
  // The same tag at another app has another index.
  const auto first = server.app;
  server.app = server.create_app({"Other", "sandbox", {}, {std::string(backend_address)}});
  server.handshake(Value::object({{"tag", "asha.rao@example.org"}}));
  CHECK(server.count("SELECT count(DISTINCT tag_index) FROM handshakes") == 3);
  CHECK(list(server).body["handshakes"].size() == 1);
  server.app = first;
}

TEST_CASE("what cannot be listed is refused") {
  Server server;
  server.handshake();
  const auto number = [&](const Value& more) { return list(server, more).number(); };
  CHECK(number(Value::object({{"flow", "FX0other"}})) == 4002);
  CHECK(number(Value::object({{"flow", nullptr}})) == 4001);
  CHECK(number(Value::object({{"tag", 7}})) == 4001);
  CHECK(number(Value::object({{"tag", ""}})) == 4001);  // it would list everybody's
  CHECK(number(Value::object({{"limit", 0}})) == 4001);
  CHECK(number(Value::object({{"limit", 101}})) == 4001);
  CHECK(number(Value::object({{"limit", "x"}})) == 4001);
  for (const auto* cursor : {"x", "eA", "MTI6"}) {
    INFO(cursor);
    const auto answer = list(server, Value::object({{"cursor", cursor}}));
    CHECK((answer.status() == 200 || answer.number() == 4001));
  }
  CHECK(number(Value::object({{"cursor", "!"}})) == 4001);
}

TEST_CASE("an archived handshake gives nothing away and is not launched") {
  Server server;
  Page page(server, server.handshake());
  page.to_end();
  CHECK(server.result(page.id).body["result"].is_object());
  server.now += 5;
  const auto archived = change(server, page.id, "archive");
  CHECK(archived.status() == 200);
  CHECK(archived.body["archived"] == Value(server.now.load()));
  const auto answer = server.result(page.id).body;
  CHECK(answer["archived"] == Value(server.now.load()));
  CHECK(answer["result"].is_null());
  CHECK(answer["resultSignature"].is_null());
  CHECK(answer["status"] == Value("auto_approved"));
  CHECK(page.events().code() == "token_invalid");
  CHECK(page.launch().code() == "handshake_archived");
  CHECK(page.launch(Value::object({{"retry", true}})).body["number"] == Value(41003));
  server.now += 5;
  CHECK(change(server, page.id, "archive").body["archived"] == archived.body["archived"]);
  CHECK(change(server, page.id, "cancel").number() == 41003);
}

TEST_CASE("a handshake is cancelled only while nobody used it") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  CHECK(change(server, page.id, "cancel").body["cancelled"] == Value(start_of_time));
  CHECK(change(server, page.id, "cancel").status() == 200);
  CHECK(page.submit("FS0consent", Value::object({{"accepted", true}})).code() == "token_invalid");
  CHECK(page.launch().code() == "handshake_cancelled");
  const auto result = server.result(page.id).body;
  CHECK(result["consumed"] == Value(false));
  CHECK(result["cancelled"] == Value(start_of_time));

  Page used(server, server.handshake());
  used.launch();
  used.submit("FS0consent", Value::object({{"accepted", true}}));
  CHECK(change(server, used.id, "cancel").number() == 40901);
  CHECK(used.launch().status() == 200);
}

TEST_CASE("what is damaged is not cancelled, since nobody knows whether it was used") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  server.tamper("UPDATE events SET event = replace(event, 'FS0', 'FS1')");
  CHECK(change(server, page.id, "cancel").number() == 50002);
  CHECK(server.count("SELECT count(*) FROM handshakes WHERE cancelled_at IS NOT NULL") == 0);
}

TEST_CASE("nobody archives or cancels another app's") {
  Server server;
  const std::string id = server.handshake();
  server.app = server.create_app({"Other", "sandbox", {}, {std::string(backend_address)}});
  for (const auto* what : {"archive", "cancel"}) CHECK(change(server, id, what).number() == 40401);
  CHECK(server.count("SELECT count(*) FROM handshakes WHERE archived_at IS NOT NULL OR "
                     "cancelled_at IS NOT NULL") == 0);
  CHECK(server
            .send("GET", "/api/v1/public/flowx/handshake/" + id + "/archive",
                  server.backend_headers(server.app))
            .number() == 40501);
}
