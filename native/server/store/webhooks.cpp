#include "server/store/webhooks.hpp"

#include <algorithm>

#include "sealflow/json.hpp"
#include "server/base/clock.hpp"

namespace sealflow::server {
namespace {

constexpr std::string_view message_columns =
    "SELECT m.id, m.endpoint, m.handshake, m.event, m.sealed_body, m.state, m.attempts, m.next_at, "
    "m.since, m.reason, m.created_at FROM webhook_messages m ";
constexpr std::string_view endpoint_columns =
    "SELECT id, app, events, disabled, sealed_config, created_at FROM webhook_endpoints ";

std::string config_place(std::string_view id) { return place({"webhook_endpoint", id}); }
std::string body_place(std::string_view id) { return place({"webhook_message", id}); }

std::string join(std::string_view a, std::string_view b) { return std::string(a).append(b); }

WebhookMessage read_message(const Rows& row) {
  return {row.text(0),    row.text(1),    row.text(2),    row.text(3), row.text(4),    row.text(5),
          row.integer(6), row.integer(7), row.integer(8), row.text(9), row.integer(10)};
}

WebhookEndpoint read_subscriber(const Rows& row) {
  WebhookEndpoint endpoint;
  endpoint.id = row.text(0);
  endpoint.app = row.text(1);
  endpoint.disabled = row.text(3);
  endpoint.created_at = row.integer(5);
  const auto events = parse_json(row.text(2));
  if (!events) throw StorageError("the events of a webhook endpoint are not JSON", 0);
  for (const auto& event : events->items()) endpoint.events.push_back(event.as_string());
  return endpoint;
}

WebhookEndpoint read_endpoint(const Rows& row, const Key& app_key) {
  WebhookEndpoint endpoint = read_subscriber(row);
  const auto text = unseal(app_key, row.text(4), config_place(endpoint.id));
  const auto config = text ? parse_json(*text) : Result<Value>(Error{});
  if (!config) throw StorageError("a webhook endpoint does not open", 0);
  endpoint.url = (*config)["url"].as_string();
  endpoint.token = (*config)["token"].as_string();
  for (const auto& secret : (*config)["secrets"].items())
    endpoint.secrets.push_back({secret["text"].as_string(), secret["endsAt"].as_integer()});
  return endpoint;
}

std::string config_text(const WebhookEndpoint& endpoint) {
  Value secrets = Value::array();
  for (const auto& secret : endpoint.secrets)
    secrets.push(Value::object({{"text", secret.text}, {"endsAt", secret.ends_at}}));
  return stringify(Value::object(
      {{"url", endpoint.url}, {"token", endpoint.token}, {"secrets", std::move(secrets)}}));
}

}  // namespace

bool WebhookEndpoint::wants(std::string_view event) const {
  return std::find(events.begin(), events.end(), event) != events.end();
}

void put_endpoint(Database& db, const Key& app_key, const WebhookEndpoint& endpoint) {
  Value events = Value::array();
  for (const auto& event : endpoint.events) events.push(event);
  const auto sealed = seal(app_key, config_text(endpoint), config_place(endpoint.id));
  db.run(
      "INSERT INTO webhook_endpoints (id, app, events, disabled, sealed_config, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET "
      "events = excluded.events, disabled = excluded.disabled, sealed_config = "
      "excluded.sealed_config",
      endpoint.id, endpoint.app, stringify(events), endpoint.disabled, Blob{sealed},
      endpoint.created_at);
}

std::optional<WebhookEndpoint> find_endpoint(Database& db, const Key& app_key,
                                             std::string_view id) {
  Rows row = db.query(join(endpoint_columns, "WHERE id = ?1"), id);
  if (!row.step()) return std::nullopt;
  return read_endpoint(row, app_key);
}

std::optional<std::string> app_of_endpoint(Database& db, std::string_view id) {
  Rows row = db.query("SELECT app FROM webhook_endpoints WHERE id = ?1", id);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

bool endpoint_in_use(Database& db, std::string_view id) {
  Rows row = db.query("SELECT 1 FROM webhook_endpoints WHERE id = ?1 AND disabled = ''", id);
  return row.step();
}

std::vector<WebhookEndpoint> endpoints_of(Database& db, const Key& app_key, std::string_view app) {
  Rows rows = db.query(join(endpoint_columns, "WHERE app = ?1 ORDER BY created_at, id"), app);
  std::vector<WebhookEndpoint> endpoints;
  while (rows.step()) endpoints.push_back(read_endpoint(rows, app_key));
  return endpoints;
}

std::vector<WebhookEndpoint> subscribers_of(Database& db, std::string_view app) {
  Rows rows = db.query(join(endpoint_columns, "WHERE app = ?1 ORDER BY created_at, id"), app);
  std::vector<WebhookEndpoint> endpoints;
  while (rows.step()) endpoints.push_back(read_subscriber(rows));
  return endpoints;
}

std::int64_t remove_endpoint(Database& db, std::string_view id) {
  const auto counts = count_messages(db, id);
  db.run("DELETE FROM webhook_messages WHERE endpoint = ?1", id);
  db.run("DELETE FROM webhook_endpoints WHERE id = ?1", id);
  return counts.pending + counts.dead;
}

void disable_endpoint(Database& db, std::string_view id, std::string_view reason,
                      std::int64_t now) {
  db.run("UPDATE webhook_endpoints SET disabled = ?2 WHERE id = ?1", id, reason);
  db.run(
      "UPDATE webhook_messages SET state = 'dead', reason = ?2, updated_at = ?3 "
      "WHERE endpoint = ?1 AND state = 'pending'",
      id, reason, now);
}

void insert_webhook_message(Database& db, const Key& key, const WebhookMessage& message,
                            std::string_view body) {
  const auto sealed = seal(key, body, body_place(message.id));
  db.run(
      "INSERT INTO webhook_messages (id, endpoint, handshake, event, sealed_body, state, next_at, "
      "since, reason, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7, ?7)",
      message.id, message.endpoint,
      message.handshake.empty() ? std::nullopt : std::optional(message.handshake), message.event,
      Blob{sealed}, message.state, message.created_at, message.since, message.reason);
}

std::string open_body(const WebhookMessage& message, const Key& key) {
  auto body = unseal(key, message.sealed_body, body_place(message.id));
  if (!body) throw StorageError("the body of a webhook does not open", 0);
  return *std::move(body);
}

std::optional<WebhookMessage> find_webhook_message(Database& db, std::string_view id) {
  Rows row = db.query(join(message_columns, "WHERE m.id = ?1"), id);
  if (!row.step()) return std::nullopt;
  return read_message(row);
}

std::optional<WebhookMessage> next_due(Database& db, std::int64_t now,
                                       const std::vector<std::string>& busy) {
  // A list of endpoints as one parameter: "," + id + "," is looked for in it, which both databases
  // can.
  std::string names = ",";
  for (const auto& endpoint : busy) names += endpoint + ",";
  Rows row =
      db.query(join(message_columns,
                    "WHERE m.state = 'pending' AND m.next_at <= ?1 AND "
                    "replace(?2, ',' || m.endpoint || ',', '') = ?2 ORDER BY m.next_at LIMIT 1"),
               now, names);
  if (!row.step()) return std::nullopt;
  return read_message(row);
}

std::optional<std::int64_t> next_due_at(Database& db) {
  Rows row = db.query(
      "SELECT next_at FROM webhook_messages WHERE state = 'pending' "
      "ORDER BY next_at LIMIT 1");
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

bool claim_message(Database& db, const WebhookMessage& message, std::int64_t now,
                   std::int64_t until) {
  return db.run(
             "UPDATE webhook_messages SET attempts = attempts + 1, next_at = ?3, updated_at = ?4 "
             "WHERE id = ?1 AND state = 'pending' AND next_at = ?2",
             message.id, message.next_at, until, now) == 1;
}

bool settle_message(Database& db, const WebhookMessage& message, std::string_view state,
                    std::string_view reason, std::int64_t next_at, std::int64_t now) {
  return db.run(
             "UPDATE webhook_messages SET state = ?2, reason = ?3, next_at = ?4, updated_at = ?5 "
             "WHERE id = ?1 AND ((state = 'pending' AND next_at = ?6) OR ?2 = 'delivered')",
             message.id, state, reason, next_at, now, message.next_at) == 1;
}

std::vector<WebhookMessage> dead_messages(Database& db, std::string_view app, int limit) {
  Rows rows =
      db.query(join(message_columns,
                    "JOIN webhook_endpoints e ON e.id = m.endpoint WHERE m.state = 'dead' AND "
                    "(?1 = '' OR e.app = ?1) ORDER BY m.created_at, m.id LIMIT ?2"),
               app, limit);
  std::vector<WebhookMessage> messages;
  while (rows.step()) messages.push_back(read_message(rows));
  return messages;
}

bool revive_message(Database& db, std::string_view id, std::int64_t now) {
  return db.run(
             "UPDATE webhook_messages SET state = 'pending', attempts = 0, next_at = ?2, "
             "since = ?2, reason = '', updated_at = ?2 WHERE id = ?1",
             id, now) == 1;
}

WebhookCounts count_messages(Database& db, std::string_view endpoint) {
  WebhookCounts counts;
  Rows rows = db.query(
      "SELECT state, count(*) FROM webhook_messages WHERE endpoint = ?1 GROUP BY state", endpoint);
  while (rows.step()) {
    const auto state = rows.text(0);
    (state == "pending" ? counts.pending
     : state == "dead"  ? counts.dead
                        : counts.delivered) = rows.integer(1);
  }
  return counts;
}

std::int64_t recall_webhooks(Database& db, std::int64_t now) {
  return db.run(
      "UPDATE webhook_messages SET next_at = ?1, updated_at = ?1 WHERE state = 'pending' AND "
      "updated_at > ?2",
      now, now + clocks_apart_ms);
}

std::int64_t sweep_webhooks(Database& db, std::int64_t before, int most) {
  return db.run(
      "DELETE FROM webhook_messages WHERE id IN (SELECT id FROM webhook_messages WHERE state <> "
      "'pending' AND updated_at < ?1 LIMIT ?2)",
      before, most);
}

}  // namespace sealflow::server
