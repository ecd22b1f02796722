// Files that come in pieces: a row for the upload, and one for each piece that is on disk. The
// sealed bytes of a piece are in a file named like its id, or, where instances share no disk, in
// its row.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct PartialUpload {
  std::string id;  ///< UP1…
  std::string handshake;
  std::string device;
  std::string type;
  std::int64_t length = 0;
  std::int64_t received = 0;
  std::string media;            ///< what it became; empty until it is whole
  std::int64_t expires_at = 0;  ///< at exactly this instant it is over
};

void insert_upload(Database& db, const PartialUpload& upload);
/// Only to whom it belongs: ids of other people's uploads, and of other devices', are as unknown as
/// invented ones.
std::optional<PartialUpload> find_upload(Database& db, std::string_view handshake,
                                         std::string_view device, std::string_view id,
                                         std::int64_t now);
/// What is received, what it became, and how long it lives.
void update_upload(Database& db, const PartialUpload& upload);

/// Those of a handshake that are not whole yet.
std::int64_t count_open_uploads(Database& db, std::string_view handshake, std::int64_t now);

struct Piece {
  std::string id;
  std::optional<Key> key;             ///< nothing: it is not the one that was put there
  std::optional<std::string> sealed;  ///< nothing: it is in its file
};

/// `file_key` sealed the piece; it is stored sealed under the handshake's key, for this place of
/// this upload.
void insert_piece(Database& db, const Key& key, const PartialUpload& upload, std::string_view id,
                  const Key& file_key, const std::optional<std::string>& sealed);
/// In their order, one at a time. Stops when it is told false, and says false then.
bool each_piece(Database& db, const Key& key, const PartialUpload& upload,
                const std::function<bool(const Piece&)>& use);

// --- Ends. All give the names of the files that have no row any more.

/// Of a whole one the row stays for a while: whoever did not get the answer may ask.
std::vector<std::string> forget_pieces(Database& db, std::string_view upload);
std::vector<std::string> end_upload(Database& db, std::string_view upload);
std::vector<std::string> end_uploads_of_handshake(Database& db, std::string_view handshake);
/// The oldest open ones of a device, beyond the newest `most`.
std::vector<std::string> end_oldest_uploads(Database& db, std::string_view handshake,
                                            std::string_view device, std::int64_t most);

/// Those whose time is over, at most `most`; gives how many. Their files are left to sweep_media().
std::int64_t sweep_uploads(Database& db, std::int64_t now, int most = 100);

}  // namespace sealflow::server
