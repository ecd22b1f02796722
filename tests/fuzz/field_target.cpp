// Field formats and the definitions of fields. The input is a field's definition on the first line,
// and the value: JSON, or else a text as it was typed.
#include <string>
#include <vector>

#include "field_checks.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

constexpr std::int64_t now = 1'700'000'000'000;

Result<FieldValue> read(const FieldSpec& spec, const Value& value) {
  Result<FieldValue> result = check_field(spec, value, now);
  // The seeded bug: what was typed is stored as it was typed.
  if (fuzz::seeded_bug() && result && value.is_string()) result->stored = value;
  return result;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void check(std::string_view input) {
  const Result<Value> definition = parse_json(fuzz::take_part(input));
  if (!definition) return;
  std::vector<Error> problems;
  const FieldSpec spec = parse_field(*definition, "/fields/0", problems);
  for (const Error& problem : problems) {
    fuzz::must_be_complete(problem);
    must(problem.code == ErrorCode::flow_invalid, "a wrong definition is a problem of the flow");
    must(problem.where.starts_with("/fields/0"), "a problem lies within the field");
    must(!problem.reason.empty(), "a problem has a reason");
  }
  if (!problems.empty()) return;

  const Result<Value> json = parse_json(input);
  const Result<FieldValue> value = read(spec, json ? *json : Value(input));
  if (!value) return fuzz::must_be_refusal(spec, value.error());
  must(!spec.required || !value->stored.is_null(), "a field that is needed is there");
  const std::string& text = value->stored.as_string();
  must(text.empty() || spec.format == "select" ||
           (!is_blank(text.front()) && !is_blank(text.back())),
       "nothing blank is stored around a text");
  fuzz::must_be_settled(spec, *value, now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
