// One idempotency key, 64 equal requests at once: done once, answered 64 times alike. With a table
// that forgets the answers it is not.
#include <catch2/catch_test_macros.hpp>
#include <latch>

#include "trial.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

constexpr int at_once = 64;
constexpr int stages = 9;

struct Sum {
  std::int64_t keys = 0;
  std::int64_t answers = 0;
  std::int64_t different = 0;  ///< answers that are not like the first one of their key
  std::int64_t not_once = 0;   ///< keys whose work was not done exactly once
  std::int64_t reused = 0;     ///< keys that were taken with another body
};

std::vector<Answer> send_at_once(const std::function<Answer()>& send) {
  std::latch start(at_once);
  std::vector<Answer> answers(at_once);
  std::vector<std::thread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      answer = send();
    });
  }
  for (auto& thread : threads) thread.join();
  return answers;
}

/// Exactly one is the answer of who did it; all others are its copies.
void compare(const std::vector<Answer>& answers, Sum& sum) {
  ++sum.keys;
  int first_hand = 0;
  for (const auto& answer : answers) {
    ++sum.answers;
    if (answer.status() != 200 || answer.response.body != answers.front().response.body)
      ++sum.different;
    if (answer.response.header("idempotency-replayed").empty()) ++first_hand;
  }
  if (first_hand != 1) ++sum.not_once;
}

std::vector<Header> page_headers(const std::string& key, const std::string& token = "") {
  std::vector<Header> headers = {{"origin", std::string(page_origin)},
                                 {"content-type", "application/json"},
                                 {"idempotency-key", key}};
  if (!token.empty()) headers.push_back({"authorization", "Bearer " + token});
  return headers;
}

/// Launches, then submits stage after stage, each with one key and at once.
void walk(Server& server, int keys, Sum& sum) {
  const std::string id =
      server.handshake(Value::object({{"flow", "FX0forms"}, {"variables", Value::object()}}));
  const std::string path = "/v1/sessions/" + id;
  const auto post = [&](const std::string& call, const std::vector<Header>& headers,
                        const Value& body) {
    return server.send("POST", path + call, headers, stringify(body));
  };
  const auto has = [&](const std::string& what) {
    return server.count("SELECT count(*) FROM " + what + " AND handshake = '" + id + "'");
  };
  const auto headers = page_headers(random_hex(16));
  const Value opening = Value::object({{"clientKey", server.app.client_key}});
  const auto launches = send_at_once([&] { return post("/launch", headers, opening); });
  compare(launches, sum);
  if (has("devices WHERE 1") != 1 || has("sessions WHERE 1") != 1) ++sum.not_once;
  const std::string token = launches.front().body["token"].as_string();
  std::int64_t seq = launches.front().body["state"]["seq"].as_integer();
  for (int i = 1; i <= stages && sum.keys < keys; ++i) {
    const std::string stage = "FS0s" + std::to_string(i);
    const auto body = [&](const std::string& note) {
      return Value::object(
          {{"command", Value::object({{"type", "submit"},
                                      {"stage", stage},
                                      {"input", Value::object({{"note", note}})}})},
           {"epoch", 1},
           {"expectedSeq", seq}});
    };
    const auto own = page_headers(random_hex(16), token);
    const auto answers = send_at_once([&] { return post("/commands", own, body("one")); });
    compare(answers, sum);
    if (has("events WHERE event LIKE '%\"stage_passed\",\"stage\":\"" + stage + "\"%'") != 1)
      ++sum.not_once;
    const auto other = post("/commands", own, body("another"));
    if (other.status() != 422 || other.code() != "idempotency_mismatch") ++sum.reused;
    for (const auto& answer : answers) seq = std::max(seq, answer.body["seq"].as_integer());
  }
}

Sum send_all(Server& server, int keys, std::string_view what) {
  server.publish(forms_flow(stages));
  Sum sum;
  while (sum.keys < keys) walk(server, keys, sum);
  print(what, {{"keys", sum.keys},
               {"answers", sum.answers},
               {"different", sum.different},
               {"not once", sum.not_once},
               {"reused", sum.reused}});
  return sum;
}

}  // namespace

TEST_CASE("64 equal requests with one key are done once and answered alike; another body is not") {
  Server server;
  const int keys = runs(40, 1000);
  const Sum sum = send_all(server, keys, "idempotency keys");
  CHECK(sum.keys == keys);
  CHECK(sum.answers == sum.keys * at_once);
  CHECK(sum.different == 0);
  CHECK(sum.not_once == 0);
  CHECK(sum.reused == 0);
}

TEST_CASE("control: with a table that forgets answers, equal requests are done again") {
  Server server;
  server.tamper(
      "CREATE TRIGGER forget BEFORE INSERT ON idempotency BEGIN SELECT RAISE(IGNORE); END");
  const Sum sum = send_all(server, 4, "idempotency keys, answers forgotten");
  CHECK(sum.different > 0);
  CHECK(sum.not_once > 0);
  CHECK(sum.reused > 0);
}
