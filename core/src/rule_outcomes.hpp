// What a rule can come to, without running it: enough to find rules that are never true, and rules
// that fail where a stage was not passed. Never says that something cannot be when it can.
#pragma once

#include <string_view>

#include "sealflow/flow.hpp"

namespace sealflow {

struct Outcomes {
  bool yes = true;    ///< it can be true (or some value that is no boolean)
  bool no = true;     ///< it can be false (likewise)
  bool error = true;  ///< it can fail
};

/// From the declared types and values of the variables alone. Anything read may be missing.
Outcomes outcomes_of(const Rule& rule, const Flow& flow);

/// Does the rule fail for want of a stage that was not passed, everything else being there?
/// `has(stages.<id>) && …` does not.
bool needs_stage(const Rule& rule, const Flow& flow, std::string_view stage);

}  // namespace sealflow
