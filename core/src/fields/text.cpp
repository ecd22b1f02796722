#include "fields/text.hpp"

#include <algorithm>
#include <iterator>

namespace sealflow::field_detail {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// What no name has: symbols, punctuation, private and invisible characters outside ASCII. It is a
// list of refusals, and not of letters, so that scripts which Unicode adds later are welcome.
// In between stand the exceptions: U+00B7 (Catalan l·l), U+200C and U+200D (joiners that Persian
// and Indian scripts need), U+2019 (apostrophe), U+E0100 to U+E01EF (variants of Japanese
// characters).
constexpr Range kNotInNames[] = {
    {0x0080, 0x00A9},   {0x00AB, 0x00B4},   {0x00B6, 0x00B6},   {0x00B8, 0x00B9},
    {0x00BB, 0x00BF},   {0x00D7, 0x00D7},   {0x00F7, 0x00F7},   {0x061C, 0x061C},
    {0x115F, 0x1160},   {0x180E, 0x180E},   {0x2000, 0x200B},   {0x200E, 0x2018},
    {0x201A, 0x2BFF},   {0x2E00, 0x3004},   {0x3008, 0x3029},   {0x3030, 0x3030},
    {0x3036, 0x303A},   {0x303D, 0x3040},   {0x309B, 0x309C},   {0x30A0, 0x30A0},
    {0x3164, 0x3164},   {0x3190, 0x319F},   {0x31C0, 0x31EF},   {0x3200, 0x33FF},
    {0x4DC0, 0x4DFF},   {0xA490, 0xA4CF},   {0xD800, 0xF8FF},   {0xFD3E, 0xFD3F},
    {0xFDFC, 0xFDFF},   {0xFE10, 0xFE1F},   {0xFE30, 0xFE6F},   {0xFEFF, 0xFEFF},
    {0xFF00, 0xFF20},   {0xFF3B, 0xFF40},   {0xFF5B, 0xFF64},   {0xFFA0, 0xFFA0},
    {0xFFE0, 0xFFFF},   {0x10100, 0x101FC}, {0x1D000, 0x1DAFF}, {0x1EC70, 0x1ED4F},
    {0x1EE00, 0x1EEFF}, {0x1F000, 0x1FFFF}, {0xE0000, 0xE00FF}, {0xE01F0, 0x10FFFF},
};

// The zeros of the scripts' decimal digits (Unicode 14, category Nd) that the table above leaves
// over. The nine digits after each zero follow it.
constexpr char32_t kZeros[] = {
    0x0660,  0x06F0,  0x07C0,  0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,  0x0BE6,  0x0C66,
    0x0CE6,  0x0D66,  0x0DE6,  0x0E50,  0x0ED0,  0x0F20,  0x1040,  0x1090,  0x17E0,  0x1810,
    0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,
    0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136,
    0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50,
    0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1E140, 0x1E2F0, 0x1E950,
};

bool in_ranges(char32_t code) {
  const auto* after =
      std::upper_bound(std::begin(kNotInNames), std::end(kNotInNames), code,
                       [](char32_t c, const Range& range) { return c < range.first; });
  return after != std::begin(kNotInNames) && code <= std::prev(after)->last;
}

bool is_digit_of_a_script(char32_t code) {
  const auto* after = std::upper_bound(std::begin(kZeros), std::end(kZeros), code);
  return after != std::begin(kZeros) && code - *std::prev(after) < 10;
}

constexpr bool is_ascii_letter(char32_t code) {
  return (code >= U'A' && code <= U'Z') || (code >= U'a' && code <= U'z');
}

}  // namespace

std::optional<std::u32string> decode_utf8(std::string_view text) {
  std::u32string codes;
  codes.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    std::size_t length = 0;
    char32_t code = 0;
    char32_t least = 0;  // anything below would be a longer spelling of a shorter character
    if (lead < 0x80) {
      length = 1, code = lead;
    } else if (lead >= 0xC2 && lead < 0xE0) {
      length = 2, code = lead & 0x1Fu, least = 0x80;
    } else if (lead >= 0xE0 && lead < 0xF0) {
      length = 3, code = lead & 0x0Fu, least = 0x800;
    } else if (lead >= 0xF0 && lead < 0xF5) {
      length = 4, code = lead & 0x07u, least = 0x10000;
    } else {
      return std::nullopt;
    }
    if (text.size() - at < length) return std::nullopt;
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0u) != 0x80) return std::nullopt;
      code = (code << 6) | (next & 0x3Fu);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < least || code > 0x10FFFF || surrogate) return std::nullopt;
    codes.push_back(code);
    at += length;
  }
  return codes;
}

std::string encode_utf8(std::u32string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  const auto tail = [&bytes](char32_t code, int shift) {
    bytes.push_back(static_cast<char>(0x80u | ((code >> shift) & 0x3Fu)));
  };
  for (char32_t code : text) {
    if (code < 0x80) {
      bytes.push_back(static_cast<char>(code));
    } else if (code < 0x800) {
      bytes.push_back(static_cast<char>(0xC0u | (code >> 6)));
      tail(code, 0);
    } else if (code < 0x10000) {
      bytes.push_back(static_cast<char>(0xE0u | (code >> 12)));
      tail(code, 6);
      tail(code, 0);
    } else {
      bytes.push_back(static_cast<char>(0xF0u | (code >> 18)));
      tail(code, 12);
      tail(code, 6);
      tail(code, 0);
    }
  }
  return bytes;
}

bool is_white_space(char32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x2028 || code == 0x2029;
}

std::u32string_view trim(std::u32string_view text) {
  while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_name_character(char32_t code) {
  if (code < 0x80) {
    return is_ascii_letter(code) || code == U' ' || code == U'.' || code == U'\'' || code == U'-';
  }
  return !in_ranges(code) && !is_digit_of_a_script(code);
}

bool is_name_letter(char32_t code) {
  if (code < 0x80) return is_ascii_letter(code);
  const bool joins = code == 0xB7 || code == 0x200C || code == 0x200D || code == 0x2019 ||
                     (code >= 0x300 && code <= 0x36F) || (code >= 0xFE00 && code <= 0xFE0F) ||
                     code >= 0xE0000;
  return !joins && is_name_character(code);
}

}  // namespace sealflow::field_detail
