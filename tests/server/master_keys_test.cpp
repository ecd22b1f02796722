// Another master key takes the first one's place: while everything runs, broken off at any point.
#include "server/operate/master_keys.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "error_ways.hpp"
#include "server/base/secret_reference.hpp"
#include "server/store/codes.hpp"
#include "server/store/master_keys.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

struct Another {
  Settings settings;
  std::unique_ptr<Services> services;

  /// A program on the same database with master keys of its own.
  Another(const Server& server, const std::vector<Key>& masters) : settings(server.settings) {
    services = open_services(
        settings, Vault(masters), [&server] { return server.now.load(); },
        open_outside(settings).value());
  }
};

/// What a start with these keys says, or "".
std::string refusal(const Server& server, const std::vector<Key>& masters) {
  try {
    const Another started(server, masters);
    return "";
  } catch (const StorageError& error) {
    return error.what();
  }
}

/// Of every handshake, app and other key: does it open with these?
bool all_open(const Server& server, const std::vector<Key>& masters) {
  const Another other(server, masters);
  const auto counts = count_wrapped(*other.services);
  return !counts.contains("");
}

std::string walked(Server& server) {
  Page page(server, server.handshake());
  page.to_end();
  return page.id;
}

}  // namespace

TEST_CASE("master keys: several are read from one secret, a line each") {
  const Folder folder;
  const std::string first(64, 'a');
  const std::string second(64, 'b');
  const auto ids = [&](const std::string& text) {
    const auto file = folder.file(random_hex(4));
    REQUIRE(write_secret_file(file, text));
    const auto vault = Vault::open("file:" + file);
    return vault ? vault->ids() : std::vector<std::string>();
  };
  const auto both = ids(first + "\n" + second + "\n");
  REQUIRE(both.size() == 2);
  CHECK(both[0].size() == 16);
  CHECK(ids(second + "\r\n\r\n  " + first) == std::vector{both[1], both[0]});
  CHECK(ids(first + "\n" + first).empty());
  CHECK(ids(first + "\n" + second.substr(1)).empty());
  CHECK(ids("\n \n").empty());
}

TEST_CASE("master keys: a wrapped key names its own, and one without a name opens still") {
  const Key old_master = Key::random();
  const Key new_master = Key::random();
  const Vault before(old_master);
  const Vault both({new_master, old_master});
  const auto made = before.create_key("DS0one");
  CHECK(before.is_current(made.wrapped));
  CHECK_FALSE(both.is_current(made.wrapped));
  CHECK(both.master_of(made.wrapped, "DS0one") == before.current());
  CHECK(both.unwrap(made.wrapped, "DS0one")->bytes() == made.key.bytes());
  const auto again = both.rewrap(made.wrapped, "DS0one");
  REQUIRE(again);
  CHECK(both.is_current(*again));
  CHECK(Vault(new_master).unwrap(*again, "DS0one")->bytes() == made.key.bytes());
  CHECK_FALSE(before.unwrap(*again, "DS0one"));
  CHECK_FALSE(both.rewrap(made.wrapped, "DS0two"));
  // As the first versions stored it.
  const auto nameless = made.wrapped.substr(9);
  CHECK(both.unwrap(nameless, "DS0one")->bytes() == made.key.bytes());
  CHECK_FALSE(before.is_current(nameless));
  CHECK_FALSE(both.unwrap(std::string(9, '\1') + nameless, "DS0one"));
}

TEST_CASE("master keys: rewrapped, everything opens under the new one alone") {
  Server server;
  const auto done = walked(server);
  const Key old_master = server.master;
  const Key new_master = Key::random();
  {
    Another other(server, {new_master, old_master});
    const auto rewrapped = rewrap_keys(*other.services, 2);
    CHECK(rewrapped.complete);
    CHECK(rewrapped.keys == 5);  // app, handshake, receipt key, key_check, code_index_key
    CHECK(rewrap_keys(*other.services, 2).keys == 0);
  }
  // The server that runs with both goes on; then the old one goes.
  server.master = new_master;
  server.reopen();
  CHECK(server.result(done).body["result"].is_object());
  Page page(server, server.handshake());
  page.to_end();
  CHECK(server.result(page.id).body["result"].is_object());
  CHECK(all_open(server, {new_master}));
  CHECK(refusal(server, {old_master}) ==
        "the master key is not the one this database was sealed with");
}

TEST_CASE("master keys: a start without one that is needed is refused, and says which") {
  Server server;
  walked(server);
  const Key old_master = server.master;
  const Key new_master = Key::random();
  const std::string old_id = Vault(old_master).current();
  CHECK(refusal(server, {new_master}) ==
        "the master key is not the one this database was sealed with");
  Another(server, {new_master, old_master}).services->store.write([&](Transaction& transaction) {
    return create_app(transaction, Vault({new_master, old_master}), {"B", "sandbox", {}, {}}, 1)
        .has_value();
  });
  CHECK(refusal(server, {new_master}).find(old_id) != std::string::npos);
  CHECK(refusal(server, {old_master}).find(Vault(new_master).current()) != std::string::npos);
  CHECK(refusal(server, {old_master, new_master}).empty());
}

TEST_CASE("master keys: who goes on wrapping under the old one is noticed") {
  Server server;
  const Key new_master = Key::random();
  Another other(server, {new_master, server.master});
  Another late(server, {server.master, new_master});  // knows both, and wraps under the old one
  REQUIRE(rewrap_keys(*other.services, 10).complete);
  CHECK(refusal(server, {new_master}).empty());
  const auto made = late.services->store.write([&](Transaction& transaction) {
    const auto app = find_app(transaction.db(), server.app.client_key);
    NewHandshake wanted;
    wanted.flow = "FX0test";
    wanted.tag = "late";
    wanted.variables = with("mobile", "+919876543210");
    return create_handshake(transaction, *late.services, *app, wanted, server.now).has_value();
  });
  REQUIRE(made);
  CHECK(refusal(server, {new_master}).find(Vault(server.master).current()) != std::string::npos);
  CHECK(rewrap_keys(*other.services, 10).complete);
  CHECK(refusal(server, {new_master}).empty());
}

TEST_CASE("master keys: a database from before they had names is taken over") {
  Server server;
  const auto id = walked(server);
  server.tamper("DELETE FROM master_keys");
  for (const auto* row : {"apps SET wrapped_key = substr(wrapped_key, 10)",
                          "handshakes SET wrapped_key = substr(wrapped_key, 10)",
                          "receipt_keys SET wrapped_key = substr(wrapped_key, 10)",
                          "meta SET value = substr(value, 10) WHERE name <> 'receipt_issuer'"}) {
    server.tamper(std::string("UPDATE ") + row);
  }
  const Key new_master = Key::random();
  CHECK(refusal(server, {new_master}) ==
        "the master key is not the one this database was sealed with");
  server.reopen();
  CHECK(server.result(id).body["result"].is_object());
  CHECK(refusal(server, {new_master}) ==
        "the master key is not the one this database was sealed with");
  Another other(server, {new_master, server.master});
  CHECK(rewrap_keys(*other.services, 1).complete);
  CHECK(all_open(server, {new_master}));
}

TEST_CASE("master keys: one that does not open keeps the old one needed") {
  Server server;
  const auto id = walked(server);
  server.tamper("UPDATE handshakes SET wrapped_key = sealed_tag WHERE id = '" + id + "'");
  const auto erased = server.handshake();
  on(server, erased, "erase");  // has no key, and is no damage
  const Key new_master = Key::random();
  Another other(server, {new_master, server.master});
  const auto rewrapped = rewrap_keys(*other.services, 3);
  CHECK_FALSE(rewrapped.complete);
  CHECK(rewrapped.unreadable == std::vector{id});
  CHECK_FALSE(refusal(server, {new_master}).empty());
}

TEST_CASE("master keys: broken off after any batch, it is taken up again, and nothing is lost",
          "[sqlite]") {
  Server server;
  std::vector<std::string> ids;
  ids.reserve(9);
  for (int i = 0; i < 9; ++i) ids.push_back(walked(server));
  std::sort(ids.begin(), ids.end());  // as they are taken up
  const Key new_master = Key::random();
  const std::vector<Key> both = {new_master, server.master};
  // A trigger that fails is a disk that is full at that moment: the batch before is on disk.
  for (std::size_t at = 0; at < ids.size(); at += 2) {
    const auto& stop = ids[at];
    server.tamper("CREATE TRIGGER stop BEFORE UPDATE OF wrapped_key ON handshakes WHEN NEW.id = '" +
                  stop + "' BEGIN SELECT RAISE(ABORT, 'stop'); END");
    {
      Another other(server, both);
      CHECK_THROWS_AS(rewrap_keys(*other.services, 2), StorageError);
    }
    server.tamper("DROP TRIGGER stop");
    CHECK(all_open(server, both));
    CHECK_FALSE(refusal(server, {new_master}).empty());
  }
  Another other(server, both);
  CHECK(rewrap_keys(*other.services, 2).complete);
  CHECK(all_open(server, {new_master}));
  server.master = new_master;
  server.reopen();
  for (const auto& id : ids) CHECK(server.result(id).body["result"].is_object());
}
