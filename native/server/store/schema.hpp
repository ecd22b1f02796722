// The tables, as a list of steps forward: the files of schema/. The database knows how many were
// taken. A step that was released never changes; what is new is a new file.
#pragma once

#include <span>
#include <string_view>

#include "server/store/database.hpp"

namespace sealflow::server {

/// SQL of each step, in order (compiled in from schema/).
std::span<const std::string_view> schema_steps();

int schema_version();

/// Takes the steps that are missing, each in a transaction of its own. Throws when the database is
/// newer than this program: guessing what a newer one means could destroy it.
void migrate(Database& db);

}  // namespace sealflow::server
