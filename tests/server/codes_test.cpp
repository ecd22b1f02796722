// Limits on one-time codes over all handshakes: guesses and messages, per contact, app and country.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "server/effects/code_limits.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

/// Without a limit of its own on tries.
constexpr std::string_view code_flow = R"({
  "id": "FX0code", "version": "1.0.0", "start": "FS0otp",
  "variables": {"mobile": {"type": "string", "format": "mobile", "source": "backend"}},
  "stages": [{"id": "FS0otp", "type": "otp", "channel": "mobile", "toRule": "inputs.mobile", "next": "done"}],
  "ends": {"done": {"status": "auto_approved"}}
})";

std::string begin(Server& server, const std::string& mobile = "+919876543210") {
  server.publish(code_flow);
  return server.handshake(
      Value::object({{"flow", "FX0code"}, {"variables", Value::object({{"mobile", mobile}})}}));
}

/// Of 64 pages that guess at the same time, how each was answered in the end.
struct Guesses {
  int wrong = 0;
  int expired = 0;
  int locked = 0;
  int other = 0;
};

Guesses guess_at_once(Server& server, const Page& page, const std::string& right) {
  std::atomic<int> wrong = 0, expired = 0, locked = 0, other = 0;
  std::vector<std::thread> threads;
  for (int i = 1; i <= 64; ++i) {
    threads.emplace_back([&, i] {
      std::string code = std::to_string((std::stoi(right) + i) % 1'000'000);
      code.insert(0, 6 - code.size(), '0');
      Page own(page);
      Answer answer = own.submit("FS0otp", Value::object({{"code", code}}));
      // Nothing of a request is done that is answered `unavailable`, as on PostgreSQL when the wait
      // for the handshake was too long: pages ask again.
      while (answer.code() == "seq_conflict" || answer.code() == "unavailable") {
        if (answer.code() == "seq_conflict") own.seq = answer.body["seq"].as_integer();
        answer = own.submit("FS0otp", Value::object({{"code", code}}));
      }
      if (answer.status() == 200) {
        ++wrong;
      } else if (answer.code() == "code_expired") {
        ++expired;
      } else if (answer.code() == "rate_limited") {
        ++locked;
      } else {
        ++other;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  (void)server;
  return {wrong, expired, locked, other};
}

std::int64_t counted(Server& server) { return server.count("SELECT wrong FROM wrong_codes"); }

bool told_not_sent(Page& page) {
  return page.events().response.body.find("code_not_sent") != std::string::npos;
}

}  // namespace

TEST_CASE(
    "64 guesses at once are counted exactly, per code and per contact, and lock the contact") {
  Server server;
  Page first(server, begin(server));
  first.launch();
  auto code = server.code();
  auto guesses = guess_at_once(server, first, code);
  CHECK(guesses.wrong == 5);
  CHECK(guesses.expired == 59);
  CHECK(guesses.other == 0);
  CHECK(counted(server) == 5);

  // Another handshake for the same number does not begin anew.
  server.now += 1000;
  Page second(server, begin(server));
  second.launch();
  code = server.code();
  guesses = guess_at_once(server, second, code);
  CHECK(guesses.wrong == 5);
  CHECK(guesses.locked == 59);
  CHECK(guesses.other == 0);
  CHECK(counted(server) == 10);

  second.seq = second.events().body["seq"].as_integer();
  const auto refused = second.submit("FS0otp", Value::object({{"code", code}}));
  CHECK(refused.status() == 429);
  CHECK(refused.response.header("retry-after") == "60");
  CHECK(refused.body["retryAt"] == Value(server.now + minute_ms));
  CHECK(second.command(Value::object({{"type", "send_code"}, {"stage", "FS0otp"}})).code() ==
        "rate_limited");
  // Somebody else is not locked.
  Page other(server, begin(server, "+919876543211"));
  other.launch();
  CHECK(other.submit("FS0otp", Value::object({{"code", server.code()}})).status() == 200);

  server.now += minute_ms;
  second.command(Value::object({{"type", "send_code"}, {"stage", "FS0otp"}}));
  const auto fresh = server.code();
  second.seq = second.events().body["seq"].as_integer();
  CHECK(second.submit("FS0otp", Value::object({{"code", fresh}})).status() == 200);
  CHECK(server.count("SELECT count(*) FROM wrong_codes") == 0);
}

TEST_CASE("wrong guesses lock for longer and longer, and a day at a hundred") {
  CHECK(lock_after(9) == 0);
  CHECK(lock_after(10) == minute_ms);
  CHECK(lock_after(11) == 0);
  CHECK(lock_after(15) == 5 * minute_ms);
  CHECK(lock_after(20) == 15 * minute_ms);
  CHECK(lock_after(25) == hour_ms);
  CHECK(lock_after(95) == hour_ms);
  CHECK(lock_after(100) == day_ms);
  CHECK(lock_after(101) == day_ms);

  Server server;
  const auto guess = [&] {
    server.services->store.write([&](Transaction& transaction) {
      count_wrong_code(transaction.db(), "c", server.now);
      return true;
    });
  };
  for (int i = 0; i < 7; ++i) guess();
  server.now += day_ms - 1;
  guess();
  CHECK(counted(server) == 8);
  server.now += day_ms;
  guess();
  CHECK(counted(server) == 1);
}

TEST_CASE("a number gets so many messages in an hour, from however many handshakes") {
  Server server;
  server.settings.code_limits = *parse_json(R"({"sandbox": true, "contactHour": 2})");
  server.reopen();
  for (int i = 0; i < 3; ++i) {
    Page page(server, begin(server));
    page.launch();
    EffectsWorker(*server.services).run_once();
    CHECK(told_not_sent(page) == (i == 2));
  }
  CHECK(server.count("SELECT count(*) FROM inbox") == 2);
  CHECK(server.count("SELECT count(*) FROM effects WHERE reason = 'limit_contact'") == 1);
  server.now += hour_ms;
  Page page(server, begin(server));
  page.launch();
  EffectsWorker(*server.services).run_once();
  CHECK_FALSE(told_not_sent(page));
  // Nowhere in the open.
  CHECK(server.stored().find("9876543210") == std::string::npos);
}

TEST_CASE("messages are limited by contact and day, by app, and by country of an app") {
  Server server;
  CodeLimits limits;
  limits.contact_hour = 100;
  limits.contact_day = 3;
  limits.app_hour = 6;
  limits.prefix_hour = 4;
  limits.prefixes["+44"] = 0;
  const auto count = [&](const std::string& app, const std::string& contact,
                         const std::string& prefix) {
    return server.services->store.write([&](Transaction& transaction) {
      return count_code(transaction.db(), limits, {app, contact, prefix}, server.now).value_or("");
    });
  };
  CHECK(count("one", "x", "+44") == "prefix");
  for (int i = 0; i < 3; ++i) CHECK(count("one", "a", "+91") == "");
  CHECK(count("one", "a", "+91") == "contact");
  CHECK(count("two", "a", "+91") == "contact");  // whichever app asks
  CHECK(count("one", "b", "+91") == "");
  CHECK(count("one", "c", "+91") == "prefix");
  CHECK(count("two", "c", "+91") == "");
  CHECK(count("one", "d", "+1") == "");
  CHECK(count("one", "e@example.org", "") == "");
  CHECK(count("one", "f", "+1") == "app");
  // What was refused was not counted.
  CHECK(server.count("SELECT count FROM code_counts WHERE subject = 'app:one'") == 6);
  server.now += day_ms;
  CHECK(count("one", "a", "+91") == "");
  server.services->store.write([&](Transaction& transaction) {
    sweep_codes(transaction.db(), server.now + 3 * day_ms);
    return true;
  });
  CHECK(server.count("SELECT count(*) FROM code_counts") == 0);
}

TEST_CASE("a sandbox plays gateways that refuse, and that work the second time") {
  Server server;
  Page refused(server, begin(server, "+919876990001"));
  refused.launch();
  EffectsWorker(*server.services).run_once();
  CHECK(told_not_sent(refused));
  Page flaky(server, begin(server, "+919876990002"));
  flaky.launch();
  EffectsWorker(*server.services).run_once();
  CHECK(server.count("SELECT count(*) FROM inbox") == 0);
  server.now += 1000;
  EffectsWorker(*server.services).run_once();
  CHECK(server.count("SELECT count(*) FROM inbox") == 1);
  CHECK_FALSE(told_not_sent(flaky));
}

TEST_CASE("country codes") {
  CHECK(country_prefix("+919876543210") == "+91");
  CHECK(country_prefix("+12025550123") == "+1");
  CHECK(country_prefix("+79161234567") == "+7");
  CHECK(country_prefix("+442071234567") == "+44");
  CHECK(country_prefix("+35312345678") == "+353");
  CHECK(country_prefix("+8801712345678") == "+880");
  CHECK(country_prefix("asha@example.org") == "");
  CHECK(CodeLimits::read(*parse_json(R"({"prefixes": {"+9": 5}})")).error().where ==
        "/codeLimits/prefixes/+9");
  CHECK(CodeLimits::read(*parse_json(R"({"contactHour": -1})")).error().where ==
        "/codeLimits/contactHour");
  CHECK(CodeLimits::read(*parse_json(R"({"perHour": 1})")).error().where == "/codeLimits/perHour");
}
