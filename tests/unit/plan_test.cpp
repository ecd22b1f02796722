// Retry and resume as walks. The list of design §5, step by step, is in tests/vectors/plan.json.
#include "sealflow/plan.hpp"

#include "support.hpp"

using namespace support;

namespace {

std::string verdicts(const Plan& plan) {
  std::string text;
  for (const PlanStep& step : plan.steps) text += step.stage + ":" + step.verdict + " ";
  return text;
}

}  // namespace

TEST_CASE("a retry skips what has passed", "[plan]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a"));
  REQUIRE(walker.send_plain("skip"));
  REQUIRE(walker.send_plain("acknowledge"));
  CHECK(walker.launch().error().code == ErrorCode::handshake_consumed);
  const Result<Decision> retry = walker.launch(true);
  REQUIRE(retry.has_value());
  CHECK(retry->plan->reason == "first_not_passed");
  CHECK(verdicts(*retry->plan) == "FS0a:skip FS0b:run FS0c:run ");
  CHECK(walker.state.run == 1);
  CHECK(walker.state.current == "FS0b");
}

TEST_CASE("whoever opened it before the person who used it is forgotten", "[plan]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch_on(""));
  const std::string first = walker.state.device;
  REQUIRE(walker.launch_on(""));
  const std::string person = walker.state.device;
  CHECK(walker.state.devices == std::vector{person});
  REQUIRE(walker.submit_x("FS0a"));
  CHECK(walker.launch_on(first).error().code == ErrorCode::not_owner);
  CHECK(walker.launch_on(first, true).error().code == ErrorCode::not_owner);
  CHECK(walker.launch_on(person)->plan->reason == "first_not_passed");
}

TEST_CASE("opened after the retention of an opening that nobody used, it goes on like any other",
          "[plan]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch_on(""));
  walker.now += 20 * day;
  REQUIRE(walker.launch_on(""));
  CHECK(walker.state.run == 2);
  CHECK(walker.launch()->plan->action == PlanAction::resume);
  CHECK(walker.state.run == 2);
}

TEST_CASE("an outcome is delivered until it is acknowledged", "[plan]") {
  Walker walker = completed_walk();
  for (int reload = 0; reload < 3; ++reload) {
    const Result<Decision> launch = walker.launch();
    REQUIRE(launch.has_value());
    CHECK(launch->plan->action == PlanAction::deliver);
    CHECK(launch->events.empty());
  }
  REQUIRE(walker.send_plain("acknowledge"));
  CHECK(walker.launch().error().code == ErrorCode::handshake_consumed);
  CHECK(walker.launch(true)->plan->action == PlanAction::deliver);
}

TEST_CASE("a decline that resumes makes a new run with the passes in front", "[plan]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a"));
  REQUIRE(walker.submit_x("FS0b"));
  REQUIRE(walker.submit_x("FS0c", "no"));
  CHECK(walker.state.status == "auto_declined");
  REQUIRE(walker.launch(true));
  CHECK(walker.state.run == 2);
  CHECK(walker.state.current == "FS0b");
  REQUIRE(walker.submit_x("FS0b"));
  REQUIRE(walker.submit_x("FS0c"));
  CHECK(walker.state.status == "auto_approved");
  CHECK(result_of(walker.state)->size() == 3);
}

TEST_CASE("provisional passes are done again until a kept one confirms them", "[plan]") {
  Walker walker(flow_of(R"({"id": "FX0loose", "version": "1.0.0", "start": "FS0a", "stages": [
    {"id": "FS0a", "type": "form", "skipCPRPut": true, "fields": [{"name": "x"}], "next": "FS0b"},
    {"id": "FS0b", "type": "form", "fields": [{"name": "x"}], "next": "FS0c"},
    {"id": "FS0c", "type": "form", "skipCPRPut": true, "fields": [{"name": "x"}], "next": "FS0d"},
    {"id": "FS0d", "type": "form", "fields": [{"name": "x"}], "next": "done"}],
    "ends": {"done": {"status": "approve"}}})"));
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a"));
  CHECK(walker.launch()->plan->target == "FS0a");
  REQUIRE(walker.submit_x("FS0a"));
  REQUIRE(walker.submit_x("FS0b"));
  REQUIRE(walker.submit_x("FS0c"));
  CHECK(verdicts(*walker.launch()->plan) == "FS0a:skip FS0b:skip FS0c:run FS0d:run ");
}

TEST_CASE("a redirect whose rule fails counts as none, and is named", "[plan]") {
  Walker walker(flow_of(R"({"id": "FX0who", "version": "1.0.0", "start": "FS0a",
    "variables": {"who": {"type": "string"}}, "stages": [
    {"id": "FS0a", "type": "form", "fields": [{"name": "x"}], "next": "FS0b"},
    {"id": "FS0b", "type": "form", "fields": [{"name": "x"}], "next": "done",
     "conditionalResumeFrom": {"if": "inputs.who == 'agent'", "to": "FS0a"}}],
    "ends": {"done": {"status": "approve"}}})"));
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a"));
  const Result<Decision> launch = walker.launch();
  REQUIRE(launch.has_value());
  CHECK(launch->plan->target == "FS0b");
  REQUIRE(launch->plan->notes.size() == 1);
  CHECK(launch->plan->notes[0].starts_with("conditional_resume_failed:"));
}

TEST_CASE("in a loop a redirect never skips the stage that must be done again", "[plan]") {
  Walker walker(flow_of(R"({"id": "FX0loop", "version": "1.0.0", "start": "FS0a", "stages": [
    {"id": "FS0a", "type": "form", "attempts": 9, "expiresAfter": "1d", "fields": [{"name": "x"}],
     "next": "FS0b", "conditionalResumeFrom": {"to": "FS0b"}},
    {"id": "FS0b", "type": "form", "fields": [{"name": "x"}],
     "next": [{"if": "input.x == 'back'", "to": "FS0a"}, {"to": "done"}]}],
    "ends": {"done": {"status": "approve"}}})"));
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a"));
  walker.now += day;
  const Result<Decision> launch = walker.launch();
  REQUIRE(launch.has_value());
  CHECK(launch->plan->target == "FS0a");
  CHECK(walker.state.current == "FS0a");
}

TEST_CASE("a number is refused beyond 2^53 however it is written", "[plan]") {
  Walker walker(flow_of(R"({"id": "FX0n", "version": "1.0.0", "start": "FS0a",
    "variables": {"n": {"type": "number"}, "i": {"type": "integer"}}, "stages": [
    {"id": "FS0a", "type": "form", "fields": [{"name": "x"}], "next": "done"}],
    "ends": {"done": {"status": "approve"}}})"));
  for (const char* text : {R"({"n": 1e17})", R"({"n": 100000000000000000})", R"({"n": -1e300})",
                           R"({"i": 1e17})", R"({"i": 9007199254740994})"}) {
    INFO(text);
    const Result<Decision> launch = walker.launch(false, json(text));
    REQUIRE_FALSE(launch.has_value());
    CHECK(launch.error().code == ErrorCode::invalid_variables);
    CHECK(launch.error().message.find("beyond 2^53") != std::string::npos);
  }
  CHECK(walker.launch(false, json(R"({"n": 9007199254740991, "i": -9007199254740991})")));
}

TEST_CASE("nothing of a state is told before ownership is proved", "[plan]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a"));
  const std::string before = walker.text();
  const Result<Decision> stranger = walker.launch_on("", true);
  REQUIRE_FALSE(stranger.has_value());
  CHECK(stranger.error().code == ErrorCode::not_owner);
  CHECK(stranger.error().message.find("FS0") == std::string::npos);
  CHECK(walker.text() == before);
}
