// Sessions: what of a command is refused, with which code, and what is left behind.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

const Value consent = Value::object({{"accepted", true}});

std::int64_t events_of(Server& server, const std::string& id) {
  return server.count("SELECT count(*) FROM events WHERE handshake = '" + id + "'");
}

}  // namespace

TEST_CASE("origins") {
  Server server;
  const std::string id = server.handshake();
  const auto launch = [&](const std::string& origin) {
    return server.send("POST", "/v1/sessions/" + id + "/launch",
                       {{"origin", origin}, {"content-type", "application/json"}},
                       stringify(Value::object({{"clientKey", server.app.client_key}})));
  };
  for (const auto* origin :
       {"https://evil.example", "https://app.example.evil.example", "http://app.example", "null"}) {
    const auto refused = launch(origin);
    CHECK(refused.code() == "origin_not_allowed");
    CHECK(refused.response.header("access-control-allow-origin").empty());
  }
  const auto allowed = launch(std::string(page_origin));
  CHECK(allowed.status() == 200);
  CHECK(allowed.response.header("access-control-allow-origin") == page_origin);
  CHECK(allowed.response.header("cache-control") == "no-store");
  // "*" counts in a sandbox only, even if it got into a live app's row.
  server.tamper("UPDATE apps SET origins = '[\"*\"]'");
  CHECK(launch("https://any.example").response.header("access-control-allow-origin") ==
        "https://any.example");
  server.tamper("UPDATE apps SET mode = 'live'");
  CHECK(launch("https://any.example").code() == "origin_not_allowed");
}

TEST_CASE("bodies") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  const auto post = [&](const std::string& body) { return page.post(body); };
  CHECK(post("{").code() == "invalid_json");
  CHECK(post(R"({"command": {"type": "skip"}, "epoch": 1, "epoch": 1, "expectedSeq": 2})").code() ==
        "invalid_json");
  CHECK(post("[]").code() == "malformed_request");
  CHECK(post("\"\xff\"").code() == "invalid_json");
  CHECK(post(std::string(100, '[') + std::string(100, ']')).code() == "invalid_json");
  const auto large = post("{\"a\": \"" + std::string(max_json_bytes, 'a') + "\"}");
  CHECK(large.code() == "body_too_large");
  CHECK(large.status() == 413);
  auto headers = page.headers({{"idempotency-key", "k"}});
  headers.back().value = "text/plain";
  CHECK(server.send("POST", page.path("commands"), headers, "{}").code() == "content_type_invalid");
  headers.pop_back();
  CHECK(server.send("POST", page.path("commands"), headers, "{}").status() == 415);
  CHECK(server.send("PUT", page.path("commands"), page.headers()).status() == 405);
  CHECK(server.send("GET", "/v1/nothing").code() == "not_found");
  CHECK(events_of(server, page.id) == 2);
}

TEST_CASE("tokens") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  Page other(server, server.handshake());
  other.launch();
  const auto with = [&](const std::string& authorization) {
    return server.send("GET", page.path("events"), {{"authorization", authorization}});
  };
  CHECK(with("Bearer " + page.token).status() == 200);
  CHECK(with("").code() == "token_required");
  CHECK(with("Basic abc").code() == "token_required");
  CHECK(with("Bearer abc").code() == "token_invalid");
  CHECK(with("Bearer " + random_secret()).code() == "token_invalid");
  const auto mismatch = with("Bearer " + other.token);
  CHECK(mismatch.code() == "token_mismatch");
  CHECK(mismatch.status() == 403);

  // Each answer renews it, up to 12 hours; at exactly the instant it is over.
  server.now += 30 * minute_ms - 1;
  CHECK(page.events().status() == 200);
  server.now += 30 * minute_ms;
  CHECK(page.events().code() == "token_expired");
  page.launch();
  const std::int64_t opened = server.now;
  while (server.now + 20 * minute_ms < opened + 12 * hour_ms) {
    server.now += 20 * minute_ms;
    REQUIRE(page.events().status() == 200);
  }
  server.now = opened + 12 * hour_ms;
  CHECK(page.events().code() == "token_expired");
}

TEST_CASE("a page cannot say that it has passed") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  for (const auto* type : {"stage_passed", "launch", "effect_result", "run_ended", ""}) {
    const auto forged =
        page.command(Value::object({{"type", type},
                                    {"stage", "FS0consent"},
                                    {"input", Value::object({{"ok", true}, {"effect", "x"}})}}));
    CHECK(forged.status() == 400);
  }
  CHECK(page.submit("FS0doc", Value::object({{"front", "MX1"}})).code() == "stage_not_current");
  CHECK(page.submit("FS0otp", Value::object({{"code", "123456"}})).code() == "stage_not_current");
  CHECK(page.submit("FS0nothing", Value::object()).code() == "stage_unknown");
  CHECK(page.submit("FS0consent", Value::object({{"accepted", false}})).code() == "invalid_input");
  // Epoch 0 would switch the core's check off.
  CHECK(page.post(stringify(Value::object({{"command", Value::object({{"type", "skip"}})},
                                           {"epoch", 0},
                                           {"expectedSeq", 2}})))
            .code() == "malformed_request");
  CHECK(events_of(server, page.id) == 2);
  CHECK(server.result(page.id).body["outcome"].is_null());
}

TEST_CASE("expectedSeq: who is behind gets what is missing") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  CHECK(page.submit("FS0consent", consent).status() == 200);
  page.seq = 2;
  const auto behind = page.submit("FS0consent", consent);
  CHECK(behind.status() == 409);
  CHECK(behind.code() == "seq_conflict");
  REQUIRE(behind.body["events"].size() == 3);
  CHECK(behind.body["events"].items()[0]["seq"] == Value(3));
  CHECK(behind.body["events"].items()[0].find("private") == nullptr);
  page.seq = 99;
  CHECK(page.submit("FS0otp", Value::object({{"code", "000000"}})).body["events"].size() == 0);
  // A heartbeat does not look at it.
  CHECK(page.post(stringify(Value::object(
                      {{"command", Value::object({{"type", "heartbeat"}})}, {"epoch", 1}})))
            .status() == 200);
}

TEST_CASE("wrong codes use tries up; the code comes from the inbox alone") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", consent);
  const std::string code = server.code();
  const std::string wrong = code == "000000" ? "000001" : "000000";
  const auto rejected = page.submit("FS0otp", Value::object({{"code", wrong}}));
  CHECK(rejected.status() == 200);
  CHECK(rejected.body["events"].items()[0]["type"] == Value("stage_rejected"));
  CHECK(page.events().response.body.find(code) == std::string::npos);
  page.submit("FS0otp", Value::object({{"code", wrong}}));
  const auto last = page.submit("FS0otp", Value::object({{"code", wrong}}));
  CHECK(last.body["events"].items().back()["public"]["outcome"] == Value("errored"));
  CHECK(last.body["delivery"]["signature"] == Value(""));
  CHECK(server.result(page.id).body["result"].is_null());
  CHECK(page.submit("FS0otp", Value::object({{"code", code}})).code() == "run_ended");
}

TEST_CASE("documents") {
  Server server;
  Page page(server, server.handshake());
  page.to_form();
  CHECK(page.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCPE1234F"}}))
            .status() == 200);
  CHECK(page.upload("GIF89a not a png").code() == "media_type_invalid");
  CHECK(page.upload("hello", "text/plain").code() == "content_type_invalid");
  CHECK(page.upload("\x89PNG\r\n\x1A\n" + std::string(max_media_bytes, 'x')).code() ==
        "media_too_large");
  CHECK(server.count("SELECT count(*) FROM media") == 0);
  const std::filesystem::path uploads = server.folder.file("test.sqlite.media");
  CHECK((!std::filesystem::exists(uploads) || std::filesystem::is_empty(uploads)));
  const std::string token = page.token;
  page.token = random_secret();
  CHECK(page.upload("%PDF-1.4").code() == "token_invalid");
  page.token = token;

  CHECK(page.upload("%PDF-1.4 %%EOF").code() == "media_type_invalid");  // named a picture
  const auto pdf = page.upload("%PDF-1.4 %%EOF", "application/pdf");
  CHECK(pdf.status() == 201);
  CHECK(pdf.body["type"] == Value("application/pdf"));
  CHECK(page.submit("FS0doc", Value::object({{"front", pdf.body["id"]}})).code() ==
        "media_type_invalid");
  CHECK(page.submit("FS0doc", Value::object({{"front", new_media_id()}})).code() ==
        "media_unknown");
  Page other(server, server.handshake());
  other.launch();
  const auto theirs = other.upload(png()).body["id"];
  CHECK(page.submit("FS0doc", Value::object({{"front", theirs}})).code() == "media_unknown");
  const auto own = page.upload(jpeg(), "image/jpeg").body["id"];
  CHECK(page.submit("FS0doc", Value::object({{"front", own}}))
            .body["delivery"]["signature"]
            .as_string()
            .size() == 64);
}

TEST_CASE("links for another device") {
  Server server;
  Page desk(server, server.handshake());
  desk.launch();
  const auto link = server.send("POST", desk.path("handoff"), desk.headers());
  CHECK(link.status() == 201);
  CHECK(link.body["digits"].as_string().size() == 2);
  CHECK(link.body["expires"] == Value(start_of_time + 10 * minute_ms));
  Page elsewhere(server, server.handshake());
  CHECK(elsewhere.launch(Value::object({{"handoff", link.body["code"]}})).code() == "link_expired");
  Page phone(server, desk.id);
  server.now += 10 * minute_ms;
  CHECK(phone.launch(Value::object({{"handoff", link.body["code"]}})).code() == "link_expired");
  server.now -= 1;
  CHECK(phone.launch(Value::object({{"handoff", link.body["code"]}})).status() == 200);
  CHECK(phone.launch(Value::object({{"handoff", link.body["code"]}})).status() ==
        200);  // the same device goes on
  CHECK(Page(server, desk.id).launch(Value::object({{"handoff", link.body["code"]}})).code() ==
        "link_used");
  CHECK(desk.submit("FS0consent", consent).code() == "session_superseded");
  // What the phone does is no longer the desk's to read, but how far it got is.
  phone.submit("FS0consent", consent);
  const auto left = desk.events();
  CHECK(left.code() == "session_superseded");
  CHECK(left.body["events"].is_null());
  CHECK(stringify(left.body["progress"]) ==
        R"([{"stage":"FS0consent","passed":true},{"stage":"FS0otp","passed":false}])");
  // Epochs are small numbers: guessing the other's must not help.
  desk.epoch = phone.epoch;
  desk.seq = phone.seq;
  CHECK(desk.submit("FS0consent", consent).code() == "session_superseded");
}

TEST_CASE("events") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", consent);
  CHECK(page.events().body["events"].size() == 5);
  CHECK(page.events({{"last-event-id", "3"}}).body["events"].size() == 2);
  for (const auto* id : {"abc", "-1", "6", "1.5", "1 "}) {
    CHECK(page.events({{"last-event-id", id}}).code() == "malformed_request");
  }
  const auto stream = page.events({{"accept", "text/event-stream"}, {"last-event-id", "4"}});
  REQUIRE(stream.response.stream);
  const auto part = stream.response.stream->pull();
  CHECK(part.text.starts_with("id: 5\nevent: stage_progressed\ndata: {"));
  CHECK_FALSE(part.last);
  CHECK(stream.response.stream->pull().text.empty());
  page.command(Value::object({{"type", "skip"}}));
  CHECK(stream.response.stream->pull().last);
}

TEST_CASE("who left is told whether a retry goes on") {
  const auto leave = [](Server& server) {
    Page page(server, server.handshake());
    page.launch();
    CHECK(page.events().body["delivery"].is_null());
    const auto left = page.command(Value::object({{"type", "skip"}}));
    CHECK(page.events().body["delivery"] == left.body["delivery"]);
    const auto again = page.launch(Value::object({{"retry", true}}));
    const bool goes_on = again.body["plan"]["action"] == Value("resume");
    CHECK(left.body["delivery"]["resumable"] == Value(goes_on));
    return goes_on;
  };
  Server server;
  CHECK(leave(server));
  std::string flow(flow_text);
  flow.replace(flow.find("\"ends\":"), 7,
               R"("resume": {"exitOnEndStates": ["user_cancelled"]}, "ends":)");
  flow.replace(flow.find("1.0.0"), 5, "2.0.0");
  server.publish(flow);
  CHECK(!leave(server));
}

TEST_CASE("a token is renewed by what is done with it, not more often than each ten seconds") {
  Server server;
  Page page(server, server.handshake());
  const auto idle_until = [&] { return server.count("SELECT idle_until FROM sessions"); };
  page.launch();
  const std::int64_t first = idle_until();
  server.now += 9'999;
  CHECK(page.submit("FS0consent", consent).status() == 200);
  CHECK(idle_until() == first);
  server.now += 1;
  page.command(Value::object({{"type", "heartbeat"}}));
  CHECK(idle_until() == first + 10'000);
  server.now = first + 10'000;
  CHECK(page.command(Value::object({{"type", "heartbeat"}})).code() == "token_expired");
}

TEST_CASE("what the server notes of a handshake besides its log") {
  Server server;
  Page page(server, server.handshake());
  const auto noted = [&](const std::string& column) {
    return server.count("SELECT " + column + " FROM handshakes");
  };
  page.launch();
  CHECK(noted("lease_seen") == server.now);
  CHECK(noted("kept_from") == noted("expires_at"));
  server.now += 30'000;
  CHECK(page.submit("FS0consent", consent).status() == 200);
  CHECK(noted("lease_seen") == server.now);
  // Nobody used it until now; from here on it is kept from the last write, to the minute.
  const std::int64_t first = server.now;
  CHECK(noted("kept_from") == first);
  const Value wrong = Value::object({{"code", "000000"}});
  server.now += 29'999;
  page.submit("FS0otp", wrong);
  CHECK(noted("kept_from") == first);
  server.now += 30'001;
  page.submit("FS0otp", wrong);
  CHECK(noted("kept_from") == server.now);
}
