// Erasure while work of the erased is on its way: effects, webhooks, pages.
#include <catch2/catch_test_macros.hpp>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "error_ways.hpp"
#include "sealflow/log.hpp"
#include "webhook_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

/// Where rows are that erasure must not leave, of all handshakes that were erased.
std::vector<std::string> left_over(Server& server) {
  std::vector<std::string> places;
  const auto look = [&](const std::string& place, const std::string& rows) {
    const auto found = server.count("SELECT count(*) FROM " + rows);
    if (found > 0) places.push_back(std::to_string(found) + " of " + place);
  };
  for (const std::string table : {"results", "webhook_messages", "inbox", "reviews", "idempotency",
                                  "handoffs", "sessions", "devices", "media", "uploads"}) {
    look(table,
         table + " WHERE handshake IN (SELECT id FROM handshakes WHERE erased_at IS NOT NULL)");
  }
  look("events",
       "events JOIN handshakes ON handshakes.id = events.handshake WHERE erased_at IS NOT NULL AND "
       "(sealed_private IS NOT NULL OR sealed_salt IS NOT NULL)");
  look("effects",
       "effects JOIN handshakes ON handshakes.id = effects.handshake WHERE erased_at IS NOT NULL "
       "AND (sealed_payload IS NOT NULL OR status IN ('pending', 'started'))");
  return places;
}

}  // namespace

TEST_CASE("a code that is being sent when its person is erased is kept nowhere") {
  Server server;
  // A number to which the sandbox sends slowly.
  Page page(server, server.handshake(with("variables", with("mobile", "+919876990003"))));
  page.launch();
  page.submit("FS0consent", with("accepted", true));
  const auto seq = page.seq;
  std::thread worker([&] { EffectsWorker(*server.services).run_once(); });
  while (server.count("SELECT attempts FROM effects") == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(on(server, page.id, "erase").status() == 200);
  worker.join();
  CHECK(left_over(server) == std::vector<std::string>{});
  CHECK(server.count("SELECT count(*) FROM inbox") == 0);
  CHECK(server.count(
            "SELECT count(*) FROM effects WHERE status = 'failed' AND reason = 'erased'") == 1);
  CHECK(server.result(page.id).body["seq"] == Value(seq));
}

TEST_CASE("an effect that waits when its person is erased is not performed") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", with("accepted", true));
  on(server, page.id, "erase");
  CHECK(EffectsWorker(*server.services).run_once() == 0);
  CHECK(server.count("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE("webhooks of an erased handshake are not sent, and not kept") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  skip(server);
  const auto id = message(server, only_message(server)).handshake;
  on(server, id, "erase");
  CHECK(send_due(server) == 0);
  CHECK(receiver.requests == 0);
  CHECK(left_over(server) == std::vector<std::string>{});
}

TEST_CASE("a webhook that is being sent while its handshake is erased is not sent again") {
  Server server;
  std::string id;
  Loopback receiver([&](int) {
    on(server, id, "erase");
    return "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n";
  });
  subscribe(server, receiver.url("127.0.0.1"));
  skip(server);
  id = message(server, only_message(server)).handshake;
  CHECK(send_due(server) == 1);
  CHECK(receiver.requests == 1);
  CHECK(server.count("SELECT count(*) FROM webhook_messages") == 0);
  server.now += window;
  CHECK(send_due(server) == 0);
  CHECK(receiver.requests == 1);
}

TEST_CASE("an upload that ends after its person was erased is not kept", "[sqlite]") {
  Server server;
  Page page(server, server.handshake());
  page.to_form();
  Request request;
  request.method = "POST";
  request.path = page.path("media");
  request.headers = page.headers();
  request.headers.back().value = "image/png";
  request.address = server.address;
  const auto exchange = server.service->begin(std::move(request));
  server.service->take(*exchange, png());
  on(server, page.id, "erase");
  std::promise<int> answered;
  server.service->finish(exchange,
                         [&](const Response& response) { answered.set_value(response.status); });
  CHECK(answered.get_future().get() == 401);
  exchange->request.upload.reset();
  CHECK(std::filesystem::is_empty(server.folder.file("test.sqlite.media")));
}

TEST_CASE(
    "erasing at any moment, with pages and workers at work, leaves nothing and breaks nothing") {
  Server server;
  AppChange wanted;
  wanted.limits = Limits{0, 0, 0, 0};
  server.services->store.write([&](Transaction& transaction) {
    return change_app(transaction, server.app.client_key, wanted).has_value();
  });
  Loopback receiver(status(500));
  subscribe(server, receiver.url("127.0.0.1"));
  EffectsWorker effects(*server.services);
  effects.start();
  WebhookWorker webhooks(*server.services);
  webhooks.start();
  constexpr int handshakes = 40;
  std::vector<std::string> ids;
  ids.reserve(handshakes);
  for (int i = 0; i < handshakes; ++i) ids.push_back(told_handshake(server));
  std::atomic<int> next = 0;
  std::atomic<bool> broken = false;
  const auto walk = [&] {
    for (int i = next++; i < handshakes; i = next++) {
      Page page(server, ids[static_cast<std::size_t>(i)]);
      const auto take = [&](const Answer& answer) { broken = broken || answer.status() >= 500; };
      take(page.launch());
      take(page.submit("FS0consent", with("accepted", true)));
      take(page.submit("FS0otp", with("code", "000000")));
      take(page.upload(png()));
      take(page.command(with("type", "skip")));
    }
  };
  std::vector<std::thread> pages;
  pages.reserve(3);
  for (int i = 0; i < 3; ++i) pages.emplace_back(walk);
  // Behind, beside and ahead of the pages, as it comes.
  for (int i = 0; i < handshakes; i += 2) {
    const auto& id = ids[static_cast<std::size_t>((i * 7) % handshakes)];
    broken = broken || on(server, id, "erase").status() != 200;
  }
  for (auto& page : pages) page.join();
  effects.stop();
  webhooks.stop();
  CHECK_FALSE(broken);
  CHECK(server.count("SELECT count(*) FROM handshakes WHERE erased_at IS NOT NULL") ==
        handshakes / 2);
  CHECK(left_over(server) == std::vector<std::string>{});
  for (const auto& id : ids) {
    INFO(id);
    const auto log = server.services->store.read(
        [&](Database& db) { return read_log(db, server.services->vault, id); });
    REQUIRE(log);
    CHECK(verify_log(*log));
  }
}
