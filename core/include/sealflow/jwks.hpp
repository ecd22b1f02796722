// Public keys as a JSON Web Key Set (RFC 7517), for `/.well-known/jwks.json`. P-256 alone.
//
// A key's name (`kid`) is its thumbprint (RFC 7638), worked out here and never taken from the set:
// no set can give the name of one key to another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"

namespace sealflow {

/// The thumbprint of a public key (x and y, 64 bytes, as es256.hpp has them): 43 characters of
/// base64url.
std::string key_id(std::string_view public_key);

/// `{"kty", "crv", "x", "y"}`: what WebCrypto's importKey and every JOSE library take.
Value public_jwk(std::string_view public_key);

/// `{"keys": […]}`, each key with `kid`, `alg` and `use`.
Value jwks_to_json(const std::vector<std::string>& public_keys);

/// The P-256 keys of a set, in its order. Keys of other kinds and for other uses are passed over,
/// as RFC 7517 §5 wants. Whether x and y are a point of the curve is seen when a signature is
/// checked. Errors: invalid_json; malformed_request for what is no set, and for a set with a
/// private key in it, since somebody is about to publish that.
Result<std::vector<std::string>> parse_jwks(std::string_view text);

}  // namespace sealflow
