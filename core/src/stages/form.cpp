// form: fields that a person fills in.
#include <algorithm>

#include "stage_type.hpp"

namespace sealflow {
namespace {

void read(ObjectReader& reader, Stage& stage, std::vector<Error>& problems) {
  const Array& fields = reader.array("fields", ObjectReader::required);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::string pointer = pointer_to(pointer_to(reader.pointer(), "fields"), i);
    FieldSpec field = parse_field(fields[i], pointer, problems);
    bool twice = std::any_of(stage.fields.begin(), stage.fields.end(),
                             [&](const FieldSpec& other) { return other.name == field.name; });
    if (twice) {
      problems.push_back({.code = ErrorCode::flow_invalid,
                          .message = "the field \"" + field.name + "\" is there twice",
                          .where = pointer_to(pointer, "name"),
                          .reason = "id_duplicate"});
    }
    stage.fields.push_back(std::move(field));
  }
  if (reader.member("fields") != nullptr && fields.empty()) {
    reader.refuse("fields", "missing", "a form needs at least one field");
  }
}

Value view(const Stage& stage) { return Value::object({{"fields", stage.definition["fields"]}}); }

Result<Verdict> handle(const StageContext& context) {
  const Command& command = context.command;
  if (command.type != "submit") return command_unknown(command);

  Verdict verdict{.kind = Verdict::Kind::passed};
  std::vector<Error> problems;
  for (const FieldSpec& field : context.stage.fields) {
    Result<FieldValue> value = check_field(field, command.input[field.name], context.now);
    if (!value) {
      problems.push_back(value.error());
      continue;
    }
    verdict.input.set(field.name, value->stored);
    for (const auto& [name, derived] : value->derived.members()) verdict.output.set(name, derived);
  }
  for (const Member& member : command.input.members()) {
    const std::string& name = member.first;
    bool known = std::any_of(context.stage.fields.begin(), context.stage.fields.end(),
                             [&](const FieldSpec& field) { return field.name == name; });
    if (known) continue;
    problems.push_back({.code = ErrorCode::invalid_input,
                        .message = "the form has no field \"" + name + "\"",
                        .where = pointer_to("", name),
                        .reason = "member_unknown"});
  }
  Result<void> checked = as_result(ErrorCode::invalid_input, std::move(problems));
  if (!checked) return checked.pass();
  return verdict;
}

}  // namespace

extern const StageType form_stage;
const StageType form_stage = {"form", read, view, nullptr, handle};

}  // namespace sealflow
