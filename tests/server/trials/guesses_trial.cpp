// 64 guesses at a one-time code at once: five count, whichever they are; a code opens once, one
// stage of one handshake. A counter that is read before and written after counts too few.
#include <catch2/catch_test_macros.hpp>
#include <latch>

#include "trial.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

constexpr int at_once = 64;
constexpr int tries = 5;  ///< of one code

constexpr std::string_view code_flow = R"({
  "id": "FX0code", "version": "1.0.0", "start": "FS0otp",
  "variables": {"mobile": {"type": "string", "format": "mobile", "source": "backend"}},
  "stages": [{"id": "FS0otp", "type": "otp", "channel": "mobile", "toRule": "inputs.mobile", "next": "FS0more"},
             {"id": "FS0more", "type": "form", "fields": [{"name": "note", "required": true}], "next": "done"}],
  "ends": {"done": {"status": "auto_approved"}}
})";

Page begin(Server& server, int number) {
  const std::string mobile = "+91" + std::to_string(9'000'000'000 + number);
  Page page(server,
            server.handshake(Value::object(
                {{"flow", "FX0code"}, {"variables", Value::object({{"mobile", mobile}})}})));
  page.launch();
  return page;
}

std::string other_code(const std::string& right, int i) {
  std::string code = std::to_string((std::stoi(right) + i) % 1'000'000);
  return code.insert(0, 6 - code.size(), '0');
}

/// Sends on whatever else happened to the state meanwhile: who guesses would.
Answer guess(Page page, const std::string& code) {
  for (;;) {
    Answer answer = page.submit("FS0otp", Value::object({{"code", code}}));
    if (answer.code() != "seq_conflict") return answer;
    page.seq = answer.body["seq"].as_integer();
  }
}

template <class Try>
void all_at_once(const Try& one) {
  std::latch start(at_once);
  std::vector<std::thread> threads;
  for (int i = 0; i < at_once; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      one(i);
    });
  }
  for (auto& thread : threads) thread.join();
}

std::int64_t events_of(Page& page, std::string_view type) {
  const auto answer = page.events();
  std::int64_t count = 0;
  for (const auto& event : answer.body["events"].items())
    count += event["type"] == Value(type) && event["stage"] == Value("FS0otp") ? 1 : 0;
  return count;
}

struct Sum {
  std::int64_t rounds = 0;
  std::int64_t guesses = 0;
  std::int64_t wrong = 0;       ///< counted against the code
  std::int64_t miscounted = 0;  ///< rounds in which more or fewer were
  std::int64_t opened = 0;      ///< by a code that was dead, or another handshake's
};

/// All wrong: five count, and then the right one comes too late.
void guess_wrong(Server& server, int round, Sum& sum) {
  Page page = begin(server, round);
  const auto right = server.code();
  std::atomic<std::int64_t> counted = 0;
  all_at_once([&](int i) { counted += guess(page, other_code(right, i + 1)).status() == 200; });
  sum.wrong += counted;
  if (counted != tries || events_of(page, "stage_rejected") != tries) ++sum.miscounted;
  if (guess(page, right).code() != "code_expired") ++sum.opened;
  if (events_of(page, "stage_passed") != 0) ++sum.opened;
}

/// All right, at once: one opens, and the code is dead. In another handshake it is wrong.
void guess_right(Server& server, int round, Sum& sum) {
  Page other = begin(server, 2 * round + 1'000'000);
  const auto others = server.code();
  Page page = begin(server, 2 * round + 1'000'001);
  const auto right = server.code();
  guess(page, others);
  all_at_once([&](int) { guess(page, right); });
  if (events_of(page, "stage_passed") != 1) ++sum.opened;
  if (events_of(page, "stage_rejected") != (others != right ? 1 : 0)) ++sum.miscounted;
  if (guess(page, right).status() == 200) ++sum.opened;
  if (others != right && guess(other, right).status() == 200 &&
      events_of(other, "stage_passed") != 0)
    ++sum.opened;
}

}  // namespace

TEST_CASE("64 guesses at once: five count, the code is dead after five or one success, and bound") {
  Server server;
  server.publish(code_flow);
  Sum sum;
  const int rounds = runs(8, 1000);
  for (int round = 0; round < rounds; ++round) {
    // Half an hour later: what is kept of the round before is not in the way.
    server.now += 30 * minute_ms;
    if (round % 2 == 0) {
      guess_wrong(server, round, sum);
    } else {
      guess_right(server, round, sum);
    }
    ++sum.rounds;
    sum.guesses += at_once;
  }
  print("guesses", {{"rounds", sum.rounds},
                    {"guesses", sum.guesses},
                    {"counted", sum.wrong},
                    {"miscounted rounds", sum.miscounted},
                    {"opened wrongly", sum.opened}});
  CHECK(sum.miscounted == 0);
  CHECK(sum.opened == 0);
}

TEST_CASE("control: a count that is read before and written after lets more guesses through") {
  Server server;
  Store& store = server.services->store;
  std::int64_t taken_in_all = 0;
  int miscounted = 0;
  constexpr int rounds = 20;
  for (int round = 0; round < rounds; ++round) {
    const std::string name = "tries" + std::to_string(round);
    std::atomic<int> taken = 0;
    all_at_once([&](int) {
      const auto had = store.read([&](Database& db) {
        Rows row =
            db.query("SELECT CAST(CAST(value AS TEXT) AS INTEGER) FROM meta WHERE name = ?1", name);
        return row.step() ? row.integer(0) : 0;
      });
      if (had >= tries) return;
      ++taken;
      const std::string next = std::to_string(had + 1);
      store.write([&](Transaction& transaction) {
        return transaction.db().run(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name, Blob{next});
      });
    });
    taken_in_all += taken;
    if (taken != tries) ++miscounted;
  }
  print("guesses, counted before and after", {{"rounds", rounds},
                                              {"guesses", rounds * at_once},
                                              {"taken", taken_in_all},
                                              {"miscounted rounds", miscounted}});
  CHECK(miscounted > 0);
}
