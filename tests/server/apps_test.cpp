// Apps that change while they are used.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "sealflow/signature.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlite.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

template <class Act>
auto on(Server& server, Act act) {
  return server.services->store.write(
      [&](Transaction& transaction) { return act(transaction, server.app.client_key); });
}

std::string rotated_token(Server& server, std::int64_t overlap) {
  return on(server,
            [&](Transaction& transaction, const std::string& app) {
              return rotate_token(transaction, app, overlap, server.now);
            })
      .value();
}

NewSecret rotated_secret(Server& server, std::int64_t delay) {
  return on(server,
            [&](Transaction& transaction, const std::string& app) {
              return rotate_secret(transaction, server.services->vault, app, delay, server.now);
            })
      .value();
}

Result<App> change(Server& server, const AppChange& wanted) {
  return on(server, [&](Transaction& transaction, const std::string& app) {
    return change_app(transaction, app, wanted);
  });
}

/// Walks to the end; gives id and key id of the signature, and checks it with the secret.
std::string signed_by(Server& server, const std::string& secret) {
  Page page(server, server.handshake());
  page.to_end();
  const auto answer = server.result(page.id);
  CHECK(verify_result(secret, stringify(answer.body["result"]),
                      answer.body["resultSignature"].as_string()) == Verification::ok);
  return answer.body["resultSignatureKeyId"].as_string();
}

}  // namespace

TEST_CASE("both server tokens are taken until exactly the end of the overlap") {
  Server server;
  const std::string id = server.handshake();
  AppSecrets renewed = server.app;
  renewed.server_token = rotated_token(server, hour_ms);
  CHECK(server.result(id).status() == 200);
  CHECK(server.result(id, renewed).status() == 200);
  server.now += hour_ms - 1;
  CHECK(server.result(id).status() == 200);
  server.now += 1;
  CHECK(server.result(id).number() == 4016);
  CHECK(server.result(id, renewed).status() == 200);
}

TEST_CASE("without an overlap every earlier token ends at once") {
  Server server;
  const std::string id = server.handshake();
  AppSecrets second = server.app;
  second.server_token = rotated_token(server, day_ms);
  AppSecrets third = server.app;
  third.server_token = rotated_token(server, 0);
  CHECK(server.result(id).number() == 4016);
  CHECK(server.result(id, second).number() == 4016);
  CHECK(server.result(id, third).status() == 200);
}

TEST_CASE("a former token of another app opens nothing") {
  Server server;
  const auto other = server.create_app({"Other", "sandbox", {}, {std::string(backend_address)}});
  const std::string id = server.handshake();
  rotated_token(server, day_ms);
  server.tamper("UPDATE former_tokens SET app = '" + other.client_key + "'");
  CHECK(server.result(id).number() == 4016);
}

TEST_CASE("an app of the first schema keeps its token and its secret") {
  const Folder folder;
  const Vault vault(Key::random());
  const std::string client_key(32, 'a');
  const auto key = vault.create_key(client_key);
  const std::string secret(64, 'c');
  {
    SqliteDatabase db(folder.file("a.sqlite"));
    db.execute(std::string(schema_steps()[0]));
    db.execute("PRAGMA user_version = 1");
    db.run(
        "INSERT INTO apps (client_key, name, mode, origins, addresses, token_hash, secret_id, "
        "sealed_secret, wrapped_key, created_at) VALUES (?1, 'A', 'live', '[]', '[]', 'hash', "
        "'CS1old', ?2, ?3, 7)",
        client_key, Blob{seal(key.key, secret, place({"client_secret", client_key}))},
        Blob{key.wrapped});
    migrate(db);
    const auto app = find_app(db, client_key);
    REQUIRE(app);
    CHECK(token_taken(db, *app, "hash", 8));
    CHECK(app->limits == Limits{});
    const auto signer = client_secret(db, *app, vault, 8);
    CHECK(signer.id == "CS1old");
    CHECK(signer.secret == secret);
  }
}

TEST_CASE("a new client secret is known before it signs, and old results keep their signature") {
  Server server;
  const std::string first = signed_by(server, server.app.client_secret);
  Page page(server, server.handshake());
  page.to_end();
  const auto before = server.result(page.id).body;
  const auto next = rotated_secret(server, hour_ms);
  CHECK(signed_by(server, server.app.client_secret) == first);
  server.now += hour_ms;
  CHECK(signed_by(server, next.secret.secret) == next.secret.id);
  CHECK(next.secret.id != first);
  CHECK(server.result(page.id).body["resultSignature"] == before["resultSignature"]);
  CHECK(server.result(page.id).body["resultSignatureKeyId"] == Value(first));
}

TEST_CASE("the newest secret signs, and what is not needed is forgotten") {
  Server server;
  rotated_secret(server, day_ms);
  const auto second = rotated_secret(server, hour_ms);  // instead of the first, which never signed
  CHECK(server.count("SELECT count(*) FROM client_secrets") == 2);
  server.now += day_ms;
  CHECK(signed_by(server, second.secret.secret) == second.secret.id);
  const auto third = rotated_secret(server, 0);
  CHECK(signed_by(server, third.secret.secret) == third.secret.id);
  CHECK(server.count("SELECT count(*) FROM client_secrets") == 1);
}

TEST_CASE("another allow-list ends the app's sessions, and no other's") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  const std::vector<std::string> same = {std::string(backend_address)};
  AppChange wanted;
  wanted.addresses = same;
  REQUIRE(change(server, wanted));
  CHECK(page.events().status() == 200);
  wanted.addresses = {"198.51.100.0/24"};
  REQUIRE(change(server, wanted));
  CHECK(page.events().code() == "token_invalid");
  CHECK(page.launch().status() == 200);  // the launcher does this by itself
  CHECK(page.events().status() == 200);
  CHECK(server.create().number() == 4039);

  const auto other = server.create_app({"Other", "sandbox", {}, same});
  server.services->store.write([&](Transaction& transaction) {
    AppChange closed;
    closed.addresses = std::vector<std::string>{};
    return change_app(transaction, other.client_key, closed).has_value();
  });
  CHECK(page.events().status() == 200);
}

TEST_CASE("an app that is switched off refuses backends and pages until it is on again") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  AppChange wanted;
  wanted.active = false;
  REQUIRE(change(server, wanted));
  CHECK(server.create().number() == 4031);
  CHECK(page.events().code() == "token_invalid");
  CHECK(page.launch().code() == "forbidden");
  wanted.active = true;
  REQUIRE(change(server, wanted));
  CHECK(server.create().status() == 200);
  CHECK(page.launch().status() == 200);
}

TEST_CASE("a change is checked like a new app, and says nothing half") {
  Server server;
  AppChange wanted;
  wanted.name = "";
  wanted.origins = {"https://a.example/"};
  wanted.limits = Limits{.app_rate = -1, .call_rate = {}, .app_daily = {}, .call_daily = {}};
  const auto refused = change(server, wanted);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().details.size() == 3);
  CHECK(server.services->store.read(
            [&](Database& db) { return find_app(db, server.app.client_key)->name; }) == "Test");
  CHECK_FALSE(server.services->store.write(
      [](Transaction& transaction) { return change_app(transaction, "nobody", {}).has_value(); }));
}

TEST_CASE("an inactive flow begins nothing new, and who has begun goes on") {
  Server server;
  Page begun(server, server.handshake());
  begun.launch();
  Page waiting(server, server.handshake());
  const auto set = [&](bool active) {
    return on(server, [&](Transaction& transaction, const std::string& app) {
      return switch_flow(transaction, *server.services, app, "FX0test", active, server.now)
          .has_value();
    });
  };
  REQUIRE(set(false));
  CHECK(server.create().number() == 40034);
  CHECK(waiting.launch().code() == "flow_inactive");
  CHECK(begun.launch().status() == 200);
  CHECK(begun.submit("FS0consent", Value::object({{"accepted", true}})).status() == 200);
  REQUIRE(set(true));
  CHECK(server.create().status() == 200);
  CHECK(waiting.launch().status() == 200);
}
