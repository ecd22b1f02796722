// Reading what people type: UTF-8, white space, and which characters a name may have.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sealflow::field_detail {

/// The code points of a UTF-8 text, or nothing when it is not well formed.
std::optional<std::u32string> decode_utf8(std::string_view text);

std::string encode_utf8(std::u32string_view text);

/// White space as Unicode has it, and the byte-order mark, which copying leaves behind.
bool is_white_space(char32_t code);

/// C0, C1, delete, and the line and paragraph separators.
bool is_control(char32_t code);

std::u32string_view trim(std::u32string_view text);

/// May the character stand in a person's name?
bool is_name_character(char32_t code);

/// Is it a letter, as opposed to what joins or modifies letters in a name?
bool is_name_letter(char32_t code);

// ASCII only and independent of any locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) { return is_upper(c) || is_lower(c); }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// Does every character of `text` pass `test`?
template <class Test>
constexpr bool all_of(std::string_view text, Test test) {
  for (char c : text) {
    if (!test(c)) return false;
  }
  return true;
}

constexpr bool is_digits(std::string_view text) { return all_of(text, is_digit); }

/// Two digits as a number. Precondition: both are digits.
constexpr int two_digits(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

}  // namespace sealflow::field_detail
