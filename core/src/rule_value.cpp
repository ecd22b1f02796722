#include "rule_value.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "json_members.hpp"

namespace sealflow::rule_detail {
namespace {

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

template <class T>
int order_of(const T& left, const T& right) {
  if (left < right) return -1;
  return right < left ? 1 : 0;
}

// Converting the integer to double would make 2^53 + 1 equal to 2^53. A value holds no NaN.
int order_exactly(std::int64_t left, double right) {
  constexpr double two_to_63 = 9223372036854775808.0;
  if (right >= two_to_63) return -1;
  if (right < -two_to_63) return 1;
  const double whole = std::trunc(right);
  const int by_whole = order_of(left, static_cast<std::int64_t>(whole));
  return by_whole != 0 ? by_whole : order_of(whole, right);
}

int order_numbers(const Value& left, const Value& right) {
  if (left.is_integer()) {
    if (right.is_integer()) return order_of(left.as_integer(), right.as_integer());
    return order_exactly(left.as_integer(), right.as_double());
  }
  if (right.is_integer()) return -order_exactly(right.as_integer(), left.as_double());
  return order_of(left.as_double(), right.as_double());
}

// Sorting, and not looking every key up in the other map, keeps the work bounded: both maps may
// come from a page.
bool maps_equal(const Value& left, const Value& right) {
  if (left.size() != right.size()) return false;
  const json_detail::MemberOrder a = json_detail::sorted(left.members(), json_detail::less_by_name);
  const json_detail::MemberOrder b =
      json_detail::sorted(right.members(), json_detail::less_by_name);
  return std::equal(a.begin(), a.end(), b.begin(), [](const Member* one, const Member* other) {
    return one->first == other->first && equals(one->second, other->second);
  });
}

}  // namespace

bool equals(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return order_numbers(left, right) == 0;
  if (left.is_null()) return right.is_null();
  if (left.is_bool()) return right.is_bool() && left.as_bool() == right.as_bool();
  if (left.is_string()) return right.is_string() && left.as_string() == right.as_string();
  if (left.is_array()) {
    return right.is_array() && std::equal(left.items().begin(), left.items().end(),
                                          right.items().begin(), right.items().end(), equals);
  }
  return left.is_object() && right.is_object() && maps_equal(left, right);
}

std::optional<int> order(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return order_numbers(left, right);
  if (left.is_bool() && right.is_bool()) return order_of(left.as_bool(), right.as_bool());
  // The order of UTF-8 bytes is the order of code points; std::string compares unsigned bytes.
  if (left.is_string() && right.is_string()) return order_of(left.as_string(), right.as_string());
  return std::nullopt;
}

Value add(const Value& left, const Value& right) {
  if (left.is_integer() && right.is_integer()) {
    const std::int64_t a = left.as_integer();
    const std::int64_t b = right.as_integer();
    if (b > 0 ? a > int64_max - b : a < int64_min - b) return {};
    return Value(a + b);
  }
  // A value has no infinity and makes null of it, which is what the caller gets for an overflow.
  if (left.is_double() && right.is_double()) return left.as_double() + right.as_double();
  if (left.is_string() && right.is_string()) return Value(left.as_string() + right.as_string());
  return {};
}

Value subtract(const Value& left, const Value& right) {
  if (left.is_integer() && right.is_integer()) {
    const std::int64_t a = left.as_integer();
    const std::int64_t b = right.as_integer();
    if (b > 0 ? a < int64_min + b : a > int64_max + b) return {};
    return Value(a - b);
  }
  if (left.is_double() && right.is_double()) return left.as_double() - right.as_double();
  return {};
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Knuth, Morris and Pratt. string_view::find is quadratic for texts like "aaaa…ab", and both texts
// may come from a page.
bool contains_text(std::string_view text, std::string_view part) {
  if (part.size() > text.size()) return false;
  if (part.empty()) return true;
  // fallback[i]: the length of the longest proper prefix of `part` that ends part[0..i].
  std::vector<std::size_t> fallback(part.size(), 0);
  std::size_t matched = 0;
  for (std::size_t i = 1; i < part.size(); ++i) {
    while (matched > 0 && part[i] != part[matched]) matched = fallback[matched - 1];
    if (part[i] == part[matched]) ++matched;
    fallback[i] = matched;
  }
  matched = 0;
  for (const char c : text) {
    while (matched > 0 && c != part[matched]) matched = fallback[matched - 1];
    if (c == part[matched]) ++matched;
    if (matched == part.size()) return true;
  }
  return false;
}

}  // namespace sealflow::rule_detail
