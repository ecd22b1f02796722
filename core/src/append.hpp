// append() and evolve() in one, for events that are made here.
#pragma once

#include <optional>

#include "sealflow/event.hpp"
#include "sealflow/state.hpp"

namespace sealflow {

/// What append() followed by evolve() does, hashing once: an event that was just made need not be
/// checked like one that came from somewhere. Not for any other event. Errors: as both have them;
/// the state is then unchanged.
Result<LoggedEvent> append_and_apply(State& state, Event event, std::optional<PrivatePart> secret);

}  // namespace sealflow
