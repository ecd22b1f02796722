// form: fields that a person fills in.
#include <algorithm>

#include "stage_type.hpp"

namespace sealflow {
namespace {

Value view(const Stage& stage) { return Value::object({{"fields", stage.definition["fields"]}}); }

/// What the formats of its fields derive.
std::vector<std::string> outputs(const Stage& stage) {
  std::vector<std::string> names;
  for (const FieldSpec& field : stage.fields) {
    const FieldFormat* format = find_field_format(field.format);
    std::string_view derived = format == nullptr ? "" : format->derived;
    while (!derived.empty()) {
      std::size_t end = std::min(derived.find(' '), derived.size());
      names.emplace_back(derived.substr(0, end));
      derived.remove_prefix(std::min(end + 1, derived.size()));
    }
  }
  return names;
}

/// What the form holds once every field is checked.
Result<Verdict> filled(const Stage& stage, const Value& input, std::int64_t now) {
  Verdict verdict{.kind = Verdict::Kind::passed};
  std::vector<Error> problems;
  for (const FieldSpec& field : stage.fields) {
    Result<FieldValue> value = check_field(field, input[field.name], now);
    if (!value) {
      problems.push_back(value.error());
      continue;
    }
    verdict.input.set(field.name, value->stored);
    for (const auto& [name, derived] : value->derived.members()) verdict.output.set(name, derived);
  }
  for (const Member& member : input.members()) {
    const std::string& name = member.first;
    bool known = std::any_of(stage.fields.begin(), stage.fields.end(),
                             [&](const FieldSpec& field) { return field.name == name; });
    if (known) continue;
    problems.push_back(*failure(ErrorCode::invalid_input, "the form has no field \"" + name + "\"",
                                pointer_to("", name), "member_unknown"));
  }
  Result<void> checked = as_result(ErrorCode::invalid_input, std::move(problems));
  if (!checked) return checked.pass();
  return verdict;
}

Result<Verdict> handle(const StageContext& context) {
  if (context.command.type != "submit") return command_unknown(context.command);
  return filled(context.stage, context.command.input, context.now);
}

}  // namespace

void read_fields(ObjectReader& reader, Stage& stage, std::vector<Error>& problems) {
  const Array& fields = reader.array("fields", ObjectReader::required);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::string pointer = pointer_to(pointer_to(reader.pointer(), "fields"), i);
    FieldSpec field = parse_field(fields[i], pointer, problems);
    bool twice = std::any_of(stage.fields.begin(), stage.fields.end(),
                             [&](const FieldSpec& other) { return other.name == field.name; });
    if (twice) {
      problems.push_back(*failure(ErrorCode::flow_invalid,
                                  "the field \"" + field.name + "\" is there twice",
                                  pointer_to(pointer, "name"), "id_duplicate"));
    }
    stage.fields.push_back(std::move(field));
  }
}

Result<void> check_form(const Stage& stage, const Value& input, std::int64_t now) {
  Result<Verdict> verdict = filled(stage, input, now);
  if (!verdict) return verdict.pass();
  return {};
}

extern const StageType form_stage;
const StageType form_stage = {"form", read_fields, view, nullptr, handle, outputs};

}  // namespace sealflow
