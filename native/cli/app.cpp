// app create, handshake create, master-key create
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "server/base/secret_reference.hpp"
#include "server/operate/operate.hpp"

namespace sealflow::cli {
namespace {

/// Opens the database with the key it was sealed with, and works on it. Gives the exit code.
template <class Work>
int with_services(const Options& options, Work work) {
  const auto vault = server::Vault::open(options.master_key);
  if (!vault) return fail(options, exit_code::storage, vault.error());
  server::Settings settings;
  settings.database = options.database;
  settings.db_password = options.database_password;
  const auto services = server::open_services(settings, *vault, server::wall_clock());
  return work(*services);
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
      return server::create_app(transaction, services.vault, wanted, services.clock());
    });
    if (!secrets) return fail(options, exit_code::usage, secrets.error());
    std::string text =
        "client key     " + secrets->client_key + "\nclient secret  " + secrets->client_secret +
        "\nserver token   " + secrets->server_token +
        "\nSecret and token are shown this once. Keep them where your backend keeps its secrets.\n";
    if (wanted.addresses.empty()) text += "No address may call yet: create it again with --ip.\n";
    if (wanted.handshake_resumes)
      text += "Whoever knows a handshake id can resume it (--resume-with handshake).\n";
    return succeed(options,
                   Value::object({{"clientKey", secrets->client_key},
                                  {"clientSecret", secrets->client_secret},
                                  {"serverToken", secrets->server_token}}),
                   text);
  });
}

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
    const auto app = services.store.read(
        [&](server::Database& db) { return server::find_app(db, options.app); });
    if (!app) return fail(options, exit_code::failed, "there is no app with this client key");
    const auto made = services.store.write([&](server::Transaction& transaction) {
      return server::create_handshake(transaction, services, *app, wanted, services.clock());
    });
    if (!made) return fail(options, exit_code::failed, made.error());
    return succeed(
        options,
        Value::object({{"_id", made->id}, {"number", made->number}, {"expiry", made->expires_at}}),
        made->id + "\n");
  });
}

int master_key_create(const Options& options) {
  const auto written = server::write_secret_file(options.out, server::Vault::new_master_key());
  if (!written) return fail(options, exit_code::storage, written.error());
  return succeed(
      options, Value::object({{"file", options.out}}),
      options.out +
          ": a new master key. Without it the database cannot be read: keep a copy elsewhere.\n");
}

}  // namespace sealflow::cli
