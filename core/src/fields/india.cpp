// Formats that Indian authorities define.
#include <array>
#include <cstddef>
#include <utility>

#include "fields/formats.hpp"
#include "fields/text.hpp"

namespace sealflow::field_detail {

namespace {

// The Income Tax Department's list: association of persons, body of individuals, company, firm,
// government, Hindu undivided family, artificial juridical person, local authority, person, trust.
// Other lists name K and E as well; the department's does not.
constexpr std::string_view kHolderCategories = "ABCFGHJLPT";

constexpr std::string_view kDigits36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Five letters, four digits (0001 to 9999), one letter; how the last one is computed is secret.
bool is_pan(std::string_view text) {
  return text.size() == 10 && all_of(text.substr(0, 5), is_upper) &&
         kHolderCategories.find(text[3]) != std::string_view::npos &&
         is_digits(text.substr(5, 4)) && text.substr(5, 4) != "0000" && is_upper(text[9]);
}

/// The codes of the states and union territories, "other territory" and the centre's jurisdiction.
bool is_gst_state(std::string_view code) {
  if (!is_digits(code)) return false;
  const int number = two_digits(code);
  return (number >= 1 && number <= 38) || number == 97 || number == 99;
}

/// The last character of a GSTIN, from the 14 before it: weights 1 and 2 in turn, the two base-36
/// digits of each product added up.
char gstin_check_character(std::string_view text) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 14; ++i) {
    const std::size_t product = kDigits36.find(text[i]) * (i % 2 == 0 ? 1 : 2);
    sum += product / 36 + product % 36;
  }
  return kDigits36[(36 - sum % 36) % 36];
}

// Verhoeff's scheme: the multiplication of the dihedral group D5 and a permutation per position.
constexpr std::array<std::string_view, 10> kProduct = {
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"};
constexpr std::array<std::string_view, 8> kPermutation = {"0123456789", "1576283094", "5803796142",
                                                          "8916043527", "9453126870", "4286573901",
                                                          "2793806415", "7046913258"};

bool passes_verhoeff(std::string_view digits) {
  std::size_t check = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const auto digit = static_cast<std::size_t>(digits[digits.size() - 1 - i] - '0');
    const auto permuted = static_cast<std::size_t>(kPermutation[i % 8][digit] - '0');
    check = static_cast<std::size_t>(kProduct[check][permuted] - '0');
  }
  return check == 0;
}

/// Labels of letters and digits with dots between them, the first character a letter.
bool is_payment_service(std::string_view handle) {
  if (handle.empty() || !is_letter(handle.front()) || handle.back() == '.') return false;
  char before = '.';
  for (char c : handle) {
    if (c == '.' ? before == '.' : !is_alphanumeric(c)) return false;
    before = c;
  }
  return true;
}

}  // namespace

Result<FieldValue> check_pan(const FieldSpec&, const Value& value, std::int64_t) {
  const auto text = typed_code(value);
  if (!text || !is_pan(*text)) {
    return refuse("format",
                  "PAN has 5 letters, 4 digits and 1 letter, for example ABCPE1234F; check it with "
                  "the card");
  }
  FieldValue result = plain(*text);
  result.derived.set("category", text->substr(3, 1));
  return result;
}

Result<FieldValue> check_gstin(const FieldSpec&, const Value& value, std::int64_t) {
  const auto text = typed_code(value);
  const bool valid = text && text->size() == 15 && is_gst_state(text->substr(0, 2)) &&
                     is_pan(std::string_view(*text).substr(2, 10)) && (*text)[12] != '0' &&
                     kDigits36.find((*text)[12]) != std::string_view::npos && (*text)[13] == 'Z' &&
                     kDigits36.find((*text)[14]) != std::string_view::npos;
  if (!valid) {
    return refuse(
        "format",
        "GSTIN has 15 characters: 2 digits of the state, the PAN, 1 character, the letter "
        "Z and 1 more, for example 27AAPFU0939F1ZV");
  }
  if (gstin_check_character(*text) != (*text)[14]) {
    return refuse("checksum",
                  "A character of this GSTIN is wrong; compare it with the certificate");
  }
  FieldValue result = plain(*text);
  result.derived.set("state", text->substr(0, 2));
  result.derived.set("pan", text->substr(2, 10));
  return result;
}

Result<FieldValue> check_aadhaar(const FieldSpec& spec, const Value& value, std::int64_t) {
  const auto text = typed_code(value, "-");
  const bool valid = text && text->size() == 12 && is_digits(*text) && (*text)[0] >= '2';
  if (!valid) return refuse("format", "Aadhaar has 12 digits and does not begin with 0 or 1");
  if (!passes_verhoeff(*text)) {
    return refuse("checksum", "A digit of this Aadhaar number is wrong; compare it with the card");
  }
  const std::string last4 = text->substr(8);
  FieldValue result = plain(spec.store_full ? *text : last4);
  result.derived.set("last4", last4);
  return result;
}

Result<FieldValue> check_ifsc(const FieldSpec&, const Value& value, std::int64_t) {
  const auto text = typed_code(value);
  const bool valid = text && text->size() == 11 &&
                     all_of(std::string_view(*text).substr(0, 4), is_upper) && (*text)[4] == '0' &&
                     all_of(std::string_view(*text).substr(5), is_alphanumeric);
  if (!valid) {
    return refuse("format",
                  "IFSC has 4 letters, a zero and 6 letters or digits, for example SBIN0001234");
  }
  FieldValue result = plain(*text);
  result.derived.set("bank", text->substr(0, 4));
  return result;
}

Result<FieldValue> check_vpa(const FieldSpec&, const Value& value, std::int64_t) {
  constexpr std::string_view kAdvice = "Write the whole UPI ID, for example name@bank";
  const auto text = typed(value);
  if (!text) return refuse("format", std::string(kAdvice));
  if (text->size() > 255) return refuse("too_long", "A UPI ID has at most 255 characters");
  const std::size_t at = text->find('@');
  const auto is_local = [](char c) {
    return is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
  };
  const bool valid = at != std::string::npos && at > 0 && is_alphanumeric(text->front()) &&
                     all_of(std::string_view(*text).substr(0, at), is_local) &&
                     is_payment_service(std::string_view(*text).substr(at + 1));
  if (!valid) return refuse("format", std::string(kAdvice));
  return plain(*text);
}

Result<FieldValue> check_pincode(const FieldSpec&, const Value& value, std::int64_t) {
  const auto text = typed_code(value);
  if (!text || text->size() != 6 || !is_digits(*text) || (*text)[0] == '0') {
    return refuse("format",
                  "A PIN code has 6 digits and does not begin with 0, for example 560001");
  }
  return plain(*text);
}

}  // namespace sealflow::field_detail
