// The table of stage types: a new type is one file, one line here, and one in check_input.cpp.
#include <array>

#include "sealflow/signature.hpp"
#include "stage_type.hpp"

namespace sealflow {

extern const StageType consent_stage;
extern const StageType document_stage;
extern const StageType form_stage;
extern const StageType index_stage;
extern const StageType otp_stage;

const StageType* find_stage_type(std::string_view name) {
  static constexpr std::array types = {&consent_stage, &document_stage, &form_stage, &index_stage,
                                       &otp_stage};
  for (const StageType* type : types) {
    if (type->name == name) return type;
  }
  return nullptr;
}

ErrorBox command_unknown(const Command& command) {
  return failure(ErrorCode::command_unknown,
                 "a stage of this type does not take \"" + command.type + "\"", "/type");
}

namespace {

void make_double(Value& values, const std::string& name) {
  const Value& value = values[name];
  if (value.is_integer()) values.set(name, Value(value.as_double()));
}

Value input_of(const Flow& flow, std::string_view stage, Value input) {
  if (const Stage* found = flow.find_stage(stage)) {
    for (const FieldSpec& field : found->fields) {
      if (field.format == "number") make_double(input, field.name);
    }
  }
  return input;
}

}  // namespace

Value rule_bindings(const Flow& flow, const State& state, std::string_view stage,
                    const Value& input, const Value& output) {
  Value inputs = state.variables;
  for (const Variable& variable : flow.variables) {
    if (variable.type == "number") make_double(inputs, variable.name);
  }
  Value stages = Value::object();
  for (const StageRecord& record : state.stages) {
    if (record.progress != Progress::passed) continue;
    stages.set(record.id, Value::object({{"input", input_of(flow, record.id, record.input)},
                                         {"output", record.output}}));
  }
  return Value::object({{"inputs", std::move(inputs)},
                        {"stages", std::move(stages)},
                        {"input", input_of(flow, stage, input)},
                        {"output", output}});
}

Result<std::string> derive(const Command& command, std::string_view label) {
  Result<std::string> seed = from_hex(command.entropy);
  if (!seed || seed->size() != 32) {
    return failure(ErrorCode::malformed_request, "this command needs 32 bytes of entropy as hex",
                   "/entropy");
  }
  std::string bytes = hmac_sha256_bytes(*seed, label);
  wipe(*seed);
  return bytes;
}

}  // namespace sealflow
