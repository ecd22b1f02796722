// The machine-readable zones of passports and identity cards. The input is what was typed.
#include <string>

#include "field_checks.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

const FieldSpec spec = {.name = "mrz", .format = "mrz", .required = true};

Result<FieldValue> read(std::string_view text) {
  Result<FieldValue> value = check_field(spec, Value(text), 0);
  // The seeded bug: a name's fillers are taken for a part of it.
  if (fuzz::seeded_bug() && value) {
    const std::string& stored = value->stored.as_string();
    const std::size_t width = stored.find('\n');
    value->derived.set("surname", width == 30 ? stored.substr(62) : stored.substr(5, width - 5));
  }
  return value;
}

/// The weights 7, 3 and 1 have no factor in common with 10, so no single digit can be mistaken.
void check_wrong_digits(const std::string& stored) {
  const std::size_t width = stored.find('\n');
  const bool card = width == 30;  // three lines; the others have two
  // Number, date of birth, date of expiry, each with its check digit.
  const std::size_t number = card ? 5 : width + 1;
  const std::size_t birth = card ? 31 : width + 1 + 13;
  const std::size_t expiry = card ? 31 + 8 : width + 1 + 21;
  for (const auto& [from, length] : {std::pair{number, 10}, std::pair{birth, 7}, {expiry, 7}}) {
    for (std::size_t at = from; at < from + static_cast<std::size_t>(length); ++at) {
      if (stored[at] < '0' || stored[at] > '9') continue;
      std::string wrong = stored;
      wrong[at] = static_cast<char>('0' + (stored[at] - '0' + 1) % 10);
      must(!read(wrong), "one wrong digit is noticed");
    }
  }
}

void check(std::string_view text) {
  const Result<FieldValue> value = read(text);
  if (!value) return fuzz::must_be_refusal(spec, value.error());
  fuzz::must_be_settled(spec, *value, 0);
  const std::string& stored = value->stored.as_string();
  const std::size_t size = stored.size();
  must((size == 89 && stored[44] == '\n') || (size == 73 && stored[36] == '\n') ||
           (size == 92 && stored[30] == '\n' && stored[61] == '\n'),
       "two lines of 44 or 36, or three of 30 are stored");
  for (const Member& derived : value->derived.members()) {
    // Of a date of birth parts may be unknown, and in a number a filler stands for a hyphen.
    if (derived.first == "birthDate") continue;
    const std::string& output = derived.second.as_string();
    const std::size_t filler = output.find('<');
    must(filler == std::string::npos || (derived.first == "documentNumber" && output.back() != '<'),
         "no filler is taken for data");
  }
  check_wrong_digits(stored);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
