#include "server/engine/walk.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "sealflow/log.hpp"
#include "sealflow/messages.hpp"
#include "sealflow/signature.hpp"
#include "server/base/log.hpp"
#include "server/engine/receipts.hpp"
#include "server/store/effects.hpp"
#include "server/store/events.hpp"
#include "server/store/receipts.hpp"
#include "server/store/reviews.hpp"
#include "server/webhooks/outbox.hpp"

namespace sealflow::server {
namespace {

Error damaged(const Handshake& handshake, const Error& error) {
  log::error("log_damaged",
             {{"handshake", handshake.id}, {"where", error.where}, {"reason", error.message}});
  // The page learns that, not where.
  return {.code = ErrorCode::log_damaged,
          .message = std::string(error_info(ErrorCode::log_damaged).text)};
}

/// Freezes the bytes and signs them in the very transaction that ends the run: there is no moment
/// in which a run is completed and its result could still come out differently.
void freeze_result(Transaction& transaction, const Services& services, const Walk& walk,
                   std::int64_t now) {
  const auto result = result_of(walk.state);
  if (!result) throw StorageError("a completed run has no result: " + result.error().message, 0);
  StoredResult stored;
  stored.bytes = stringify(*result);
  ClientSecret signer = client_secret(transaction.db(), walk.app, services.vault, now);
  stored.signature = sign_result(signer.secret, stored.bytes);
  wipe(signer.secret);
  stored.secret_id = signer.id;
  insert_result(transaction.db(), walk.key, walk.handshake.id, walk.state.run, stored, now);
}

/// The stage that waits for an operator, "" when the ended run itself does, or nothing.
std::optional<std::string> review_due(const State& state) {
  if (state.outcome == Outcome::completed &&
      (state.status == "needs_review" || state.status == "manualReview")) {
    return "";
  }
  const StageRecord* current = state.find(state.current);
  const bool waits = state.outcome == Outcome::none && current != nullptr && current->waiting &&
                     current->notes["note"] == Value("pending");
  return waits ? std::optional(state.current) : std::nullopt;
}

}  // namespace

std::optional<Key> log_key(Database& db, const Vault& vault, const Handshake& handshake) {
  if (!handshake.erased_at) return vault.unwrap(handshake.wrapped_key, handshake.id);
  const auto app = find_app(db, handshake.app);
  return app ? vault.unwrap(app->wrapped_key, app->client_key) : std::nullopt;
}

Result<Walk> open_walk(Database& db, const Vault& vault, const Handshake& handshake,
                       std::optional<App> app) {
  if (handshake.erased_at) return failure(ErrorCode::handshake_erased);
  return view_walk(db, vault, handshake, std::move(app));
}

Result<Walk> view_walk(Database& db, const Vault& vault, const Handshake& handshake,
                       std::optional<App> app) {
  if (!app) app = find_app(db, handshake.app);
  const auto key = log_key(db, vault, handshake);
  if (!app || !key) throw StorageError("the app or the key of a handshake is not there", 0);
  auto events = load_events(db, *key, handshake.id);
  if (!events) return damaged(handshake, events.error());
  auto replayed = replay(*events);
  if (!replayed) return damaged(handshake, replayed.error());
  if (replayed->erased && !handshake.erased_at)
    return damaged(handshake, {.message = "a private part is missing, and nobody erased it"});
  State state = std::move(replayed->state);
  if (!head_matches(handshake, *key, state.seq,
                    state.exists() ? std::string_view(state.head) : "")) {
    return damaged(handshake, {.message = "the log does not end where it should"});
  }
  return Walk{handshake, *std::move(app), *key, *std::move(events), std::move(state)};
}

void record(Transaction& transaction, Services& services, Walk& walk, const Decision& decision) {
  Database& db = transaction.db();
  const auto now = services.clock();  // not the app's: effects and webhooks are due by this one
  const auto review_before = review_due(walk.state);
  bool ended = false;
  bool reviewed = false;
  std::vector<Value> told;
  for (const auto& event : decision.events) {
    const auto evolution = evolve(walk.state, event);
    if (!evolution || *evolution != Evolution::applied) {
      throw StorageError("the core decided an event that does not fit its own state", 0);
    }
    insert_event(db, walk.key, event);
    walk.events.push_back(event);
    if (services.analytics.on()) {
      if (auto entry = analytics_of(event.event, walk.state, walk.handshake.app))
        told.push_back(*std::move(entry));
    }
    ended = ended || event.event.type == event_type::run_ended;
    reviewed = reviewed || event.event.type == event_type::review_decided;
  }
  for (const auto& effect : decision.effects)
    insert_effect(db, walk.key, walk.handshake.id, effect, now);
  if (decision.events.empty() && decision.effects.empty())
    return touch_lease(db, walk.handshake.id, walk.handshake.lease_seen);

  // Who has not used it yet may do so until it expires.
  const auto kept_from = walk.state.consumed() ? now : std::max(now, walk.handshake.expires_at);
  walk.handshake.seq = walk.state.seq;
  set_head(db, walk.key, walk.handshake, walk.state.head, kept_from);
  if (const auto review = review_due(walk.state); review != review_before) {
    if (review) {
      put_review(db, walk.handshake.id, walk.handshake.app, *review, now);
    } else {
      remove_review(db, walk.handshake.id);
    }
  }
  if (ended && walk.state.outcome == Outcome::completed)
    freeze_result(transaction, services, walk, now);
  if ((ended || reviewed) && walk.state.outcome != Outcome::none) {
    issue_receipt(transaction, services, walk, now);
    queue_webhooks(transaction, services, walk, now);
  }

  transaction.after_commit([&services, id = walk.handshake.id, effects = !decision.effects.empty(),
                            told = std::move(told)] {
    for (const auto& entry : told) services.analytics.emit(entry);
    services.wakeups.announce(id);
    if (effects) services.wakeups.announce(effects_topic);
  });
}

Result<void> check_room(const Services& services, const Walk& walk, const Command& command,
                        const Decision& decision) {
  const int most = services.settings.handshake_events;
  const bool ends = command.type == "skip" || command.type == "acknowledge";
  if (most == 0 || walk.state.seq < most || ends || decision.events.empty()) return {};
  return failure(ErrorCode::handshake_expired, "its log is full, with " +
                                                   std::to_string(walk.state.seq) +
                                                   " events: make another handshake");
}

std::shared_ptr<const Flow> flow_of_run(Database& db, Services& services, const Walk& walk) {
  if (!walk.state.exists()) return nullptr;
  return services.flows.get(db, walk.state.flow_hash);
}

Value events_after(const Walk& walk, std::int64_t seq) {
  Value events = Value::array();
  for (const auto& event : walk.events) {
    if (event.event.seq <= seq) continue;
    // A run before this one may have been somebody else's.
    const bool this_run = event.event.run == walk.state.run;
    events.push(event_to_json(this_run ? for_page(event) : without_secret(event)));
  }
  return events;
}

Value public_state(const Walk& walk) {
  State state;
  for (const auto& event : walk.events) {
    const auto evolution = evolve(state, for_page(event));
    if (!evolution) throw StorageError("public events do not add up", 0);
  }
  return state_to_json(state);
}

Value delivery_of(Database& db, const Walk& walk) {
  if (walk.state.outcome == Outcome::none) return {};
  const auto result = find_result(db, walk.key, walk.handshake.id, walk.state.run);
  const bool signs = walk.state.outcome == Outcome::completed && result.has_value();
  // The salt stays with the result: a page has no result to hold against it.
  const auto receipt = find_receipt(db, walk.key, walk.handshake.id, walk.state.run);
  Value delivery = Value::object({{"signature", signs ? result->signature : std::string()},
                                  {"receipt", receipt ? Value(receipt->jws) : Value()}});
  if (walk.state.outcome == Outcome::errored) {
    const ErrorInfo* error = find_error(walk.state.error["code"].as_string());
    delivery.set("message",
                 error_message(error ? error->code : ErrorCode::internal, walk.state.locale));
  }
  return delivery;
}

Value page_delivery(Database& db, Services& services, const Walk& walk) {
  Value delivery = delivery_of(db, walk);
  if (walk.state.outcome != Outcome::skipped) return delivery;
  const auto flow = flow_of_run(db, services, walk);
  const auto& final_ones = flow->resume.exit_on_end_states;
  const bool is_final =
      std::find(final_ones.begin(), final_ones.end(), walk.state.status) != final_ones.end();
  delivery.set("resumable", !is_final);
  return delivery;
}

std::string open_field(const Handshake& handshake, const Key& key, std::string_view name,
                       std::string_view sealed) {
  auto plain = unseal(key, sealed, place({"handshake", handshake.id, name}));
  if (!plain) throw StorageError("a field of a handshake does not open", 0);
  return *std::move(plain);
}

Value tag_of(const Handshake& handshake, const Key& key) {
  if (handshake.erased_at) return {};
  return open_field(handshake, key, "tag", handshake.sealed_tag);
}

std::string seal_field(std::string_view handshake, const Key& key, std::string_view name,
                       std::string_view plain) {
  return seal(key, plain, place({"handshake", handshake, name}));
}

}  // namespace sealflow::server
