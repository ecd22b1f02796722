#include "server/store/erasure.hpp"

#include <array>

#include "server/store/effects.hpp"
#include "server/store/sqlite.hpp"
#include "server/store/uploads.hpp"

namespace sealflow::server {
namespace {

/// Sessions before the devices they stand on.
constexpr std::array tables = {
    "DELETE FROM results WHERE handshake = ?1",
    "DELETE FROM receipts WHERE handshake = ?1",
    "DELETE FROM webhook_messages WHERE handshake = ?1",
    "DELETE FROM inbox WHERE handshake = ?1",
    "DELETE FROM reviews WHERE handshake = ?1",
    "DELETE FROM idempotency WHERE handshake = ?1",
    "DELETE FROM handoffs WHERE handshake = ?1",
    "DELETE FROM sessions WHERE handshake = ?1",
    "DELETE FROM devices WHERE handshake = ?1",
    "DELETE FROM media WHERE handshake = ?1",
};

}  // namespace

bool mark_erased(Database& db, std::string_view id, std::int64_t now) {
  return db.run("UPDATE handshakes SET erased_at = ?2 WHERE id = ?1 AND erased_at IS NULL", id,
                now) == 1;
}

std::vector<std::string> erase_rows(Database& db, const Handshake& handshake,
                                    const std::optional<Key>& key, const Key& app_key,
                                    std::int64_t now) {
  const std::string& id = handshake.id;
  auto files = end_uploads_of_handshake(db, id);
  for (Rows media = db.query("SELECT id FROM media WHERE handshake = ?1", id); media.step();)
    files.push_back(media.text(0));
  for (const auto* sql : tables) db.run(sql, id);
  db.run("UPDATE events SET sealed_salt = NULL, sealed_private = NULL WHERE handshake = ?1", id);
  // What is being performed now finds itself closed when it comes to report.
  db.run(
      "UPDATE effects SET status = 'failed', reason = 'erased', updated_at = ?2 "
      "WHERE handshake = ?1 AND status IN ('pending', 'started')",
      id, now);
  db.run("UPDATE effects SET sealed_payload = NULL WHERE handshake = ?1", id);
  const Blob nothing{""};
  db.run(
      "UPDATE handshakes SET wrapped_key = ?2, sealed_tag = ?2, sealed_variables = ?2, "
      "tag_index = NULL WHERE id = ?1",
      id, nothing);
  move_head(db, handshake, key, app_key);
  return files;
}

bool empty_write_ahead_log(const std::string& database) {
  if (is_postgres(database)) return true;             // its pages are its own: VACUUM cleans them
  SqliteDatabase db(database, Database::Mode::read);  // which may do this; nothing is created
  // It keeps writers off while it waits for readers.
  db.execute("PRAGMA busy_timeout = 200");
  Rows answer = db.query("PRAGMA wal_checkpoint(TRUNCATE)");
  return answer.step() && answer.integer(0) == 0;
}

}  // namespace sealflow::server
