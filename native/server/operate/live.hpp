// What a live app must not use of the sandbox: providers that only play their part. One rule, the
// provider's own word (`sandbox_only`), looked at when a flow is published or activated, an app
// activated, when sealflowd starts, by the doctor, and with each call of a provider
// (effects/provider_call.cpp), since the settings may have changed in between.
#pragma once

#include <string>
#include <vector>

#include "sealflow/flow.hpp"
#include "server/providers/providers.hpp"
#include "server/store/apps.hpp"
#include "server/store/flows.hpp"

namespace sealflow::server {

/// May the app run this flow? Error: flow_invalid, with every stage whose provider is for sandboxes
/// alone in `details`, at its place in the flow.
Result<void> fit_for(const App& app, const Flow& flow, const Providers& providers);
Result<void> fit_for(const App& app, Database& db, const Definition& stored,
                     const Providers& providers);

/// May the app be active, with the flows it has? Error: that of the first active one that is not
/// fit.
Result<void> flows_fit_for(const App& app, Database& db, const Providers& providers);

/// Of the active flows of active live apps: a line for each stage that is not fit, which says where
/// it is and what to do. Empty: all are.
std::vector<std::string> unfit_flows(Database& db, const Providers& providers);

}  // namespace sealflow::server
