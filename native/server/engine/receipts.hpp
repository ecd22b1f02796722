// The receipt of a run that ended, made in the transaction that ends it, like the frozen result.
#pragma once

#include <cstdint>

#include "server/engine/walk.hpp"

namespace sealflow::server {

/// Signs what is true of the ended run now, and keeps it in the place of what was signed of this
/// run before. `now` is the real time: whoever checks has no clock of a sandbox.
void issue_receipt(Transaction& transaction, const Services& services, const Walk& walk,
                   std::int64_t now);

}  // namespace sealflow::server
