// Base64 in its two alphabets. Decoders are strict: one text has one decoding, and nothing else is
// accepted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sealflow {

/// RFC 4648 §4, with padding.
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

/// RFC 4648 §5 (- and _), without padding.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// `length` characters of that alphabet?
bool is_base64url(std::string_view text, std::size_t length);

}  // namespace sealflow
