#include "random_walk.hpp"

#include "random_flow.hpp"
#include "stage_kinds.hpp"

namespace property {

using namespace sealflow;

namespace {

constexpr std::int64_t start_time = 1'800'000'000'000;
constexpr std::int64_t day = 86'400'000;
constexpr std::string_view handshake_id = "DS0aaaaaaaaaaaaaaaaaaaaaa";

Value random_variables(Random& random) {
  switch (random.below(6)) {
    case 0:
      return Value::object({{"who", "a"}});
    case 1:
      return Value::object({{"who", "b"}, {"tag", "t"}});
    case 2:
      return Value::object({{"who", 7}});
    default:
      return Value();
  }
}

/// The core's answer, as its text API would give it.
Value reply_of(const Result<Decision>& decision) {
  return decision ? Value::object({{"ok", true}, {"value", decision_to_json(*decision)}})
                  : Value::object({{"ok", false}, {"error", error_to_json(decision.error())}});
}

}  // namespace

Walk::Walk(Random random, Value definition, Flow flow)
    : random_(random),
      definition_(std::move(definition)),
      flow_(std::move(flow)),
      now_(start_time) {
  if (random_.chance(10)) mobile_ = "none";
}

Result<Walk> Walk::begin(std::uint64_t seed) {
  Random random(seed);
  Value definition = random_definition(random);
  Result<Flow> flow = flow_from_json(definition);
  if (!flow) return flow.pass();
  return Walk(random, std::move(definition), std::move(*flow));
}

/// Mostly one that holds, of one of two people or of nobody.
Value Walk::random_token() {
  Value token = Value::object({{"app", "k1"}, {"handshake", handshake_id}});
  token.set("flow", random_.chance(10) ? "FX0other" : flow_.id);
  if (!random_.chance(4)) token.set("uniqueId", random_.chance(3) ? "other" : "person");
  token.set("expiresAt", random_.chance(10) ? now_ : now_ + day);
  return token;
}

Value Walk::launch_command() {
  Value launch = Value::object({{"app", "k1"}, {"handshake", handshake_id}});
  // Most launches bring nothing new; the first one should.
  const bool brings = !state_.exists() || random_.chance(3);
  launch.set("variables", brings ? random_variables(random_) : Value());
  launch.set("backendVariables", Value::object({{"mobile", mobile_}}));
  launch.set("retry", !random_.chance(4));
  launch.set("expiresAt", start_time + 6 * day);
  const bool same_device = state_.exists() && !random_.chance(4);
  if (same_device) launch.set("device", state_.device);
  if (!same_device) launch.set("newDevice", "device" + std::to_string(commands_));
  if (random_.chance(8)) launch.set("token", random_token());
  for (const char* flag :
       {"handshakeResumes", "invited", "leaseAlive", "pinned", "sessionAlive", "authenticated"}) {
    if (random_.chance(6)) launch.set(flag, true);
  }
  if (random_.chance(8)) launch.set("locale", "hi");
  return Value::object({{"type", "launch"}, {"launch", std::move(launch)}});
}

Value Walk::stage_command(const std::string& id) {
  const Stage* stage = flow_.find_stage(id);
  const StageRecord* record = state_.find(id);
  Value command;
  if (stage == nullptr || record == nullptr || random_.chance(3)) {
    command = Value::object({{"type", "submit"}, {"input", wrong_input(random_)}});
  } else {
    command = kind_of(stage->type).right(random_, {stage->definition, *record, effects_, now_});
  }
  command.set("stage", id);
  command.set("media", uploaded_media());
  return command;
}

/// An operator's, of what a completed run left open.
Value Walk::review_command() {
  const char* statuses[] = {"manually_approved", "manually_declined", "perhaps"};
  const Value input = Value::object({{"status", random_.one_of(statuses)}, {"by", "operator 2"}});
  return Value::object({{"type", "review"}, {"actor", "operator"}, {"input", input}});
}

Value Walk::next_command() {
  // After an end there is little to do but launch again.
  const bool ended = state_.outcome != Outcome::none;
  if (ended && state_.status == "needs_review" && random_.chance(2)) return review_command();
  if (!state_.exists() || (ended && !random_.chance(4))) return launch_command();
  const std::string& current = state_.current;
  switch (random_.below(14)) {
    case 0:
      return launch_command();
    case 1:
      return stage_command(stage_id(random_.below(7)));
    case 2:
      return Value::object({{"type", "send_code"}, {"stage", current}});
    case 3:
      return Value::object({{"type", random_.chance(3) && !ended ? "skip" : "acknowledge"}});
    case 4:
      if (random_.chance(2)) {
        const char* codes[] = {"camera_unavailable", "session_timed_out", "rule_error"};
        const Value input = Value::object({{"code", random_.one_of(codes)}});
        return Value::object({{"type", "fail"}, {"input", input}});
      }
      return Value::object({{"type", "effect_result"},
                            {"actor", random_.chance(3) ? "page" : "server"},
                            {"stage", current},
                            {"input", Value::object({{"ok", random_.chance(2)}})}});
    default:
      return stage_command(current);
  }
}

std::string Walk::step(std::string& transcript, const Call& call) {
  now_ += static_cast<std::int64_t>(random_.below(random_.chance(5) ? 2 * day : 60'000));
  if (random_.chance(60)) {
    // The draft was edited in the meantime.
    definition_.set("title", "Edited at " + std::to_string(now_));
    Result<Flow> edited = flow_from_json(definition_);
    if (!edited) return "a title makes the flow invalid";
    flow_ = std::move(*edited);
  }
  Value json = next_command();
  json.set("entropy", sha256_hex("entropy " + std::to_string(++commands_)));
  if (json["type"] != Value("launch")) {
    json.set("epoch", random_.chance(20) ? state_.epoch + 1 : state_.epoch);
  }
  Result<Command> command = command_from_json(json);
  if (!command) return "the command is malformed: " + stringify(json);

  if (call) {
    const Value state = state_to_json(state_);
    call(
        "decide",
        Value::object({{"flow", definition_}, {"state", state}, {"command", json}, {"now", now_}}));
    if (json.find("launch") != nullptr) {
      call("plan", Value::object({{"flow", definition_},
                                  {"state", state},
                                  {"launch", json["launch"]},
                                  {"now", now_}}));
    }
  }
  const Result<Decision> decision = decide(flow_, state_, *command, now_);
  transcript += stringify(reply_of(decision));
  if (!decision) {
    ++refused_;
    const ErrorCode code = decision.error().code;
    const bool broken = code == ErrorCode::internal || code == ErrorCode::log_damaged;
    if (broken) return "refused with " + decision.error().message;
    return {};
  }
  ++accepted_;
  return take(*decision);
}

std::string Walk::take(const Decision& decision) {
  for (const LoggedEvent& event : decision.events) {
    const Result<Evolution> evolution = evolve(state_, event);
    if (!evolution) return "its own event was refused: " + evolution.error().message;
    if (*evolution != Evolution::applied) return "its own event was not applied";
    log_.push_back(event);
    statuses_.push_back({{state_.handshake, state_.run, state_.seq}, state_.status});
  }
  effects_.insert(effects_.end(), decision.effects.begin(), decision.effects.end());
  return {};
}

}  // namespace property
