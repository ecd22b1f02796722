// What of a receipt needs elliptic curves: in a file of its own, so that the engines for JavaScript
// link none.
#include "sealflow/base64.hpp"
#include "sealflow/es256.hpp"
#include "sealflow/jwks.hpp"
#include "sealflow/receipt.hpp"

namespace sealflow {

Result<std::string> sign_receipt(const Receipt& receipt, std::string_view private_key) {
  const Result<std::string> public_key = es256_public_key(private_key);
  if (!public_key) return Error(public_key.error());
  std::string jws = receipt_signing_input(receipt, key_id(*public_key));
  const Result<std::string> signature = es256_sign(private_key, jws);
  if (!signature) return Error(signature.error());
  // A bit that flips while a deterministic signature is made can give the key away: two equal ones
  // had none. Verifying says the same, and takes three times as long.
  const Result<std::string> again = es256_sign(private_key, jws);
  if (!again || *again != *signature) return failure(ErrorCode::internal);
  return jws + '.' + base64url(*signature);
}

VerifiedReceipt verify_receipt(const ReceiptToCheck& what, const ReceiptTimes& times) {
  ReceiptCheck check = check_receipt(what, times);
  if (check.public_key.empty()) return {.verification = check.if_genuine};
  if (!es256_verify(check.public_key, check.signing_input, check.signature)) {
    return {.verification = Verification::wrong_key};
  }
  return {.verification = check.if_genuine, .receipt = std::move(check.receipt)};
}

}  // namespace sealflow
