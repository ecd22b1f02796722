#include "server/store/media.hpp"

namespace sealflow::server {

void insert_media(Database& db, const Key& key, const Media& media, const Key& file_key,
                  std::int64_t now) {
  const auto sealed = seal(key, file_key.bytes(), place({"media_key", media.handshake, media.id}));
  db.run(
      "INSERT INTO media (id, handshake, type, size, sha256, sealed_key, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      media.id, media.handshake, media.type, media.size, media.sha256, Blob{sealed}, now);
}

void insert_media_part(Database& db, std::string_view media, std::int64_t number,
                       std::string_view sealed) {
  db.run("INSERT INTO media_parts (media, number, sealed) VALUES (?1, ?2, ?3)", media, number,
         Blob{sealed});
}

std::optional<Media> find_media(Database& db, std::string_view handshake, std::string_view id) {
  Rows row = db.query(
      "SELECT id, handshake, type, size, sha256 FROM media WHERE id = ?1 AND handshake = ?2", id,
      handshake);
  if (!row.step()) return std::nullopt;
  return Media{row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4)};
}

bool media_exists(Database& db, std::string_view id) {
  return db.query("SELECT 1 FROM media WHERE id = ?1", id).step();
}

bool media_file_named(Database& db, std::string_view id) {
  return media_exists(db, id) || db.query("SELECT 1 FROM upload_pieces WHERE id = ?1", id).step();
}

}  // namespace sealflow::server
