// The two writers of JSON; numbers.cpp has the texts of doubles.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "json_members.hpp"
#include "sealflow/json.hpp"

namespace sealflow {
namespace {

using json_detail::MemberLess;

// Every integer up to here has a double of its own.
constexpr std::int64_t exact_double_limit = std::int64_t{1} << 53;

// ECMAScript's array index: "0" to "4294967294", without leading zeros.
std::optional<std::uint32_t> array_index(std::string_view name) {
  if (name.empty() || name.size() > 10 || (name[0] == '0' && name.size() > 1)) return std::nullopt;
  std::uint64_t index = 0;
  for (const char c : name) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (index > 4294967294U) return std::nullopt;
  return static_cast<std::uint32_t>(index);
}

// The order in which ECMAScript lists an object's own properties.
bool less_as_ecmascript(const Member& a, const Member& b) {
  const std::optional<std::uint32_t> index_a = array_index(a.first);
  const std::optional<std::uint32_t> index_b = array_index(b.first);
  if (index_a && index_b) return *index_a < *index_b;
  if (index_a || index_b) return index_a.has_value();
  return &a < &b;  // as inserted
}

// Compares by UTF-16 code units without decoding. Bytes of valid UTF-8 compare like code points,
// and code units differ from that in one place: characters above U+FFFF (first byte F0 or more)
// come as surrogates, which sort before U+E000 to U+FFFF (first byte EE or EF).
bool less_in_utf16(std::string_view a, std::string_view b) {
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (at_a == a.end() || at_b == b.end()) return at_b != b.end();
  const auto byte_a = static_cast<unsigned char>(*at_a);
  const auto byte_b = static_cast<unsigned char>(*at_b);
  if (byte_a >= 0xEE && byte_b >= 0xEE && (byte_a >= 0xF0) != (byte_b >= 0xF0)) {
    return byte_a >= 0xF0;
  }
  return byte_a < byte_b;
}

bool less_as_rfc8785(const Member& a, const Member& b) { return less_in_utf16(a.first, b.first); }

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// How many bytes from `at` on a string holds as they are. Eight at a time, since this runs over
/// every byte that is written or hashed: a byte of `word` that is below 0x20, or equal to one of
/// the two, sets its own top bit in one of the three terms.
std::size_t plain_run(std::string_view text, std::size_t at) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t tops = 0x8080808080808080;
  const std::size_t start = at;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    const std::uint64_t quotes = word ^ (ones * '"');
    const std::uint64_t backslashes = word ^ (ones * '\\');
    const std::uint64_t found = ((word - ones * 0x20) & ~word) | ((quotes - ones) & ~quotes) |
                                ((backslashes - ones) & ~backslashes);
    if ((found & tops) != 0) break;
  }
  while (at < text.size() && is_plain(text[at])) ++at;
  return at - start;
}

class Writer {
 public:
  Writer(std::string& text, MemberLess less) : text_(text), less_(less) {}

  void write(const Value& value) {
    if (value.is_null()) {
      text_ += "null";
    } else if (value.is_bool()) {
      text_ += value.as_bool() ? "true" : "false";
    } else if (value.is_integer()) {
      json_detail::append_integer(text_, value.as_integer());
    } else if (value.is_double()) {
      text_ += number_text(value.as_double());
    } else if (value.is_string()) {
      json_detail::append_string(text_, value.as_string());
    } else if (value.is_array()) {
      write_array(value.items());
    } else {
      write_object(value.members());
    }
  }

 private:
  void write_array(const Array& items) {
    text_ += '[';
    for (const Value& item : items) {
      if (&item != &items.front()) text_ += ',';
      write(item);
    }
    text_ += ']';
  }

  void write_object(const std::vector<Member>& members) {
    text_ += '{';
    bool first = true;
    const auto write_member = [&](const Member& member) {
      if (!first) text_ += ',';
      first = false;
      json_detail::append_string(text_, member.first);
      text_ += ':';
      write(member.second);
    };
    // Nearly every object is in order already.
    const auto in_order = [this](const Member& a, const Member& b) { return less_(a, b); };
    if (std::is_sorted(members.begin(), members.end(), in_order)) {
      for (const Member& member : members) write_member(member);
    } else {
      for (const Member* member : json_detail::sorted(members, less_)) write_member(*member);
    }
    text_ += '}';
  }

  std::string& text_;
  MemberLess less_;
};

}  // namespace

namespace json_detail {

void append_integer(std::string& to, std::int64_t number) {
  // JavaScript reads larger ones as the nearest double, and prints that.
  if (number > exact_double_limit || number < -exact_double_limit) {
    to += number_text(static_cast<double>(number));
    return;
  }
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  to.append(digits.data(), end.ptr);
}

void append_string(std::string& to, std::string_view text) {
  constexpr std::string_view escaped = "\"\\\b\t\n\f\r";
  constexpr std::string_view letters = "\"\\btnfr";
  constexpr std::string_view hex = "0123456789abcdef";
  to += '"';
  for (std::size_t at = 0;; ++at) {
    const std::size_t run = plain_run(text, at);
    to.append(text.data() + at, run);
    at += run;
    if (at == text.size()) break;
    to += '\\';
    if (const std::size_t known = escaped.find(text[at]); known != std::string_view::npos) {
      to += letters[known];
    } else {
      const auto c = static_cast<unsigned char>(text[at]);
      to += "u00";
      to += hex[c >> 4];
      to += hex[c & 15];
    }
  }
  to += '"';
}

void append_canonical(std::string& to, const Value& value) {
  Writer(to, less_as_rfc8785).write(value);
}

}  // namespace json_detail

std::string stringify(const Value& value) {
  std::string text;
  Writer(text, less_as_ecmascript).write(value);
  return text;
}

std::string canonicalize(const Value& value) {
  std::string text;
  json_detail::append_canonical(text, value);
  return text;
}

}  // namespace sealflow
