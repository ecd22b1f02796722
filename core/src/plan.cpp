#include "sealflow/plan.hpp"

#include <algorithm>

#include "names.hpp"
#include "reader.hpp"
#include "stages/stage_type.hpp"
#include "variables.hpp"

namespace sealflow {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// The numbers are those of the list in docs/guides/resume.md.
class Planner {
 public:
  Planner(const Flow& flow, const State& state, const Launch& launch, std::int64_t now)
      : flow_(flow), state_(state), launch_(launch), now_(now) {}

  Result<Plan> run() {
    if (Result<void> token = check_token(); !token) return token.pass();  // 1
    plan_.same_device = !launch_.device.empty() && contains(state_.devices, launch_.device);
    bool gone = absent();
    // What was forgotten is not kept either.
    Result<Value> variables =  // 2
        launch_variables(flow_, gone ? State() : state_, launch_, plan_.notes);
    if (!variables) return variables.pass();
    plan_.variables = std::move(*variables);

    if (gone) {  // 3
      if (now_ >= launch_.expires_at) {
        return failure(ErrorCode::handshake_expired, "the handshake has expired");
      }
      return start(state_.consumed() ? "retention_over" : "no_state");
    }
    if (must_authenticate()) return authenticate();  // 4
    if (Result<void> owner = ownership(); !owner) return owner.pass();
    bool listed = contains(flow_.resume.exit_on_end_states, state_.status);
    if (listed && ended()) {  // 5
      plan_.already_processed = true;
      return deliver("exit_on_end_state");
    }
    bool elsewhere = !plan_.same_device || launch_.device != state_.device;
    if (elsewhere && launch_.lease_alive && flow_.resume.parallel_sessions == "oldest" &&
        !ended()) {
      return failure(ErrorCode::session_active, "the session is open on another device");
    }
    if (plan_.same_device && ended() && !state_.acknowledged && !retry()) {
      return deliver("ended_before");  // its reply was lost, or the last screen was reloaded
    }
    bool goes_on = (plan_.same_device || launch_.invited) && !ended();
    if (!goes_on && !retry()) {
      return failure(ErrorCode::handshake_consumed,
                     "the handshake was used already; launch with retry");
    }
    if (variables_changed(flow_, state_.variables, plan_.variables)) {  // 6
      return start("inputs_changed");
    }
    if (state_.flow_hash != flow_.hash) return start("flow_changed");
    return resume();
  }

 private:
  bool ended() const { return state_.outcome != Outcome::none; }

  bool absent() const {
    if (!state_.exists()) return true;
    // Opened, but nothing was done: by a link preview, or on the wrong device.
    bool known = plan_.same_device || launch_.invited || launch_.handshake_resumes;
    if (!state_.consumed() && !known) return true;
    if (now_ < state_.last_write + flow_.resume.retention) return false;
    // Waiting must not reopen an end that was meant to close the journey.
    bool closed = contains(flow_.resume.exit_on_end_states, state_.status);
    return !(closed && now_ < launch_.expires_at);
  }

  bool retry() const { return launch_.retry.value_or(launch_.token.has_value()); }

  Result<void> check_token() const {
    if (!launch_.token) {
      if (!flow_.resume.auth) return {};
      return failure(ErrorCode::token_required,
                     "this flow is launched with a token of the backend");
    }
    const LaunchToken& token = *launch_.token;
    if (now_ >= token.expires_at) {
      return failure(ErrorCode::token_expired,
                     "the token has expired; ask the backend for another");
    }
    if (token.app == launch_.app && token.flow == flow_.id && token.handshake == launch_.handshake)
      return {};
    return failure(ErrorCode::token_mismatch,
                   "the token is for another app, flow or handshake; each is for one only");
  }

  std::string_view unique_id() const {
    return launch_.token ? std::string_view(launch_.token->unique_id) : std::string_view();
  }

  /// Entered, in this run or one before it whose passes were kept.
  bool trigger_reached() const {
    return flow_.resume.auth && contains(state_.path, flow_.resume.auth->trigger);
  }

  /// From the trigger on, the handshake holds what only its owner may see. Neither a token that
  /// names nobody nor a device whose session is over says who is there now.
  bool must_authenticate() const {
    bool proved = launch_.authenticated || launch_.invited ||
                  (plan_.same_device && launch_.session_alive) || !unique_id().empty();
    return trigger_reached() && !proved;
  }

  Plan authenticate() const {
    Plan plan{.action = PlanAction::authenticate, .reason = "authenticate_on_resume"};
    plan.same_device = plan_.same_device;
    return plan;
  }

  Result<void> ownership() const {
    if (!unique_id().empty()) {
      bool adopted = state_.owner.empty() && !trigger_reached();
      if (adopted || state_.owner == unique_id()) return {};
      return failure(ErrorCode::unique_id_conflict, "the session belongs to another person");
    }
    if (plan_.same_device || launch_.invited || launch_.authenticated) return {};
    if (flow_.resume.auth) return {};  // before the trigger: nothing personal yet
    if (launch_.handshake_resumes) return {};
    if (launch_.token) {
      return failure(ErrorCode::auth_not_configured,
                     "the token names nobody, and the flow has no \"resume.auth\" to ask with");
    }
    return failure(ErrorCode::not_owner,
                   "only the device that began this session can go on with it");
  }

  Plan start(std::string_view reason) {
    plan_.action = PlanAction::start;
    plan_.reason = reason;
    plan_.new_run = true;
    plan_.target = flow_.start;
    steps();
    return plan_;
  }

  Plan deliver(std::string_view reason) {
    plan_.action = PlanAction::deliver;
    plan_.reason = reason;
    steps();
    return plan_;
  }

  Plan resume() {
    const End* end = flow_.find_end(state_.end);
    bool repairs = end != nullptr && !end->resume_from.empty() && state_.status == "auto_declined";
    if (state_.outcome == Outcome::completed && !repairs) {  // 7
      return flow_.resume.restart_after_end ? start("after_end_restart") : deliver("ended_before");
    }
    plan_.action = PlanAction::resume;
    if (state_.outcome == Outcome::completed) {  // 8: the result is signed, so a new run repairs it
      std::string from = first_of(end->resume_from);
      if (from.empty()) return start("resume_target_off_path");
      move_to(from, "resume_from");
      plan_.new_run = true;
    } else {
      plan_.reason = "first_not_passed";
      plan_.target = first_not_passed();
      if (state_.passed(plan_.target)) move_to(std::string(plan_.target), "first_not_passed");
      if (plan_.target.empty()) plan_.target = next_stage();
    }
    expiry();    // 9
    redirect();  // 10
    if (plan_.target.empty()) {
      plan_.action = PlanAction::finish;
      plan_.reason = "all_passed";
    }
    if (plan_.new_run) {
      for (const std::string& id : state_.path) {
        if (!contains(plan_.dropped, id)) plan_.kept.push_back(id);
      }
    }
    plan_.continues = plan_.same_device && launch_.device == state_.device && !ended() &&
                      plan_.dropped.empty() && plan_.action == PlanAction::resume &&
                      plan_.target == state_.current && !brings_news();
    steps();
    return plan_;
  }

  /// Does the launch bring what must be kept: an ignored input, the owner, a language?
  bool brings_news() const {
    bool new_owner = !unique_id().empty() && unique_id() != state_.owner;
    return new_owner || launch_.locale != state_.locale || plan_.variables != state_.variables;
  }

  /// All that was entered has passed, and still the run has no end: it broke off in between (no try
  /// was left for the next stage, say). The stage that comes next, or nothing when that is an end.
  std::string next_stage() const {
    std::string last = state_.last_passed();
    const Stage* stage = flow_.find_stage(last);
    const StageRecord* record = state_.find(last);
    if (stage == nullptr || record == nullptr) return flow_.start;
    State as_if = state_;
    as_if.variables = plan_.variables;
    for (const Branch& branch : stage->next) {
      if (branch.ask_server) return {};
      if (branch.condition) {
        Result<bool> holds = evaluate_condition(
            *branch.condition, rule_bindings(flow_, as_if, record->id, record->input,
                                             record->output, &*branch.condition));
        if (!holds) return {};
        if (!*holds) continue;
      }
      return flow_.find_stage(branch.to) != nullptr ? branch.to : std::string();
    }
    return {};
  }

  /// The first stage on the path that is this stage, or is in this group.
  std::string first_of(const std::string& stage_or_group) const {
    for (const std::string& id : state_.path) {
      const Stage* stage = flow_.find_stage(id);
      if (id == stage_or_group || (stage != nullptr && stage->group == stage_or_group)) return id;
    }
    return {};
  }

  /// Passes that were not kept count as not passed when nothing kept came after them.
  std::string first_not_passed() const {
    auto open = state_.path.end();
    while (open != state_.path.begin()) {
      const StageRecord* record = state_.find(*(open - 1));
      if (record != nullptr && record->progress == Progress::passed && !record->provisional) break;
      --open;
    }
    return open == state_.path.end() ? std::string() : *open;
  }

  /// A moved target drops itself and everything after it.
  void move_to(const std::string& target, std::string_view reason) {
    auto place = std::find(state_.path.begin(), state_.path.end(), target);
    plan_.dropped.assign(place, state_.path.end());
    plan_.target = target;
    plan_.reason = reason;
  }

  void expiry() {
    for (const std::string& id : state_.path) {
      const Stage* stage = flow_.find_stage(id);
      const StageRecord* record = state_.find(id);
      if (stage != nullptr && record != nullptr && record->progress == Progress::passed &&
          stage->expires_after > 0 && now_ >= record->passed_at + stage->expires_after) {
        std::string group = stage->group;
        move_to(group.empty() ? id : first_of(group), "expired");
        return;
      }
      // The steps of an index page stand behind it on the path, and before it in what they are for.
      if (id == plan_.target && (stage == nullptr || stage->steps.empty())) return;
    }
  }

  void redirect() {
    const Stage* stage = flow_.find_stage(plan_.target);
    if (stage == nullptr || !stage->conditional_resume) return;
    const Branch& branch = *stage->conditional_resume;
    if (branch.condition) {
      State as_if = state_;
      as_if.variables = plan_.variables;
      Result<bool> holds = evaluate_condition(
          *branch.condition,
          rule_bindings(flow_, as_if, "", Value::object(), Value::object(), &*branch.condition));
      if (!holds) plan_.notes.push_back("conditional_resume_failed:" + holds.error().message);
      if (!holds || !*holds) return;
    }
    std::string to = branch.to == "self" ? plan_.target : first_of(branch.to);
    if (to.empty() || to == plan_.target) return;
    // In a loop it may stand behind the target, which must not be skipped.
    auto target = std::find(state_.path.begin(), state_.path.end(), plan_.target);
    if (std::find(state_.path.begin(), target, to) == target) return;
    move_to(to, "conditional_resume_from");
  }

  bool exhausted(const std::string& id) const {
    const Stage* stage = flow_.find_stage(id);
    const StageRecord* record = state_.find(id);
    if (stage == nullptr || record == nullptr || stage->attempts == 0) return false;
    bool given_back =
        (contains(plan_.dropped, id) && record->progress == Progress::passed) ||
        (stage->attempts_reset > 0 && now_ >= record->last_try + stage->attempts_reset);
    return !given_back && record->tries >= stage->attempts;
  }

  void steps() {
    bool fresh = plan_.action == PlanAction::start;
    for (const std::string& id : fresh ? std::vector<std::string>() : state_.path) {
      const StageRecord* record = state_.find(id);
      bool dropped = contains(plan_.dropped, id);
      if (id == plan_.target && exhausted(id)) {
        plan_.steps.push_back({id, "blocked", "attempts_exhausted", 0});
      } else if (id != plan_.target && record != nullptr && record->progress == Progress::passed &&
                 !dropped) {
        plan_.steps.push_back({id, "skip", "passed", record->passed_at});
      } else if (dropped && plan_.reason == "expired" && id == plan_.target) {
        plan_.steps.push_back({id, "expired", "expired", record ? record->passed_at : 0});
      } else if (id == plan_.target) {
        plan_.steps.push_back({id, "run", "due", 0});
      } else {
        plan_.steps.push_back({id, "run", dropped ? "dropped" : "not_reached", 0});
      }
    }
    if (plan_.action == PlanAction::deliver || plan_.action == PlanAction::finish) return;
    Names listed;
    for (const PlanStep& step : plan_.steps) add_name(listed, step.stage);
    for (const Stage& stage : flow_.stages) {
      if (!add_name(listed, stage.id)) continue;
      bool blocked = stage.id == plan_.target && exhausted(stage.id);
      bool due = stage.id == plan_.target;
      plan_.steps.push_back({stage.id, blocked ? "blocked" : "run",
                             blocked ? "attempts_exhausted"
                             : due   ? "due"
                                     : "not_reached",
                             0});
    }
  }

  const Flow& flow_;
  const State& state_;
  const Launch& launch_;
  std::int64_t now_;
  Plan plan_;
};

}  // namespace

std::string_view plan_action_name(PlanAction action) {
  switch (action) {
    case PlanAction::start:
      return "start";
    case PlanAction::resume:
      return "resume";
    case PlanAction::finish:
      return "finish";
    case PlanAction::deliver:
      return "deliver";
    case PlanAction::authenticate:
      return "authenticate";
  }
  return "start";
}

Result<Plan> plan(const Flow& flow, const State& state, const Launch& launch, std::int64_t now) {
  return Planner(flow, state, launch, now).run();
}

Value plan_to_json(const Plan& plan) {
  Value steps = Value::array();
  for (const PlanStep& step : plan.steps) {
    Value json =
        Value::object({{"stage", step.stage}, {"verdict", step.verdict}, {"reason", step.reason}});
    json.set("at", step.at > 0 ? Value(step.at) : Value());
    steps.push(std::move(json));
  }
  return Value::object({{"action", plan_action_name(plan.action)},
                        {"reason", plan.reason},
                        {"target", or_null(plan.target)},
                        {"newRun", plan.new_run},
                        {"continues", plan.continues},
                        {"transactionAlreadyProcessed", plan.already_processed},
                        {"dropped", list_of(plan.dropped)},
                        {"kept", list_of(plan.kept)},
                        {"notes", list_of(plan.notes)},
                        {"steps", std::move(steps)}});
}

}  // namespace sealflow
