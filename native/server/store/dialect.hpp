// Where SQLite and PostgreSQL do not say the same: the SQL of this program is written as SQLite
// takes it, and this is the whole difference.
#pragma once

#include <string>
#include <string_view>

namespace sealflow::server {

/// Placeholders: `?1` → `$1`. Nothing else in queries differs.
std::string postgres_query(std::string_view sql);

/// Steps of the schema: types, numbered keys, and what only SQLite needs to be told.
std::string postgres_schema(std::string_view sql);

/// Can PostgreSQL keep this as text? It refuses bytes that are no UTF-8, and NUL.
bool postgres_text(std::string_view text);

}  // namespace sealflow::server
