#include "field_checks.hpp"

#include <algorithm>
#include <array>

#include "target.hpp"

using namespace sealflow;

namespace fuzz {

void must_be_refusal(const FieldSpec& spec, const Error& error) {
  constexpr std::array<std::string_view, 7> reasons = {
      "required", "format", "checksum", "too_short", "too_long", "range", "option"};
  must_be_complete(error);
  must(error.code == ErrorCode::invalid_input, "a wrong value is invalid_input");
  must(error.where == "/" + spec.name, "the place is the field");
  must(std::find(reasons.begin(), reasons.end(), error.reason) != reasons.end(),
       "the reason is one of the documented ones");
}

void must_be_settled(const FieldSpec& spec, const FieldValue& value, std::int64_t now) {
  const std::string listed = " " + std::string(find_field_format(spec.format)->derived) + " ";
  for (const Member& derived : value.derived.members()) {
    must(listed.find(" " + derived.first + " ") != std::string::npos,
         "a derived output stands in the table");
  }
  // Of an Aadhaar number the last four digits are kept, which are none.
  if (spec.format == "aadhaar" && !spec.store_full) return;
  const Result<FieldValue> again = check_field(spec, value.stored, now);
  must(again && again->stored == value.stored, "what is stored passes, and comes out the same");
  must(again->derived == value.derived, "it derives the same");
}

}  // namespace fuzz
