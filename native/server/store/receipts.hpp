// Receipts and the keys that sign them.
//
// Both halves of a key are sealed: the private one, so that nobody with the database alone can
// sign; the public one, so that nobody who can write to it can have a key of his own published. A
// public key is published before it signs, so that whoever keeps a set for a while knows every
// signer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct ReceiptKey {
  std::string kid;  ///< names it in receipts and in the published set
  std::int64_t published_at = 0;
  std::int64_t signs_from = 0;
  std::optional<std::int64_t> withdrawn_at;
};

/// Published from now on.
ReceiptKey create_receipt_key(Database& db, const Vault& vault, std::int64_t now,
                              std::int64_t signs_from);

/// All of them, the last to sign first.
std::vector<ReceiptKey> receipt_keys(Database& db);

/// The public halves of those that were not withdrawn, in the same order. Throws StorageError when
/// one does not open.
std::vector<std::string> published_keys(Database& db, const Vault& vault);

/// The name of the one that signs now. Throws StorageError when there is none.
std::string signing_key(Database& db, std::int64_t now);
/// Its private half, to be wiped. Throws StorageError when it is not there or does not open: no run
/// ends without its receipt.
std::string private_key(Database& db, const Vault& vault, std::int64_t now);

/// False: there is none of this name, or it was withdrawn before.
bool unpublish_receipt_key(Database& db, std::string_view kid, std::int64_t now);

/// Forgets private keys that had signed their last by then: what is not there cannot be stolen.
std::int64_t forget_receipt_keys(Database& db, std::int64_t then);

/// `iss` of receipts. Kept in the database, so that every instance and the command line say the
/// same.
std::string receipt_issuer(Database& db);

/// At the start: the database's first key, which signs at once since nobody knows an older set; and
/// its issuer, which is changed to `issuer` unless that is empty. The caller holds a lock.
void prepare_receipts(Database& db, const Vault& vault, std::string_view issuer, std::int64_t now);

struct StoredReceipt {
  std::string jws;
  std::string salt;  ///< 32 bytes
  std::int64_t seq = 0;
};

/// In the place of the run's earlier one, if there is one.
void put_receipt(Database& db, const Key& key, std::string_view handshake, std::int64_t run,
                 const StoredReceipt& receipt);
std::optional<StoredReceipt> find_receipt(Database& db, const Key& key, std::string_view handshake,
                                          std::int64_t run);

}  // namespace sealflow::server
