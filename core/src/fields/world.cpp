// Formats of worldwide standards: bank accounts (ISO 13616) and travel documents (ICAO 9303).
#include <cstddef>
#include <utility>
#include <vector>

#include "fields/formats.hpp"
#include "fields/text.hpp"

namespace sealflow::field_detail {

namespace {

// Country and length of its IBAN: SWIFT's IBAN registry, release 101.
constexpr std::string_view kIbanLengths =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24"
    "DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27"
    "GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20"
    "LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24"
    "PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25"
    "SV28TL23TN24TR26UA29VA22VG24XK20YE30";

/// The length of that country's IBANs, 0 when the country has none.
std::size_t iban_length(std::string_view country) {
  for (std::size_t at = 0; at < kIbanLengths.size(); at += 4) {
    if (kIbanLengths.substr(at, 2) == country) {
      return static_cast<std::size_t>(two_digits(kIbanLengths.substr(at + 2, 2)));
    }
  }
  return 0;
}

/// The remainder by 97 of the IBAN with its first four characters moved to the end and each letter
/// written as a number, A = 10 to Z = 35.
unsigned iban_remainder(std::string_view iban) {
  unsigned remainder = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    if (is_digit(c)) {
      remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
    } else {
      remainder = (remainder * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
    }
  }
  return remainder;
}

constexpr bool is_mrz_character(char c) { return is_upper(c) || is_digit(c) || c == '<'; }
constexpr bool is_mrz_name(char c) { return is_upper(c) || c == '<'; }

/// ICAO 9303-3: weights 7, 3, 1; A = 10 to Z = 35, the filler 0.
char mrz_check_digit(std::string_view text) {
  constexpr unsigned kWeights[] = {7, 3, 1};
  unsigned sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned worth = 0;
    if (is_digit(text[i])) worth = static_cast<unsigned>(text[i] - '0');
    if (is_upper(text[i])) worth = static_cast<unsigned>(text[i] - 'A') + 10;
    sum += worth * kWeights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

std::string_view without_fillers(std::string_view text) {
  while (!text.empty() && text.back() == '<') text.remove_suffix(1);
  return text;
}

/// A state's or organisation's code: letters, then fillers only ("D<<", "UTO").
bool is_mrz_state(std::string_view text) {
  const std::string_view code = without_fillers(text);
  return !code.empty() && all_of(code, is_upper);
}

/// YYMMDD. Of a birth date any part may be unknown, which fillers say. The century is not known, so
/// 29 February is always fine.
bool is_mrz_date(std::string_view text, bool may_be_unknown) {
  constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (std::size_t i = 0; i < 6; i += 2) {
    const std::string_view part = text.substr(i, 2);
    if (!is_digits(part) && !(may_be_unknown && part == "<<")) return false;
  }
  const int month = is_digits(text.substr(2, 2)) ? two_digits(text.substr(2)) : 1;
  const int day = is_digits(text.substr(4, 2)) ? two_digits(text.substr(4)) : 1;
  return month >= 1 && month <= 12 && day >= 1 && day <= kDays[month - 1];
}

/// Fillers between words become single spaces.
std::string mrz_words(std::string_view text) {
  std::string words;
  for (char c : without_fillers(text)) {
    if (c != '<') {
      words.push_back(c);
    } else if (!words.empty() && words.back() != ' ') {
      words.push_back(' ');
    }
  }
  return words;
}

struct Mrz {
  std::string_view type, issuer, number, birth, sex, expiry, nationality, name;
  std::string long_number;  ///< instead of `number` where that is too short for the whole
  bool checks = true;       ///< are all check digits right?
};

/// Nine characters and their check digit. On cards, a longer number has a filler for the digit and
/// goes on in the optional data, its check digit after it. Tells whether the digit is right.
bool read_number(Mrz& mrz, std::string_view field, std::string_view optional) {
  mrz.number = field.substr(0, 9);
  const std::string_view rest = optional.substr(0, optional.find('<'));
  if (field[9] != '<' || rest.size() < 2) return field[9] == mrz_check_digit(mrz.number);
  mrz.long_number = std::string(mrz.number).append(rest.substr(0, rest.size() - 1));
  return rest.back() == mrz_check_digit(mrz.long_number);
}

/// TD3 and TD2, whose lines differ in length and in what follows the expiry date.
Mrz read_two_lines(std::string_view upper, std::string_view lower) {
  Mrz mrz;
  mrz.type = upper.substr(0, 2);
  mrz.issuer = upper.substr(2, 3);
  mrz.name = upper.substr(5);
  mrz.nationality = lower.substr(10, 3);
  mrz.birth = lower.substr(13, 6);
  mrz.sex = lower.substr(20, 1);
  mrz.expiry = lower.substr(21, 6);
  const bool passport = lower.size() == 44;
  bool fits = read_number(mrz, lower, passport ? std::string_view() : lower.substr(28, 7));
  if (passport) {
    const std::string_view personal = lower.substr(28, 14);
    // The check digit of an empty personal number may be a filler.
    fits = fits && (lower[42] == mrz_check_digit(personal) ||
                    (lower[42] == '<' && without_fillers(personal).empty()));
  }
  std::string composite(lower.substr(0, 10));
  composite.append(lower.substr(13, 7)).append(lower.substr(21, lower.size() - 22));
  mrz.checks = fits && lower[19] == mrz_check_digit(mrz.birth) &&
               lower[27] == mrz_check_digit(mrz.expiry) &&
               lower.back() == mrz_check_digit(composite);
  return mrz;
}

Mrz read_td1(std::string_view upper, std::string_view middle, std::string_view lower) {
  Mrz mrz;
  mrz.type = upper.substr(0, 2);
  mrz.issuer = upper.substr(2, 3);
  mrz.birth = middle.substr(0, 6);
  mrz.sex = middle.substr(7, 1);
  mrz.expiry = middle.substr(8, 6);
  mrz.nationality = middle.substr(15, 3);
  mrz.name = lower;
  std::string composite(upper.substr(5));
  composite.append(middle.substr(0, 7)).append(middle.substr(8, 7)).append(middle.substr(18, 11));
  mrz.checks = read_number(mrz, upper.substr(5, 10), upper.substr(15)) &&
               middle[6] == mrz_check_digit(mrz.birth) &&
               middle[14] == mrz_check_digit(mrz.expiry) &&
               middle[29] == mrz_check_digit(composite);
  return mrz;
}

bool is_well_formed(const Mrz& mrz) {
  return is_upper(mrz.type[0]) && is_mrz_state(mrz.issuer) && is_mrz_state(mrz.nationality) &&
         !without_fillers(mrz.number).empty() && mrz.number[0] != '<' &&
         is_mrz_date(mrz.birth, true) && is_mrz_date(mrz.expiry, false) &&
         (mrz.sex == "M" || mrz.sex == "F" || mrz.sex == "<") && all_of(mrz.name, is_mrz_name) &&
         mrz.name[0] != '<';
}

/// The lines of a zone: as they stand, or cut from one run of 88, 72 or 90 characters.
std::vector<std::string> mrz_lines(const std::u32string& text) {
  std::vector<std::string> lines(1);
  for (char32_t code : text) {
    if (code == U'\n' || code == U'\r') {
      if (!lines.back().empty()) lines.emplace_back();
    } else if (!is_white_space(code)) {
      // Anything outside ASCII is refused later, as every character is that the zone has not.
      lines.back().push_back(code < 0x80 ? to_upper(static_cast<char>(code)) : '?');
    }
  }
  if (lines.back().empty()) lines.pop_back();
  if (lines.size() != 1) return lines;
  const std::string& run = lines[0];
  if (run.size() == 88 || run.size() == 72) {
    return {run.substr(0, run.size() / 2), run.substr(run.size() / 2)};
  }
  if (run.size() == 90) return {run.substr(0, 30), run.substr(30, 30), run.substr(60)};
  return lines;
}

}  // namespace

Result<FieldValue> check_iban(const FieldSpec&, const Value& value, std::int64_t) {
  const auto text = typed_code(value);
  const std::size_t length = text ? iban_length(std::string_view(*text).substr(0, 2)) : 0;
  const bool valid = length > 0 && text->size() == length && is_digits(text->substr(2, 2)) &&
                     all_of(*text, is_alphanumeric);
  if (!valid) {
    return refuse("format",
                  "Write the whole IBAN, from the two letters of the country on, for example DE89 "
                  "3704 0044 0532 0130 00");
  }
  // 00, 01 and 99 leave the same remainder as 97, 98 and 02, but the standard never gives them.
  const int check = two_digits(std::string_view(*text).substr(2));
  if (check < 2 || check > 98 || iban_remainder(*text) != 1) {
    return refuse("checksum", "A character of this IBAN is wrong; compare it with your statement");
  }
  return plain(*text);
}

Result<FieldValue> check_mrz(const FieldSpec&, const Value& value, std::int64_t) {
  constexpr std::string_view kAdvice =
      "Copy the lines of letters, digits and < at the foot of the passport (2 lines of 44) or on "
      "the card (3 lines of 30 or 2 of 36)";
  const auto codes = decode_utf8(value.as_string());
  if (!value.is_string() || !codes) return refuse("format", std::string(kAdvice));
  const std::vector<std::string> lines = mrz_lines(*codes);
  const bool two_lines = lines.size() == 2;
  const bool td3 = two_lines && lines[0].size() == 44;
  const std::size_t width = td3 ? 44 : two_lines ? 36 : 30;
  bool shaped = two_lines || lines.size() == 3;
  for (const std::string& line : lines) {
    shaped = shaped && line.size() == width && all_of(line, is_mrz_character);
  }
  if (!shaped) return refuse("format", std::string(kAdvice));
  const Mrz mrz =
      two_lines ? read_two_lines(lines[0], lines[1]) : read_td1(lines[0], lines[1], lines[2]);
  // V is a visa, whose lines are laid out differently; cards begin with A, C or I.
  const char kind = mrz.type[0];
  const bool right_kind = td3 ? kind != 'V' : kind == 'A' || kind == 'C' || kind == 'I';
  if (!right_kind || !is_well_formed(mrz)) return refuse("format", std::string(kAdvice));
  if (!mrz.checks) {
    return refuse("checksum",
                  "A character of these lines is wrong; compare them with the document");
  }

  std::string stored;
  for (const std::string& line : lines) stored.append(stored.empty() ? "" : "\n").append(line);
  FieldValue result = plain(std::move(stored));
  const std::size_t gap = mrz.name.find("<<");
  const std::string_view given =
      gap == std::string_view::npos ? std::string_view() : mrz.name.substr(gap);
  const std::string_view number = mrz.long_number.empty() ? mrz.number : mrz.long_number;
  Value& derived = result.derived;
  derived.set("documentType", without_fillers(mrz.type));
  derived.set("documentNumber", without_fillers(number));
  derived.set("birthDate", mrz.birth);
  derived.set("expiryDate", mrz.expiry);
  derived.set("sex", mrz.sex == "<" ? std::string_view("X") : mrz.sex);
  derived.set("nationality", without_fillers(mrz.nationality));
  derived.set("issuer", without_fillers(mrz.issuer));
  derived.set("surname", mrz_words(mrz.name.substr(0, gap)));
  derived.set("givenNames", mrz_words(given));
  return result;
}

}  // namespace sealflow::field_detail
