#include "server/store/receipts.hpp"

#include "sealflow/es256.hpp"
#include "sealflow/jwks.hpp"
#include "sealflow/signature.hpp"
#include "server/base/random.hpp"
#include "server/store/master_keys.hpp"

namespace sealflow::server {
namespace {

/// Of the one that signs at ?1.
constexpr const char* signs_now =
    "signs_from <= ?1 AND withdrawn_at IS NULL ORDER BY signs_from DESC, id DESC LIMIT 1";
constexpr const char* in_order = " ORDER BY signs_from DESC, id DESC";

std::string key_place(std::string_view id, std::string_view half) {
  return place({"receipt key", id, half});
}

/// `half`: "public" or "private".
std::string open_half(const Vault& vault, std::string_view id, std::string_view half,
                      std::string_view wrapped, std::string_view sealed) {
  const auto key = vault.unwrap(wrapped, id);
  auto opened = key ? unseal(*key, sealed, key_place(id, half)) : std::nullopt;
  if (!opened) throw StorageError("a key of receipts does not open", 0);
  return *std::move(opened);
}

std::string salt_place(std::string_view handshake, std::int64_t run, std::int64_t seq) {
  return place({"receipt salt", handshake, std::to_string(run), std::to_string(seq)});
}

bool has_keys(Database& db) { return db.query("SELECT 1 FROM receipt_keys LIMIT 1").step(); }

std::optional<std::string> find_issuer(Database& db) {
  Rows row = db.query("SELECT value FROM meta WHERE name = 'receipt_issuer'");
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

void set_issuer(Database& db, std::string_view issuer) {
  db.run(
      "INSERT INTO meta (name, value) VALUES ('receipt_issuer', ?1) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      Blob{issuer});
}

}  // namespace

ReceiptKey create_receipt_key(Database& db, const Vault& vault, std::int64_t now,
                              std::int64_t signs_from) {
  std::string private_half;
  std::string public_half;
  ReceiptKey made{"", now, signs_from, std::nullopt};
  // One number in 2^32 is no private key; and a name with "-" in front would be an option on a
  // command line.
  while (made.kid.empty() || made.kid.starts_with('-')) {
    private_half = random_bytes(es256_private_key_size);
    const auto derived = es256_public_key(private_half);
    if (!derived) continue;
    public_half = *derived;
    made.kid = key_id(public_half);
  }
  const std::string id = "RK0" + random_hex(16);
  const auto key = vault.create_key(id);
  const auto sealed_public = seal(key.key, public_half, key_place(id, "public"));
  const auto sealed_private = seal(key.key, private_half, key_place(id, "private"));
  wipe(private_half);
  note_master_key(db, vault);
  db.run(
      "INSERT INTO receipt_keys (id, kid, wrapped_key, sealed_public, sealed_private, "
      "published_at, signs_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      id, made.kid, Blob{key.wrapped}, Blob{sealed_public}, Blob{sealed_private}, now, signs_from);
  return made;
}

std::vector<ReceiptKey> receipt_keys(Database& db) {
  Rows rows =
      db.query(std::string("SELECT kid, published_at, signs_from, withdrawn_at FROM receipt_keys") +
               in_order);
  std::vector<ReceiptKey> keys;
  while (rows.step()) {
    keys.push_back({rows.text(0), rows.integer(1), rows.integer(2), std::nullopt});
    if (!rows.is_null(3)) keys.back().withdrawn_at = rows.integer(3);
  }
  return keys;
}

std::vector<std::string> published_keys(Database& db, const Vault& vault) {
  Rows rows = db.query(std::string("SELECT id, wrapped_key, sealed_public FROM receipt_keys "
                                   "WHERE withdrawn_at IS NULL") +
                       in_order);
  std::vector<std::string> keys;
  while (rows.step())
    keys.push_back(open_half(vault, rows.text(0), "public", rows.text(1), rows.text(2)));
  return keys;
}

std::string signing_key(Database& db, std::int64_t now) {
  Rows row = db.query(std::string("SELECT kid FROM receipt_keys WHERE ") + signs_now, now);
  if (!row.step()) throw StorageError("there is no key that signs receipts", 0);
  return row.text(0);
}

std::string private_key(Database& db, const Vault& vault, std::int64_t now) {
  Rows row = db.query(
      std::string("SELECT id, wrapped_key, sealed_private FROM receipt_keys WHERE ") + signs_now,
      now);
  if (!row.step()) throw StorageError("there is no key that signs receipts", 0);
  return open_half(vault, row.text(0), "private", row.text(1), row.text(2));
}

bool unpublish_receipt_key(Database& db, std::string_view kid, std::int64_t now) {
  return db.run(
             "UPDATE receipt_keys SET withdrawn_at = ?2, sealed_public = NULL, sealed_private = "
             "NULL "
             "WHERE kid = ?1 AND withdrawn_at IS NULL",
             kid, now) == 1;
}

std::int64_t forget_receipt_keys(Database& db, std::int64_t then) {
  return db.run(
      "UPDATE receipt_keys SET sealed_private = NULL WHERE sealed_private IS NOT NULL AND "
      "signs_from < "
      "(SELECT MAX(signs_from) FROM receipt_keys WHERE signs_from <= ?1 AND withdrawn_at IS NULL)",
      then);
}

std::string receipt_issuer(Database& db) {
  auto issuer = find_issuer(db);
  if (!issuer) throw StorageError("the database has no issuer of receipts", 0);
  return *std::move(issuer);
}

void prepare_receipts(Database& db, const Vault& vault, std::string_view issuer, std::int64_t now) {
  // From the beginning of time: the clock of another instance may be behind ours.
  if (!has_keys(db)) create_receipt_key(db, vault, now, 0);
  const auto known = find_issuer(db);
  if (!issuer.empty() && known != issuer) return set_issuer(db, issuer);
  // An address that nobody said would be a guess, and behind a proxy a wrong one.
  if (!known) set_issuer(db, "urn:uuid:" + new_uuid());
}

void put_receipt(Database& db, const Key& key, std::string_view handshake, std::int64_t run,
                 const StoredReceipt& receipt) {
  const auto salt = seal(key, receipt.salt, salt_place(handshake, run, receipt.seq));
  db.run(
      "INSERT INTO receipts (handshake, run, seq, jws, sealed_salt) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (handshake, run) DO UPDATE SET seq = excluded.seq, jws = excluded.jws, "
      "sealed_salt = excluded.sealed_salt",
      handshake, run, receipt.seq, receipt.jws, Blob{salt});
}

std::optional<StoredReceipt> find_receipt(Database& db, const Key& key, std::string_view handshake,
                                          std::int64_t run) {
  Rows row =
      db.query("SELECT seq, jws, sealed_salt FROM receipts WHERE handshake = ?1 AND run = ?2",
               handshake, run);
  if (!row.step()) return std::nullopt;
  const auto seq = row.integer(0);
  auto salt = unseal(key, row.text(2), salt_place(handshake, run, seq));
  if (!salt) throw StorageError("the salt of a receipt does not open", 0);
  return StoredReceipt{row.text(1), *std::move(salt), seq};
}

}  // namespace sealflow::server
