// retention set, list, run
#include "server/operate/retention.hpp"

#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "server/base/clock.hpp"
#include "server/store/erasure.hpp"

namespace sealflow::cli {
namespace {

std::string words(const server::FlowRetention& retention) {
  if (retention.keep_ms == 0) return "for ever";
  return std::to_string(retention.keep_ms / server::day_ms) + " days";
}

Value flow_json(const server::DueFlow& flow) {
  const auto& [name, keep_ms, own] = flow.retention;
  return Value::object({{"flow", name},
                        {"days", keep_ms == 0 ? Value() : Value(keep_ms / server::day_ms)},
                        {"own", own},
                        {"due", flow.due}});
}

/// What is due in all apps.
int tell_due(const Options& options, server::Services& services) {
  std::int64_t due = 0;
  services.store.read([&](server::Database& db) {
    for (const auto& app : server::all_apps(db)) {
      const auto flows = server::list_retention(db, app.client_key, services.clock());
      for (const auto& flow : flows.value()) due += flow.due;
    }
    return true;
  });
  return succeed(options, Value::object({{"due", due}}), std::to_string(due) + " are due\n");
}

}  // namespace

int retention_set(const Options& options) {
  std::optional<std::int64_t> keep;
  if (options.days > 0) keep = options.days * server::day_ms;
  if (options.for_ever) keep = 0;
  if (options.as_the_app && options.flow.empty())
    return fail(options, exit_code::usage, "--as-the-app is for a --flow");
  if (!keep && !options.as_the_app)
    return fail(options, exit_code::usage, "say --days, --for-ever or --as-the-app");
  const int code = with_services(options, [&](server::Services& services) {
    const auto set =
        recorded(services, options.app, "retention.set",
                 [&](server::Transaction& transaction, server::Deed& deed) {
                   if (!options.flow.empty()) deed.object = options.flow;
                   deed.detail = keep ? words({options.flow, *keep, true}) : "as the app";
                   return server::set_retention(transaction, options.app, options.flow, keep);
                 });
    return set ? exit_code::ok : fail(options, exit_code::failed, set.error());
  });
  return code == exit_code::ok ? retention_list(options) : code;
}

int retention_list(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto flows = services.store.read([&](server::Database& db) {
      return server::list_retention(db, options.app, services.clock());
    });
    if (!flows) return fail(options, exit_code::failed, flows.error());
    Value list = Value::array();
    std::string lines;
    for (const auto& flow : *flows) {
      list.push(flow_json(flow));
      lines += flow.retention.flow + "  " + words(flow.retention) +
               (flow.retention.own ? "" : " (the app's)") + "  " + std::to_string(flow.due) +
               " due\n";
    }
    return succeed(options, Value::object({{"retention", std::move(list)}}), lines);
  });
}

int retention_run(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    if (options.dry_run) return tell_due(options, services);
    const auto erased = server::erase_due(services, operator_name());
    if (erased > 0) server::empty_write_ahead_log(options.database);
    return succeed(options, Value::object({{"erased", erased}}),
                   std::to_string(erased) + " were erased\n");
  });
}

}  // namespace sealflow::cli
