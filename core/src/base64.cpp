#include "sealflow/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "sealflow/signature.hpp"

namespace sealflow {
namespace {

constexpr std::string_view standard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet, bool pad) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t taken = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < taken ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k <= taken; ++k) text += alphabet[group >> (18 - 6 * k) & 63];
    if (pad) text.append(3 - taken, '=');
  }
  return text;
}

/// Of digits without padding. They may be a key, or nearly one: the text never grows, since what it
/// would grow out of is not wiped, and what was read before a mistake is.
std::optional<std::string> decode(std::string_view digits, std::string_view alphabet) {
  if (digits.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  const auto refuse = [&bytes] {
    wipe(bytes);
    return std::nullopt;
  };
  bytes.reserve(digits.size() * 3 / 4);
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : digits) {
    const auto at = alphabet.find(c);
    if (at == std::string_view::npos) return refuse();
    group = group << 6 | static_cast<std::uint32_t>(at);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(group >> bits & 0xFF);
    }
  }
  // Bits left over must be zero, or several texts would stand for the same bytes.
  if ((group & ((1U << bits) - 1)) != 0) return refuse();
  return bytes;
}

}  // namespace

std::string base64(std::string_view bytes) { return encode(bytes, standard, true); }

std::string base64url(std::string_view bytes) { return encode(bytes, url_safe, false); }

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string_view digits = text;
  while (text.size() - digits.size() < 2 && digits.ends_with('=')) digits.remove_suffix(1);
  return decode(digits, standard);
}

std::optional<std::string> from_base64url(std::string_view text) { return decode(text, url_safe); }

bool is_base64url(std::string_view text, std::size_t length) {
  return text.size() == length && text.find_first_not_of(url_safe) == std::string_view::npos;
}

}  // namespace sealflow
