#include "server/webhooks/outbox.hpp"

#include <algorithm>

#include "sealflow/dispatch.hpp"
#include "sealflow/signature.hpp"
#include "server/base/random.hpp"
#include "server/store/receipts.hpp"

namespace sealflow::server {
namespace {

std::string event_of(Outcome outcome) { return "flowx." + std::string(outcome_name(outcome)); }

/// The signed bytes go out as they are, as from the result call.
std::string body_of(std::string_view event, const Value& payload, std::string_view result) {
  std::string text = stringify(Value::object({{"event", event}, {"payload", payload}}));
  text.resize(text.size() - 2);  // of payload and envelope: "}}"
  return text + ",\"result\":" + std::string(result) + "}}";
}

/// What every payload has: Attestr's members, and what tells a newer status from an older one.
Value about(const Walk& walk, std::string_view message, std::int64_t now) {
  const Handshake& handshake = walk.handshake;
  return Value::object({{"_id", handshake.id},
                        {"tag", open_field(handshake, walk.key, "tag", handshake.sealed_tag)},
                        {"number", handshake.number},
                        {"requestId", message},
                        {"flowId", handshake.flow},
                        {"snapshot", handshake.snapshot ? Value(*handshake.snapshot) : Value()},
                        {"updated", now},
                        {"run", walk.state.run},
                        {"seq", std::max(walk.state.outcome_seq, walk.state.review_seq)},
                        {"status", walk.state.status}});
}

/// `stage`, and of an error what the page's error handler gets.
void add_handler_payload(Value& payload, Database& db, const Walk& walk) {
  const Value known = delivery_of(db, walk);
  Delivery delivery;
  delivery.message = known["message"].as_string();
  const auto call = dispatch(walk.state, delivery);
  if (!call || !*call) throw StorageError("an ended run has nothing to hand over", 0);
  const Value& handed = (*call)->payload;
  payload.set("stage", handed["stage"]);
  if (walk.state.outcome != Outcome::errored) return;
  Value error = Value::object();
  for (const auto* name : {"code", "httpStatusCode", "message", "original"}) {
    if (const Value* value = handed.find(name)) error.set(name, *value);
  }
  payload.set("error", std::move(error));
}

std::string body_of_walk(Database& db, const Walk& walk, std::string_view message,
                         std::int64_t now) {
  Value payload = about(walk, message, now);
  const bool completed = walk.state.outcome == Outcome::completed;
  const auto result =
      completed ? find_result(db, walk.key, walk.handshake.id, walk.state.run) : std::nullopt;
  if (!completed) add_handler_payload(payload, db, walk);
  payload.set("resultSignature", result ? Value(result->signature) : Value());
  payload.set("resultSignatureKeyId", result ? Value(result->secret_id) : Value());
  const auto receipt = find_receipt(db, walk.key, walk.handshake.id, walk.state.run);
  payload.set("receipt", receipt ? Value(receipt->jws) : Value());
  payload.set("receiptSalt", receipt ? Value(to_hex(receipt->salt)) : Value());
  return body_of(event_of(walk.state.outcome), payload, result ? result->bytes : "null");
}

WebhookMessage new_message(const WebhookEndpoint& endpoint, std::string_view event,
                           std::int64_t now) {
  WebhookMessage message;
  message.id = "msg_" + random_hex(16);
  message.endpoint = endpoint.id;
  message.event = event;
  // For an endpoint that was switched off it goes straight to the dead letters, from where it can
  // still be sent.
  message.state = endpoint.disabled.empty() ? "pending" : "dead";
  message.reason = endpoint.disabled;
  message.since = now;
  message.created_at = now;
  return message;
}

void wake_worker(Transaction& transaction, Services& services) {
  transaction.after_commit([&services] { services.wakeups.announce(webhooks_topic); });
}

}  // namespace

void queue_webhooks(Transaction& transaction, Services& services, const Walk& walk,
                    std::int64_t now) {
  if (!walk.handshake.webhook) return;
  Database& db = transaction.db();
  const auto event = event_of(walk.state.outcome);
  for (const auto& endpoint : subscribers_of(db, walk.app.client_key)) {
    if (!endpoint.wants(event)) continue;
    auto message = new_message(endpoint, event, now);
    message.handshake = walk.handshake.id;
    insert_webhook_message(db, walk.key, message, body_of_walk(db, walk, message.id, now));
    wake_worker(transaction, services);
  }
}

std::vector<std::string> queue_test_webhooks(Transaction& transaction, Services& services,
                                             const App& app, std::string_view event,
                                             std::int64_t now) {
  Database& db = transaction.db();
  const Key key = app_key(app, services.vault);
  std::vector<std::string> ids;
  for (const auto& endpoint : subscribers_of(db, app.client_key)) {
    if (!endpoint.wants(event) || !endpoint.disabled.empty()) continue;
    const auto message = new_message(endpoint, event, now);
    Value payload = Value::object({{"_id", "DS0" + std::string(22, '0')},
                                   {"tag", "test"},
                                   {"number", "0000-000000-0000"},
                                   {"requestId", message.id},
                                   {"flowId", "FX0test"},
                                   {"snapshot", nullptr},
                                   {"updated", now},
                                   {"run", 0},
                                   {"seq", 0},
                                   {"status", "test"},
                                   {"test", true}});
    // Signed with the real secret, so that the receiver's second check is tried out as well.
    const bool completed = event == event_of(Outcome::completed);
    ClientSecret signer = client_secret(db, app, services.vault, now);
    payload.set("resultSignature", completed ? Value(sign_result(signer.secret, "{}")) : Value());
    payload.set("resultSignatureKeyId", completed ? Value(signer.id) : Value());
    wipe(signer.secret);
    // Nothing happened, and nobody says that it did.
    payload.set("receipt", nullptr);
    payload.set("receiptSalt", nullptr);
    insert_webhook_message(db, key, message, body_of(event, payload, completed ? "{}" : "null"));
    ids.push_back(message.id);
  }
  wake_worker(transaction, services);
  return ids;
}

}  // namespace sealflow::server
