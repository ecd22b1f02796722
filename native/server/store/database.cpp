#include "server/store/database.hpp"

namespace sealflow::server {

Statement& Database::statement_of(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) found = statements_.emplace(sql, prepare(sql)).first;
  // Starting a statement again that still runs further up the stack would end the outer loop
  // silently.
  if (found->second->running) throw StorageError("a statement is used while it still runs", 1);
  return *found->second;
}

bool is_postgres(std::string_view database) {
  return database.starts_with("postgres://") || database.starts_with("postgresql://");
}

}  // namespace sealflow::server
