// Webhooks on their way: sent until they arrive or time is up, by whoever is alive.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "server/sweeper.hpp"
#include "webhook_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

TEST_CASE("webhooks: pauses grow to 12 hours, and are anything up to that") {
  std::vector<std::int64_t> seconds;
  for (int attempt = 1; attempt <= 9; ++attempt)
    seconds.push_back(longest_pause_ms(attempt) / second_ms);
  CHECK(seconds == std::vector<std::int64_t>{10, 40, 160, 640, 2560, 10240, 40960, 43200, 43200});
  CHECK(longest_pause_ms(1'000'000) == 12 * hour_ms);
  WebhookMessage one;
  one.since = start_of_time;
  one.attempts = 2;
  CHECK(next_attempt_at(one, start_of_time, window, 0) == start_of_time);
  CHECK(next_attempt_at(one, start_of_time, window, 40'000) == start_of_time + 40'000);
  CHECK(next_attempt_at(one, start_of_time, window, 40'001) == start_of_time);
  const auto end = start_of_time + window;
  CHECK(next_attempt_at(one, end - 1, window, 40'000) == end);
  CHECK_FALSE(next_attempt_at(one, end, window, 0));
}

TEST_CASE("webhooks: tried for three days, then dead, then sent again on request with its id") {
  Server server;
  std::atomic<int> code = 500;
  Loopback receiver([&](int nth) { return status(code)(nth); });
  subscribe(server, receiver.url("127.0.0.1"));
  skip(server);
  const auto id = only_message(server);
  int attempts = 0;
  while (message(server, id).state == "pending") {
    server.now = std::max<std::int64_t>(server.now, message(server, id).next_at);
    CHECK(send_due(server) == 1);
    REQUIRE(++attempts < 200);
  }
  CHECK(attempts > 8);
  CHECK(server.now == start_of_time + window);
  CHECK(message(server, id).reason == "status_500");
  const auto dead = server.services->store.read(
      [&](Database& db) { return dead_messages(db, server.app.client_key, 10); });
  REQUIRE(dead.size() == 1);
  CHECK(dead[0].attempts == attempts);

  code = 200;
  const auto again = server.services->store.write([&](Transaction& transaction) {
    return redeliver_webhook(transaction, id, server.now).has_value();
  });
  CHECK(again);
  CHECK(send_due(server) == 1);
  CHECK(message(server, id).state == "delivered");
  for (const auto& request : receiver.seen()) {
    CHECK(header(request, "webhook-id") == id);
    CHECK(body(request) == body(receiver.seen()[0]));
  }
  // The time is of the delivery: else a late one would be refused as a replay.
  CHECK(header(receiver.seen().back(), "webhook-timestamp") ==
        std::to_string((start_of_time + window) / 1000));
}

TEST_CASE("webhooks: a clock that is set back puts nothing off") {
  Server server;
  Loopback receiver(status(500));
  subscribe(server, receiver.url("127.0.0.1"));
  skip(server);
  const auto id = only_message(server);
  CHECK(send_due(server) == 1);
  const auto recall = [&] {
    return server.services->store.write(
        [&](Transaction& transaction) { return recall_webhooks(transaction.db(), server.now); });
  };
  // Instances whose clocks differ a little leave each other's claims alone.
  server.now -= minute_ms;
  CHECK(recall() == 0);
  server.now -= 5 * day_ms;
  CHECK(send_due(server) == 0);
  Sweeper(*server.services).run_once();
  CHECK(message(server, id).next_at == server.now);
  CHECK(send_due(server) == 1);
  CHECK(recall() == 0);
}

TEST_CASE("webhooks: a claim that nobody settled runs out, and the message goes with the same id") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  const auto id = fire(server).at(0);
  // As if killed right after sending: claimed, sent, never settled.
  const bool claimed = server.services->store.write([&](Transaction& transaction) {
    const auto due = next_due(transaction.db(), server.now, {});
    return due && claim_message(transaction.db(), *due, server.now, server.now + 35'000);
  });
  CHECK(claimed);
  server.reopen();
  CHECK(send_due(server) == 0);
  server.now += 35'000;
  CHECK(send_due(server) == 1);
  CHECK(header(receiver.seen().at(0), "webhook-id") == id);
  CHECK(message(server, id).attempts == 2);
}

TEST_CASE(
    "webhooks: asked for again while an attempt is under way, it is not settled by that one") {
  Server server;
  std::string id;
  int code = 500;
  Loopback receiver([&](int nth) {
    // The last attempt of its three days: meanwhile an operator has it sent again.
    if (nth == 1) {
      server.services->store.write([&](Transaction& transaction) {
        return redeliver_webhook(transaction, id, server.now).has_value();
      });
    }
    return status(code)(nth);
  });
  subscribe(server, receiver.url("127.0.0.1"));
  id = fire(server).at(0);
  server.now += window;
  CHECK(send_due(server) == 2);  // and the second, too, is answered 500
  CHECK(message(server, id).state == "pending");
  CHECK(message(server, id).attempts == 1);
  server.now = message(server, id).next_at;
  code = 200;
  CHECK(send_due(server) == 1);
  CHECK(message(server, id).state == "delivered");
}

TEST_CASE("webhooks: workers beside each other send each message once") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  for (int i = 0; i < 40; ++i) fire(server);
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back([&] { send_due(server); });
  for (auto& worker : workers) worker.join();
  std::set<std::string> ids;
  for (const auto& request : receiver.seen()) ids.insert(header(request, "webhook-id"));
  CHECK(ids.size() == 40);
  CHECK(receiver.requests == 40);
}

TEST_CASE("webhooks: 410 switches an endpoint off, and nothing is lost by it") {
  Server server;
  std::atomic<int> code = 410;
  Loopback receiver([&](int nth) { return status(code)(nth); });
  const auto url = receiver.url("127.0.0.1");
  const auto endpoint = subscribe(server, url);
  for (int i = 0; i < 3; ++i) fire(server);
  CHECK(send_due(server) == 1);
  skip(server);
  CHECK(send_due(server) == 0);
  CHECK(server.count("SELECT count(*) FROM webhook_messages WHERE state = 'dead' AND "
                     "reason = 'gone'") == 4);
  const auto redeliver = [&](const std::string& id) {
    return server.services->store.write([&](Transaction& transaction) {
      return redeliver_webhook(transaction, id, server.now).has_value();
    });
  };
  const auto dead =
      server.services->store.read([&](Database& db) { return dead_messages(db, "", 10); });
  CHECK_FALSE(redeliver(dead[0].id));
  code = 200;
  CHECK(subscribe(server, url).id == endpoint.id);
  for (const auto& one : dead) CHECK(redeliver(one.id));
  CHECK(send_due(server) == 4);
}

TEST_CASE("webhooks: of an answer its status counts, whatever becomes of its body") {
  Server server;
  const std::string large(100'000, 'x');
  const std::string whole = "Content-Length: " + std::to_string(large.size()) + "\r\n\r\n" + large;
  for (const auto& [rest, ends_well] : std::vector<std::pair<std::string, bool>>{
           {"200 OK\r\n" + whole, true},
           {"200 OK\r\nContent-Length: 50\r\n\r\nbroken off", true},
           {"500 Trouble\r\n" + whole, false},
           {"100 Continue\r\n\r\n", false}}) {
    Loopback receiver([&](int) { return "HTTP/1.1 " + rest; });
    const auto endpoint = subscribe(server, receiver.url("127.0.0.1"));
    const auto id = fire(server).back();
    send_due(server);
    CHECK(message(server, id).state == (ends_well ? "delivered" : "pending"));
    server.tamper("DELETE FROM webhook_messages");
    server.tamper("DELETE FROM webhook_endpoints");
  }
  Loopback gone([&](int) { return "HTTP/1.1 410 Gone\r\n" + whole; });
  subscribe(server, gone.url("127.0.0.1"));
  const auto id = fire(server).back();
  send_due(server);
  CHECK(message(server, id).reason == "gone");
}

TEST_CASE("webhooks: Retry-After is heeded, up to 12 hours") {
  Server server;
  for (const auto& [text, earliest] : std::vector<std::pair<std::string, std::int64_t>>{
           {"3600", hour_ms}, {"99999999999", 12 * hour_ms}, {"soon", 0}, {"-5", 0}}) {
    Loopback receiver(status(429, "Retry-After: " + text + "\r\n"));
    subscribe(server, receiver.url("127.0.0.1"));
    const auto ids = fire(server);
    send_due(server);
    const auto next = message(server, ids.back()).next_at - server.now;
    CHECK(next >= earliest);
    CHECK(next <= std::max<std::int64_t>(earliest, 10'000));
    server.tamper("UPDATE webhook_messages SET state = 'delivered'");
    server.tamper("DELETE FROM webhook_messages");
    server.tamper("DELETE FROM webhook_endpoints");
  }
}

TEST_CASE("webhooks: what is refused on its way is not sent, and tried again") {
  Server server;
  Loopback receiver(status(200));
  Loopback moved(status(307, "Location: /else\r\n"));
  // Only 127.0.0.1 is allowed; a live app has no http://.
  subscribe(server, receiver.url("127.0.0.2"), {"flowx.skipped"});
  subscribe(server, moved.url("127.0.0.1"), {"flowx.skipped"});
  const auto ids = fire(server);
  CHECK(send_due(server) >= 2);
  std::set<std::string> reasons;
  for (const auto& id : ids) {
    reasons.insert(message(server, id).reason);
    CHECK(message(server, id).state == "pending");
  }
  CHECK(reasons == std::set<std::string>{"blocked_address", "redirect"});
  CHECK(receiver.opened == 0);
  const auto live = server.services->store.write([&](Transaction& transaction) {
    const auto app = server::create_app(
        transaction, server.services->vault,
        {"Live", "live", {std::string(page_origin)}, {"203.0.113.7"}}, server.now);
    return set_webhook(transaction, server.services->vault, app->client_key,
                       {receiver.url("127.0.0.1"), {}, ""}, server.now)
        .has_value();
  });
  CHECK_FALSE(live);
}

TEST_CASE("webhooks: one that does not open does not hold up the others") {
  Server server;
  Loopback receiver(status(200));
  subscribe(server, receiver.url("127.0.0.1"));
  skip(server);
  const auto damaged = only_message(server);
  server.tamper("UPDATE webhook_messages SET sealed_body = ?1", Blob{std::string(40, '\0')});
  skip(server);
  CHECK(send_due(server) == 2);
  CHECK(message(server, damaged).reason == "unreadable");
  CHECK(receiver.requests == 1);
  // With its key a handshake takes along what was to be told of it.
  skip(server);
  server.tamper("UPDATE handshakes SET wrapped_key = ?1", Blob{std::string(60, '\0')});
  send_due(server);
  CHECK(receiver.requests == 1);
  CHECK(server.count("SELECT count(*) FROM webhook_messages WHERE reason = 'unreadable'") == 2);
}

TEST_CASE("webhooks: a receiver that hangs does not hold up another") {
  Server server;
  Loopback slow([](int) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    return Loopback::ok();
  });
  Loopback quick(status(200));
  subscribe(server, slow.url("127.0.0.1"));
  for (int i = 0; i < 12; ++i) fire(server);
  server.now += 1;  // it is the last in the queue
  subscribe(server, quick.url("127.0.0.1"));
  fire(server);
  WebhookWorker worker(*server.services);
  worker.start();
  for (int i = 0; i < 1000 && quick.requests == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(quick.requests == 1);
  CHECK(slow.requests <= 3);
}
