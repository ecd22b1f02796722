// master-key create, list, rewrap
#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "server/base/secret_reference.hpp"
#include "server/operate/master_keys.hpp"

namespace sealflow::cli {
namespace {

void record_rewrap(server::Services& services, const server::Rewrapped& done) {
  const std::string outcome(done.complete ? "done" : error_info(ErrorCode::unavailable).name);
  services.store.write([&](server::Transaction& transaction) {
    record_for_all(transaction, services,
                   {operator_name(), "master_key.rewrap", services.vault.current(), outcome,
                    std::to_string(done.keys) + " keys"});
    return true;
  });
}

Error why_incomplete(const server::Rewrapped& done) {
  Error error{.code = ErrorCode::unavailable,
              .message =
                  "a program still wraps keys under a former master key: give it the new one "
                  "first, then run this again"};
  if (done.unreadable.empty()) return error;
  error.message = "some keys open under none of these master keys, and former ones stay needed";
  for (const auto& name : done.unreadable)
    error.details.push_back({.message = "its key does not open", .where = name});
  return error;
}

}  // namespace

int master_key_create(const Options& options) {
  const auto written = server::write_secret_file(options.out, server::Vault::new_master_key());
  if (!written) return fail(options, exit_code::storage, written.error());
  return succeed(
      options, Value::object({{"file", options.out}}),
      options.out +
          ": a new master key. Without it the database cannot be read: keep a copy elsewhere.\n");
}

int master_key_list(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    auto counts = server::count_wrapped(services);
    Value list = Value::array();
    std::string lines;
    for (const auto& id : services.vault.ids()) {
      const bool wraps = id == services.vault.current();
      list.push(Value::object({{"id", id}, {"wraps", wraps}, {"keys", counts[id]}}));
      lines += id + "  " + std::to_string(counts[id]) + " keys" + (wraps ? ", wraps\n" : "\n");
    }
    return succeed(options, Value::object({{"masterKeys", std::move(list)}}), lines);
  });
}

int master_key_rewrap(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto done = server::rewrap_keys(services, options.batch);
    record_rewrap(services, done);
    if (!done.complete) return fail(options, exit_code::failed, why_incomplete(done));
    const auto& id = services.vault.current();
    return succeed(options, Value::object({{"id", id}, {"keys", done.keys}}),
                   std::to_string(done.keys) + " keys wrapped anew, all are under " + id +
                       " now; no other master key is needed\n");
  });
}

}  // namespace sealflow::cli
