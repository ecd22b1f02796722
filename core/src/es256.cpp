#include "sealflow/es256.hpp"

#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/hmac_drbg.h>
#include <mbedtls/md.h>

#include <algorithm>
#include <array>

#include "sealflow/signature.hpp"

namespace sealflow {
namespace {

constexpr std::size_t number_size = 32;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// mbedTLS gives back all memory wiped.
struct Number {
  Number() { mbedtls_mpi_init(&it); }
  ~Number() { mbedtls_mpi_free(&it); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;

  bool read(std::string_view bytes) {
    return mbedtls_mpi_read_binary(&it, raw(bytes), bytes.size()) == 0;
  }
  bool append_to(std::string& bytes) const {
    std::array<unsigned char, number_size> buffer{};
    if (mbedtls_mpi_write_binary(&it, buffer.data(), buffer.size()) != 0) return false;
    bytes.append(reinterpret_cast<const char*>(buffer.data()), buffer.size());
    return true;
  }

  mbedtls_mpi it;
};

struct Point {
  Point() { mbedtls_ecp_point_init(&it); }
  ~Point() { mbedtls_ecp_point_free(&it); }
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;

  mbedtls_ecp_point it;
};

struct Curve {
  Curve() {
    mbedtls_ecp_group_init(&it);
    loaded = mbedtls_ecp_group_load(&it, MBEDTLS_ECP_DP_SECP256R1) == 0;
  }
  ~Curve() { mbedtls_ecp_group_free(&it); }
  Curve(const Curve&) = delete;
  Curve& operator=(const Curve&) = delete;

  mbedtls_ecp_group it;
  bool loaded = false;
};

// mbedTLS blinds what it multiplies with random numbers, so that power, time and caches tell less
// about the key. The core has no randomness; a generator that is seeded from the key (under HMAC)
// and from what is signed gives numbers that nobody without the key can foresee, and that differ
// from message to message. What is lost: signing the same message again blinds alike, so that
// measurements of it can be averaged; the number k of a deterministic signature is the same then
// anyway. No output depends on the blinding.
class Blinding {
 public:
  Blinding(std::string_view private_key, std::string_view message_hash) {
    mbedtls_hmac_drbg_init(&generator_);
    std::string seed = hmac_sha256_bytes(private_key, std::string("blinding").append(message_hash));
    ready = mbedtls_hmac_drbg_seed_buf(&generator_, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256),
                                       raw(seed), seed.size()) == 0;
    wipe(seed);
  }
  ~Blinding() { mbedtls_hmac_drbg_free(&generator_); }
  Blinding(const Blinding&) = delete;
  Blinding& operator=(const Blinding&) = delete;

  void* state() { return &generator_; }

  bool ready = false;

 private:
  mbedtls_hmac_drbg_context generator_;
};

ErrorBox no_memory() { return failure(ErrorCode::internal); }

/// A private key as a number in range.
Result<void> read_key(const Curve& curve, std::string_view private_key, Number& number) {
  if (private_key.size() == es256_private_key_size) {
    if (!curve.loaded || !number.read(private_key)) return no_memory();
    if (mbedtls_ecp_check_privkey(&curve.it, &number.it) == 0) return {};
  }
  return failure(ErrorCode::malformed_request,
                 "a private key is 32 bytes, within the curve's order", "/privateKey");
}

[[gnu::noinline]] Result<std::string> public_key_of(std::string_view private_key) {
  Curve curve;
  Number key;
  if (Result<void> read = read_key(curve, private_key, key); !read) return read.pass();
  Point point;
  Blinding blinding(private_key, "public key");
  if (!blinding.ready || mbedtls_ecp_mul(&curve.it, &point.it, &key.it, &curve.it.G,
                                         mbedtls_hmac_drbg_random, blinding.state()) != 0) {
    return no_memory();
  }
  std::array<unsigned char, 1 + es256_public_key_size> bytes{};
  std::size_t size = 0;
  if (mbedtls_ecp_point_write_binary(&curve.it, &point.it, MBEDTLS_ECP_PF_UNCOMPRESSED, &size,
                                     bytes.data(), bytes.size()) != 0) {
    return no_memory();
  }
  return std::string(reinterpret_cast<const char*>(bytes.data()) + 1, es256_public_key_size);
}

[[gnu::noinline]] Result<std::string> sign(std::string_view private_key, std::string_view message) {
  Curve curve;
  Number key;
  if (Result<void> read = read_key(curve, private_key, key); !read) return read.pass();
  const std::string hash = sha256_bytes(message);
  Blinding blinding(private_key, hash);
  Number r;
  Number s;
  if (!blinding.ready || mbedtls_ecdsa_sign_det_ext(
                             &curve.it, &r.it, &s.it, &key.it, raw(hash), hash.size(),
                             MBEDTLS_MD_SHA256, mbedtls_hmac_drbg_random, blinding.state()) != 0) {
    return no_memory();
  }
  std::string signature;
  signature.reserve(es256_signature_size);
  if (!r.append_to(signature) || !s.append_to(signature)) return no_memory();
  return signature;
}

/// mbedTLS wipes its memory, but not its stack: ecdsa.c leaves the key in a buffer there (seen in
/// 3.6.6 at -O2). Called where the functions that had the key were called, it covers their frames.
[[gnu::noinline]] void wipe_stack() {
  std::array<unsigned char, 16 * 1024> below;
  wipe(below.data(), below.size());
}

}  // namespace

Result<std::string> es256_public_key(std::string_view private_key) {
  Result<std::string> public_key = public_key_of(private_key);
  wipe_stack();
  return public_key;
}

Result<std::string> es256_sign(std::string_view private_key, std::string_view message) {
  Result<std::string> signature = sign(private_key, message);
  wipe_stack();
  return signature;
}

bool es256_verify(std::string_view public_key, std::string_view message,
                  std::string_view signature) {
  if (public_key.size() != es256_public_key_size || signature.size() != es256_signature_size) {
    return false;
  }
  Curve curve;
  Point point;
  std::string uncompressed("\x04");
  uncompressed.append(public_key);
  const bool known = curve.loaded &&
                     mbedtls_ecp_point_read_binary(&curve.it, &point.it, raw(uncompressed),
                                                   uncompressed.size()) == 0 &&
                     mbedtls_ecp_check_pubkey(&curve.it, &point.it) == 0;
  Number r;
  Number s;
  if (!known || !r.read(signature.substr(0, number_size)) ||
      !s.read(signature.substr(number_size))) {
    return false;
  }
  // r and s from 1 to the order less 1: mbedTLS looks first of all.
  const std::string hash = sha256_bytes(message);
  return mbedtls_ecdsa_verify(&curve.it, raw(hash), hash.size(), &point.it, &r.it, &s.it) == 0;
}

}  // namespace sealflow
