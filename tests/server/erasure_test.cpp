// Erasure: what a person gave is gone from every place, and the chain of the log still verifies.
#include "server/operate/erasure.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "error_ways.hpp"
#include "sealflow/log.hpp"
#include "sealflow/signature.hpp"
#include "server/engine/walk.hpp"
#include "server/store/audit.hpp"
#include "server/store/erasure.hpp"
#include "server/store/sqlite.hpp"
#include "webhook_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

Answer erase(Server& server, const std::string& id) { return on(server, id, "erase"); }

std::vector<LoggedEvent> log_of(Server& server, const std::string& id) {
  return server.services->store
      .read([&](Database& db) { return read_log(db, server.services->vault, id); })
      .value();
}

/// What stands in the database about a handshake, sealed or as a hash, by what it is. (Hashes of
/// devices' secrets stand in the public parts of events, and stay.)
std::vector<std::pair<std::string, std::string>> sealed_about(Server& server,
                                                              const std::string& id) {
  constexpr std::array queries = {
      "SELECT 'key', wrapped_key FROM handshakes WHERE id = ?1",
      "SELECT 'tag', sealed_tag FROM handshakes WHERE id = ?1",
      "SELECT 'tag index', tag_index FROM handshakes WHERE id = ?1",
      "SELECT 'variables', sealed_variables FROM handshakes WHERE id = ?1",
      "SELECT 'salt', sealed_salt FROM events WHERE handshake = ?1 AND sealed_salt IS NOT NULL",
      "SELECT 'private', sealed_private FROM events WHERE handshake = ?1 AND sealed_private IS NOT "
      "NULL",
      "SELECT 'result', sealed_bytes FROM results WHERE handshake = ?1",
      "SELECT 'signature', signature FROM results WHERE handshake = ?1",
      "SELECT 'receipt', substr(jws, length(jws) - 85) FROM receipts WHERE handshake = ?1",
      "SELECT 'receipt salt', sealed_salt FROM receipts WHERE handshake = ?1",
      "SELECT 'effect', sealed_payload FROM effects WHERE handshake = ?1 AND sealed_payload IS NOT "
      "NULL",
      "SELECT 'webhook', sealed_body FROM webhook_messages WHERE handshake = ?1",
      "SELECT 'message', sealed_message FROM inbox WHERE handshake = ?1",
      "SELECT 'answer', sealed_answer FROM idempotency WHERE handshake = ?1",
      "SELECT 'file key', sealed_key FROM media WHERE handshake = ?1",
      "SELECT 'file hash', sha256 FROM media WHERE handshake = ?1",
      "SELECT 'session', token_hash FROM sessions WHERE handshake = ?1",
      "SELECT 'link', code_hash FROM handoffs WHERE handshake = ?1",
  };
  return server.services->store.read([&](Database& db) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto* sql : queries) {
      Rows rows = db.query(sql, id);
      // Of what is larger than a page the beginning is enough: the rest lies elsewhere.
      while (rows.step()) found.emplace_back(rows.text(0), rows.text(1).substr(0, 64));
    }
    return found;
  });
}

/// Everything on the disk: database, write-ahead log, uploads.
std::string disk(Server& server) {
  std::string all =
      bytes_of(server.folder.file("test.sqlite")) + bytes_of(server.folder.file("test.sqlite-wal"));
  for (const auto& entry :
       std::filesystem::directory_iterator(server.folder.file("test.sqlite.media")))
    all += bytes_of(entry.path().string());
  return all;
}

void checkpoint(Server& server) {
  // The test's own readers keep nothing open; what is read is on disk afterwards.
  REQUIRE(empty_write_ahead_log(server.folder.file("test.sqlite")));
}

/// A handshake that leaves something in every place.
std::string full_walk(Server& server, Loopback& receiver) {
  subscribe(server, receiver.url("127.0.0.1"));
  Page page(server, server.handshake(Value::object({{"webhook", true}, {"tag", "user-77"}})));
  page.to_form();
  page.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCPE1234F"}}));
  const auto media = page.upload(png()).body["id"].as_string();
  server.send("POST", page.path("handoff"), page.headers({{"idempotency-key", "link"}}), "{}");
  page.submit("FS0doc", Value::object({{"front", media}}));
  return page.id;
}

}  // namespace

TEST_CASE("erasure: nothing of a person is left in database, log or uploads", "[sqlite]") {
  Server server;
  Loopback receiver(status(500));
  const auto id = full_walk(server, receiver);
  send_due(server);
  Page other(server, server.handshake());
  other.to_form();
  checkpoint(server);
  const auto about = sealed_about(server, id);
  std::set<std::string> kinds;
  const auto before = disk(server);
  for (const auto& [kind, bytes] : about) {
    INFO(kind);
    // The control: each of them is found while it is there.
    REQUIRE(bytes.size() >= 32);
    CHECK(before.find(bytes) != std::string::npos);
    kinds.insert(kind);
  }
  for (const auto* kind : {"key", "tag", "tag index", "variables", "salt", "private", "result",
                           "receipt", "receipt salt", "webhook", "message", "answer", "file key",
                           "file hash", "session", "link"}) {
    INFO(kind);
    CHECK(kinds.contains(kind));
  }

  server.now += 5;
  const auto answer = erase(server, id);
  REQUIRE(answer.status() == 200);
  CHECK(answer.body["erased"] == Value(server.now.load()));
  checkpoint(server);
  const auto after = disk(server);
  for (const auto& [kind, bytes] : about) {
    INFO(kind);
    CHECK(after.find(bytes) == std::string::npos);
  }
  CHECK(std::filesystem::is_empty(server.folder.file("test.sqlite.media")));
  CHECK(server.result(other.id).body["tag"] == Value("user-1"));
  CHECK(other.events().status() == 200);
}

TEST_CASE("erasure: the control: what is deleted and not overwritten is still found", "[sqlite]") {
  Server server;
  Page page(server, server.handshake());
  page.to_end();
  std::string sealed;
  for (const auto& [kind, bytes] : sealed_about(server, page.id)) {
    if (kind == "result") sealed = bytes;
  }
  const auto path = server.folder.file("test.sqlite");
  {
    SqliteDatabase careless(path);
    careless.execute("PRAGMA secure_delete = OFF; DELETE FROM results");
  }
  CHECK(disk(server).find(sealed) != std::string::npos);
  checkpoint(server);
  CHECK(disk(server).find(sealed) != std::string::npos);
}

TEST_CASE("erasure: the chain still verifies to its end, and replay says erased") {
  Server server;
  Page page(server, server.handshake());
  page.to_end();
  const auto whole = log_of(server, page.id);
  REQUIRE_FALSE(replay(whole)->erased);
  erase(server, page.id);
  const auto left = log_of(server, page.id);
  REQUIRE(left.size() == whole.size());
  CHECK(left.back().event.hash == whole.back().event.hash);
  CHECK(verify_log(left));
  const auto replayed = replay(left);
  REQUIRE(replayed);
  CHECK(replayed->erased);
  CHECK(replayed->state.status == "auto_approved");
  CHECK_FALSE(result_of(replayed->state));
  // Shortened, it is found out as before.
  server.tamper("DELETE FROM events WHERE handshake = '" + page.id +
                "' AND seq = " + std::to_string(left.size()));
  server.tamper("UPDATE handshakes SET seq = seq - 1 WHERE id = '" + page.id + "'");
  const auto shortened = server.services->store.read(
      [&](Database& db) { return read_log(db, server.services->vault, page.id); });
  REQUIRE_FALSE(shortened);
  CHECK(shortened.error().code == ErrorCode::log_damaged);
}

TEST_CASE("erasure: where a code went is gone too, also as the page has it") {
  Server server;
  Page page(server, server.handshake());
  page.to_form();
  const auto text_of = [&] {
    std::string text;
    for (const auto& event : log_of(server, page.id))
      text += stringify(event_to_json(without_secret(event)));
    return text;
  };
  const auto sent = page.events();
  CHECK(stringify(sent.body).find("+91******3210") != std::string::npos);
  // What a log shows to those who may not see the person, and what is left of an erased one.
  CHECK(text_of().find("3210") == std::string::npos);
  erase(server, page.id);
  CHECK(text_of().find("3210") == std::string::npos);
}

TEST_CASE("erasure: a private part that is missing without it is damage") {
  Server server;
  Page page(server, server.handshake());
  page.to_form();
  const auto rows = "WHERE handshake = '" + page.id + "'";
  SECTION("taken away") {
    server.tamper("UPDATE events SET sealed_salt = NULL, sealed_private = NULL " + rows);
  }
  SECTION("and called erased") {
    server.tamper("UPDATE events SET sealed_salt = NULL, sealed_private = NULL " + rows);
    server.tamper("UPDATE handshakes SET erased_at = 1 WHERE id = '" + page.id + "'");
  }
  const auto log = server.services->store.read(
      [&](Database& db) { return read_log(db, server.services->vault, page.id); });
  REQUIRE_FALSE(log);
  CHECK(log.error().code == ErrorCode::log_damaged);
  CHECK(server.result(page.id).number() == 50002);
}

TEST_CASE("erasure: what calls answer afterwards") {
  Server server;
  Page page(server, server.handshake(Value::object({{"tag", "user-9"}})));
  page.to_end();
  const auto before = page.seq;
  erase(server, page.id);
  const auto result = server.result(page.id).body;
  for (const auto* name : {"tag", "result", "resultSignature", "resultSignatureKeyId"}) {
    INFO(name);
    CHECK(result[name].is_null());
  }
  CHECK(result["erased"] == Value(server.now.load()));
  CHECK(result["status"] == Value("auto_approved"));
  CHECK(result["consumed"] == Value(true));
  CHECK(result["seq"] == Value(before));
  CHECK(page.events().code() == "token_invalid");
  CHECK(page.launch().code() == "handshake_erased");
  CHECK(page.launch(with("retry", true)).body["number"] == Value(41005));
  CHECK(on(server, page.id, "cancel").number() == 41005);
  CHECK(on(server, page.id, "archive").status() == 200);

  const auto list = post(server, "/list", R"({"flow": "FX0test"})").body["handshakes"].items();
  REQUIRE(list.size() == 1);
  CHECK(list[0]["erased"] == Value(server.now.load()));
  CHECK(list[0]["tag"].is_null());
  CHECK(list[0]["outcome"] == Value("completed"));
  CHECK(
      post(server, "/list", R"({"flow": "FX0test", "tag": "user-9"})").body["handshakes"].size() ==
      0);
}

TEST_CASE("erasure: again changes nothing, and another app's is unknown") {
  Server server;
  Page page(server, server.handshake());
  page.to_end();
  const auto first = erase(server, page.id).body["erased"];
  server.now += 1000;
  CHECK(erase(server, page.id).body["erased"] == first);
  const auto id = server.handshake();  // nobody used it
  CHECK(erase(server, id).status() == 200);
  CHECK(server.result(id).body["consumed"] == Value(false));
  CHECK(log_of(server, id).empty());

  const auto theirs = server.handshake();
  server.app = server.create_app({"Other", "sandbox", {}, {std::string(backend_address)}});
  CHECK(erase(server, theirs).number() == 40401);
  CHECK(server.count("SELECT count(*) FROM handshakes WHERE erased_at IS NULL") == 1);
}

TEST_CASE("erasure: damage is no reason to keep somebody's data, and stays damage") {
  Server server;
  Page page(server, server.handshake());
  page.to_end();
  SECTION("of the log") { server.tamper("DELETE FROM events WHERE seq = 3"); }
  SECTION("of the key") { server.tamper("UPDATE handshakes SET wrapped_key = sealed_tag"); }
  CHECK(erase(server, page.id).status() == 200);
  CHECK(server.count("SELECT count(*) FROM events WHERE sealed_private IS NOT NULL") == 0);
  CHECK(server.result(page.id).number() == 50002);
}

TEST_CASE("erasure: is recorded in the audit") {
  Server server;
  const auto id = server.handshake();
  erase(server, id);
  std::string lines;
  server.services->store.read([&](Database& db) {
    read_audit(db, server.app.client_key, "", [&](const std::string& line) { lines += line; });
    return 0;
  });
  CHECK(lines.find("\"action\":\"handshake.erase\"") != std::string::npos);
}
