// review: waits until an operator has decided. The page may close meanwhile. Who decided, and what
// they noted, stays in the log: it is no part of the result.
#include <algorithm>

#include "stage_type.hpp"

namespace sealflow {
namespace {

std::vector<std::string> decisions_of(const Stage& stage) {
  const Value& list = stage.definition["decisions"];
  return list.is_array() ? texts_of(list) : std::vector<std::string>{"approved", "declined"};
}

void read(ObjectReader& reader, Stage&, std::vector<Error>&) {
  std::vector<std::string> names = reader.texts("decisions");
  for (const std::string& name : names) {
    if (!is_name(name)) {
      reader.refuse("decisions", "id_malformed", "a decision has letters, digits and _ only");
    }
    if (std::count(names.begin(), names.end(), name) > 1) {
      reader.refuse("decisions", "duplicate", "\"" + name + "\" is there twice");
    }
  }
  const Value* list = reader.member("decisions");
  if (list != nullptr && list->is_array() && list->size() == 0) {
    reader.refuse("decisions", "missing", "a review needs at least one decision");
  }
}

Value view(const Stage&) { return Value::object(); }

std::vector<std::string> outputs(const Stage&) { return {"decision", "decidedAt"}; }

Result<Verdict> enter(const StageContext&) {
  Verdict verdict{.kind = Verdict::Kind::progressed, .waits = true};
  verdict.note.set("note", "pending");
  return verdict;
}

Result<Verdict> handle(const StageContext& context) {
  const Command& command = context.command;
  if (command.type != "review") return command_unknown(command);
  Result<Value> by = read_reviewer(command.input, "decision", decisions_of(context.stage));
  if (!by) return by.pass();
  Verdict verdict{.kind = Verdict::Kind::passed};
  verdict.output =
      Value::object({{"decision", command.input["decision"]}, {"decidedAt", context.now}});
  verdict.aside = std::move(*by);
  return verdict;
}

}  // namespace

Result<Value> read_reviewer(const Value& input, const char* what,
                            const std::vector<std::string>& choices) {
  std::vector<Error> problems;
  ObjectReader reader(input, "", ErrorCode::invalid_input, problems);
  std::string choice = reader.text(what, ObjectReader::required);
  bool listed = std::find(choices.begin(), choices.end(), choice) != choices.end();
  if (!choice.empty() && !listed) {
    problems.push_back(*failure(ErrorCode::invalid_input,
                                "\"" + choice + "\" is no decision that can be taken here",
                                pointer_to("", what), "option"));
  }
  Value by = Value::object({{"by", reader.text("by", ObjectReader::required)}});
  std::string note = reader.text("note");
  if (!note.empty()) by.set("note", note);
  reader.refuse_unknown();
  Result<void> checked = as_result(ErrorCode::invalid_input, std::move(problems));
  if (!checked) return checked.pass();
  return by;
}

Result<void> check_nothing(const Stage& stage, const Value&, std::int64_t) {
  return failure(ErrorCode::command_unknown,
                 "a stage of the type \"" + stage.type + "\" takes nothing from a page");
}

extern const StageType review_stage;
const StageType review_stage = {"review", read, view, enter, handle, outputs};

}  // namespace sealflow
