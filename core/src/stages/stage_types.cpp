// The table of stage types: a new type is one file, one line here, and one in check_input.cpp.
#include <algorithm>
#include <array>
#include <cmath>

#include "sealflow/signature.hpp"
#include "stage_type.hpp"

namespace sealflow {

extern const StageType biometric_stage;
extern const StageType consent_stage;
extern const StageType document_stage;
extern const StageType form_stage;
extern const StageType http_stage;
extern const StageType index_stage;
extern const StageType otp_stage;
extern const StageType review_stage;

const StageType* find_stage_type(std::string_view name) {
  static constexpr std::array types = {&biometric_stage, &consent_stage, &document_stage,
                                       &form_stage,      &http_stage,    &index_stage,
                                       &otp_stage,       &review_stage};
  for (const StageType* type : types) {
    if (type->name == name) return type;
  }
  return nullptr;
}

ErrorBox command_unknown(const Command& command) {
  return failure(ErrorCode::command_unknown,
                 "a stage of this type does not take \"" + command.type + "\"", "/type");
}

void read_entry_rule(ObjectReader& reader, Stage& stage, const char* name, const std::string& below,
                     ObjectReader::Need need) {
  if (std::optional<Rule> rule = reader.rule(name, need)) {
    stage.entry_rules.push_back({.at = below + name, .rule = std::move(*rule)});
  }
}

Result<Value> evaluate_on_entry(const StageContext& context, std::string_view at) {
  for (const EntryRule& entry : context.stage.entry_rules) {
    if (entry.at != at) continue;
    return evaluate(entry.rule, rule_bindings(context.flow, context.state, "", Value::object(),
                                              Value::object(), &entry.rule));
  }
  return Value();
}

void read_server_name(ObjectReader& reader, const char* name, ObjectReader::Need need) {
  std::string text = reader.text(name, need);
  bool good = text.size() <= 32 && is_alphanumeric(text, "_-") &&
              text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos &&
              text.find_first_of("0123456789_-") != 0;
  if (good) return;
  reader.refuse(name, "id_malformed",
                "a name here has small letters, digits, _ and - (at most 32), a letter first");
}

bool is_alphanumeric(std::string_view text, std::string_view also) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           also.find(c) != also.npos;
  });
}

Verdict waiting(const char* note, Value memory, const char* kind, const std::string& delivery,
                Value payload) {
  Verdict verdict{.kind = Verdict::Kind::progressed, .waits = true};
  verdict.note.set("note", note);
  verdict.memory = std::move(memory);
  verdict.effects.push_back({.kind = kind, .delivery = delivery, .payload = std::move(payload)});
  return verdict;
}

bool is_awaited(const StageContext& context) {
  const Value& awaited = context.record.memory["effect"];
  return context.record.waiting && awaited.is_string() &&
         awaited == context.command.input["effect"];
}

bool is_plain(const Value& value) {
  constexpr double most = 9007199254740991;  // 2^53 - 1
  return value.is_string() || value.is_bool() ||
         (value.is_number() && std::abs(value.as_double()) <= most);
}

std::string reason_or(const Value& reason, const char* otherwise) {
  const std::string& text = reason.as_string();
  return text.size() <= 64 && is_name(text) ? text : otherwise;
}

Verdict effect_failed(std::string reason, bool again) {
  Verdict verdict{.kind = Verdict::Kind::rejected};
  verdict.note = Value::object({{"code", error_info(ErrorCode::provider_failed).name}});
  verdict.memory = Value::object();
  verdict.failed = std::move(reason);
  verdict.again = again;
  return verdict;
}

namespace {

void make_double(Value& values, const std::string& name) {
  const Value& value = values[name];
  if (value.is_integer()) values.set(name, Value(value.as_double()));
}

Value output_of(const Flow& flow, std::string_view stage, Value output) {
  if (const Stage* found = flow.find_stage(stage)) {
    for (const OutputSpec& spec : found->outputs) {
      if (spec.type == "number") make_double(output, spec.name);
    }
  }
  return output;
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
                    const Value& input, const Value& output, const Rule* reader) {
  const auto reads = [reader](const std::string& path) {
    return reader == nullptr || reader->reads(path);
  };
  Value bindings = Value::object();
  if (reads("inputs")) {
    Value& inputs = bindings.set("inputs", state.variables);
    for (const Variable& variable : flow.variables) {
      if (variable.type == "number") make_double(inputs, variable.name);
    }
  }
  if (reads("stages")) {
    Value& stages = bindings.set("stages", Value::object());
    for (const StageRecord& record : state.stages) {
      if (record.progress != Progress::passed || !reads("stages." + record.id)) continue;
      stages.add(record.id, Value::object({{"input", input_of(flow, record.id, record.input)},
                                           {"output", output_of(flow, record.id, record.output)}}));
    }
  }
  if (reads("input")) bindings.set("input", input_of(flow, stage, input));
  if (reads("output")) bindings.set("output", output_of(flow, stage, output));
  return bindings;
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
