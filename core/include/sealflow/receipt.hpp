// Receipts: signed statements about a result that anybody can check who has the issuer's public
// keys. A compact JWS (RFC 7515) with ES256 and the type `sealflow-receipt+jwt`.
//
//   Result<Receipt> receipt = receipt_of(state, result_bytes, salt, facts);
//   Result<std::string> jws = sign_receipt(*receipt, private_key);
//   …
//   VerifiedReceipt seen = verify_receipt({jws, jwks, result_bytes, salt}, now);
//   if (seen.verification == Verification::ok) use(*seen.receipt);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sealflow/result.hpp"
#include "sealflow/signature.hpp"
#include "sealflow/state.hpp"

namespace sealflow {

/// What a receipt says: what was true at `seq`. Hashes are lower-case hex of SHA-256.
struct Receipt {
  std::string issuer;          ///< `iss`: who signs, e.g. the server's address
  std::string client_key;      ///< `aud`: the app it is for
  std::string id;              ///< `jti`
  std::int64_t issued_at = 0;  ///< `iat`: seconds since 1970
  std::string subject;         ///< `sub`: hash of the handshake's id
  std::int64_t run = 0;
  std::int64_t seq = 0;
  std::string flow;  ///< id of the flow
  std::string version;
  std::string flow_hash;  ///< `flowHash`
  Outcome outcome = Outcome::none;
  std::string status;
  std::string
      result_digest;     ///< `resultDigest`: hash of the salt and, after it, the result's bytes
  std::string log_head;  ///< `logHead`: hash of the event `seq`
};

/// What a state does not know.
struct ReceiptFacts {
  std::string issuer;
  std::string client_key;
  std::string id;
  std::int64_t now_ms = 0;
};

/// So that nobody can find out a result by hashing guesses. It travels beside the result.
inline constexpr std::size_t receipt_salt_size = 32;

/// `resultDigest`: SHA-256 of the salt and the bytes, in hex.
std::string result_digest(std::string_view salt, std::string_view result_bytes);

/// The receipt of a state whose run has ended. `result_bytes` are those that were frozen; none when
/// the run was skipped or failed, and then the digest is over the salt alone. Errors: no_outcome;
/// malformed_request for a salt that is not 32 bytes, a fact that is missing, a time before 1970,
/// and for bytes that are not the result of this state.
Result<Receipt> receipt_of(const State& state, std::string_view result_bytes, std::string_view salt,
                           const ReceiptFacts& facts);

Value receipt_to_json(const Receipt& receipt);

/// What is signed: header and claims as base64url, with a full stop between them. `kid` names the
/// key (jwks.hpp). With `.` and the signature after it, it is the receipt.
std::string receipt_signing_input(const Receipt& receipt, std::string_view kid);

/// The receipt as text. The same receipt and key give the same text. `private_key`: 32 bytes
/// (es256.hpp); copies of it are wiped. Errors: those of es256_sign.
Result<std::string> sign_receipt(const Receipt& receipt, std::string_view private_key);

struct ReceiptToCheck {
  std::string_view jws;
  std::string_view jwks;  ///< the issuer's key set, from where you trust it; never from the receipt
  std::string_view result_bytes;
  std::string_view salt;  ///< 32 bytes
};

struct ReceiptTimes {
  std::int64_t now_ms = 0;
  std::int64_t tolerance_ms = 5 * 60'000;  ///< by how much clocks may differ
  std::int64_t max_age_ms = 5 * 60'000;    ///< how old it may be; raise it for what was archived
};

/// All that can be said without elliptic curves. The engines for JavaScript have none: WebCrypto
/// checks the signature there, and everything else is said here, so that every build says the same.
struct ReceiptCheck {
  /// What to say if the signature fits. Without a `public_key` it is final: malformed,
  /// unknown_scheme, or wrong_key since no such key is in the set.
  Verification if_genuine = Verification::malformed;
  std::string public_key;     ///< x and y; the signature must fit this, else wrong_key
  std::string signing_input;  ///< is what the signature is over
  std::string signature;      ///< r and s
  Receipt receipt;            ///< not to be believed before the signature was checked
};

/// The header's `jku`, `jwk`, `x5u` and `x5c` are not looked at. `crit`, whatever it lists, and any
/// other `alg` or `typ` are unknown_scheme.
ReceiptCheck check_receipt(const ReceiptToCheck& what, const ReceiptTimes& times);

struct VerifiedReceipt {
  /// wrong_body, body_changed, too_old and clock_ahead are said of genuine receipts only.
  Verification verification = Verification::malformed;
  std::optional<Receipt> receipt;  ///< of a genuine one
};

/// check_receipt(), and the signature as well. Whether it is for your app (`client_key`) and about
/// your handshake (`subject`) is for the caller to compare.
VerifiedReceipt verify_receipt(const ReceiptToCheck& what, const ReceiptTimes& times);

}  // namespace sealflow
