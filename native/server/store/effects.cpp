#include "server/store/effects.hpp"

namespace sealflow::server {
namespace {

OpenEffect read_effect(const Rows& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5) == "started",
          row.text(6)};
}

std::string payload_place(std::string_view effect) { return place({"effect", effect}); }
std::string message_place(std::string_view app, std::string_view effect) {
  return place({"inbox", app, effect});
}

}  // namespace

void insert_effect(Database& db, const Key& key, std::string_view handshake, const Effect& effect,
                   std::int64_t now) {
  const auto sealed = seal(key, stringify(effect.payload), payload_place(effect.id));
  db.run(
      "INSERT INTO effects (id, handshake, kind, delivery, stage, sealed_payload, created_at, "
      "updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
      effect.id, handshake, effect.kind, effect.delivery, effect.stage, Blob{sealed}, now);
}

std::vector<OpenEffect> open_effects(Database& db, std::string_view owner, std::int64_t now,
                                     int limit) {
  Rows rows = db.query(
      "SELECT id, handshake, kind, delivery, stage, status, sealed_payload FROM effects "
      "WHERE status IN ('pending', 'started') AND (owner IS NULL OR owner = ?1 OR leased_until <= "
      "?2) "
      "ORDER BY number LIMIT ?3",
      owner, now, limit);
  std::vector<OpenEffect> effects;
  while (rows.step()) effects.push_back(read_effect(rows));
  return effects;
}

std::optional<OpenEffect> find_open_effect(Database& db, std::string_view id) {
  Rows row = db.query(
      "SELECT id, handshake, kind, delivery, stage, status, sealed_payload FROM effects "
      "WHERE id = ?1 AND status IN ('pending', 'started')",
      id);
  if (!row.step()) return std::nullopt;
  return read_effect(row);
}

bool claim_effect(Database& db, const OpenEffect& effect, std::string_view owner,
                  std::int64_t now) {
  // `started` is compared: in between, somebody else may have begun and died.
  return db.run(
             "UPDATE effects SET owner = ?2, leased_until = ?4, updated_at = ?3, status = ?6 "
             "WHERE id = ?1 AND status = ?5 AND (owner IS NULL OR owner = ?2 OR leased_until <= "
             "?3)",
             effect.id, owner, now, now + effect_lease, effect.started ? "started" : "pending",
             effect.started || effect.delivery == "at_most_once" ? "started" : "pending") == 1;
}

void finish_effect(Database& db, std::string_view id, bool done, std::string_view reason,
                   std::int64_t now) {
  db.run(
      "UPDATE effects SET status = ?2, reason = ?3, updated_at = ?4, sealed_payload = NULL WHERE "
      "id = ?1",
      id, done ? "done" : "failed", reason, now);
}

Value open_payload(const OpenEffect& effect, const Key& key) {
  const auto text = unseal(key, effect.sealed_payload, payload_place(effect.id));
  const auto payload = text ? parse_json(*text) : Result<Value>(Error{});
  if (!payload) throw StorageError("the payload of an effect does not open", 0);
  return *payload;
}

void insert_message(Database& db, const Key& app_key, std::string_view app, std::string_view effect,
                    std::string_view handshake, const Value& message, std::int64_t now) {
  const auto sealed = seal(app_key, stringify(message), message_place(app, effect));
  db.run(
      "INSERT INTO inbox (app, effect, handshake, sealed_message, created_at) VALUES (?1, ?2, ?3, "
      "?4, ?5) "
      "ON CONFLICT (effect) DO NOTHING",
      app, effect, handshake, Blob{sealed}, now);
}

Value inbox_messages(Database& db, const Key& app_key, std::string_view app, int limit) {
  Rows rows = db.query(
      "SELECT id, created_at, effect, handshake, sealed_message FROM inbox WHERE app = ?1 ORDER BY "
      "id DESC LIMIT ?2",
      app, limit);
  Value messages = Value::array();
  while (rows.step()) {
    const auto text = unseal(app_key, rows.text(4), message_place(app, rows.text(2)));
    const auto content = text ? parse_json(*text) : Result<Value>(Error{});
    if (!content) throw StorageError("a message of the inbox does not open", 0);
    Value message = Value::object({{"id", rows.integer(0)}, {"at", rows.integer(1)}});
    for (const auto& [name, value] : content->members()) message.set(name, value);
    message.set("handshake", rows.text(3));
    messages.push(std::move(message));
  }
  return messages;
}

}  // namespace sealflow::server
