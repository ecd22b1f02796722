#include "server/operate/live.hpp"

namespace sealflow::server {

Result<void> fit_for(const App& app, const Flow& flow, const Providers& providers) {
  if (app.sandbox()) return {};
  std::vector<Error> problems;
  for (std::size_t i = 0; i < flow.stages.size(); ++i) {
    const Stage& stage = flow.stages[i];
    const std::string& name = stage.definition["provider"].as_string();
    const auto provider = providers.find(name);
    if (!provider || !provider->sandbox_only()) continue;
    problems.push_back({.code = ErrorCode::flow_invalid,
                        .message = "the provider \"" + name + "\" of the stage " + stage.id +
                                   " only plays its part, and the app is live",
                        .where = "/stages/" + std::to_string(i) + "/provider",
                        .reason = "sandbox_only"});
  }
  if (problems.empty()) return {};
  Error error = problems.front();
  error.details = std::move(problems);
  return error;
}

Result<void> fit_for(const App& app, Database& db, const Definition& stored,
                     const Providers& providers) {
  if (app.sandbox()) return {};
  const auto flow = parse_flow(find_definition(db, stored.hash).value_or(""));
  // A damaged one runs nowhere: whoever uses it is told so.
  return flow ? fit_for(app, *flow, providers) : Result<void>();
}

Result<void> flows_fit_for(const App& app, Database& db, const Providers& providers) {
  for (const auto& stored : definitions_of(db, app.client_key)) {
    if (!stored.active) continue;
    auto fit = fit_for(app, db, stored, providers);
    if (fit) continue;
    Error error = fit.error();
    error.message = "flow " + stored.flow + ": " + error.message;
    return error;
  }
  return {};
}

std::vector<std::string> unfit_flows(Database& db, const Providers& providers) {
  std::vector<std::string> lines;
  for (const auto& app : all_apps(db)) {
    if (app.sandbox() || !app.active) continue;
    for (const auto& stored : definitions_of(db, app.client_key)) {
      if (!stored.active) continue;
      const auto fit = fit_for(app, db, stored, providers);
      if (fit) continue;
      for (const auto& problem : fit.error().details) {
        lines.push_back("app " + app.client_key + ", flow " + stored.flow + ": " + problem.message +
                        ". Name a real one in the setting \"providers\", or switch the flow off: "
                        "sealflow flow deactivate --app " +
                        app.client_key + " --flow " + stored.flow);
      }
    }
  }
  return lines;
}

}  // namespace sealflow::server
