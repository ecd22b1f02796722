// The log: a chain of events. Verify finds the first bad entry, replay adds the rest up.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sealflow/event.hpp"
#include "sealflow/state.hpp"

namespace sealflow {

/// Completes an event: seq, prev, commit and hash from the state's head and the private part.
/// Error: malformed_request when a private part comes without a proper salt.
Result<LoggedEvent> append(const State& state, Event event, std::optional<PrivatePart> secret);

/// Checks hashes, predecessors, sequence, and the commitment of every private part that is there.
/// Error: log_damaged, where = "/<index>" of the first bad entry.
Result<void> verify_log(std::span<const LoggedEvent> events);

struct Replay {
  State state;
  bool erased = false;  ///< some private part is gone; the result cannot be rebuilt
};

/// verify_log, then evolve over all.
Result<Replay> replay(std::span<const LoggedEvent> events);

/// Reads a log file: one event as JSON on each line. Error: invalid_json or malformed_request,
/// where = "/<index>", and the member below it if it is known.
Result<std::vector<LoggedEvent>> parse_log(std::string_view json_lines);

}  // namespace sealflow
