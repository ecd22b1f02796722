// Hashes, keyed hashes and signatures. signature.cpp and es256.cpp alone include mbedTLS.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sealflow/result.hpp"

namespace sealflow {

/// Lower-case hex of SHA-256.
std::string sha256_hex(std::string_view bytes);
/// Of the pieces, one after the other.
std::string sha256_hex(std::initializer_list<std::string_view> pieces);

/// SHA-256 as 32 raw bytes.
std::string sha256_bytes(std::string_view bytes);

/// Lower-case hex of HMAC-SHA256. Keys of any length, as RFC 2104 has it; copies of the key are
/// wiped before the call returns.
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);

/// HMAC-SHA256 as 32 raw bytes.
std::string hmac_sha256_bytes(std::string_view key, std::string_view bytes);

/// A key for many messages: what HMAC makes of the key is made once and kept, which saves two of
/// the five hashed blocks of a short message. Wiped when it is destroyed.
class HmacKey {
 public:
  explicit HmacKey(std::string_view key);
  HmacKey(HmacKey&& other) noexcept;
  HmacKey& operator=(HmacKey&& other) noexcept;
  ~HmacKey();

  /// HMAC-SHA256 as 32 raw bytes. Precondition, as of write(): not moved from.
  std::string bytes(std::string_view message) const;
  /// The same, written to `digest`: nothing is allocated.
  void write(std::string_view message, std::span<unsigned char, 32> digest) const;

 private:
  struct States;
  std::unique_ptr<States> states_;
};

/// Equal? The time taken depends on the lengths alone, never on the content.
bool equal_constant_time(std::string_view a, std::string_view b);

/// Overwrites memory with zeros in a way the compiler may not remove.
void wipe(void* memory, std::size_t size);
void wipe(std::string& text);

std::string to_hex(std::string_view bytes);
/// Error: malformed_request when the text is not an even number of hex digits.
Result<std::string> from_hex(std::string_view hex);

// --- The result's signature (Attestr's scheme) ---------------------------------------------------
// Lower-case hex HMAC-SHA256 over the result's bytes, keyed with the UTF-8 bytes of the client
// secret. The bytes are what JSON.stringify would print.

std::string sign_result(std::string_view client_secret, std::string_view result_bytes);

/// Why a check failed. `ok` is the only success.
enum class Verification {
  ok,
  wrong_key,     ///< well formed, but the key or the content is not the one that was signed
  body_changed,  ///< verifies once the JSON is normalised: somebody re-encoded the body
  too_old,
  clock_ahead,
  malformed,  ///< the signature is not 64 lower-case hex digits, or the secret is empty
  unknown_scheme,
  wrong_body,  ///< a genuine receipt, of another result or salt
};

/// e.g. "body_changed".
std::string_view verification_name(Verification verification);

/// Checks a result as a backend got it. Never throws the reason away.
Verification verify_result(std::string_view client_secret, std::string_view result_bytes,
                           std::string_view signature);

}  // namespace sealflow
