// index: a page from which steps are begun, in any order their dependencies allow, and to which
// they return. It is passed by its own `next` once every step that is not optional is done.
#include <algorithm>

#include "stage_type.hpp"

namespace sealflow {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

Value view(const Stage& stage) {
  Value steps = Value::array();
  for (const Step& step : stage.steps) {
    steps.push(Value::object({{"id", step.id},
                              {"start", step.start},
                              {"title", step.title},
                              {"dependsOn", list_of(step.depends_on)},
                              {"optional", step.optional}}));
  }
  return Value::object({{"steps", std::move(steps)}});
}

ErrorBox refused(const char* where, const char* reason, const std::string& message) {
  return failure(ErrorCode::invalid_input, message, where, reason);
}

Result<Verdict> begin(const StageContext& context, std::string_view id) {
  const std::vector<std::string>& done = context.record.steps_done;
  for (const Step& step : context.stage.steps) {
    if (step.id != id) continue;
    if (contains(done, step.id)) return refused("/step", "step_done", "this step is done already");
    for (const std::string& needed : step.depends_on) {
      if (contains(done, needed)) continue;
      return refused("/step", "step_locked", "the step \"" + needed + "\" comes first");
    }
    return Verdict{.kind = Verdict::Kind::branched, .to = step.start};
  }
  return refused("/step", "option", "there is no such step");
}

Result<Verdict> leave(const StageContext& context) {
  const std::vector<std::string>& done = context.record.steps_done;
  for (const Step& step : context.stage.steps) {
    if (step.optional || contains(done, step.id)) continue;
    return refused("/done", "step_open", "the step \"" + step.id + "\" is not done yet");
  }
  Verdict verdict{.kind = Verdict::Kind::passed};
  verdict.output.set("steps", list_of(done));
  return verdict;
}

Result<Verdict> handle(const StageContext& context) {
  const Command& command = context.command;
  if (command.type != "submit") return command_unknown(command);
  Result<void> checked = check_index(context.stage, command.input, context.now);
  if (!checked) return checked.pass();
  if (command.input["done"].as_bool()) return leave(context);
  return begin(context, command.input["step"].as_string());
}

std::vector<std::string> outputs(const Stage&) { return {"steps"}; }

}  // namespace

void read_steps(ObjectReader& reader, Stage& stage, std::vector<Error>& problems) {
  const Array& steps = reader.array("steps", ObjectReader::required);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    ObjectReader step(steps[i], pointer_to(pointer_to(reader.pointer(), "steps"), i),
                      ErrorCode::flow_invalid, problems);
    stage.steps.push_back({.id = step.text("id", ObjectReader::required),
                           .start = step.text("start", ObjectReader::required),
                           .title = step.localised("title"),
                           .depends_on = step.texts("dependsOn"),
                           .optional = step.flag("optional")});
    if (const std::string& id = stage.steps.back().id; !id.empty() && !is_name(id)) {
      step.refuse("id", "id_malformed", "a step's id has letters, digits and _ only");
    }
    step.refuse_unknown();
  }
  if (reader.member("steps") != nullptr && steps.empty()) {
    reader.refuse("steps", "missing", "an index needs at least one step");
  }
}

Result<void> check_index(const Stage&, const Value& input, std::int64_t) {
  bool begins = input["step"].is_string() && !input["step"].as_string().empty();
  bool leaves = input["done"].as_bool();
  if (begins != leaves && input.size() == 1) return {};
  return refused("", "format", "an index takes {\"step\": …} or {\"done\": true}");
}

extern const StageType index_stage;
const StageType index_stage = {"index", read_steps, view, nullptr, handle, outputs};

}  // namespace sealflow
