// Checks that need the whole graph: targets, reachability, loops, what rules may read.
#pragma once

#include <vector>

#include "sealflow/flow.hpp"

namespace sealflow {

/// Writes into each stage the step of an index page it belongs to: what is reached from the step's
/// start without passing the page.
void assign_steps(Flow& flow);

/// Of an index page: its steps, and that each stays apart from the others.
void check_index_page(const Flow& flow, std::vector<Error>& problems);

/// Of `resume.auth`: the code goes to a contact that is proved to be the person's.
void check_resume_auth(const Flow& flow, std::vector<Error>& problems);

void check_graph(const Flow& flow, std::vector<Error>& problems);

/// Dead rules, and reads of what may not be there: flow_check_rules.cpp. Part of check_graph().
void check_rules(const Flow& flow, std::vector<Error>& problems);

}  // namespace sealflow
