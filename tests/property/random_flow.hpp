// Flows of one to six stages, with rules that lead forward, back and to ends.
#pragma once

#include <string>

#include "random.hpp"
#include "sealflow/json.hpp"

namespace property {

/// "FS0s0", "FS0s1", …
std::string stage_id(std::size_t index);

/// A definition. Some have a problem, which the checker names; those are thrown away.
sealflow::Value random_definition(Random& random);

}  // namespace property
