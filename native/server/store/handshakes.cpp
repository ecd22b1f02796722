#include "server/store/handshakes.hpp"

namespace sealflow::server {
namespace {

std::string head_text(std::int64_t seq, std::string_view hash) {
  return std::to_string(seq) + ":" + std::string(hash);
}

std::string result_place(std::string_view handshake, std::int64_t run) {
  return place({"result", handshake, std::to_string(run)});
}

}  // namespace

std::optional<Handshake> find_handshake(Database& db, std::string_view id) {
  Rows row = db.query(
      "SELECT id, number, app, flow, snapshot, webhook, wrapped_key, sealed_tag, sealed_variables, "
      "seq, sealed_head, "
      "lease_seen, created_at, expires_at, archived_at FROM handshakes WHERE id = ?1",
      id);
  if (!row.step()) return std::nullopt;
  Handshake handshake;
  handshake.id = row.text(0);
  handshake.number = row.text(1);
  handshake.app = row.text(2);
  handshake.flow = row.text(3);
  if (!row.is_null(4)) handshake.snapshot = row.text(4);
  handshake.webhook = row.flag(5);
  handshake.wrapped_key = row.text(6);
  handshake.sealed_tag = row.text(7);
  handshake.sealed_variables = row.text(8);
  handshake.seq = row.integer(9);
  handshake.sealed_head = row.text(10);
  handshake.lease_seen = row.integer(11);
  handshake.created_at = row.integer(12);
  handshake.expires_at = row.integer(13);
  if (!row.is_null(14)) handshake.archived_at = row.integer(14);
  return handshake;
}

void insert_handshake(Database& db, const Handshake& handshake) {
  db.run(
      "INSERT INTO handshakes (id, number, app, flow, snapshot, webhook, wrapped_key, sealed_tag, "
      "sealed_variables, "
      "created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      handshake.id, handshake.number, handshake.app, handshake.flow, handshake.snapshot,
      handshake.webhook, Blob{handshake.wrapped_key}, Blob{handshake.sealed_tag},
      Blob{handshake.sealed_variables}, handshake.created_at, handshake.expires_at);
}

void set_head(Database& db, const Key& key, std::string_view id, std::int64_t seq,
              std::string_view hash) {
  const auto sealed = seal(key, head_text(seq, hash), place({"head", id}));
  db.run("UPDATE handshakes SET seq = ?2, sealed_head = ?3 WHERE id = ?1", id, seq, Blob{sealed});
}

bool head_matches(const Handshake& handshake, const Key& key, std::int64_t seq,
                  std::string_view hash) {
  if (handshake.seq != seq) return false;
  if (seq == 0) return handshake.sealed_head.empty();
  const auto head = unseal(key, handshake.sealed_head, place({"head", handshake.id}));
  return head && *head == head_text(seq, hash);
}

void touch_lease(Database& db, std::string_view id, std::int64_t now) {
  db.run("UPDATE handshakes SET lease_seen = ?2 WHERE id = ?1", id, now);
}

void insert_result(Database& db, const Key& key, std::string_view handshake, std::int64_t run,
                   const StoredResult& result, std::int64_t now) {
  const auto sealed = seal(key, result.bytes, result_place(handshake, run));
  db.run(
      "INSERT INTO results (handshake, run, sealed_bytes, signature, secret_id, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      handshake, run, Blob{sealed}, result.signature, result.secret_id, now);
}

std::optional<StoredResult> find_result(Database& db, const Key& key, std::string_view handshake,
                                        std::int64_t run) {
  Rows row = db.query(
      "SELECT sealed_bytes, signature, secret_id FROM results WHERE handshake = ?1 AND run = ?2",
      handshake, run);
  if (!row.step()) return std::nullopt;
  auto bytes = unseal(key, row.text(0), result_place(handshake, run));
  if (!bytes) throw StorageError("a stored result does not open", 0);
  return StoredResult{*std::move(bytes), row.text(1), row.text(2)};
}

}  // namespace sealflow::server
