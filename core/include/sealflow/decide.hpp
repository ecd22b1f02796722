// Decide: the only place where the rules of a run live. Pure: time and randomness are arguments.
//
//   Result<Decision> decision = decide(flow, state, command, now);
//
// The server commits the events, effects and its answer in one transaction. The page decides
// nothing; check_input() tells it what the server would refuse for sure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sealflow/event.hpp"
#include "sealflow/flow.hpp"
#include "sealflow/plan.hpp"
#include "sealflow/state.hpp"

namespace sealflow {

/// Who sends a command. What the page says is a claim; some commands are the server's alone.
enum class Actor { page, server, operator_ };

struct Command {
  /// launch, submit, send_code, renew_token, skip, fail, acknowledge; of the server effect_result,
  /// of an operator review.
  std::string type;
  Actor actor = Actor::page;
  std::string stage;  ///< empty for launch, skip, fail, acknowledge, and a review after the end
  /// submit: the stage's input; fail: {code}; effect_result: {effect, ok, …}, as the docs have it
  /// per kind; review: {decision, by, note}, after the end {status, by, note}.
  Value input;
  std::int64_t epoch = 0;  ///< of the lease the sender believes to hold; 0 = do not check (server)
  Launch launch;           ///< of a launch
  /// 32 fresh random bytes as hex. Salts and one-time codes are derived from them, so that a
  /// decision can be repeated exactly. A command without private data works without.
  std::string entropy;
  /// submit of a document: what the server knows of the media named in the input, id -> {type,
  /// size}.
  Value media = Value::object();
};

/// Something to be done outside, after the events are on disk.
struct Effect {
  std::string id;        ///< handshake ":" seq ":" number
  std::string kind;      ///< send_code, provider_token, provider_validate, http_call
  std::string delivery;  ///< at_least_once, at_most_once
  std::string stage;
  Value payload;  ///< private
};

struct Decision {
  std::vector<LoggedEvent> events;
  std::vector<Effect> effects;
  std::optional<Plan> plan;  ///< of a launch
  State state;               ///< what evolve() makes of the old state and these events
};

/// Errors: the catalogue's, by the command. Nothing is changed by a refused command.
Result<Decision> decide(const Flow& flow, State state, const Command& command, std::int64_t now);

/// Would decide() refuse this input of a submit, whatever the state? `definition` is the stage's,
/// or its client view. Errors: invalid_input as decide() has it (in `details` each finding),
/// command_unknown for a type that takes nothing from a page, flow_invalid for a definition that
/// cannot be read.
Result<void> check_input(const Value& definition, const Value& input, std::int64_t now);

Result<Command> command_from_json(const Value& json);
Value decision_to_json(const Decision& decision);

}  // namespace sealflow
