// review list, review decide
#include "server/operate/review.hpp"

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/store.hpp"
#include "server/store/handshakes.hpp"

namespace sealflow::cli {
namespace {

/// "" when there is no such handshake: then there is no app whose audit could say so.
std::string app_of(server::Services& services, const std::string& handshake) {
  return services.store.read([&](server::Database& db) {
    const auto found = server::find_handshake(db, handshake);
    return found ? found->app : std::string();
  });
}

}  // namespace

int review_list(const Options& options) {
  server::Store store(options.database, options.database_password);
  const auto due =
      store.read([&](server::Database& db) { return server::list_reviews(db, options.app); });
  if (!due) return fail(options, exit_code::failed, due.error());
  Value json = Value::array();
  std::string text;
  for (const auto& review : *due) {
    json.push(Value::object({{"handshake", review.handshake},
                             {"number", review.number},
                             {"flow", review.flow},
                             {"stage", review.stage.empty() ? Value() : Value(review.stage)},
                             {"since", review.since}}));
    text += review.handshake + "  " + review.flow + "  " +
            (review.stage.empty() ? "(after the end)" : review.stage) + "\n";
  }
  return succeed(options, Value::object({{"reviews", std::move(json)}}), text);
}

int review_decide(const Options& options) {
  server::ReviewDecision review{options.stage, options.decision, options.by, options.note};
  if (options.note == "-") {
    const auto note = read_input("-");
    if (!note) return fail(options, exit_code::input, note.error());
    review.note = note->ends_with('\n') ? note->substr(0, note->size() - 1) : *note;
  }
  if (review.stage.empty()) review.decision = options.status;
  return with_services(options, [&](server::Services& services) {
    const auto status = recorded(
        services, app_of(services, options.handshake), "review.decide",
        [&](server::Transaction& transaction, server::Deed& deed) {
          deed.object = options.handshake;
          auto decided = server::decide_review(transaction, services, options.handshake, review,
                                               services.clock());
          // The flow's own words; who decided, and his note, stand in the sealed log alone.
          if (decided)
            deed.detail = (review.stage.empty() ? "status" : review.stage) + " " + review.decision;
          return decided;
        },
        options.handshake);
    if (!status) return fail(options, exit_code::failed, status.error());
    const std::string now = status->empty() ? "the run goes on" : *status;
    return succeed(options, Value::object({{"status", status->empty() ? Value() : Value(*status)}}),
                   options.handshake + ": " + now + "\n");
  });
}

}  // namespace sealflow::cli
