// Which master keys this database needs: written down by whoever wraps a key, looked at by whoever
// opens it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

/// Opens under the right master key, and under no other.
inline constexpr std::string_view key_check =
    "this database belongs to the master key that opens this";

/// In the transaction that stores a key wrapped by `vault`: also a program that wraps under an old
/// master key while the others have let go of it leaves word of it.
void note_master_key(Database& db, const Vault& vault);

/// Changes nothing; a database that no key has opened yet takes any. Error: unavailable, when it is
/// not the database's, or one is missing that may still wrap keys: half of the handshakes could not
/// be read.
Result<void> master_keys_fit(Database& db, const Vault& vault);

/// The same, and the first opening makes it the database's.
Result<void> check_master_keys(Database& db, const Vault& vault);

std::vector<std::string> master_keys(Database& db);
/// All but the one that wraps now.
void forget_former_master_keys(Database& db, const Vault& vault);

}  // namespace sealflow::server
