// app create, list, change, activate, deactivate, rotate-token, rotate-secret; clock advance
#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "sealflow/flow.hpp"
#include "server/operate/apps.hpp"
#include "server/operate/live.hpp"

namespace sealflow::cli {
namespace {

Value list_of(const std::vector<std::string>& items) {
  Value list = Value::array();
  for (const auto& item : items) list.push(item);
  return list;
}

Value app_json(const server::App& app) {
  return Value::object({{"clientKey", app.client_key},
                        {"name", app.name},
                        {"mode", app.mode},
                        {"active", app.active},
                        {"origins", list_of(app.origins)},
                        {"addresses", list_of(app.addresses)},
                        {"resumeWith", app.handshake_resumes ? "handshake" : "device"},
                        {"limits", server::limits_to_json(app.limits)},
                        {"created", app.created_at},
                        {"clockAhead", app.clock_ahead}});
}

std::string app_line(const server::App& app) {
  return app.client_key + "  " + app.mode + "  " + (app.active ? "active  " : "inactive") + "  " +
         app.name + "\n";
}

int change(const Options& options, const std::string& action, const server::AppChange& wanted,
           const std::string& detail) {
  return with_services(options, [&](server::Services& services) {
    const auto made =
        recorded(services, options.app, action,
                 [&](server::Transaction& transaction, server::Deed& deed) -> Result<server::App> {
                   deed.detail = detail;
                   const auto app = server::find_app(transaction.db(), options.app);
                   if (app && wanted.active == true) {
                     // Else the next start of sealflowd would find it, and refuse.
                     const auto fit =
                         server::flows_fit_for(*app, transaction.db(), services.outside->providers);
                     if (!fit) return fit.error();
                   }
                   return server::change_app(transaction, options.app, wanted);
                 });
    if (!made) return fail(options, exit_code::failed, made.error());
    return succeed(options, app_json(*made), app_line(*made));
  });
}

}  // namespace

int app_create(const Options& options) {
  server::NewApp wanted{options.name, options.mode, options.origins, options.addresses,
                        options.resume_with == "handshake"};
  // A sandbox is tried out on one machine first; a live app stays closed until somebody says who
  // may call.
  if (wanted.addresses.empty() && wanted.mode == "sandbox") wanted.addresses = {"127.0.0.1", "::1"};
  return with_services(options, [&](server::Services& services) {
    const auto secrets = services.store.write([&](server::Transaction& transaction) {
      auto made = server::create_app(transaction, services.vault, wanted, services.clock());
      if (made)
        record_deed(transaction, services, made->client_key,
                    {operator_name(), "app.create", made->client_key, "done", wanted.mode});
      return made;
    });
    if (!secrets) return fail(options, exit_code::usage, secrets.error());
    std::string text =
        "client key     " + secrets->client_key + "\nclient secret  " + secrets->client_secret +
        "\nserver token   " + secrets->server_token +
        "\nSecret and token are shown this once. Keep them where your backend keeps its secrets.\n";
    if (wanted.addresses.empty())
      text += "No address may call yet: sealflow app change --app … --ip …\n";
    if (wanted.handshake_resumes)
      text += "Whoever knows a handshake id can resume it (--resume-with handshake).\n";
    return succeed(options,
                   Value::object({{"clientKey", secrets->client_key},
                                  {"clientSecret", secrets->client_secret},
                                  {"serverToken", secrets->server_token}}),
                   text);
  });
}

int app_list(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto apps =
        services.store.read([](server::Database& db) { return server::all_apps(db); });
    Value list = Value::array();
    std::string lines;
    for (const auto& app : apps) {
      list.push(app_json(app));
      lines += app_line(app);
    }
    return succeed(options, Value::object({{"apps", std::move(list)}}), lines);
  });
}

int app_change(const Options& options) {
  server::AppChange wanted;
  std::string changed;
  const auto note = [&](const char* what) {
    changed += (changed.empty() ? "" : ",") + std::string(what);
  };
  if (!options.name.empty()) {
    wanted.name = options.name;
    note("name");
  }
  if (!options.origins.empty() || options.no_origins) {
    wanted.origins = options.origins;
    note("origins");
  }
  if (!options.addresses.empty() || options.no_addresses) {
    wanted.addresses = options.addresses;
    note("addresses");
  }
  if (options.limits != server::Limits{} || options.no_limits) {
    wanted.limits = options.limits;
    note("limits");
  }
  if (changed.empty()) return fail(options, exit_code::usage, "say what is to be changed");
  return change(options, "app.change", wanted, changed);
}

int app_activate(const Options& options) {
  server::AppChange wanted;
  wanted.active = true;
  return change(options, "app.activate", wanted, "");
}

int app_deactivate(const Options& options) {
  server::AppChange wanted;
  wanted.active = false;
  return change(options, "app.deactivate", wanted, "");
}

int clock_advance(const Options& options) {
  const auto by = parse_duration(options.by_time);
  if (!by) return fail(options, exit_code::usage, "--by is a duration such as 3d, from 1s to 366d");
  server::AppChange wanted;
  wanted.advance_ms = *by;
  return change(options, "clock.advance", wanted, options.by_time);
}

int app_rotate_token(const Options& options) {
  const auto overlap = span_of(options.overlap);
  if (!overlap) return fail(options, exit_code::usage, "--overlap is a duration such as 24h, or 0");
  return with_services(options, [&](server::Services& services) {
    const auto now = services.clock();
    const auto token =
        recorded(services, options.app, "app.rotate_token",
                 [&](server::Transaction& transaction, server::Deed& deed) {
                   deed.detail = "overlap " + options.overlap;
                   return server::rotate_token(transaction, options.app, *overlap, now);
                 });
    if (!token) return fail(options, exit_code::failed, token.error());
    return succeed(
        options, Value::object({{"serverToken", *token}, {"formerTokensEnd", now + *overlap}}),
        "server token   " + *token + "\nIt is shown this once. The one before is taken " +
            (*overlap == 0 ? "no longer.\n" : "for another " + options.overlap + ".\n"));
  });
}

int app_rotate_secret(const Options& options) {
  const auto delay = span_of(options.delay);
  if (!delay) return fail(options, exit_code::usage, "--signs-in is a duration such as 24h, or 0");
  return with_services(options, [&](server::Services& services) {
    const auto made =
        recorded(services, options.app, "app.rotate_secret",
                 [&](server::Transaction& transaction, server::Deed& deed) {
                   auto secret = server::rotate_secret(transaction, services.vault, options.app,
                                                       *delay, services.clock());
                   deed.detail = secret ? secret->secret.id + " signs in " + options.delay : "";
                   return secret;
                 });
    if (!made) return fail(options, exit_code::failed, made.error());
    return succeed(options,
                   Value::object({{"clientSecret", made->secret.secret},
                                  {"resultSignatureKeyId", made->secret.id},
                                  {"signsFrom", made->signs_from}}),
                   "client secret  " + made->secret.secret + "\nkey id         " + made->secret.id +
                       "\nIt is shown this once, and signs " +
                       (*delay == 0 ? "from now on.\n" : "in " + options.delay + ".\n") +
                       "Keep the one before: results that it signed stay as they are.\n");
  });
}

}  // namespace sealflow::cli
