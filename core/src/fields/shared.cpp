#include <chrono>
#include <utility>

#include "fields/formats.hpp"
#include "fields/text.hpp"

namespace sealflow::field_detail {

namespace {

/// Marks of writing direction: unseen, and left behind by copying from contact lists.
bool is_direction_mark(char32_t code) {
  return code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

ErrorBox refuse(const char* reason, const char* message) {
  return failure(ErrorCode::invalid_input, message, "", reason);
}

ErrorBox refuse(const char* reason, const std::string& message) {
  return failure(ErrorCode::invalid_input, message, "", reason);
}

FieldValue plain(Value stored) { return {std::move(stored), Value::object()}; }

std::optional<std::string> typed(const Value& value) {
  if (!value.is_string()) return std::nullopt;
  const auto codes = decode_utf8(value.as_string());
  if (!codes) return std::nullopt;
  return encode_utf8(trim(*codes));
}

std::optional<std::string> typed_code(const Value& value, std::string_view also) {
  if (!value.is_string()) return std::nullopt;
  const auto codes = decode_utf8(value.as_string());
  if (!codes) return std::nullopt;
  std::u32string kept;
  for (char32_t code : *codes) {
    const bool ascii = code < 0x80;
    if (is_white_space(code) || is_direction_mark(code)) continue;
    if (ascii && also.find(static_cast<char>(code)) != std::string_view::npos) continue;
    kept.push_back(code);
  }
  std::string text = encode_utf8(kept);
  for (char& c : text) c = to_upper(c);
  return text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!is_digits(text.substr(0, 4)) || !is_digits(text.substr(5, 2)) ||
      !is_digits(text.substr(8))) {
    return std::nullopt;
  }
  const int year_number = two_digits(text) * 100 + two_digits(text.substr(2));
  const year_month_day date = year{year_number} /
                              month{static_cast<unsigned>(two_digits(text.substr(5)))} /
                              day{static_cast<unsigned>(two_digits(text.substr(8)))};
  if (year_number == 0 || !date.ok()) return std::nullopt;
  return static_cast<std::int64_t>(sys_days(date).time_since_epoch().count());
}

std::optional<double> parse_number(std::string_view text) {
  const Result<Value> number = parse_json(text);
  if (!number || !number->is_number()) return std::nullopt;
  return number->as_double();
}

}  // namespace sealflow::field_detail
