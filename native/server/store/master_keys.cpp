#include "server/store/master_keys.hpp"

#include <algorithm>
#include <optional>

namespace sealflow::server {
namespace {

void note(Database& db, std::string_view id) {
  db.run("INSERT INTO master_keys (id) VALUES (?1) ON CONFLICT DO NOTHING", id);
}

ErrorBox refused(const std::string& message) { return failure(ErrorCode::unavailable, message); }

std::optional<std::string> stored_check(Database& db) {
  Rows row = db.query("SELECT value FROM meta WHERE name = 'key_check'");
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

}  // namespace

void note_master_key(Database& db, const Vault& vault) { note(db, vault.current()); }

Result<void> master_keys_fit(Database& db, const Vault& vault) {
  const auto check = stored_check(db);
  if (!check) return {};
  auto needed = master_keys(db);
  const auto opens = vault.master_of(*check, key_check);
  // Of a database from before master keys had names.
  if (needed.empty() && !opens.empty()) return {};
  const auto known = [&](const std::string& id) { return vault.has(id); };
  if (std::none_of(needed.begin(), needed.end(), known))
    return refused("the master key is not the one this database was sealed with");
  std::erase_if(needed, known);
  if (needed.empty() && !opens.empty()) return {};
  if (needed.empty())
    return refused("the database does not open with its master key: is it damaged?");
  std::string names;
  for (const auto& id : needed) names += (names.empty() ? "" : ", ") + id;
  return refused("the database has keys under the master key " + names +
                 ", which is not given: put it after the others, and run `sealflow master-key "
                 "rewrap` before it goes");
}

Result<void> check_master_keys(Database& db, const Vault& vault) {
  db.lock("key_check");  // or two instances with two keys would both be the first
  const auto check = stored_check(db);
  if (!check) {
    note_master_key(db, vault);
    db.run("INSERT INTO meta (name, value) VALUES ('key_check', ?1)",
           Blob{vault.create_key(key_check).wrapped});
    return {};
  }
  if (auto fits = master_keys_fit(db, vault); !fits) return fits;
  if (master_keys(db).empty()) note(db, vault.master_of(*check, key_check));
  return {};
}

std::vector<std::string> master_keys(Database& db) {
  Rows rows = db.query("SELECT id FROM master_keys ORDER BY id");
  std::vector<std::string> ids;
  while (rows.step()) ids.push_back(rows.text(0));
  return ids;
}

void forget_former_master_keys(Database& db, const Vault& vault) {
  db.run("DELETE FROM master_keys WHERE id <> ?1", vault.current());
}

}  // namespace sealflow::server
