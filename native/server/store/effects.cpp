#include "server/store/effects.hpp"

#include "server/base/clock.hpp"

namespace sealflow::server {
namespace {

OpenEffect read_effect(const Rows& row) {
  OpenEffect effect;
  effect.id = row.text(0);
  effect.handshake = row.text(1);
  effect.kind = row.text(2);
  effect.delivery = row.text(3);
  effect.stage = row.text(4);
  effect.started = row.text(5) == "started";
  effect.sealed_payload = row.text(6);
  effect.attempts = static_cast<int>(row.integer(7));
  return effect;
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

std::optional<OpenEffect> claim_effect(Database& db, std::int64_t now, std::int64_t until) {
  std::optional<OpenEffect> effect;
  std::int64_t due = 0;
  {
    Rows row = db.query(
        "SELECT id, handshake, kind, delivery, stage, status, sealed_payload, attempts, next_at "
        "FROM effects WHERE status IN ('pending', 'started') AND next_at <= ?1 "
        "ORDER BY next_at, number LIMIT 1",
        now);
    if (!row.step()) return std::nullopt;
    effect = read_effect(row);
    due = row.integer(8);
  }
  // Who claims must find what was read: of two claims at the same time one changes no row.
  const auto claimed = db.run(
      "UPDATE effects SET next_at = ?3, attempts = attempts + 1, updated_at = ?4, "
      "status = CASE delivery WHEN 'at_most_once' THEN 'started' ELSE status END "
      "WHERE id = ?1 AND next_at = ?2 AND status IN ('pending', 'started')",
      effect->id, due, until, now);
  if (claimed == 0) return std::nullopt;
  ++effect->attempts;
  return effect;
}

std::optional<std::int64_t> next_effect_at(Database& db) {
  Rows row = db.query(
      "SELECT next_at FROM effects WHERE status IN ('pending', 'started') "
      "ORDER BY next_at, number LIMIT 1");
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

bool effect_is_open(Database& db, std::string_view id) {
  return db.query("SELECT 1 FROM effects WHERE id = ?1 AND status IN ('pending', 'started')", id)
      .step();
}

void postpone_effect(Database& db, const OpenEffect& effect, std::int64_t until, std::int64_t now) {
  // Not when its claim ran out meanwhile and somebody else is at it.
  db.run("UPDATE effects SET next_at = ?3, updated_at = ?4 WHERE id = ?1 AND attempts = ?2",
         effect.id, effect.attempts, until, now);
}

void release_effects(Database& db) {
  db.run("UPDATE effects SET next_at = 0 WHERE status IN ('pending', 'started') AND next_at > 0");
}

std::int64_t recall_effects(Database& db, std::int64_t now) {
  return db.run(
      "UPDATE effects SET next_at = ?1, updated_at = ?1 WHERE status = 'pending' AND updated_at > "
      "?2",
      now, now + clocks_apart_ms);
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
                    std::string_view handshake, const Value& message, std::int64_t at) {
  if (!effect_is_open(db, effect)) return;
  const auto sealed = seal(app_key, stringify(message), message_place(app, effect));
  db.run(
      "INSERT INTO inbox (app, effect, handshake, sealed_message, created_at) VALUES (?1, ?2, ?3, "
      "?4, ?5) "
      "ON CONFLICT (effect) DO NOTHING",
      app, effect, handshake, Blob{sealed}, at);
}

int messages_in_inbox(Database& db, std::string_view handshake) {
  Rows row = db.query("SELECT count(*) FROM inbox WHERE handshake = ?1", handshake);
  return row.step() ? static_cast<int>(row.integer(0)) : 0;
}

std::int64_t sweep_inbox(Database& db, std::int64_t before, int most) {
  return db.run(
      "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE created_at < ?1 ORDER BY id LIMIT "
      "?2)",
      before, most);
}

Value inbox_messages(Database& db, const Key& app_key, std::string_view app, std::int64_t now,
                     int limit) {
  Rows rows = db.query(
      "SELECT id, created_at, effect, handshake, sealed_message FROM inbox WHERE app = ?1 AND "
      "created_at <= ?2 ORDER BY created_at DESC, id DESC LIMIT ?3",
      app, now, limit);
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
