// State: what the events of a handshake add up to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/event.hpp"
#include "sealflow/flow.hpp"

namespace sealflow {

enum class Outcome { none, completed, errored, skipped };

/// "none", "completed", "errored", "skipped".
std::string_view outcome_name(Outcome outcome);

enum class Progress {
  entered,  ///< shown to the user, or waiting for something outside
  passed,
  dropped,  ///< was passed or entered; must be done again
};

struct StageRecord {
  std::string id;
  Progress progress = Progress::entered;
  std::int64_t entered_at = 0;
  std::int64_t passed_at = 0;
  std::int64_t tries = 0;  ///< tries used, per handshake and stage
  std::int64_t last_try = 0;
  bool provisional = false;  ///< passed, but not kept until a later stage is (`skipCPRPut`)
  bool waiting = false;      ///< for an effect or an operator
  bool erased = false;       ///< passed, but its private part is not there
  std::string step;          ///< the step of an index it was entered in, or empty
  std::vector<std::string> steps_done;  ///< of an index, in the order they were done
  Value revealed;                       ///< outputs the page may see
  Value notes;   ///< of the last progress or rejection: public part, and what is shown
  Value input;   ///< private
  Value output;  ///< private
  Value memory;  ///< private; what the stage type needs between commands
};

struct State {
  static constexpr std::int64_t current_version = 1;

  std::int64_t v = current_version;
  std::string handshake;  ///< empty: no event yet
  std::int64_t run = 0;
  std::int64_t seq = 0;
  std::string head = std::string(no_previous_hash);  ///< hash of the last event

  std::string flow_id;
  std::string flow_version;
  std::string flow_hash;
  bool pinned = false;  ///< runs on a published snapshot
  std::string locale;
  Value variables = Value::object();  ///< private
  std::string owner;                  ///< uniqueId; empty when nobody is known yet
  std::vector<std::string> devices;   ///< ids of devices that proved to be this user's
  std::string device;                 ///< the one that holds the lease
  std::int64_t epoch = 0;             ///< of the lease; rises when the device changes

  std::vector<StageRecord> stages;
  std::vector<std::string> path;  ///< stages entered in this run, in order (HyperVerge's MEO)
  std::string current;            ///< the stage that is due, or empty

  Outcome outcome = Outcome::none;
  std::string end;               ///< name of the end reached
  std::string status;            ///< of the end; "user_cancelled" or "error" otherwise
  std::string outcome_stage;     ///< the stage a skip or an error is about; may be empty
  std::int64_t outcome_seq = 0;  ///< of the event that ended a run last; stays when it is resumed
  std::int64_t review_seq = 0;   ///< of the review that changed `status` after the end; 0 = none
  Value error;                   ///< {code, …} of an errored run
  bool acknowledged = false;     ///< the page's handler has returned

  std::int64_t started_at = 0;  ///< of the run
  std::int64_t last_write = 0;  ///< retention counts from here

  bool exists() const { return seq > 0; }
  /// Has a command been accepted? A launch alone is none: a link preview must not use a handshake
  /// up.
  bool consumed() const;
  const StageRecord* find(std::string_view stage) const;
  StageRecord* find(std::string_view stage);
  bool passed(std::string_view stage) const;
  /// The stage passed last on the path, or empty.
  std::string last_passed() const;
};

enum class Evolution {
  applied,
  duplicate,  ///< the very event that came last
  stale,      ///< older than the state; already counted
  gap,        ///< events in between are missing: fetch them, nothing is buffered
};

std::string_view evolution_name(Evolution evolution);

/// Applies one event. Error: log_damaged when the event does not fit (another handshake, a wrong
/// hash or predecessor, an unknown type); the state is then unchanged.
Result<Evolution> evolve(State& state, const LoggedEvent& event);

Value state_to_json(const State& state);
/// Error: state_incompatible for another version, malformed_request for anything else.
Result<State> state_from_json(const Value& json);

/// Stage id -> {input, output} of the completed run, in the order walked. The bytes to sign are
/// stringify() of it. Error: no_outcome when the run is not completed; not_found when a part was
/// erased.
Result<Value> result_of(const State& state);

}  // namespace sealflow
