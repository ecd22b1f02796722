// The keys that sign receipts, one after the other. A person's receipt may be checked years later,
// so a public key stays published for ever, unless the private one was stolen.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/services.hpp"
#include "server/store/receipts.hpp"

namespace sealflow::server {

/// A new key, published now, that signs after `delay_ms`: by then everybody's copy of the set has
/// it.
ReceiptKey rotate_receipt_key(Transaction& transaction, const Vault& vault, std::int64_t delay_ms,
                              std::int64_t now);

/// Takes a key out of the set: no receipt of it verifies any more, also not one of long ago.
/// Errors: not_found; forbidden for the key that signs now.
Result<void> withdraw_receipt_key(Transaction& transaction, std::string_view kid, std::int64_t now);

}  // namespace sealflow::server
