#include "server/store/codes.hpp"

#include "sealflow/signature.hpp"
#include "server/base/clock.hpp"
#include "server/store/master_keys.hpp"

namespace sealflow::server {
namespace {

constexpr const char* key_name = "code_index_key";

}  // namespace

Key code_index_key(Database& db, const Vault& vault) {
  std::optional<std::string> wrapped;
  {
    Rows row = db.query("SELECT value FROM meta WHERE name = ?1", key_name);
    if (row.step()) wrapped = row.text(0);
  }
  if (!wrapped) {
    note_master_key(db, vault);
    const auto made = vault.create_key(key_name);
    db.run("INSERT INTO meta (name, value) VALUES (?1, ?2)", key_name, Blob{made.wrapped});
    return made.key;
  }
  const auto key = vault.unwrap(*wrapped, key_name);
  if (!key) throw StorageError("the index key of contacts does not open", 0);
  return *key;
}

std::string contact_index(const Key& key, std::string_view mode, std::string_view contact) {
  return hmac_sha256_hex(key.bytes(), place({mode, contact}));
}

std::int64_t codes_sent(Database& db, const std::string& subject, std::int64_t began) {
  Rows row =
      db.query("SELECT count FROM code_counts WHERE subject = ?1 AND began = ?2", subject, began);
  return row.step() ? row.integer(0) : 0;
}

void add_code_sent(Database& db, const std::string& subject, std::int64_t began) {
  db.run(
      "INSERT INTO code_counts (subject, began, count) VALUES (?1, ?2, 1) "
      "ON CONFLICT (subject, began) DO UPDATE SET count = code_counts.count + 1",
      subject, began);
}

std::optional<WrongCodes> wrong_codes(Database& db, const std::string& contact) {
  Rows row =
      db.query("SELECT wrong, last_at, locked_until FROM wrong_codes WHERE contact = ?1", contact);
  if (!row.step()) return std::nullopt;
  return WrongCodes{row.integer(0), row.integer(1), row.integer(2)};
}

void put_wrong_codes(Database& db, const std::string& contact, const WrongCodes& codes) {
  db.run(
      "INSERT INTO wrong_codes (contact, wrong, last_at, locked_until) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT (contact) DO UPDATE SET wrong = excluded.wrong, last_at = excluded.last_at, "
      "locked_until = excluded.locked_until",
      contact, codes.wrong, codes.last_at, codes.locked_until);
}

void forget_wrong_codes(Database& db, const std::string& contact) {
  db.run("DELETE FROM wrong_codes WHERE contact = ?1", contact);
}

std::int64_t sweep_codes(Database& db, std::int64_t now, int most) {
  return db.run(
             "DELETE FROM code_counts WHERE (subject, began) IN (SELECT subject, began FROM "
             "code_counts WHERE began < ?1 LIMIT ?2)",
             now - 2 * day_ms, most) +
         db.run(
             "DELETE FROM wrong_codes WHERE contact IN (SELECT contact FROM wrong_codes WHERE "
             "last_at < ?1 AND locked_until < ?2 LIMIT ?3)",
             now - day_ms, now, most);
}

}  // namespace sealflow::server
