#include "server/store/sessions.hpp"

#include "sealflow/signature.hpp"
#include "server/base/clock.hpp"

namespace sealflow::server {
namespace {

std::string answer_place(std::string_view handshake, std::string_view device,
                         std::string_view key) {
  return place({"answer", handshake, device, key});
}

}  // namespace

void insert_device(Database& db, std::string_view handshake, std::string_view device,
                   std::int64_t now) {
  db.run(
      "INSERT INTO devices (handshake, id, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
      handshake, device, now);
}

bool device_known(Database& db, std::string_view handshake, std::string_view device) {
  return db.query("SELECT 1 FROM devices WHERE handshake = ?1 AND id = ?2", handshake, device)
      .step();
}

void insert_session(Database& db, std::string_view token, const Session& session) {
  db.run(
      "INSERT INTO sessions (token_hash, handshake, device, idle_until, ends_at) VALUES (?1, ?2, "
      "?3, ?4, ?5)",
      sha256_hex(token), session.handshake, session.device, session.idle_until, session.ends_at);
}

std::optional<Session> find_session(Database& db, std::string_view token) {
  Rows row =
      db.query("SELECT handshake, device, idle_until, ends_at FROM sessions WHERE token_hash = ?1",
               sha256_hex(token));
  if (!row.step()) return std::nullopt;
  return Session{row.text(0), row.text(1), row.integer(2), row.integer(3)};
}

void renew_session(Database& db, std::string_view token, std::int64_t idle_until) {
  db.run("UPDATE sessions SET idle_until = ?2 WHERE token_hash = ?1", sha256_hex(token),
         idle_until);
}

void end_sessions_of_app(Database& db, std::string_view app) {
  db.run(
      "DELETE FROM sessions WHERE EXISTS (SELECT 1 FROM handshakes WHERE handshakes.id = "
      "sessions.handshake AND handshakes.app = ?1)",
      app);
}

bool session_goes_on(Database& db, const Session& session, std::int64_t now) {
  return db
      .query("SELECT 1 FROM sessions WHERE handshake = ?1 AND device = ?2 AND ends_at > ?3",
             session.handshake, session.device, now)
      .step();
}

void end_sessions_of_handshake(Database& db, std::string_view handshake) {
  db.run("DELETE FROM sessions WHERE handshake = ?1", handshake);
}

std::optional<StoredAnswer> find_answer(Database& db, const Key& key, std::string_view handshake,
                                        std::string_view device, std::string_view idempotency_key) {
  Rows row = db.query(
      "SELECT body_hash, status, sealed_answer FROM idempotency WHERE handshake = ?1 AND device = "
      "?2 AND key = ?3",
      handshake, device, idempotency_key);
  if (!row.step()) return std::nullopt;
  auto body = unseal(key, row.text(2), answer_place(handshake, device, idempotency_key));
  if (!body) throw StorageError("a stored answer does not open", 0);
  return StoredAnswer{row.text(0), static_cast<int>(row.integer(1)), *std::move(body)};
}

void insert_answer(Database& db, const Key& key, std::string_view handshake,
                   std::string_view device, std::string_view idempotency_key,
                   const StoredAnswer& answer, std::int64_t now) {
  const auto sealed = seal(key, answer.body, answer_place(handshake, device, idempotency_key));
  db.run(
      "INSERT INTO idempotency (handshake, device, key, body_hash, status, sealed_answer, "
      "created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      handshake, device, idempotency_key, answer.body_hash, answer.status, Blob{sealed}, now);
  Rows kept = db.query("SELECT count(*) FROM idempotency WHERE handshake = ?1", handshake);
  if (!kept.step() || kept.integer(0) <= most_answers) return;
  db.run(
      "DELETE FROM idempotency WHERE (handshake, device, key) IN (SELECT handshake, device, key "
      "FROM idempotency WHERE handshake = ?1 ORDER BY created_at LIMIT ?2)",
      handshake, most_answers / 5);
}

void insert_handoff(Database& db, std::string_view code, const Handoff& handoff) {
  db.run("INSERT INTO handoffs (code_hash, handshake, digits, expires_at) VALUES (?1, ?2, ?3, ?4)",
         sha256_hex(code), handoff.handshake, handoff.digits, handoff.expires_at);
}

std::optional<Handoff> find_handoff(Database& db, std::string_view code) {
  Rows row =
      db.query("SELECT handshake, digits, device, expires_at FROM handoffs WHERE code_hash = ?1",
               sha256_hex(code));
  if (!row.step()) return std::nullopt;
  return Handoff{row.text(0), row.text(1), row.text(2), row.integer(3)};
}

void claim_handoff(Database& db, std::string_view code, std::string_view device) {
  db.run("UPDATE handoffs SET device = ?2 WHERE code_hash = ?1", sha256_hex(code), device);
}

std::int64_t sweep_sessions(Database& db, std::int64_t now, int most) {
  return db.run(
             "DELETE FROM idempotency WHERE (handshake, device, key) IN (SELECT handshake, device, "
             "key FROM idempotency WHERE created_at < ?1 LIMIT ?2)",
             now - 25 * hour_ms, most) +
         // An expired token is still told apart from an unknown one for a day.
         db.run(
             "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE "
             "ends_at < ?1 LIMIT ?2)",
             now - day_ms, most) +
         db.run(
             "DELETE FROM handoffs WHERE code_hash IN (SELECT code_hash FROM handoffs WHERE "
             "expires_at < ?1 LIMIT ?2)",
             now - day_ms, most);
}

}  // namespace sealflow::server
