// What the vectors of flow cannot say: the example of the guide, all problems at once, what a view
// lacks. Each single problem is in tests/vectors/flow.json.
#include "sealflow/flow.hpp"

#include <set>

#include "support.hpp"

using namespace support;

TEST_CASE("the onboarding flow is valid", "[flow]") {
  const Flow flow = onboarding();
  CHECK(flow.id == "FX0onboarding");
  CHECK(flow.stages.size() == 4);
  CHECK(flow.find_stage("FS0otp")->attempts == 5);
  CHECK(flow.find_stage("FS0otp")->attempts_reset == day);
  CHECK(flow.find_stage("nowhere") == nullptr);
  CHECK(flow.find_end("review")->status == "needs_review");
  CHECK(flow.find_variable("mobile")->from_backend);
  CHECK(flow.resume.retention == 14 * day);
}

TEST_CASE("every problem of a flow is reported at once, each with its place", "[flow]") {
  const Result<Flow> flow = parse_flow(R"({
    "id": "onboarding", "version": "1", "start": "FS0nowhere", "colour": "red",
    "variables": {"n": {"type": "number", "format": "pan"}},
    "stages": [
      {"id": "FS0a", "type": "form", "expiresAfter": "20d", "fields": [{"name": "1", "format": "pon"}],
       "next": [{"if": "output.", "to": "FS0b"}, {"if": "true", "to": "lost"}]},
      {"id": "FS0a", "type": "otp", "toRule": "output.mobile || inputs.none", "next": "done"},
      {"id": "FS0c", "type": "magic", "attempts": 0, "next": "done"}],
    "ends": {"done": {"status": "finished"}, "FS0c": {"status": "approve", "resumeFrom": "FS0z"}},
    "resume": {"retention": "forever", "exitOnEndStates": ["done"], "auth": {"toRule": "inputs.n"}}})");
  REQUIRE_FALSE(flow.has_value());
  CHECK(flow.error().code == ErrorCode::flow_invalid);
  std::set<std::string> found;
  for (const Error& problem : flow.error().details)
    found.insert(problem.where + " " + problem.reason);
  for (const char* expected : {"/id id_malformed",
                               "/version version_malformed",
                               "/start target_unknown",
                               "/colour member_unknown",
                               "/variables/n/format type",
                               "/stages/0/fields/0/name format",
                               "/stages/0/fields/0/format format_unknown",
                               "/stages/0/expiresAfter beyond_retention",
                               "/stages/0/next/0/if rule_invalid",
                               "/stages/0/next/0 target_unknown",
                               "/stages/0/next/1 target_unknown",
                               "/stages/0/next/1 no_otherwise",
                               "/stages/1/id id_duplicate",
                               "/stages/1/toRule output_too_early",
                               "/stages/1/toRule variable_unknown",
                               "/stages/2/type stage_type_unknown",
                               "/stages/2/attempts range",
                               "/ends/done/status status_unknown",
                               "/ends/FS0c id_duplicate",
                               "/ends/FS0c/resumeFrom resume_from_status",
                               "/ends/FS0c/resumeFrom target_unknown",
                               "/resume/retention duration",
                               "/resume/exitOnEndStates status_unknown",
                               "/resume/auth/triggerModuleId missing",
                               "/resume/auth/toRule contact_unproved"}) {
    INFO(expected);
    CHECK(found.contains(expected));
  }
  for (const Error& problem : flow.error().details) CHECK_FALSE(problem.message.empty());
}

TEST_CASE("anything at all is refused without harm", "[flow]") {
  for (
      const char* text :
      {"null", "[]", "1", "\"\"", "{}", R"({"stages": [1, null, {}]})",
       R"({"ends": [], "stages": {}})", R"({"variables": 1, "resume": [], "ends": {"a": 1}})",
       R"({"stages": [{"next": [1, [], {}]}]})",
       R"({"stages": [{"id": "FS0a", "type": "form", "fields": [1], "next": [[]]}], "start": "FS0a"})",
       R"({"stages": [{"id": "FS0a", "type": "otp", "toRule": 1, "next": "FS0a"}], "start": "FS0a"})"}) {
    INFO(text);
    const Result<Flow> flow = parse_flow(text);
    REQUIRE_FALSE(flow.has_value());
    CHECK(flow.error().code == ErrorCode::flow_invalid);
    CHECK_FALSE(parse_client_view(json(text)).has_value());
  }
}

TEST_CASE("a client view tells the page nothing it need not know", "[flow]") {
  const std::string view = stringify(client_view(onboarding()));
  for (const char* secret :
       {"toRule", "inputs.mobile", "\"mobile\":{", "attemptsReset", "expiresAfter", "retention",
        "a person's", "conditionalResumeFrom", "resumeFrom", "group"}) {
    INFO(secret);
    CHECK(view.find(secret) == std::string::npos);
  }
  // Its category is revealed, so the page may decide by it.
  CHECK(view.find("output.category == 'P'") != std::string::npos);
  CHECK(view.find("userType") != std::string::npos);
}

TEST_CASE("a view is read back, and names the flow it is of", "[flow]") {
  const Flow flow = onboarding();
  const Result<Flow> view = parse_client_view(client_view(flow));
  REQUIRE(view.has_value());
  CHECK(view->view);
  CHECK(view->hash == flow.hash);
  CHECK(stringify(client_view(*view)) == stringify(client_view(flow)));
}

TEST_CASE("the hash does not depend on layout or order, but on every value", "[flow]") {
  const std::string text = read_file("examples/flows/onboarding.flow.json");
  const Flow flow = flow_of(text);
  CHECK(flow_of(stringify(json(text))).hash == flow.hash);
  CHECK(flow_of(canonicalize(json(text))).hash == flow.hash);
  Value changed = json(text);
  changed.set("version", "1.0.1");
  CHECK(flow_from_json(changed)->hash != flow.hash);
}
