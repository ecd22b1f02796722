// Formats that know no country: text, contacts, dates, numbers, choices.
#include <cstddef>
#include <utility>

#include "fields/formats.hpp"
#include "fields/text.hpp"

namespace sealflow::field_detail {

namespace {

constexpr std::string_view kWriteText = "Write this as text";

ErrorBox unusable(const FieldSpec& spec) {
  // parse_field refuses such a definition. Accepting the value unchecked would be worse than this.
  return failure(ErrorCode::internal, "The definition of the field has a bound that cannot be read",
                 "/" + spec.name);
}

/// Null when there is none.
ErrorBox length_problem(std::u32string_view text, std::int64_t least, std::int64_t most) {
  const auto length = static_cast<std::int64_t>(text.size());
  if (length > most) {
    return refuse("too_long", "Write at most " + std::to_string(most) + " characters");
  }
  if (length < least) {
    return refuse("too_short", "Write at least " + std::to_string(least) + " characters");
  }
  return nullptr;
}

/// HTML's "valid e-mail address", the part before the @.
constexpr bool is_mailbox_character(char c) {
  constexpr std::string_view kSigns = ".!#$%&'*+/=?^_`{|}~-";
  return is_alphanumeric(c) || kSigns.find(c) != std::string_view::npos;
}

/// HTML's "valid e-mail address", one label of the domain.
constexpr bool is_domain_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
    return false;
  return all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_domain(std::string_view domain) {
  for (;;) {
    const std::size_t dot = domain.find('.');
    if (!is_domain_label(domain.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

std::optional<std::int64_t> date_bound(std::string_view bound, std::int64_t now) {
  if (bound != "today") return parse_date(bound);
  constexpr std::int64_t kDay = 86'400'000;
  return now / kDay - (now % kDay < 0 ? 1 : 0);
}

/// Beyond 2^53 - 1, from where on JavaScript cannot tell one whole number from the next.
bool is_beyond(double number) { return number > kLargestInteger || number < -kLargestInteger; }

Result<FieldValue> within_bounds(const FieldSpec& spec, Value number) {
  const double given = number.as_double();
  if (is_beyond(given)) return refuse("range", "Enter a number with fewer digits");
  if (!spec.min.empty()) {
    const auto least = parse_number(spec.min);
    if (!least) return unusable(spec);
    if (given < *least) return refuse("range", "Enter " + spec.min + " or more");
  }
  if (!spec.max.empty()) {
    const auto most = parse_number(spec.max);
    if (!most) return unusable(spec);
    if (given > *most) return refuse("range", "Enter " + spec.max + " or less");
  }
  return plain(std::move(number));
}

/// A whole double as an integer, as JSON text carries it; anything else unchanged.
Value settled(const Value& number) {
  const double given = number.as_double();
  if (!number.is_double() || is_beyond(given)) return number;
  const auto whole = static_cast<std::int64_t>(given);
  return static_cast<double>(whole) == given ? Value(whole) : number;
}

}  // namespace

Result<FieldValue> check_text(const FieldSpec& spec, const Value& value, std::int64_t) {
  const auto codes = decode_utf8(value.as_string());
  if (!value.is_string() || !codes) return refuse("format", std::string(kWriteText));
  const std::u32string_view text = trim(*codes);
  const std::int64_t most = spec.max_length > 0 ? spec.max_length : kDefaultTextLength;
  if (auto problem = length_problem(text, spec.min_length, most)) return *std::move(problem);
  for (char32_t code : text) {
    if (is_control(code)) {
      return refuse("format", "Write one line of text, without tabs or other control characters");
    }
  }
  return plain(encode_utf8(text));
}

Result<FieldValue> check_name(const FieldSpec& spec, const Value& value, std::int64_t) {
  constexpr std::string_view kAdvice =
      "Write the name with letters; spaces, full stops, apostrophes and hyphens are fine as well";
  const auto codes = decode_utf8(value.as_string());
  if (!value.is_string() || !codes) return refuse("format", std::string(kAdvice));
  const std::u32string_view name = trim(*codes);
  const bool shortened = spec.max_length > 0 && spec.max_length < kLongestName;
  const std::int64_t most = shortened ? spec.max_length : kLongestName;
  if (auto problem = length_problem(name, spec.min_length, most)) return *std::move(problem);
  bool has_letter = false;
  for (char32_t code : name) {
    if (!is_name_character(code)) return refuse("format", std::string(kAdvice));
    has_letter = has_letter || is_name_letter(code);
  }
  if (!has_letter) return refuse("format", std::string(kAdvice));
  return plain(encode_utf8(name));
}

Result<FieldValue> check_email(const FieldSpec&, const Value& value, std::int64_t) {
  constexpr std::string_view kAdvice =
      "Write the whole e-mail address, for example name@example.com";
  const auto text = typed(value);
  if (!text) return refuse("format", std::string(kAdvice));
  if (text->size() > 254) return refuse("too_long", "An e-mail address has at most 254 characters");
  const std::size_t at = text->find('@');
  if (at == 0 || at == std::string::npos) return refuse("format", std::string(kAdvice));
  if (at > 64) return refuse("too_long", "The part before the @ has at most 64 characters");
  const std::string mailbox = text->substr(0, at);
  std::string domain = text->substr(at + 1);
  if (!all_of(mailbox, is_mailbox_character) || !is_domain(domain)) {
    return refuse("format", std::string(kAdvice));
  }
  for (char& c : domain) c = to_lower(c);
  return plain(mailbox + "@" + domain);
}

Result<FieldValue> check_mobile(const FieldSpec&, const Value& value, std::int64_t) {
  const auto text = typed_code(value, "-");
  const bool valid = text && text->size() >= 8 && text->size() <= 16 && (*text)[0] == '+' &&
                     (*text)[1] != '0' && is_digits(std::string_view(*text).substr(1));
  if (!valid) {
    return refuse("format",
                  "Write the number with + and the country's code, for example +91 98765 43210");
  }
  return plain(*text);
}

Result<FieldValue> check_date(const FieldSpec& spec, const Value& value, std::int64_t now) {
  const auto text = typed(value);
  const auto day = text ? parse_date(*text) : std::nullopt;
  if (!day) return refuse("format", "Write the date as year-month-day, for example 1990-05-21");
  if (!spec.min.empty()) {
    const auto first = date_bound(spec.min, now);
    if (!first) return unusable(spec);
    if (*day < *first) return refuse("range", "Choose a date that is not before " + spec.min);
  }
  if (!spec.max.empty()) {
    const auto last = date_bound(spec.max, now);
    if (!last) return unusable(spec);
    if (*day > *last) return refuse("range", "Choose a date that is not after " + spec.max);
  }
  return plain(*text);
}

Result<FieldValue> check_number(const FieldSpec& spec, const Value& value, std::int64_t) {
  if (!value.is_number()) return refuse("format", "Enter a number");
  return within_bounds(spec, settled(value));
}

Result<FieldValue> check_integer(const FieldSpec& spec, const Value& value, std::int64_t) {
  const Value number = settled(value);
  if (!number.is_integer() && !is_beyond(number.as_double())) {
    return refuse("format", "Enter a whole number");
  }
  return within_bounds(spec, number);
}

Result<FieldValue> check_boolean(const FieldSpec&, const Value& value, std::int64_t) {
  if (!value.is_bool()) return refuse("format", "Answer yes or no");
  return plain(value);
}

Result<FieldValue> check_select(const FieldSpec& spec, const Value& value, std::int64_t) {
  if (!value.is_string()) return refuse("format", "Choose one of the options");
  for (const FieldOption& option : spec.options) {
    if (option.value == value.as_string()) return plain(value);
  }
  return refuse("option", "Choose one of the options");
}

Result<FieldValue> check_file(const FieldSpec&, const Value& value, std::int64_t) {
  const auto text = typed(value);
  const bool valid = text && text->size() == 25 && text->starts_with("MX1") &&
                     all_of(std::string_view(*text).substr(3), is_alphanumeric);
  if (!valid) return refuse("format", "Upload the file again");
  return plain(*text);
}

}  // namespace sealflow::field_detail
