// The variables a run goes on with: those the page sent, those the backend gave, checked against
// the flow's declaration.
#pragma once

#include "sealflow/plan.hpp"

namespace sealflow {

/// Undeclared names are ignored, and so is what the page says of a backend variable; both are
/// noted. Error: invalid_variables with all findings.
Result<Value> launch_variables(const Flow& flow, const State& state, const Launch& launch,
                               std::vector<std::string>& notes);

/// Did anything change that matters: a value or its type, outside the flow's ignored names?
bool variables_changed(const Flow& flow, const Value& before, const Value& after);

}  // namespace sealflow
