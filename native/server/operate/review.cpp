#include "server/operate/review.hpp"

#include "server/base/random.hpp"
#include "server/engine/walk.hpp"

namespace sealflow::server {
namespace {

constexpr int most_listed = 1000;

}  // namespace

Result<std::vector<DueReview>> list_reviews(Database& db, std::string_view client_key) {
  if (!find_app(db, client_key))
    return failure(ErrorCode::not_found, "there is no app with this client key");
  return due_reviews(db, client_key, most_listed);
}

Result<std::string> decide_review(Transaction& transaction, Services& services,
                                  std::string_view handshake, const ReviewDecision& review,
                                  std::int64_t now) {
  Database& db = transaction.db();
  const auto row = find_handshake(db, handshake);
  if (!row) return failure(ErrorCode::handshake_unknown);
  auto walk = open_walk(db, services.vault, *row);
  if (!walk) return walk.error();
  const auto flow = flow_of_run(db, services, *walk);
  if (!flow) return failure(ErrorCode::run_not_started);
  Command command;
  command.type = "review";
  command.actor = Actor::operator_;
  command.stage = review.stage;
  command.entropy = random_hex(32);
  command.input = Value::object(
      {{review.stage.empty() ? "status" : "decision", review.decision}, {"by", review.by}});
  if (!review.note.empty()) command.input.set("note", review.note);
  const auto decision = decide(*flow, walk->state, command, now);
  if (!decision) return decision.error();
  record(transaction, services, *walk, *decision, now);
  return walk->state.status;
}

}  // namespace sealflow::server
