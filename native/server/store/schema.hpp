// The tables, as a list of steps forward. `user_version` says how many were taken.
#pragma once

#include "server/store/sqlite.hpp"

namespace sealflow::server {

int schema_version();

/// Takes the steps that are missing, each in a transaction of its own. Throws when the database is
/// newer than this program: guessing what a newer one means could destroy it.
void migrate(Database& db);

}  // namespace sealflow::server
