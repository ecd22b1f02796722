#include "server/base/random.hpp"

#include <openssl/rand.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string_view>

#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"

namespace sealflow::server {
namespace {

/// Characters of an alphabet, each equally likely: bytes beyond the last whole multiple are thrown
/// away.
std::string from_alphabet(std::string_view alphabet, std::size_t count) {
  const std::size_t usable = 256 / alphabet.size() * alphabet.size();
  std::string text;
  while (text.size() < count) {
    for (const char c : random_bytes(count)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < usable && text.size() < count) text += alphabet[byte % alphabet.size()];
    }
  }
  return text;
}

std::string base62(std::size_t count) {
  return from_alphabet("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", count);
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error("the random number generator failed");
  }
  return bytes;
}

std::string random_hex(std::size_t bytes) { return to_hex(random_bytes(bytes)); }

std::string random_secret() { return base64url(random_bytes(32)); }

std::string new_request_id() {
  thread_local std::mt19937_64 ids = [] {
    std::uint64_t seed = 0;
    const std::string bytes = random_bytes(sizeof seed);
    std::memcpy(&seed, bytes.data(), sizeof seed);
    return std::mt19937_64(seed);
  }();
  const std::uint64_t id = ids();
  return to_hex({reinterpret_cast<const char*>(&id), sizeof id});
}

std::string new_handshake_id() { return "DS0" + base62(22); }

std::string new_media_id() { return "MX1" + base62(22); }
std::string new_upload_id() { return "UP1" + base62(22); }

std::string new_digits(int count) {
  return from_alphabet("0123456789", static_cast<std::size_t>(count));
}

std::string new_handshake_number() {
  return new_digits(4) + "-" + new_digits(6) + "-" + new_digits(4);
}

std::string new_uuid() {
  std::string bytes = random_bytes(16);
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3F) | 0x80);
  std::string text = to_hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace sealflow::server
