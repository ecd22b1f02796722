// Backup and restore: a folder that says itself whether it is whole.
//
//   FOLDER/manifest.json     name, size and SHA-256 of each file
//   FOLDER/database.sqlite   as of one moment
//   FOLDER/media/MX1…        the uploads that it names, sealed as they are
//
// The master key is never in it: whoever has both has everything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sealflow/result.hpp"
#include "server/sealing.hpp"

namespace sealflow::server {

struct BackupReport {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  std::int64_t handshakes = 0;
  std::int64_t events = 0;
  std::vector<std::string> missing;  ///< uploads that the database names and the disk has not
};

/// While a server runs. `folder` must not exist; it appears when it is whole. Errors: unavailable
/// (no database, no space), malformed_request (`folder` is there already).
Result<BackupReport> make_backup(const std::string& database, const std::string& media,
                                 const std::string& folder, std::int64_t now);

struct RestoreReport {
  std::int64_t files = 0;
  std::int64_t handshakes = 0;
  std::int64_t events = 0;
  std::vector<std::string> damaged;  ///< handshakes whose log does not verify
  bool placed = false;               ///< the database is where it should be
};

/// Checks every hash, the database as SQLite sees it, that the key opens it, and every chain; only
/// then it puts database and media where nothing may be yet. Damaged logs are put there only with
/// `accept_damaged`: they were damaged when the backup was made, for the hashes are right. Errors:
/// malformed_request (something is in the way), unavailable (not readable, or the wrong key),
/// log_damaged (a file is not what the manifest says).
Result<RestoreReport> restore_backup(const std::string& folder, const std::string& database,
                                     const std::string& media, const Vault& vault,
                                     bool accept_damaged);

}  // namespace sealflow::server
