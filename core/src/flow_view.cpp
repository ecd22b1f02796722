// The client view: what the page may know of a flow.
#include <algorithm>

#include "sealflow/flow.hpp"
#include "stages/stage_type.hpp"

namespace sealflow {
namespace {

/// May the page evaluate this rule? Only over the page's own inputs, what was typed in, and
/// revealed outputs: anything else would tell the page what the server knows of the person.
bool for_the_page(const Flow& flow, const Rule& rule, const Stage& stage) {
  auto hidden = [](const Variable& variable) { return variable.from_backend; };
  const std::vector<std::string>& paths = rule.paths();
  return std::all_of(paths.begin(), paths.end(), [&](const std::string& path) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string root = path.substr(0, dot);
    if (root == "input") return true;
    if (root == "output") {
      return std::any_of(stage.reveal.begin(), stage.reveal.end(),
                         [&](const std::string& name) { return path == "output." + name; });
    }
    if (root != "inputs") return false;
    if (dot == path.size()) {  // any of them, as `inputs[name]` has it
      return std::none_of(flow.variables.begin(), flow.variables.end(), hidden);
    }
    const std::string name = path.substr(dot + 1);
    const Variable* variable = flow.find_variable(name.substr(0, name.find('.')));
    return variable != nullptr && !hidden(*variable);
  });
}

Value next_view(const Flow& flow, const Stage& stage) {
  Value next = Value::array();
  for (const Branch& branch : stage.next) {
    if (branch.condition && !for_the_page(flow, *branch.condition, stage)) {
      // What comes after depends on this one, so the rest would only mislead.
      next.push(Value::object({{"askServer", true}}));
      break;
    }
    Value entry = Value::object();
    if (branch.condition) entry.set("if", branch.condition->text());
    entry.set("to", branch.to);
    next.push(std::move(entry));
  }
  return next;
}

Value stage_view(const Flow& flow, const Stage& stage) {
  Value view = Value::object({{"id", stage.id}, {"type", stage.type}});
  if (!stage.title.is_null()) view.set("title", stage.title);
  if (!stage.step.empty()) view.set("step", stage.step);
  if (stage.attempts > 0) view.set("attempts", stage.attempts);
  Value reveal = Value::array();
  for (const std::string& name : stage.reveal) reveal.push(name);
  view.set("reveal", std::move(reveal));
  if (const StageType* type = find_stage_type(stage.type)) {
    Value own = type->view(stage);
    for (const auto& [name, value] : own.members()) view.set(name, value);
  }
  view.set("next", next_view(flow, stage));
  return view;
}

}  // namespace

Value client_view(const Flow& flow) {
  Value view = Value::object({{"view", 1}, {"id", flow.id}, {"version", flow.version}});
  view.set("hash", flow.hash);
  if (!flow.title.is_null()) view.set("title", flow.title);
  Value variables = Value::object();
  for (const Variable& variable : flow.variables) {
    if (variable.from_backend) continue;
    Value declared = Value::object({{"type", variable.type}});
    if (!variable.format.empty()) declared.set("format", variable.format);
    if (variable.required) declared.set("required", true);
    if (variable.nullable) declared.set("nullable", true);
    Value options = Value::array();
    for (const std::string& option : variable.options) options.push(option);
    if (options.size() > 0) declared.set("enum", std::move(options));
    variables.set(variable.name, std::move(declared));
  }
  view.set("variables", std::move(variables));
  view.set("start", flow.start);
  Value stages = Value::array();
  for (const Stage& stage : flow.stages) stages.push(stage_view(flow, stage));
  view.set("stages", std::move(stages));
  Value ends = Value::object();
  for (const End& end : flow.ends) ends.set(end.name, Value::object({{"status", end.status}}));
  view.set("ends", std::move(ends));
  return view;
}

}  // namespace sealflow
