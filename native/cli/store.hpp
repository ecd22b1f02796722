// Commands that work on the database: opened with the key it was sealed with, and what an operator
// does is recorded in the transaction that does it.
#pragma once

#include <string>

#include "cli/output.hpp"
#include "server/effects/outside.hpp"
#include "server/services.hpp"
#include "server/store/audit.hpp"

namespace sealflow::cli {

/// What stands behind the names of providers, by the settings file if one was named. Nothing else
/// is read of it: an operator's command needs no secret of a gateway.
Result<std::shared_ptr<server::Outside>> providers_of(const Options& options);

/// Opens the database and works on it. Gives the exit code.
template <class Work>
int with_services(const Options& options, Work work) {
  const auto vault = server::Vault::open(options.master_key);
  if (!vault) return fail(options, exit_code::storage, vault.error());
  const auto outside = providers_of(options);
  if (!outside) return fail(options, exit_code::input, outside.error());
  server::Settings settings;
  settings.database = options.database;
  settings.db_password = options.database_password;
  settings.media = options.media;
  const auto services = server::open_services(settings, *vault, server::wall_clock(), *outside);
  return work(*services);
}

/// "operator:" and the name of the user of this machine.
std::string operator_name();

/// Into the audit of the app, unless there is no such app.
void record_deed(server::Transaction& transaction, const server::Services& services,
                 const std::string& app, const server::Deed& deed);

/// Into the audit of every app: what concerns them all.
void record_for_all(server::Transaction& transaction, const server::Services& services,
                    const server::Deed& deed);

/// Does `act(transaction, deed)` and records it with how it went. `act` may say more in the deed.
/// `about`: the handshake, if it is about one.
template <class Act>
auto recorded(server::Services& services, const std::string& app, const std::string& action,
              Act act, const std::string& about = {}) {
  return services.store.write(
      [&](server::Transaction& transaction) {
        // An app is read and changed as a whole.
        transaction.db().lock(app);
        server::Deed deed{operator_name(), action, app, "", ""};
        auto result = act(transaction, deed);
        deed.outcome = result ? "done" : error_info(result.error().code).name;
        record_deed(transaction, services, app, deed);
        return result;
      },
      about);
}

}  // namespace sealflow::cli
