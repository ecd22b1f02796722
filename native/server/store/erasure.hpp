// Erasure: what belongs to one person goes, and the log's chain stays.
//
// Everything personal is sealed under the handshake's key. The key goes, and so do the rows: a key
// that is gone is what counts for backups and copies, rows that are gone for everything here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/sealing.hpp"
#include "server/store/database.hpp"
#include "server/store/handshakes.hpp"

namespace sealflow::server {

/// Marks it, before anything is read: whoever else changes it waits, or is done. False: it was
/// erased before.
bool mark_erased(Database& db, std::string_view id, std::int64_t now);

/// What is left of `handshake`: ids, times, the public parts of its events, and where its log ends,
/// now sealed under the app's key. `key` is the handshake's, nothing when it does not open: then
/// nobody can say any more where the log ended, and it stays damaged. Gives the ids of its uploads,
/// whose files are to be removed once this is on disk.
std::vector<std::string> erase_rows(Database& db, const Handshake& handshake,
                                    const std::optional<Key>& key, const Key& app_key,
                                    std::int64_t now);

/// SQLite keeps what a page held before in its write-ahead log until that is begun anew: this
/// begins it anew. False: somebody reads an older state; later.
bool empty_write_ahead_log(const std::string& database);

}  // namespace sealflow::server
