#include "sealflow/decide.hpp"

#include <algorithm>
#include <array>

#include "append.hpp"
#include "sealflow/signature.hpp"
#include "stages/stage_type.hpp"

namespace sealflow {
namespace {

/// What a page may report as the reason that it cannot go on.
constexpr std::array page_failures = {ErrorCode::camera_unavailable, ErrorCode::storage_unavailable,
                                      ErrorCode::location_unavailable,
                                      ErrorCode::session_timed_out};

/// One decision in the making. Every event is applied at once, so that the next step of the same
/// command sees what the one before it did.
class Decider {
 public:
  Decider(const Flow& flow, State state, const Command& command, std::int64_t now)
      : flow_(flow), state_(std::move(state)), command_(command), now_(now) {}

  Result<Decision> run() {
    Result<void> done = command_.type == "launch" ? launch() : other();
    if (!done) return done.pass();
    decision_.state = std::move(state_);
    return std::move(decision_);
  }

 private:
  Result<void> other() {
    if (!state_.exists()) return failure(ErrorCode::run_not_started, "launch first");
    if (command_.epoch != 0 && command_.epoch != state_.epoch) {
      return failure(ErrorCode::session_superseded, "the session goes on in another place");
    }
    if (command_.type == "acknowledge") return acknowledge();
    if (command_.type == "review" && command_.actor != Actor::operator_) {
      return failure(ErrorCode::forbidden, "only an operator reviews", "/type");
    }
    if (command_.type == "review" && command_.stage.empty()) return review_end();
    if (state_.outcome != Outcome::none) {
      if (command_.type == "effect_result" && command_.actor == Actor::server)
        return {};  // too late
      return failure(ErrorCode::run_ended, "the run has ended; launch again with retry");
    }
    if (command_.type == "skip") return skip();
    if (command_.type == "fail") return page_failed();
    return to_stage();
  }

  // --- launch ------------------------------------------------------------------------------------

  Result<void> launch() {
    Result<Plan> made = plan(flow_, state_, command_.launch, now_);
    if (!made) return made.pass();
    decision_.plan = *made;
    const Plan& plan = *decision_.plan;
    bool waits = plan.action == PlanAction::deliver || plan.action == PlanAction::authenticate;
    if (waits || plan.continues) return {};

    // What its entry should have brought about did not happen.
    bool entry_failed =
        state_.outcome_stage == plan.target && (state_.error["code"] == Value("rule_error") ||
                                                state_.error["code"] == Value("provider_failed"));
    // A report that came after the run had ended was not taken, so nothing is to be waited for.
    const StageRecord* due = state_.find(plan.target);
    bool missed = due != nullptr && due->waiting && state_.outcome != Outcome::none;
    if (Result<void> emitted = plan.new_run ? start_run(plan) : resume_run(plan); !emitted) {
      return emitted;
    }
    if (plan.action == PlanAction::finish) return route(state_.last_passed());
    bool goes_on =
        plan.target == state_.current && !entry_failed && !missed && !exhausted(plan.target);
    if (goes_on) return {};
    return enter(plan.target);
  }

  Value launched(const Plan& plan) const {
    // Past retention the devices are forgotten, yet one that proved itself keeps its id.
    bool known = plan.same_device || command_.launch.new_device.empty();
    const std::string& device = known ? command_.launch.device : command_.launch.new_device;
    return Value::object(
        {{"reason", plan.reason},
         {"device", device},
         {"epoch", state_.epoch + (device == state_.device && state_.epoch > 0 ? 0 : 1)},
         {"locale", command_.launch.locale}});
  }

  Value launched_secret(const Plan& plan) const {
    Value secret = Value::object({{"variables", plan.variables}});
    const std::optional<LaunchToken>& token = command_.launch.token;
    if (token && !token->unique_id.empty()) secret.set("owner", token->unique_id);
    return secret;
  }

  Result<void> start_run(const Plan& plan) {
    Value open = launched(plan);
    open.set("flow", flow_.id);
    open.set("version", flow_.version);
    open.set("flowHash", flow_.hash);
    open.set("pinned", command_.launch.pinned);
    open.set("kept", list_of(plan.kept));
    open.set("dropped", list_of(plan.dropped));
    return emit(event_type::run_started, "", std::move(open), launched_secret(plan));
  }

  Result<void> resume_run(const Plan& plan) {
    Value open = launched(plan);
    open.set("target", or_null(plan.target));
    open.set("dropped", list_of(plan.dropped));
    return emit(event_type::run_resumed, "", std::move(open), launched_secret(plan));
  }

  // --- walking -----------------------------------------------------------------------------------

  std::int64_t tries_used(const std::string& id) const {
    const Stage* stage = flow_.find_stage(id);
    const StageRecord* record = state_.find(id);
    if (stage == nullptr || record == nullptr) return 0;
    bool reset = stage->attempts_reset > 0 && now_ >= record->last_try + stage->attempts_reset;
    return reset ? 0 : record->tries;
  }

  bool exhausted(const std::string& id) const {
    const Stage* stage = flow_.find_stage(id);
    return stage != nullptr && stage->attempts > 0 && tries_used(id) >= stage->attempts;
  }

  Result<void> enter(const std::string& id) {
    const Stage* stage = flow_.find_stage(id);
    if (stage == nullptr)
      return failure(ErrorCode::stage_unknown, "there is no stage \"" + id + "\"");
    if (exhausted(id)) return end_errored(id, ErrorCode::attempts_exhausted);
    Value open = Value::object();
    if (!stage->step.empty()) open.set("step", stage->step);
    if (Result<void> emitted = emit(event_type::stage_entered, id, std::move(open)); !emitted) {
      return emitted;
    }
    return begin(*stage);
  }

  /// What a type does when its stage is entered, and once more with each try of a service.
  Result<void> begin(const Stage& stage) {
    const StageType* type = find_stage_type(stage.type);
    if (type == nullptr || type->enter == nullptr) return {};
    Result<Verdict> verdict = type->enter(context(stage));
    if (verdict) return take(stage, std::move(*verdict));
    if (verdict.error().code == ErrorCode::rule_error) {
      return end_errored(stage.id, ErrorCode::rule_error, verdict.error().message);
    }
    return verdict.pass();
  }

  /// Finds what comes after a passed stage.
  Result<void> route(const std::string& from) {
    const Stage* stage = flow_.find_stage(from);
    const StageRecord* record = state_.find(from);
    if (stage == nullptr || record == nullptr) return enter(flow_.start);
    for (const Branch& branch : stage->next) {
      if (branch.ask_server)
        return failure(ErrorCode::ask_server, "the server knows what comes next");
      if (branch.condition) {
        Result<bool> holds = evaluate_condition(
            *branch.condition,
            rule_bindings(flow_, state_, from, record->input, record->output, &*branch.condition));
        if (!holds && flow_.view) return failure(ErrorCode::ask_server, holds.error().message);
        // Fail closed: a rule that cannot be evaluated lets nobody through.
        if (!holds) return end_errored(from, ErrorCode::rule_error, holds.error().message);
        if (!*holds) continue;
      }
      if (flow_.find_stage(branch.to) == nullptr) return end_completed(branch.to);
      return returns_to_index(*stage, branch.to) ? complete_step(*stage, branch.to)
                                                 : enter(branch.to);
    }
    return failure(ErrorCode::internal, "the stage \"" + from + "\" leads nowhere");
  }

  /// Does a step end here? Then its index page is not entered anew: what was done stays done.
  bool returns_to_index(const Stage& from, const std::string& to) const {
    const Stage* target = flow_.find_stage(to);
    return !from.step.empty() && target != nullptr && target->type == "index";
  }

  Result<void> complete_step(const Stage& from, const std::string& index) {
    return emit(event_type::step_completed, index, Value::object({{"step", from.step}}));
  }

  Result<void> to_stage() {
    std::string id = command_.stage;
    const Stage* stage = flow_.find_stage(id);
    if (stage == nullptr) {
      return failure(ErrorCode::stage_unknown, "the flow has no stage \"" + id + "\"", "/stage");
    }
    bool from_server = command_.type == "effect_result";
    if (from_server && command_.actor != Actor::server) {
      return failure(ErrorCode::forbidden, "only the server reports effects", "/type");
    }
    if (state_.current != id) {
      // A late report about a stage that was passed meanwhile changes nothing.
      if (from_server) return {};
      return failure(ErrorCode::stage_not_current,
                     state_.current.empty() ? "no stage is due"
                                            : "the stage that is due is \"" + state_.current + "\"",
                     "/stage");
    }
    if (exhausted(id)) return end_errored(id, ErrorCode::attempts_exhausted);
    bool ends_waiting = from_server || command_.type == "review";
    if (state_.find(id)->waiting && !ends_waiting) {
      return failure(ErrorCode::stage_waiting);
    }
    Result<Verdict> verdict = find_stage_type(stage->type)->handle(context(*stage));
    if (!verdict) return verdict.pass();
    return take(*stage, std::move(*verdict));
  }

  StageContext context(const Stage& stage) const {
    return {flow_, stage, state_, *state_.find(stage.id), now_, command_};
  }

  Result<void> take(const Stage& stage, Verdict verdict) {
    for (Effect& effect : verdict.effects) {
      effect.stage = stage.id;
      effect.id = state_.handshake + ":" + std::to_string(state_.seq + 1) + ":" +
                  std::to_string(decision_.effects.size());
      if (verdict.waits) verdict.memory->set("effect", effect.id);
      decision_.effects.push_back(std::move(effect));
    }
    if (verdict.waits) verdict.note.set("waiting", true);
    std::optional<Value> secret;
    if (verdict.memory) secret = Value::object({{"memory", *verdict.memory}});
    if (verdict.shown.is_object()) {
      if (!secret) secret = Value::object();
      secret->set("shown", std::move(verdict.shown));
    }
    Result<void> emitted;
    switch (verdict.kind) {
      case Verdict::Kind::none:
        break;
      case Verdict::Kind::progressed:
        emitted = emit(event_type::stage_progressed, stage.id, std::move(verdict.note), secret);
        break;
      case Verdict::Kind::rejected:
        verdict.note.set("tries", tries_used(stage.id) + 1);
        emitted = emit(event_type::stage_rejected, stage.id, std::move(verdict.note), secret);
        break;
      case Verdict::Kind::passed:
        return pass(stage, std::move(verdict));
      case Verdict::Kind::branched:
        return enter(verdict.to);
    }
    if (!emitted) return emitted;
    bool over = verdict.exhausted || exhausted(stage.id);
    if (!verdict.failed.empty() && (over || !verdict.again || stage.attempts == 0)) {
      return end_errored(stage.id, ErrorCode::provider_failed, verdict.failed);
    }
    if (over) return end_errored(stage.id, ErrorCode::attempts_exhausted);
    return verdict.again ? begin(stage) : Result<void>();
  }

  Result<void> pass(const Stage& stage, Verdict verdict) {
    Value revealed = Value::object();
    for (const std::string& name : stage.reveal) {
      if (const Value* value = verdict.output.find(name)) revealed.set(name, *value);
    }
    Value open = Value::object({{"revealed", std::move(revealed)},
                                {"provisional", stage.provisional},
                                {"tries", tries_used(stage.id) + 1}});
    Value secret = Value::object({{"input", verdict.input}, {"output", verdict.output}});
    if (verdict.aside.size() > 0) secret.set("aside", std::move(verdict.aside));
    std::string id = stage.id;
    if (Result<void> emitted = emit(event_type::stage_passed, id, std::move(open), secret);
        !emitted) {
      return emitted;
    }
    return route(id);
  }

  // --- ends --------------------------------------------------------------------------------------

  Result<void> end_completed(const std::string& name) {
    const End* end = flow_.find_end(name);
    if (end == nullptr) return failure(ErrorCode::internal, "there is no end \"" + name + "\"");
    Value open = Value::object({{"outcome", "completed"}, {"end", name}, {"status", end->status}});
    if (!end->reason.empty()) open.set("reason", end->reason);
    return emit(event_type::run_ended, state_.last_passed(), std::move(open));
  }

  Result<void> end_errored(const std::string& stage, ErrorCode code,
                           const std::string& detail = "") {
    const ErrorInfo& info = error_info(code);
    Value error = Value::object(
        {{"code", info.name}, {"number", info.number}, {"httpStatus", info.http_status}});
    if (!detail.empty()) error.set("detail", detail);
    return emit(event_type::run_ended, stage,
                Value::object({{"outcome", "errored"}, {"status", "error"}, {"error", error}}));
  }

  /// Design section 6: the current stage, or the last completed one, or none.
  std::string outcome_stage() const {
    return state_.current.empty() ? state_.last_passed() : state_.current;
  }

  Result<void> skip() {
    return emit(event_type::run_ended, outcome_stage(),
                Value::object({{"outcome", "skipped"}, {"status", "user_cancelled"}}));
  }

  Result<void> page_failed() {
    const ErrorInfo* info = find_error(command_.input["code"].as_string());
    bool allowed = info != nullptr && std::find(page_failures.begin(), page_failures.end(),
                                                info->code) != page_failures.end();
    if (!allowed) {
      return failure(ErrorCode::invalid_input, "a page cannot end a run with this code", "/code");
    }
    return end_errored(outcome_stage(), info->code);
  }

  /// An operator decides what a completed run left open. Its result stays as it was signed.
  Result<void> review_end() {
    bool open = state_.status == "needs_review" || state_.status == "manualReview";
    if (state_.outcome != Outcome::completed || !open) return failure(ErrorCode::review_not_due);
    Result<Value> by =
        read_reviewer(command_.input, "status", {"manually_approved", "manually_declined"});
    if (!by) return by.pass();
    return emit(event_type::review_decided, "",
                Value::object({{"status", command_.input["status"]}}), *by);
  }

  Result<void> acknowledge() {
    if (state_.outcome == Outcome::none)
      return failure(ErrorCode::no_outcome, "the run is not over");
    if (state_.acknowledged) return {};
    return emit(event_type::outcome_acknowledged, "", Value::object());
  }

  // --- events ------------------------------------------------------------------------------------

  Result<void> emit(std::string_view type, const std::string& stage, Value open,
                    const std::optional<Value>& secret = std::nullopt) {
    bool starts = type == event_type::run_started;
    Event event{.handshake = state_.exists() ? state_.handshake : command_.launch.handshake,
                .run = state_.run + (starts ? 1 : 0),
                .at = now_,
                .type = std::string(type),
                .stage = stage,
                .public_part = std::move(open)};
    std::optional<PrivatePart> part;
    if (secret) {
      // A page that tries things out has no entropy; nobody keeps its events.
      if (!flow_.view || !command_.entropy.empty()) {
        Result<std::string> salt = derive(command_, "salt:" + std::to_string(state_.seq + 1));
        if (!salt) return salt.pass();
        part = PrivatePart{.salt = to_hex(*salt), .bytes = canonicalize(*secret)};
      }
    }
    Result<LoggedEvent> logged = append_and_apply(state_, std::move(event), std::move(part));
    if (!logged) return logged.pass();
    decision_.events.push_back(std::move(*logged));
    return {};
  }

  const Flow& flow_;
  State state_;
  const Command& command_;
  std::int64_t now_;
  Decision decision_;
};

}  // namespace

Result<Decision> decide(const Flow& flow, State state, const Command& command, std::int64_t now) {
  return Decider(flow, std::move(state), command, now).run();
}

}  // namespace sealflow
