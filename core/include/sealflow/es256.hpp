// ES256: ECDSA over P-256 with SHA-256, as JOSE has it (RFC 7518 §3.4), deterministic (RFC 6979).
// es256.cpp and signature.cpp alone include mbedTLS.
//
// Keys and signatures are bytes, all of fixed length and big-endian: a private key is the number
// (32), a public key x and y (64), a signature r and s (64).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sealflow/result.hpp"

namespace sealflow {

inline constexpr std::size_t es256_private_key_size = 32;
inline constexpr std::size_t es256_public_key_size = 64;
inline constexpr std::size_t es256_signature_size = 64;

/// The public key that belongs to a private one. Error: malformed_request when the number is not
/// from 1 to the order of the curve less 1; any 32 random bytes are, but for one in 2^32.
Result<std::string> es256_public_key(std::string_view private_key);

/// Signs the SHA-256 of the message. The same key and message give the same signature. Copies of
/// the key are wiped. Errors: malformed_request as above; internal when there is no memory left.
Result<std::string> es256_sign(std::string_view private_key, std::string_view message);

/// False for whatever is not such a signature: a wrong length, r or s out of range, a public key
/// that is no point of the curve.
bool es256_verify(std::string_view public_key, std::string_view message,
                  std::string_view signature);

}  // namespace sealflow
