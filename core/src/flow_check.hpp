// Checks that need the whole graph: targets, reachability, loops, what rules may read.
#pragma once

#include <vector>

#include "sealflow/flow.hpp"

namespace sealflow {

void check_graph(const Flow& flow, std::vector<Error>& problems);

}  // namespace sealflow
