// consent: a text that the person agrees to. Which text it was is recorded by its hash.
#include "sealflow/signature.hpp"
#include "stage_type.hpp"

namespace sealflow {
namespace {

void read(ObjectReader& reader, Stage&, std::vector<Error>&) {
  reader.localised("text", ObjectReader::required);
}

Value view(const Stage& stage) { return Value::object({{"text", stage.definition["text"]}}); }

std::vector<std::string> outputs(const Stage&) { return {"textSha256", "locale", "acceptedAt"}; }

Result<Verdict> handle(const StageContext& context) {
  const Command& command = context.command;
  if (command.type != "submit") return command_unknown(command);
  Result<void> checked = check_consent(context.stage, command.input, context.now);
  if (!checked) return checked.pass();
  std::string text = canonicalize(context.stage.definition["text"]);
  Verdict verdict{.kind = Verdict::Kind::passed};
  verdict.input = Value::object({{"accepted", true}});
  verdict.output = Value::object({{"textSha256", sha256_hex(text)},
                                  {"locale", context.state.locale},
                                  {"acceptedAt", context.now}});
  return verdict;
}

}  // namespace

Result<void> check_consent(const Stage&, const Value& input, std::int64_t) {
  if (input["accepted"] == Value(true) && input.size() == 1) return {};
  return failure(ErrorCode::invalid_input, "consent is given by {\"accepted\": true}", "/accepted",
                 "required");
}

extern const StageType consent_stage;
const StageType consent_stage = {"consent", read, view, nullptr, handle, outputs};

}  // namespace sealflow
