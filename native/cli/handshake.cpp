// handshake create, list, archive, cancel, erase
#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "server/operate/erasure.hpp"
#include "server/operate/handshakes.hpp"
#include "server/operate/operate.hpp"
#include "server/store/erasure.hpp"

namespace sealflow::cli {
namespace {

Result<server::App> app_of(server::Database& db, const std::string& client_key) {
  auto app = server::find_app(db, client_key);
  if (!app) return failure(ErrorCode::not_found, "there is no app with this client key");
  return *std::move(app);
}

Value time_or_null(const std::optional<std::int64_t>& time) {
  return time ? Value(*time) : Value();
}

using Change = Result<server::Handshake> (*)(server::Transaction&, server::Services&,
                                             const server::Handshake&, std::int64_t);

int change_handshake(const Options& options, const std::string& action, Change change) {
  return with_services(options, [&](server::Services& services) {
    const auto made = recorded(
        services, options.app, action,
        [&](server::Transaction& transaction, server::Deed& deed) -> Result<server::Handshake> {
          deed.object = options.handshake;
          const auto app = app_of(transaction.db(), options.app);
          if (!app) return app.error();
          const auto own = server::own_handshake(transaction.db(), *app, options.handshake);
          if (!own) return own.error();
          return change(transaction, services, *own, services.clock());
        },
        options.handshake);
    if (!made) return fail(options, exit_code::failed, made.error());
    return succeed(options,
                   Value::object({{"_id", made->id},
                                  {"archived", time_or_null(made->archived_at)},
                                  {"cancelled", time_or_null(made->cancelled_at)},
                                  {"erased", time_or_null(made->erased_at)}}),
                   made->id + "\n");
  });
}

std::string line_of(const Value& row) {
  const auto text = [&](const char* name) {
    return row[name].is_null() ? std::string("-") : row[name].as_string();
  };
  std::string what = "open";
  if (row["consumed"].as_bool()) what = "used";
  if (!row["outcome"].is_null()) what = row["outcome"].as_string();
  if (!row["cancelled"].is_null()) what = "cancelled";
  if (!row["archived"].is_null()) what = "archived";
  if (!row["erased"].is_null()) what = "erased";
  return text("_id") + "  " + text("number") + "  " + what + "  " + text("status") + "  " +
         text("tag") + "\n";
}

}  // namespace

int handshake_create(const Options& options) {
  server::NewHandshake wanted;
  wanted.flow = options.flow;
  if (!options.snapshot.empty()) wanted.snapshot = options.snapshot;
  wanted.tag = options.tag;
  if (options.expiry != 0) wanted.expires_at = options.expiry;
  if (!options.variables.empty()) {
    const auto text = read_input(options.variables);
    if (!text) return fail(options, exit_code::input, text.error());
    const auto json = parse_json(*text);
    if (!json) return fail(options, exit_code::input, json.error());
    wanted.variables = *json;
  }
  return with_services(options, [&](server::Services& services) {
    const auto made = recorded(
        services, options.app, "handshake.create",
        [&](server::Transaction& transaction, server::Deed& deed) -> Result<server::Handshake> {
          const auto app = app_of(transaction.db(), options.app);
          if (!app) return app.error();
          auto handshake = server::create_handshake(transaction, services, *app, wanted,
                                                    app->time(services.clock()));
          deed.object = handshake ? handshake->id : "";
          return handshake;
        });
    if (!made) return fail(options, exit_code::failed, made.error());
    return succeed(
        options,
        Value::object({{"_id", made->id}, {"number", made->number}, {"expiry", made->expires_at}}),
        made->id + "\n");
  });
}

int handshake_list(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto found =
        recorded(services, options.app, "handshake.list",
                 [&](server::Transaction& transaction, server::Deed& deed) -> Result<Value> {
                   deed.object = options.flow;
                   const auto app = app_of(transaction.db(), options.app);
                   if (!app) return app.error();
                   return server::list(transaction.db(), services, *app,
                                       {options.flow, options.tag, options.cursor, options.limit});
                 });
    if (!found) return fail(options, exit_code::failed, found.error());
    std::string lines;
    for (const auto& row : (*found)["handshakes"].items()) lines += line_of(row);
    if ((*found)["next"].is_string())
      lines += "next: --cursor " + (*found)["next"].as_string() + "\n";
    return succeed(options, *found, lines);
  });
}

int handshake_archive(const Options& options) {
  return change_handshake(options, "handshake.archive", server::archive);
}

int handshake_cancel(const Options& options) {
  return change_handshake(options, "handshake.cancel", server::cancel);
}

int handshake_erase(const Options& options) {
  const int code = change_handshake(options, "handshake.erase", server::erase);
  if (code == exit_code::ok) server::empty_write_ahead_log(options.database);
  return code;
}

}  // namespace sealflow::cli
