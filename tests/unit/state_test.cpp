// What events add up to. Each kind of event is in tests/vectors/state.json.
#include "sealflow/state.hpp"

#include "support.hpp"

using namespace support;

TEST_CASE("a state survives its JSON at every step", "[state]") {
  const Walker walker = completed_walk();
  State state;
  for (const LoggedEvent& event : walker.log) {
    REQUIRE(evolve(state, event));
    const std::string text = stringify(state_to_json(state));
    const Result<State> back = state_from_json(json(text));
    REQUIRE(back.has_value());
    CHECK(stringify(state_to_json(*back)) == text);
  }
}

TEST_CASE("a state of another version is refused, never guessed at", "[state]") {
  Value state = state_to_json(completed_walk().state);
  for (const Value& version : {Value(0), Value(2), Value("1"), Value(), Value(1.5)}) {
    state.set("v", version);
    const Result<State> refused = state_from_json(state);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::state_incompatible);
  }
}

TEST_CASE("evolve tells duplicate, stale, gap and fork apart, and changes nothing then",
          "[state]") {
  const Walker walker = completed_walk();
  const std::vector<LoggedEvent>& log = walker.log;
  State state;
  for (std::size_t i = 0; i < 4; ++i) REQUIRE(*evolve(state, log[i]) == Evolution::applied);
  const std::string before = stringify(state_to_json(state));

  CHECK(*evolve(state, log[3]) == Evolution::duplicate);
  CHECK(*evolve(state, log[0]) == Evolution::stale);
  CHECK(*evolve(state, log[5]) == Evolution::gap);

  LoggedEvent fork = log[3];
  fork.event.at += 1;
  fork.event.hash = event_hash(fork.event);
  CHECK(evolve(state, fork).error().code == ErrorCode::log_damaged);

  LoggedEvent tampered = log[4];
  tampered.event.stage = "FS0c";
  CHECK(evolve(state, tampered).error().code == ErrorCode::log_damaged);

  LoggedEvent exchanged = log[4];
  exchanged.secret = log[2].secret;
  if (exchanged.secret) CHECK(evolve(state, exchanged).error().code == ErrorCode::log_damaged);

  CHECK(stringify(state_to_json(state)) == before);
}

TEST_CASE("erased: the chain verifies, the replay says so, the result is refused", "[state]") {
  const Walker walker = completed_walk();
  const std::vector<LoggedEvent> erased = without_secrets(walker.log);
  CHECK(verify_log(erased).has_value());
  const Result<Replay> replay = sealflow::replay(erased);
  REQUIRE(replay.has_value());
  CHECK(replay->erased);
  CHECK(replay->state.status == "auto_approved");
  const Result<Value> result = result_of(replay->state);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::not_found);
  CHECK(result.error().reason == "erased");
  CHECK(result_of(walker.state).has_value());
}

TEST_CASE("a page reaches the same public state as the server", "[state]") {
  const Walker walker = completed_walk();
  State page;
  State server;
  for (const LoggedEvent& event : walker.log) {
    REQUIRE(evolve(page, without_secret(event)));
    REQUIRE(evolve(server, event));
    // Take away what is private on the server, and the two are alike.
    Value expected = state_to_json(server);
    Value stages = Value::array();
    for (const Value& record : expected["stages"].items()) {
      Value bare = record;
      for (std::string_view secret : {"input", "output", "memory"}) bare.set(secret, Value());
      bare.set("erased", record["progress"] == Value("passed"));
      stages.push(std::move(bare));
    }
    expected.set("stages", std::move(stages));
    expected.set("variables", Value::object());
    expected.set("owner", "");
    CHECK(stringify(state_to_json(page)) == stringify(expected));
  }
}

TEST_CASE("a new run leaves nothing of the old one but the tries", "[state]") {
  Walker walker(flow_of(R"({"id": "FX0one", "version": "1.0.0", "start": "FS0a",
    "variables": {"who": {"type": "string"}},
    "stages": [{"id": "FS0a", "type": "form", "attempts": 5, "fields": [{"name": "x"}], "next": "FS0b"},
               {"id": "FS0b", "type": "consent", "text": "Yes?", "next": "done"}],
    "ends": {"done": {"status": "approve"}}})"));
  REQUIRE(walker.launch(false, json(R"({"who": "a"})")));
  REQUIRE(walker.submit_x("FS0a", "something private"));
  REQUIRE(walker.launch(false, json(R"({"who": "b"})")));
  CHECK(walker.state.run == 2);
  CHECK(walker.state.current == "FS0a");
  CHECK(walker.state.find("FS0a")->tries == 1);
  CHECK(walker.text().find("something private") == std::string::npos);
}
