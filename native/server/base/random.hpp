// Randomness, from the operating system's generator by way of OpenSSL. Everything here that fails
// throws: an identifier or a key made of weak bytes would be worse than no answer.
#pragma once

#include <string>

namespace sealflow::server {

std::string random_bytes(std::size_t count);

/// `bytes` random bytes as hex.
std::string random_hex(std::size_t bytes);

/// 32 random bytes as 43 characters of base64url: session tokens, device secrets, hand-off codes.
std::string random_secret();

/// 16 hex digits that name a request. No secret: cheaper than the others, each request has one.
std::string new_request_id();

std::string new_handshake_id();      ///< DS0 and 22 base-62 characters (131 bits)
std::string new_media_id();          ///< MX1 and 22 base-62 characters
std::string new_upload_id();         ///< UP1 and 22 base-62 characters
std::string new_handshake_number();  ///< dddd-dddddd-dddd, for people
std::string new_uuid();              ///< version 4
std::string new_digits(int count);

}  // namespace sealflow::server
