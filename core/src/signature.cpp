#include "sealflow/signature.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "sealflow/json.hpp"

// constant_time.h of mbedTLS 2.28 forgets this for C++.
extern "C" {
#include <mbedtls/constant_time.h>
}
#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_NUMBER < 0x03000000
#define mbedtls_sha256_starts mbedtls_sha256_starts_ret
#define mbedtls_sha256_update mbedtls_sha256_update_ret
#define mbedtls_sha256_finish mbedtls_sha256_finish_ret
#endif

namespace sealflow {
namespace {

constexpr std::size_t digest_size = 32;
constexpr std::size_t block_size = 64;
using Digest = std::array<unsigned char, digest_size>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Used and not mbedtls_md_hmac, since that allocates: it could fail, and a signature that silently
// comes out empty is worse than one that cannot fail. The software SHA-256 has no failing path.
class Sha256 {
 public:
  Sha256() {
    mbedtls_sha256_init(&context_);
    mbedtls_sha256_starts(&context_, /*is224=*/0);
  }
  ~Sha256() { mbedtls_sha256_free(&context_); }  // wipes; the state may derive from a key
  Sha256(const Sha256& other) {
    mbedtls_sha256_init(&context_);
    mbedtls_sha256_clone(&context_, &other.context_);
  }
  Sha256& operator=(const Sha256&) = delete;

  void update(const unsigned char* bytes, std::size_t size) {
    // An empty view may have no memory behind it, and memcpy(…, nullptr, 0) is undefined.
    if (size != 0) mbedtls_sha256_update(&context_, bytes, size);
  }
  void update(std::string_view bytes) { update(raw(bytes), bytes.size()); }

  Digest finish() {
    Digest digest;
    finish(digest);
    return digest;
  }
  void finish(std::span<unsigned char, digest_size> digest) {
    mbedtls_sha256_finish(&context_, digest.data());
  }

 private:
  mbedtls_sha256_context context_;
};

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

// RFC 2104: both hashes after their first block, which is all that depends on the key alone.
struct KeyedHash {
  explicit KeyedHash(std::string_view key) {
    std::array<unsigned char, block_size> block{};
    if (key.size() > block_size) {
      Digest hashed = sha256(key);
      std::copy(hashed.begin(), hashed.end(), block.begin());
      wipe(hashed.data(), hashed.size());
    } else {
      std::copy_n(raw(key), key.size(), block.begin());
    }
    constexpr unsigned char inner_pad = 0x36;
    constexpr unsigned char outer_pad = 0x5c;
    for (unsigned char& byte : block) byte ^= inner_pad;
    inner.update(block.data(), block.size());
    for (unsigned char& byte : block) byte ^= inner_pad ^ outer_pad;
    outer.update(block.data(), block.size());
    wipe(block.data(), block.size());
  }

  void write(std::string_view message, std::span<unsigned char, digest_size> digest) const {
    Sha256 first = inner;
    first.update(message);
    first.finish(digest);
    Sha256 second = outer;
    second.update(digest.data(), digest.size());
    second.finish(digest);
  }

  Sha256 inner;
  Sha256 outer;
};

std::string to_text(const Digest& digest) {
  return std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

std::string hex_of(const Digest& digest) {
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

/// The value of each hex digit, -1 for all other bytes.
constexpr auto hex_digits = [] {
  std::array<signed char, 256> table{};
  for (signed char& value : table) value = -1;
  for (signed char i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = i;
  for (signed char i = 0; i < 6; ++i) {
    table[static_cast<std::size_t>('a' + i)] = static_cast<signed char>(10 + i);
    table[static_cast<std::size_t>('A' + i)] = static_cast<signed char>(10 + i);
  }
  return table;
}();

int hex_digit(char c) { return hex_digits[static_cast<unsigned char>(c)]; }

bool is_signature(std::string_view text) {
  return text.size() == 2 * digest_size && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::string sha256_bytes(std::string_view bytes) { return to_text(sha256(bytes)); }

std::string sha256_hex(std::string_view bytes) { return sha256_hex({bytes}); }

std::string sha256_hex(std::initializer_list<std::string_view> pieces) {
  Sha256 hash;
  for (const std::string_view piece : pieces) hash.update(piece);
  return hex_of(hash.finish());
}

struct HmacKey::States : KeyedHash {
  using KeyedHash::KeyedHash;
};

HmacKey::HmacKey(std::string_view key) : states_(std::make_unique<States>(key)) {}
HmacKey::HmacKey(HmacKey&& other) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&& other) noexcept = default;
HmacKey::~HmacKey() = default;

std::string HmacKey::bytes(std::string_view message) const {
  Digest digest;
  write(message, digest);
  return to_text(digest);
}

void HmacKey::write(std::string_view message, std::span<unsigned char, 32> digest) const {
  states_->write(message, digest);
}

std::string hmac_sha256_bytes(std::string_view key, std::string_view bytes) {
  Digest digest;
  KeyedHash(key).write(bytes, digest);
  return to_text(digest);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  return to_hex(hmac_sha256_bytes(key, bytes));
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.empty() || mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(void* memory, std::size_t size) {
  if (size != 0) mbedtls_platform_zeroize(memory, size);
}

void wipe(std::string& text) {
  // Up to the capacity: a string that was shortened still holds the rest of what it held.
  text.resize(text.capacity());
  wipe(text.data(), text.size());
  text.clear();
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex(2 * bytes.size(), '0');
  char* to = hex.data();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *to++ = digits[byte >> 4];
    *to++ = digits[byte & 15];
  }
  return hex;
}

Result<std::string> from_hex(std::string_view hex) {
  const auto refuse = [](std::size_t where, const char* message) {
    return failure(ErrorCode::malformed_request, message, std::to_string(where));
  };
  if (hex.size() % 2 != 0) return refuse(hex.size(), "the number of hex digits is odd");
  std::string bytes(hex.size() / 2, '\0');
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_digit(hex[i]);
    const int low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) return refuse(high < 0 ? i : i + 1, "this is no hex digit");
    bytes[i / 2] = static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string sign_result(std::string_view client_secret, std::string_view result_bytes) {
  return hmac_sha256_hex(client_secret, result_bytes);
}

std::string_view verification_name(Verification verification) {
  switch (verification) {
    case Verification::ok:
      return "ok";
    case Verification::wrong_key:
      return "wrong_key";
    case Verification::body_changed:
      return "body_changed";
    case Verification::too_old:
      return "too_old";
    case Verification::clock_ahead:
      return "clock_ahead";
    case Verification::malformed:
      return "malformed";
    case Verification::unknown_scheme:
      return "unknown_scheme";
    case Verification::wrong_body:
      return "wrong_body";
  }
  return "malformed";  // an integer that was cast; never the name of a success
}

Verification verify_result(std::string_view client_secret, std::string_view result_bytes,
                           std::string_view signature) {
  // Anybody can sign with the empty secret: a backend whose configuration lacks it must not verify.
  if (client_secret.empty() || !is_signature(signature)) return Verification::malformed;
  const auto verifies = [&](std::string_view bytes) {
    return equal_constant_time(sign_result(client_secret, bytes), signature);
  };
  if (verifies(result_bytes)) return Verification::ok;

  // The reason only: a body that was re-encoded on its way is never a success.
  JsonLimits limits;
  limits.max_bytes = result_bytes.size();
  const Result<Value> value = parse_json(result_bytes, limits);
  if (value && (verifies(stringify(*value)) || verifies(canonicalize(*value)))) {
    return Verification::body_changed;
  }
  return Verification::wrong_key;
}

}  // namespace sealflow
