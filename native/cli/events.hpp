// The events that a command works on: out of a file, or out of the database.
#pragma once

#include <variant>
#include <vector>

#include "cli/options.hpp"
#include "sealflow/event.hpp"

namespace sealflow::cli {

using Events = std::vector<LoggedEvent>;

/// What went wrong, as exit code and error.
struct Trouble {
  int code;
  Error error;
};

/// `options.file` (JSON lines), or `options.handshake` out of the database.
std::variant<Events, Trouble> load_events(const Options& options);

}  // namespace sealflow::cli
