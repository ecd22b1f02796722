#include "server/engine/receipts.hpp"

#include "sealflow/receipt.hpp"
#include "sealflow/signature.hpp"
#include "server/base/random.hpp"
#include "server/store/receipts.hpp"

namespace sealflow::server {

void issue_receipt(Transaction& transaction, const Services& services, const Walk& walk,
                   std::int64_t now) {
  Database& db = transaction.db();
  const std::string& handshake = walk.handshake.id;
  const auto run = walk.state.run;
  // None when the run was skipped or failed.
  const auto result = find_result(db, walk.key, handshake, run);
  StoredReceipt receipt;
  receipt.salt = random_bytes(receipt_salt_size);
  receipt.seq = walk.state.seq;
  const auto claims = receipt_of(walk.state, result ? result->bytes : "", receipt.salt,
                                 {.issuer = receipt_issuer(db),
                                  .client_key = walk.handshake.app,
                                  .id = new_uuid(),
                                  .now_ms = now});
  if (!claims) throw StorageError("an ended run has no receipt: " + claims.error().message, 0);
  std::string key = private_key(db, services.vault, now);
  auto jws = sign_receipt(*claims, key);
  wipe(key);
  if (!jws) throw StorageError("a receipt cannot be signed: " + jws.error().message, 0);
  receipt.jws = *std::move(jws);
  put_receipt(db, walk.key, handshake, run, receipt);
}

}  // namespace sealflow::server
