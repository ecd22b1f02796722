// Stages that wait for something outside: whole walks, and what repeated reports do to them.
#include "support.hpp"

using namespace support;

namespace {

Flow desk() {
  return flow_of(R"({"id": "FX0desk", "version": "1.0.0", "start": "FS0call", "stages": [
    {"id": "FS0call", "type": "http", "url": "https://api.example.com/", "attempts": 3,
     "outputs": {"id": {"at": "/id"}, "score": {"type": "integer", "at": "/score"}},
     "next": "FS0face"},
    {"id": "FS0face", "type": "biometric", "provider": "iproov", "attempts": 2, "next": "FS0desk"},
    {"id": "FS0desk", "type": "review", "next": "open"}],
    "ends": {"open": {"status": "needs_review"}}})");
}

Command report(const Effect& effect, std::string_view input) {
  Command command{.type = "effect_result", .actor = Actor::server, .stage = effect.stage};
  command.input = json(input);
  command.input.set("effect", effect.id);
  return command;
}

Command decision(std::string stage, std::string_view input) {
  return {
      .type = "review", .actor = Actor::operator_, .stage = std::move(stage), .input = json(input)};
}

constexpr std::string_view scored =
    R"({"ok": true, "status": 200, "body": "{\"id\": 1, \"score\": 7}"})";

/// From the start to the end that is to be reviewed; after each report, `look` sees the walk.
template <class Look>
void walk_through(Walker& walker, Look look) {
  std::vector<std::string_view> reports = {R"({"ok": false, "reason": "failed"})",
                                           scored,
                                           R"({"ok": true, "token": "t1", "expiresAt": 7})",
                                           R"({"ok": true, "passed": false, "reason": "dark"})",
                                           R"({"ok": true, "token": "t2", "expiresAt": 7})",
                                           R"({"ok": true, "passed": true})"};
  REQUIRE(walker.launch());
  for (std::size_t i = 0; i < reports.size(); ++i) {
    if (i == 3 || i == 5) REQUIRE(walker.submit("FS0face", Value::object()));
    REQUIRE(walker.effects.size() == i + 1);
    REQUIRE(walker.state.find(walker.state.current)->waiting);
    REQUIRE(walker.send(report(walker.effects[i], reports[i])));
    look(i);
  }
  REQUIRE(walker.state.current == "FS0desk");
  REQUIRE(walker.state.find("FS0desk")->waiting);
  REQUIRE(walker.send(decision("FS0desk", R"({"decision": "approved", "by": "op1"})")));
  REQUIRE(walker.state.outcome == Outcome::completed);
}

}  // namespace

TEST_CASE("a walk over all that waits replays to the same state, and a page sees when it waits") {
  Walker walker(desk());
  State page;
  std::size_t told = 0;
  walk_through(walker, [&](std::size_t) {
    for (; told < walker.log.size(); ++told) {
      REQUIRE(evolve(page, without_secret(walker.log[told])));
    }
    for (const StageRecord& record : walker.state.stages) {
      CHECK(page.find(record.id)->waiting == record.waiting);
      CHECK(page.find(record.id)->memory.is_null());
    }
  });
  CHECK(replayed(walker.log) == walker.text());
  std::string result = stringify(*result_of(walker.state));
  CHECK(result.find(R"("FS0call":{"input":{},"output":{"id":"1","score":7}})") !=
        std::string::npos);
  CHECK(result.find("op1") == std::string::npos);
  for (const LoggedEvent& event : walker.log) {
    CHECK(stringify(event.event.public_part).find("op1") == std::string::npos);
  }
}

TEST_CASE("a report that comes again, or of another effect, changes nothing") {
  Walker walker(desk());
  auto again = [&](std::size_t done) {
    std::string before = walker.text();
    std::size_t asked = walker.effects.size();
    for (std::size_t i = 0; i <= done; ++i) {
      for (std::string_view reply : {scored, std::string_view(R"({"ok": false})"),
                                     std::string_view(R"({"ok": true, "passed": true})")}) {
        Result<Decision> decided = walker.send(report(walker.effects[i], reply));
        REQUIRE(decided);
        CHECK(decided->events.empty());
      }
    }
    CHECK(walker.text() == before);
    CHECK(walker.effects.size() == asked);
  };
  walk_through(walker, again);
  again(walker.effects.size() - 1);
}

TEST_CASE("a refused submit leaves a waiting stage as it is") {
  Walker walker(desk());
  REQUIRE(walker.launch());
  std::string before = walker.text();
  for (const char* type : {"submit", "send_code", "renew_token"}) {
    Result<Decision> refused = walker.send({.type = type, .stage = "FS0call"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::stage_waiting);
  }
  CHECK(walker.text() == before);
}

TEST_CASE("digits beyond 2^53 are kept as text, and refused as a number") {
  auto replied = [](std::string_view body) {
    Walker walker(desk());
    REQUIRE(walker.launch());
    Value input = Value::object({{"ok", true}, {"status", 200}, {"body", body}});
    REQUIRE(walker.send(report(walker.effects[0], stringify(input))));
    return walker.state.find("FS0call")->output;
  };
  CHECK(replied(R"({"id": 9007199254740993})")["id"] == Value("9007199254740993"));
  CHECK(replied(R"({"id": -9223372036854775808})")["id"] == Value("-9223372036854775808"));
  CHECK(replied(R"({"id": 9223372036854775807})")["id"] == Value("9223372036854775807"));
  // From here on a double holds it, whose digits are not the API's.
  CHECK(replied(R"({"id": 9223372036854775808})").is_null());
  CHECK(replied(R"({"id": 1e15})")["id"] == Value("1000000000000000"));
  CHECK(replied(R"({"score": 9007199254740991})")["score"] ==
        Value(std::int64_t{9007199254740991}));
  CHECK(replied(R"({"score": 9007199254740993})").is_null());
}

TEST_CASE("a review after the end changes the status and leaves the result") {
  Walker walker(desk());
  walk_through(walker, [](std::size_t) {});
  std::string result = stringify(*result_of(walker.state));
  std::int64_t ended_at = walker.state.outcome_seq;
  Delivery delivery{.signature = std::string(64, 'a')};
  Result<std::optional<HandlerCall>> first = dispatch(walker.state, delivery);
  REQUIRE(first);
  REQUIRE(first->has_value());
  delivery.handled_seq = (*first)->payload["seq"].as_integer();

  walker.now += day;
  REQUIRE(
      walker.send(decision("", R"({"status": "manually_declined", "by": "op2", "note": "x"})")));
  CHECK(walker.log.back().event.type == event_type::review_decided);
  CHECK(walker.state.status == "manually_declined");
  CHECK(walker.state.last_write == walker.now);
  CHECK(walker.state.outcome_seq == ended_at);
  CHECK(stringify(*result_of(walker.state)) == result);
  CHECK(replayed(walker.log) == walker.text());
  CHECK_FALSE(dispatch(walker.state, delivery)->has_value());
  delivery.handled_seq = 0;
  Result<std::optional<HandlerCall>> later = dispatch(walker.state, delivery);
  REQUIRE(later->has_value());
  CHECK((*later)->payload["status"] == Value("manually_declined"));
  CHECK((*later)->payload["seq"] == Value(walker.state.seq));
}
