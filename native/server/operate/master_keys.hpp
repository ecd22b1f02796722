// Another master key takes a former one's place, while everything runs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "server/services.hpp"

namespace sealflow::server {

/// How many keys each master key wraps, by its id; those that do not open under "".
std::map<std::string, std::int64_t> count_wrapped(Services& services);

struct Rewrapped {
  std::int64_t keys = 0;                ///< that were wrapped anew
  std::vector<std::string> unreadable;  ///< whose: handshakes and apps whose key does not open
  bool complete = false;                ///< nothing needs a former master key any more
};

/// Wraps every key anew under the first master key, `batch` in a transaction, and lets go of the
/// former ones when nothing needs them. Broken off at any point, it is simply done again. Not
/// complete: keys do not open, or somebody goes on wrapping under a former one.
Rewrapped rewrap_keys(Services& services, int batch);

}  // namespace sealflow::server
