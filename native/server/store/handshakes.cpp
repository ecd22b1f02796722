#include "server/store/handshakes.hpp"

#include "sealflow/signature.hpp"
#include "server/base/clock.hpp"

namespace sealflow::server {
namespace {

std::string head_text(std::int64_t seq, std::string_view hash) {
  return std::to_string(seq) + ":" + std::string(hash);
}

std::string head_place(std::string_view id) { return place({"head", id}); }

std::string result_place(std::string_view handshake, std::int64_t run) {
  return place({"result", handshake, std::to_string(run)});
}

constexpr const char* columns =
    "id, number, app, flow, snapshot, webhook, wrapped_key, sealed_tag, tag_index, "
    "sealed_variables, seq, sealed_head, lease_seen, created_at, expires_at, kept_from, "
    "archived_at, cancelled_at, erased_at";

Handshake read_handshake(const Rows& row) {
  Handshake handshake;
  handshake.id = row.text(0);
  handshake.number = row.text(1);
  handshake.app = row.text(2);
  handshake.flow = row.text(3);
  if (!row.is_null(4)) handshake.snapshot = row.text(4);
  handshake.webhook = row.flag(5);
  handshake.wrapped_key = row.text(6);
  handshake.sealed_tag = row.text(7);
  handshake.tag_index = row.text(8);
  handshake.sealed_variables = row.text(9);
  handshake.seq = row.integer(10);
  handshake.sealed_head = row.text(11);
  handshake.lease_seen = row.integer(12);
  handshake.created_at = row.integer(13);
  handshake.expires_at = row.integer(14);
  handshake.kept_from = row.integer(15);
  if (!row.is_null(16)) handshake.archived_at = row.integer(16);
  if (!row.is_null(17)) handshake.cancelled_at = row.integer(17);
  if (!row.is_null(18)) handshake.erased_at = row.integer(18);
  return handshake;
}

}  // namespace

std::optional<Handshake> find_handshake(Database& db, std::string_view id) {
  Rows row = db.query(std::string("SELECT ") + columns + " FROM handshakes WHERE id = ?1", id);
  if (!row.step()) return std::nullopt;
  return read_handshake(row);
}

std::optional<std::string> app_of_handshake(Database& db, std::string_view id) {
  Rows row = db.query("SELECT app FROM handshakes WHERE id = ?1", id);
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

void insert_handshake(Database& db, const Handshake& handshake) {
  db.run(
      "INSERT INTO handshakes (id, number, app, flow, snapshot, webhook, wrapped_key, sealed_tag, "
      "tag_index, sealed_variables, created_at, expires_at, kept_from) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
      handshake.id, handshake.number, handshake.app, handshake.flow, handshake.snapshot,
      handshake.webhook, Blob{handshake.wrapped_key}, Blob{handshake.sealed_tag},
      handshake.tag_index, Blob{handshake.sealed_variables}, handshake.created_at,
      handshake.expires_at);
}

std::string tag_index(const Key& app_key, std::string_view tag) {
  return hmac_sha256_hex(hmac_sha256_bytes(app_key.bytes(), "sealflow tag index"), tag);
}

std::vector<Handshake> list_handshakes(Database& db, std::string_view app,
                                       const HandshakeList& wanted) {
  // Newest first; those of one millisecond by their ids.
  constexpr const char* rest =
      "(created_at, id) < (?3, ?4) ORDER BY created_at DESC, id DESC LIMIT ?5";
  std::string sql =
      std::string("SELECT ") + columns + " FROM handshakes WHERE app = ?1 AND flow = ?2 AND ";
  std::vector<Handshake> found;
  const auto take = [&](Rows rows) {
    while (rows.step()) found.push_back(read_handshake(rows));
  };
  if (wanted.tag_index.empty()) {
    take(db.query(sql + rest, app, wanted.flow, wanted.before, wanted.before_id, wanted.most));
  } else {
    take(db.query(sql + "tag_index = ?6 AND " + rest, app, wanted.flow, wanted.before,
                  wanted.before_id, wanted.most, wanted.tag_index));
  }
  return found;
}

void archive_handshake(Database& db, std::string_view id, std::int64_t now) {
  db.run("UPDATE handshakes SET archived_at = ?2 WHERE id = ?1 AND archived_at IS NULL", id, now);
}

void cancel_handshake(Database& db, std::string_view id, std::int64_t now) {
  db.run("UPDATE handshakes SET cancelled_at = ?2 WHERE id = ?1 AND cancelled_at IS NULL", id, now);
}

void set_head(Database& db, const Key& key, const Handshake& handshake, std::string_view hash,
              std::int64_t kept_from) {
  const auto sealed = seal(key, head_text(handshake.seq, hash), head_place(handshake.id));
  db.run("UPDATE handshakes SET seq = ?2, sealed_head = ?3, lease_seen = ?4 WHERE id = ?1",
         handshake.id, handshake.seq, Blob{sealed}, handshake.lease_seen);
  // Now and then is enough for what is counted in days: it stands in an index, and each time would
  // be two pages more to write.
  if (kept_from < handshake.kept_from || kept_from - handshake.kept_from >= minute_ms)
    db.run("UPDATE handshakes SET kept_from = ?2 WHERE id = ?1", handshake.id, kept_from);
}

void move_head(Database& db, const Handshake& handshake, const std::optional<Key>& key,
               const Key& app_key) {
  if (handshake.sealed_head.empty()) return;  // nobody used it
  const auto head =
      key ? unseal(*key, handshake.sealed_head, head_place(handshake.id)) : std::nullopt;
  const auto sealed = head ? seal(app_key, *head, head_place(handshake.id)) : std::string();
  db.run("UPDATE handshakes SET sealed_head = ?2 WHERE id = ?1", handshake.id, Blob{sealed});
}

bool head_matches(const Handshake& handshake, const Key& key, std::int64_t seq,
                  std::string_view hash) {
  if (handshake.seq != seq) return false;
  if (seq == 0) return handshake.sealed_head.empty();
  const auto head = unseal(key, handshake.sealed_head, head_place(handshake.id));
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
