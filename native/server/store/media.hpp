// Uploaded files: a row here. The sealed bytes are in a file named like the id, or in PostgreSQL,
// in rows as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct Media {
  std::string id;  ///< MX1…
  std::string handshake;
  std::string type;
  std::int64_t size = 0;
  std::string sha256;
};

/// `file_key` sealed the file; it is stored sealed under the handshake's key.
void insert_media(Database& db, const Key& key, const Media& media, const Key& file_key,
                  std::int64_t now);
/// The sealed file itself, piece by piece, where instances share no disk.
void insert_media_part(Database& db, std::string_view media, std::int64_t number,
                       std::string_view sealed);
/// Only in its own handshake: ids of other people's files are as unknown as invented ones.
std::optional<Media> find_media(Database& db, std::string_view handshake, std::string_view id);
bool media_exists(Database& db, std::string_view id);
/// Is the file of that name an upload, or a piece of one?
bool media_file_named(Database& db, std::string_view id);

}  // namespace sealflow::server
