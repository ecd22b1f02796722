// Receipts: made in the transaction that ends a run, and checked by somebody who has nothing but
// the published keys, the result's bytes and the salt.
#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>

#include "error_ways.hpp"
#include "sealflow/base64.hpp"
#include "sealflow/jwks.hpp"
#include "sealflow/receipt.hpp"
#include "server/operate/master_keys.hpp"
#include "server/operate/receipt_keys.hpp"
#include "server/operate/review.hpp"
#include "webhook_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

std::string key_set(Server& server) {
  return server.send("GET", "/.well-known/jwks.json").response.body;
}

std::vector<std::string> published(Server& server) {
  std::vector<std::string> kids;
  const Value set = parse_json(key_set(server)).value();
  for (const auto& key : set["keys"].items()) kids.push_back(key["kid"].as_string());
  return kids;
}

/// What a stranger was given.
struct Shown {
  std::string jws;
  std::string salt;
  std::string bytes;  ///< of the result; empty for a run without one
};

/// As it stands in the answer, not written anew.
Shown shown(const Answer& result) {
  const std::string& text = result.response.body;
  const auto at = text.find(",\"result\":") + 10;
  const auto bytes = text.substr(at, text.size() - 1 - at);
  return {result.body["receipt"].as_string(),
          from_hex(result.body["receiptSalt"].as_string()).value(), bytes == "null" ? "" : bytes};
}

VerifiedReceipt check(Server& server, const Shown& what, const std::string& jwks) {
  return verify_receipt({what.jws, jwks, what.bytes, what.salt}, {.now_ms = server.now});
}
VerifiedReceipt check(Server& server, const Shown& what) {
  return check(server, what, key_set(server));
}

std::string signer_of(const Shown& what) {
  const auto header = from_base64url(what.jws.substr(0, what.jws.find('.'))).value();
  return parse_json(header).value()["kid"].as_string();
}

std::string walked(Server& server) {
  Page page(server, server.handshake());
  page.to_end();
  return page.id;
}

ReceiptKey rotate(Server& server, std::int64_t delay) {
  return server.services->store.write([&](Transaction& transaction) {
    return rotate_receipt_key(transaction, server.services->vault, delay, server.now);
  });
}

Result<void> withdraw(Server& server, const std::string& kid) {
  return server.services->store.write(
      [&](Transaction& transaction) { return withdraw_receipt_key(transaction, kid, server.now); });
}

std::int64_t forget(Server& server, std::int64_t then) {
  return server.services->store.write(
      [&](Transaction& transaction) { return forget_receipt_keys(transaction.db(), then); });
}

Result<std::string> review(Server& server, const std::string& handshake, const char* status) {
  return server.services->store.write([&](Transaction& transaction) {
    return decide_review(transaction, *server.services, handshake, {"", status, "op-7", ""},
                         server.now);
  });
}

}  // namespace

TEST_CASE("receipts: a stranger checks a completed run with keys, bytes and salt alone") {
  Server server;
  Page page(server, server.handshake());
  const auto ended = page.to_end();
  const Shown what = shown(server.result(page.id));
  const auto seen = check(server, what);
  REQUIRE(seen.verification == Verification::ok);
  CHECK(seen.receipt->client_key == server.app.client_key);
  CHECK(seen.receipt->subject == sha256_hex(page.id));
  CHECK(seen.receipt->run == 1);
  CHECK(seen.receipt->seq == page.seq);
  CHECK(seen.receipt->flow == "FX0test");
  CHECK(seen.receipt->outcome == Outcome::completed);
  CHECK(seen.receipt->status == "auto_approved");
  CHECK(seen.receipt->issued_at == server.now / 1000);
  CHECK(seen.receipt->issuer.starts_with("urn:uuid:"));
  CHECK(seen.receipt->log_head == ended.body["events"].items().back()["hash"].as_string());

  // The page gets the same one, and no salt: who sees a page cannot try out results.
  CHECK(ended.body["delivery"]["receipt"] == Value(what.jws));
  CHECK(page.launch().body["delivery"]["receipt"] == Value(what.jws));
  CHECK(ended.response.body.find(to_hex(what.salt)) == std::string::npos);
  // Nor does it lie open in the database.
  CHECK(server.stored().find(what.salt) == std::string::npos);
  CHECK(server.stored().find(to_hex(what.salt)) == std::string::npos);

  Shown other = what;
  other.bytes.replace(other.bytes.find("Asha"), 4, "Usha");
  CHECK(check(server, other).verification == Verification::wrong_body);
  other = what;
  other.salt[0] ^= 1;
  CHECK(check(server, other).verification == Verification::wrong_body);
  Server stranger;
  CHECK(check(server, what, key_set(stranger)).verification == Verification::wrong_key);
}

TEST_CASE("receipts: the set of keys may be kept for an hour, and read by any page") {
  Server server;
  const auto answer = server.send("GET", "/.well-known/jwks.json");
  CHECK(answer.status() == 200);
  CHECK(answer.response.header("cache-control") == "public, max-age=3600");
  CHECK(answer.response.header("access-control-allow-origin") == "*");
  REQUIRE(parse_jwks(answer.response.body));
  CHECK(parse_jwks(answer.response.body)->size() == 1);  // before the first receipt
  CHECK(answer.body["keys"].items()[0].find("d") == nullptr);
}

TEST_CASE("receipts: a run that was left or went wrong has one, too, and so has its webhook") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  Page left(server, told_handshake(server));
  left.launch();
  CHECK(server.result(left.id).body["receipt"].is_null());
  left.command(with("type", "skip"));
  const Shown what = shown(server.result(left.id));
  CHECK(what.bytes.empty());
  const auto seen = check(server, what);
  REQUIRE(seen.verification == Verification::ok);
  CHECK(seen.receipt->outcome == Outcome::skipped);

  REQUIRE(send_due(server) == 1);
  const Value payload = parse_json(body(receiver.seen().at(0))).value()["payload"];
  CHECK(payload["receipt"] == Value(what.jws));
  CHECK(payload["receiptSalt"] == Value(to_hex(what.salt)));

  // Taken up again, the run has not ended, and then it ends anew.
  left.launch(with("retry", true));
  CHECK(server.result(left.id).body["receipt"].is_null());
  CHECK(server.result(left.id).body["receiptSalt"].is_null());
  left.command(with("type", "skip"));
  const auto again = check(server, shown(server.result(left.id)));
  REQUIRE(again.verification == Verification::ok);
  CHECK(again.receipt->run == 1);
  CHECK(again.receipt->seq > seen.receipt->seq);
  CHECK(check(server, what).verification == Verification::ok);
}

TEST_CASE("receipts: no run ends without its receipt", "[sqlite]") {
  Server server;
  Page page(server, told_handshake(server));
  subscribe(server, "http://127.0.0.1:9/");
  page.to_form();
  server.tamper(
      "CREATE TRIGGER stop BEFORE INSERT ON receipts BEGIN SELECT RAISE(ABORT, 'stop'); END");
  const Value input = Value::object({{"name", "Asha Rao"}, {"pan", "ABCCE1234F"}});
  CHECK(page.submit("FS0form", input).status() == 503);
  CHECK(server.count("SELECT count(*) FROM results") == 0);
  CHECK(server.count("SELECT count(*) FROM webhook_messages") == 0);
  CHECK(server.result(page.id).body["outcome"].is_null());
  server.tamper("DROP TRIGGER stop");
  CHECK(page.submit("FS0form", input).status() == 200);
  CHECK(check(server, shown(server.result(page.id))).verification == Verification::ok);
}

TEST_CASE("receipts: a review after the end makes another one, of the same bytes") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  Page page(server, told_handshake(server));
  to_review(page);
  const Shown first = shown(server.result(page.id));
  CHECK(check(server, first).receipt->status == "needs_review");
  server.now += 60'000;
  REQUIRE(review(server, page.id, "manually_approved").value() == "manually_approved");
  const Shown second = shown(server.result(page.id));
  const auto seen = check(server, second);
  REQUIRE(seen.verification == Verification::ok);
  CHECK(seen.receipt->status == "manually_approved");
  CHECK(seen.receipt->seq > check(server, first).receipt->seq);
  CHECK(second.bytes == first.bytes);
  // What was true then is still proven by whoever kept the first one, and its salt.
  CHECK(check(server, first).verification == Verification::ok);
  CHECK(check(server, {first.jws, second.salt, first.bytes}).verification ==
        Verification::wrong_body);

  REQUIRE(send_due(server) == 2);
  const auto requests = receiver.seen();
  for (const Shown& what : {first, second})
    CHECK(std::any_of(requests.begin(), requests.end(), [&](const std::string& request) {
      return parse_json(body(request)).value()["payload"]["receipt"] == Value(what.jws);
    }));
}

TEST_CASE("receipts: a new key is published a day before it signs, and an old one stays") {
  Server server;
  const Shown before = shown(server.result(walked(server)));
  const std::string old_kid = signer_of(before);
  const auto made = rotate(server, day_ms);
  CHECK(published(server) == std::vector{made.kid, old_kid});
  const std::string kept = key_set(server);  // by somebody who asks once a day

  server.now += day_ms - 1;
  CHECK(signer_of(shown(server.result(walked(server)))) == old_kid);
  server.now += 1;
  const Shown after = shown(server.result(walked(server)));
  CHECK(signer_of(after) == made.kid);
  CHECK(check(server, after, kept).verification == Verification::ok);

  // Another instance's clock may be behind: the old private key goes later, its public half never.
  const char* private_keys = "SELECT count(*) FROM receipt_keys WHERE sealed_private IS NOT NULL";
  CHECK(forget(server, made.signs_from - 1) == 0);
  CHECK(server.count(private_keys) == 2);
  CHECK(forget(server, made.signs_from) == 1);
  CHECK(server.count(private_keys) == 1);
  CHECK(check(server, shown(server.result(walked(server)))).verification == Verification::ok);
  server.now = start_of_time;
  CHECK(check(server, before).verification == Verification::ok);
}

TEST_CASE("receipts: a stolen key is withdrawn, but never the one that signs") {
  Server server;
  const Shown before = shown(server.result(walked(server)));
  const std::string stolen = signer_of(before);
  CHECK(withdraw(server, stolen).error().code == ErrorCode::forbidden);
  const auto made = rotate(server, 0);
  REQUIRE(withdraw(server, stolen));
  CHECK(withdraw(server, stolen).error().code == ErrorCode::not_found);
  CHECK(withdraw(server, "nobody").error().code == ErrorCode::not_found);
  CHECK(published(server) == std::vector{made.kid});
  CHECK(check(server, before).verification == Verification::wrong_key);
  CHECK(check(server, shown(server.result(walked(server)))).verification == Verification::ok);
}

TEST_CASE("receipts: whoever can write to the database cannot have a key of his own published") {
  Server server;
  Server stranger;
  const auto his = stranger.services->store.read([](Database& db) {
    Rows row = db.query("SELECT id, wrapped_key, sealed_public FROM receipt_keys");
    row.step();
    return std::array{row.text(0), row.text(1), row.text(2)};
  });
  server.tamper(
      "INSERT INTO receipt_keys (id, kid, wrapped_key, sealed_public, published_at, signs_from) "
      "VALUES (?1, 'his', ?2, ?3, 0, 0)",
      his[0], Blob{his[1]}, Blob{his[2]});
  CHECK(server.send("GET", "/.well-known/jwks.json").status() == 503);
  server.tamper("DELETE FROM receipt_keys WHERE kid = 'his'");
  CHECK(server.send("GET", "/.well-known/jwks.json").status() == 200);
  // Nor does one half pass as the other.
  server.tamper("UPDATE receipt_keys SET sealed_public = sealed_private");
  CHECK(server.send("GET", "/.well-known/jwks.json").status() == 503);
}

TEST_CASE("receipts: archived or erased, nobody is shown them, and an erased one's salt is gone") {
  Server server;
  const auto archived = walked(server);
  const auto erased = walked(server);
  const Shown what = shown(server.result(erased));
  on(server, archived, "archive");
  on(server, erased, "erase");
  for (const auto& id : {archived, erased}) {
    CHECK(server.result(id).body["receipt"].is_null());
    CHECK(server.result(id).body["receiptSalt"].is_null());
  }
  CHECK(server.count("SELECT count(*) FROM receipts") == 1);
  // What somebody holds still says that it happened, and can be held against the log that is left.
  CHECK(check(server, what).verification == Verification::ok);
  const auto log = server.services->store.read(
      [&](Database& db) { return read_log(db, server.services->vault, erased).value(); });
  CHECK(log.back().event.hash == check(server, what).receipt->log_head);
}

TEST_CASE("receipts: their keys go under another master key with the rest") {
  Server server;
  const auto published_before = published(server);
  walked(server);
  const Key new_master = Key::random();
  {
    const auto other = open_services(
        server.settings, Vault({new_master, server.master}), [&] { return server.now.load(); },
        open_outside(server.settings).value());
    REQUIRE(rewrap_keys(*other, 10).complete);
  }
  server.master = new_master;
  server.reopen();
  const Shown what = shown(server.result(walked(server)));
  CHECK(check(server, what).verification == Verification::ok);
  CHECK(published(server) == published_before);
}

TEST_CASE("receipts: the issuer is the database's, whoever opens it") {
  Server server;
  const auto issuer = [&] {
    return check(server, shown(server.result(walked(server)))).receipt->issuer;
  };
  const auto named_itself = issuer();
  server.reopen();
  CHECK(issuer() == named_itself);
  server.settings.issuer = "https://verify.example.org";
  server.reopen();
  CHECK(issuer() == "https://verify.example.org");
  server.settings.issuer.clear();  // as the command line has it, which decides reviews
  server.reopen();
  CHECK(issuer() == "https://verify.example.org");
}
