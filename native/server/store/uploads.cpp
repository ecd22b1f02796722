#include "server/store/uploads.hpp"

namespace sealflow::server {
namespace {

std::vector<std::string> first_column(Rows rows) {
  std::vector<std::string> found;
  while (rows.step()) found.push_back(rows.text(0));
  return found;
}

/// A key that is moved to another upload, or to another place in this one, opens nothing there.
std::string place_of_piece(const PartialUpload& upload, std::int64_t start, std::string_view id) {
  return place({"piece_key", upload.handshake, upload.id, std::to_string(start), id});
}

}  // namespace

void insert_upload(Database& db, const PartialUpload& upload) {
  db.run(
      "INSERT INTO uploads (id, handshake, device, type, length, expires_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      upload.id, upload.handshake, upload.device, upload.type, upload.length, upload.expires_at);
}

std::optional<PartialUpload> find_upload(Database& db, std::string_view handshake,
                                         std::string_view device, std::string_view id,
                                         std::int64_t now) {
  Rows row = db.query(
      "SELECT id, handshake, device, type, length, received, media, expires_at FROM uploads "
      "WHERE id = ?1 AND handshake = ?2 AND device = ?3 AND expires_at > ?4",
      id, handshake, device, now);
  if (!row.step()) return std::nullopt;
  return PartialUpload{row.text(0),    row.text(1),    row.text(2), row.text(3),
                       row.integer(4), row.integer(5), row.text(6), row.integer(7)};
}

void update_upload(Database& db, const PartialUpload& upload) {
  const auto media = upload.media.empty() ? std::nullopt : std::optional(upload.media);
  db.run("UPDATE uploads SET received = ?2, media = ?3, expires_at = ?4 WHERE id = ?1", upload.id,
         upload.received, media, upload.expires_at);
}

std::int64_t count_open_uploads(Database& db, std::string_view handshake, std::int64_t now) {
  Rows row = db.query(
      "SELECT count(*) FROM uploads WHERE handshake = ?1 AND media IS NULL AND expires_at > ?2",
      handshake, now);
  return row.step() ? row.integer(0) : 0;
}

void insert_piece(Database& db, const Key& key, const PartialUpload& upload, std::string_view id,
                  const Key& file_key, const std::optional<std::string>& sealed) {
  const auto sealed_key = seal(key, file_key.bytes(), place_of_piece(upload, upload.received, id));
  const auto bytes = sealed ? std::optional(Blob{*sealed}) : std::nullopt;
  db.run(
      "INSERT INTO upload_pieces (id, upload, start, sealed_key, sealed) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      id, upload.id, upload.received, Blob{sealed_key}, bytes);
}

bool each_piece(Database& db, const Key& key, const PartialUpload& upload,
                const std::function<bool(const Piece&)>& use) {
  // One by one: PostgreSQL's client would hold all of them in memory.
  for (const auto& id : first_column(
           db.query("SELECT id FROM upload_pieces WHERE upload = ?1 ORDER BY start", upload.id))) {
    Rows row = db.query("SELECT start, sealed_key, sealed FROM upload_pieces WHERE id = ?1", id);
    if (!row.step()) return false;
    Piece piece{id, std::nullopt, std::nullopt};
    const auto opened = unseal(key, row.text(1), place_of_piece(upload, row.integer(0), id));
    if (opened) piece.key = Key::from_bytes(*opened);
    if (!row.is_null(2)) piece.sealed = row.text(2);
    if (!use(piece)) return false;
  }
  return true;
}

std::vector<std::string> forget_pieces(Database& db, std::string_view upload) {
  auto files = first_column(db.query("SELECT id FROM upload_pieces WHERE upload = ?1", upload));
  db.run("DELETE FROM upload_pieces WHERE upload = ?1", upload);
  return files;
}

std::vector<std::string> end_upload(Database& db, std::string_view upload) {
  auto files = forget_pieces(db, upload);
  db.run("DELETE FROM uploads WHERE id = ?1", upload);
  return files;
}

std::vector<std::string> end_uploads_of_handshake(Database& db, std::string_view handshake) {
  auto files =
      first_column(db.query("SELECT p.id FROM upload_pieces p JOIN uploads u ON u.id = p.upload "
                            "WHERE u.handshake = ?1",
                            handshake));
  db.run("DELETE FROM uploads WHERE handshake = ?1", handshake);  // and its pieces with it
  return files;
}

std::vector<std::string> end_oldest_uploads(Database& db, std::string_view handshake,
                                            std::string_view device, std::int64_t most) {
  const auto ids = first_column(
      db.query("SELECT id FROM uploads WHERE handshake = ?1 AND device = ?2 AND media IS NULL "
               "ORDER BY expires_at DESC, id",
               handshake, device));
  std::vector<std::string> files;
  for (auto at = static_cast<std::size_t>(most); at < ids.size(); ++at) {
    for (auto& file : end_upload(db, ids[at])) files.push_back(std::move(file));
  }
  return files;
}

std::int64_t sweep_uploads(Database& db, std::int64_t now, int most) {
  return db.run(
      "DELETE FROM uploads WHERE id IN "
      "(SELECT id FROM uploads WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)",
      now, most);
}

}  // namespace sealflow::server
