// `resume.auth`: a code that proves who somebody is goes only to a contact that is known to be that
// person's: one the backend gave, or one that a code was passed for earlier in the run.
#include <algorithm>

#include "flow_check.hpp"
#include "flow_ways.hpp"

namespace sealflow {
namespace {

/// `trigger`: the stage's position, Ways::nowhere if there is none; then nobody can tell what comes
/// before it, and only what the page brings is refused.
bool proved(const Flow& flow, const ResumeAuth& auth, const Ways& ways, std::size_t trigger,
            std::string_view path) {
  constexpr std::string_view inputs = "inputs.";
  if (path.starts_with(inputs)) {
    const Variable* variable = flow.find_variable(path.substr(inputs.size()));
    return variable != nullptr && variable->from_backend;
  }
  return std::any_of(flow.stages.begin(), flow.stages.end(), [&](const Stage& stage) {
    return stage.type == "otp" && path == "stages." + stage.id + ".input." + auth.channel &&
           (trigger == Ways::nowhere || ways.always_before(ways.position(stage.id), trigger));
  });
}

}  // namespace

void check_resume_auth(const Flow& flow, std::vector<Error>& problems) {
  if (!flow.resume.auth) return;
  const ResumeAuth& auth = *flow.resume.auth;
  const Ways ways(flow);
  const std::size_t trigger = ways.position(auth.trigger);
  // That it is missing was said already.
  if (trigger == Ways::nowhere && !auth.trigger.empty()) {
    problems.push_back(*failure(ErrorCode::flow_invalid,
                                "there is no stage \"" + auth.trigger + "\"",
                                "/resume/auth/triggerModuleId", "target_unknown"));
  }
  const std::vector<std::string>& paths = auth.to_rule.paths();
  bool all = !paths.empty() && std::all_of(paths.begin(), paths.end(), [&](const auto& path) {
    return proved(flow, auth, ways, trigger, path);
  });
  if (all) return;
  problems.push_back(*failure(
      ErrorCode::flow_invalid,
      "a code that proves who somebody is goes to a variable with \"source\": \"backend\", or to " +
          ("stages.<id>.input." + auth.channel) +
          " of an otp stage that every way to \"triggerModuleId\" passes",
      "/resume/auth/toRule", "contact_unproved"));
}

}  // namespace sealflow
