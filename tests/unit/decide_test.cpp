// The rules of a run, walked. Every command and refusal is in tests/vectors/decide.json.
#include "sealflow/decide.hpp"

#include "support.hpp"

using namespace support;

namespace {

Walker at_code() {
  Walker walker(onboarding());
  walker.backend_variables = json(R"({"mobile": "+919876543210"})");
  REQUIRE(walker.launch());
  REQUIRE(walker.submit("FS0consent", json(R"({"accepted": true})")));
  REQUIRE(walker.state.current == "FS0otp");
  return walker;
}

std::string code_of(const Walker& walker) {
  return walker.effects.back().payload["code"].as_string();
}

Value code(std::string text) { return Value::object({{"code", std::move(text)}}); }

/// A code that is not the one that was sent.
std::string other_than(const std::string& sent) { return sent == "000000" ? "000001" : "000000"; }

ErrorCode refusal(const Result<Decision>& decision) {
  REQUIRE_FALSE(decision.has_value());
  return decision.error().code;
}

}  // namespace

TEST_CASE("onboarding, from the first screen to a result", "[decide]") {
  Walker walker = at_code();
  REQUIRE(walker.effects.size() == 1);
  CHECK(walker.effects[0].payload["to"] == Value("+919876543210"));
  REQUIRE(walker.submit("FS0otp", code(code_of(walker))));
  CHECK(walker.state.current == "FS0details");
  REQUIRE(walker.submit(
      "FS0details",
      json(R"({"name": "Asha Rao", "birthDate": "1990-02-28", "pan": "abcpe1234f"})")));
  CHECK(walker.state.current == "FS0document");
  CHECK(walker.state.find("FS0details")->revealed == json(R"({"category": "P"})"));
  const std::string file = "MX1" + std::string(22, 'a');
  walker.media.set(file, json(R"({"type": "image/png", "size": 1000})"));
  REQUIRE(walker.submit("FS0document", Value::object({{"front", file}})));

  CHECK(walker.state.outcome == Outcome::completed);
  CHECK(walker.state.status == "auto_approved");
  const Result<Value> result = result_of(walker.state);
  REQUIRE(result.has_value());
  CHECK((*result)["FS0details"]["input"]["pan"] == Value("ABCPE1234F"));
  CHECK((*result)["FS0otp"]["input"]["mobile"] == Value("+919876543210"));
  CHECK(replayed(walker.log) == walker.text());
}

TEST_CASE("a company's PAN goes to review", "[decide]") {
  Walker walker = at_code();
  REQUIRE(walker.submit("FS0otp", code(code_of(walker))));
  REQUIRE(walker.submit(
      "FS0details",
      json(R"({"name": "Asha Rao", "birthDate": "1990-02-28", "pan": "ABCCE1234F"})")));
  CHECK(walker.state.status == "needs_review");
}

TEST_CASE("a code is nowhere in what is kept", "[decide]") {
  const Walker walker = at_code();
  const std::string sent = code_of(walker);
  CHECK(sent.size() == 6);
  for (const LoggedEvent& event : walker.log) {
    const std::string text = stringify(event_to_json(event));
    CHECK(text.find("\"" + sent) == std::string::npos);
    CHECK(stringify(event_to_json(without_secret(event))).find("9876543210") == std::string::npos);
  }
}

TEST_CASE("guessing ends: five tries a code, four codes, then the run", "[decide]") {
  Walker walker = at_code();
  int guesses = 0;
  while (walker.state.outcome == Outcome::none && guesses < 100) {
    const Result<Decision> guess = walker.submit("FS0otp", code(other_than(code_of(walker))));
    if (guess) {
      ++guesses;
      continue;
    }
    CHECK(guess.error().code == ErrorCode::code_expired);
    walker.now += 31'000;
    REQUIRE(walker.send({.type = "send_code", .stage = "FS0otp"}));
  }
  CHECK(guesses == 5);  // the flow's own `attempts` is the stricter one here
  CHECK(walker.state.error["code"] == Value("attempts_exhausted"));

  REQUIRE(walker.launch(true));
  CHECK(walker.state.outcome == Outcome::errored);
  walker.now += day;
  REQUIRE(walker.launch(true));
  CHECK(walker.state.outcome == Outcome::none);
  CHECK(walker.state.current == "FS0otp");
  REQUIRE(walker.send({.type = "send_code", .stage = "FS0otp"}));
  REQUIRE(walker.submit("FS0otp", code(code_of(walker))));
  CHECK(walker.state.current == "FS0details");
}

TEST_CASE("a format refusal is no try", "[decide]") {
  Walker walker = at_code();
  for (int i = 0; i < 20; ++i) {
    CHECK(refusal(walker.submit("FS0otp", code("12345"))) == ErrorCode::invalid_input);
  }
  CHECK(walker.state.find("FS0otp")->tries == 0);
}

TEST_CASE("a form reports everything that is wrong with it", "[decide]") {
  Walker walker = at_code();
  REQUIRE(walker.submit("FS0otp", code(code_of(walker))));
  const Result<Decision> refused = walker.submit(
      "FS0details", json(R"({"name": "", "birthDate": "2099-01-01", "pan": "X", "score": 99})"));
  REQUIRE_FALSE(refused.has_value());
  std::string found;
  for (const Error& problem : refused.error().details)
    found += problem.where + " " + problem.reason + "; ";
  CHECK(found == "/name required; /birthDate range; /pan format; /score member_unknown; ");
}

TEST_CASE("a refused command changes nothing", "[decide]") {
  Walker walker = at_code();
  const std::string before = walker.text();
  const std::size_t events = walker.log.size();
  CHECK(refusal(walker.submit("FS0document", json("{}"))) == ErrorCode::stage_not_current);
  CHECK(refusal(walker.submit("FS0none", json("{}"))) == ErrorCode::stage_unknown);
  CHECK(refusal(walker.send({.type = "pass", .stage = "FS0otp"})) == ErrorCode::command_unknown);
  CHECK(refusal(walker.send({.type = "effect_result", .stage = "FS0otp"})) == ErrorCode::forbidden);
  CHECK(refusal(walker.send({.type = "skip", .epoch = 9})) == ErrorCode::session_superseded);
  CHECK(refusal(walker.send_plain("acknowledge")) == ErrorCode::no_outcome);
  CHECK(walker.text() == before);
  CHECK(walker.log.size() == events);
}

TEST_CASE("the same inputs give the same bytes", "[decide]") {
  const Flow flow = three_forms();
  Command command{.type = "launch", .entropy = std::string(64, '7')};
  command.launch.handshake = "DS0" + std::string(22, 'b');
  command.launch.new_device = "d1";
  command.launch.expires_at = start_time + day;
  const Result<Decision> first = decide(flow, State(), command, start_time);
  const Result<Decision> second = decide(flow, State(), command, start_time);
  REQUIRE(first.has_value());
  CHECK(stringify(decision_to_json(*first)) == stringify(decision_to_json(*second)));
  command.entropy = std::string(64, '8');
  const Result<Decision> other = decide(flow, State(), command, start_time);
  CHECK(stringify(decision_to_json(*first)) != stringify(decision_to_json(*other)));
}

TEST_CASE("a loop ends when its tries do", "[decide]") {
  Walker walker(flow_of(R"({"id": "FX0loop", "version": "1.0.0", "start": "FS0a", "stages": [
    {"id": "FS0a", "type": "form", "attempts": 3, "fields": [{"name": "x"}], "next": "FS0b"},
    {"id": "FS0b", "type": "form", "fields": [{"name": "x"}],
     "next": [{"if": "input.x == 'back'", "to": "FS0a"}, {"to": "done"}]}],
    "ends": {"done": {"status": "approve"}}})"));
  REQUIRE(walker.launch());
  int rounds = 0;
  while (walker.state.outcome == Outcome::none && rounds < 10) {
    REQUIRE(walker.submit_x("FS0a"));
    REQUIRE(walker.submit_x("FS0b", "back"));
    ++rounds;
  }
  CHECK(rounds == 3);
  CHECK(walker.state.error["code"] == Value("attempts_exhausted"));
  const Result<Decision> retry = walker.launch(true);
  REQUIRE(retry.has_value());
  CHECK(retry->plan->target == "FS0a");
  CHECK(retry->plan->steps[0].verdict == "blocked");
}

TEST_CASE("a page that repairs a decline gets new tries, one that only changes its inputs does not",
          "[decide]") {
  Walker walker(flow_of(R"({"id": "FX0once", "version": "1.0.0", "start": "FS0a",
    "variables": {"who": {"type": "string"}},
    "stages": [{"id": "FS0a", "type": "form", "attempts": 1, "fields": [{"name": "x"}],
                "next": [{"if": "input.x == 'no'", "to": "declined"}, {"to": "done"}]}],
    "ends": {"done": {"status": "approve"}, "declined": {"status": "auto_declined", "resumeFrom": "FS0a"}}})"));
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a", "no"));
  REQUIRE(walker.launch(true));
  CHECK(walker.state.current == "FS0a");
  REQUIRE(walker.submit_x("FS0a", "no"));
  const Result<Decision> changed = walker.launch(true, json(R"({"who": "x"})"));
  REQUIRE(changed.has_value());
  CHECK(changed->plan->steps[0].verdict == "blocked");
  CHECK(walker.state.error["code"] == Value("attempts_exhausted"));
}
