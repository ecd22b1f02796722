#include "server/operate/receipt_keys.hpp"

namespace sealflow::server {
namespace {

/// One change at a time: whoever withdraws a key looks first which one signs.
constexpr std::string_view lock_name = "receipt_keys";

}  // namespace

ReceiptKey rotate_receipt_key(Transaction& transaction, const Vault& vault, std::int64_t delay_ms,
                              std::int64_t now) {
  transaction.db().lock(lock_name);
  return create_receipt_key(transaction.db(), vault, now, now + delay_ms);
}

Result<void> withdraw_receipt_key(Transaction& transaction, std::string_view kid,
                                  std::int64_t now) {
  Database& db = transaction.db();
  db.lock(lock_name);
  if (signing_key(db, now) == kid)
    return failure(ErrorCode::forbidden,
                   "this key signs: let another one sign first, `sealflow receipt-key rotate "
                   "--signs-in 0`");
  if (!unpublish_receipt_key(db, kid, now))
    return failure(ErrorCode::not_found, "no published receipt key has this name");
  return {};
}

}  // namespace sealflow::server
