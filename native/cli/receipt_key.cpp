// receipt-key list, receipt-key rotate, receipt-key withdraw: the keys in a server's database.
// (receipt.cpp: those in files.)
#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "server/operate/receipt_keys.hpp"

namespace sealflow::cli {
namespace {

std::string state_of(const server::ReceiptKey& key, const std::string& signs, std::int64_t now) {
  if (key.withdrawn_at) return "withdrawn";
  if (key.kid == signs) return "signs";
  return key.signs_from > now ? "waits" : "signed";
}

/// Records what was done with the key `kid`: it concerns every app.
void record_key(server::Transaction& transaction, const server::Services& services,
                const std::string& action, const std::string& kid, const std::string& outcome,
                const std::string& detail) {
  record_for_all(transaction, services, {operator_name(), action, kid, outcome, detail});
}

}  // namespace

int receipt_key_list(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    return services.store.read([&](server::Database& db) {
      const auto now = services.clock();
      const std::string signs = server::signing_key(db, now);
      const std::string issuer = server::receipt_issuer(db);
      Value list = Value::array();
      std::string lines = "issuer  " + issuer + "\n";
      for (const auto& key : server::receipt_keys(db)) {
        const std::string state = state_of(key, signs, now);
        list.push(Value::object(
            {{"kid", key.kid},
             {"state", state},
             {"publishedAt", key.published_at},
             {"signsFrom", key.signs_from},
             {"withdrawnAt", key.withdrawn_at ? Value(*key.withdrawn_at) : Value()}}));
        lines += key.kid + "  " + state + "\n";
      }
      return succeed(options, Value::object({{"issuer", issuer}, {"keys", std::move(list)}}),
                     lines);
    });
  });
}

int receipt_key_rotate(const Options& options) {
  const auto delay = span_of(options.delay);
  if (!delay) return fail(options, exit_code::usage, "--signs-in is a duration such as 24h, or 0");
  return with_services(options, [&](server::Services& services) {
    const auto key = services.store.write([&](server::Transaction& transaction) {
      auto made = server::rotate_receipt_key(transaction, services.vault, *delay, services.clock());
      record_key(transaction, services, "receipt_key.rotate", made.kid, "done",
                 "signs in " + options.delay);
      return made;
    });
    return succeed(options, Value::object({{"kid", key.kid}, {"signsFrom", key.signs_from}}),
                   key.kid + ": a new receipt key, published now. It signs " +
                       (*delay == 0 ? "from now on; who has an older set may refuse it for an "
                                      "hour.\n"
                                    : "in " + options.delay + ".\n"));
  });
}

int receipt_key_withdraw(const Options& options) {
  return with_services(options, [&](server::Services& services) {
    const auto done = services.store.write([&](server::Transaction& transaction) {
      auto withdrawn = server::withdraw_receipt_key(transaction, options.id, services.clock());
      record_key(transaction, services, "receipt_key.withdraw", options.id,
                 withdrawn ? "done" : std::string(error_info(withdrawn.error().code).name), "");
      return withdrawn;
    });
    if (!done) return fail(options, exit_code::failed, done.error());
    return succeed(options, Value::object({{"kid", options.id}}),
                   options.id + ": withdrawn. No receipt that it signed verifies any more.\n");
  });
}

}  // namespace sealflow::cli
