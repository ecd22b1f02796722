#include "variables.hpp"

#include <algorithm>
#include <cmath>

#include "reader.hpp"

namespace sealflow {
namespace {

/// Beyond 2^53 - 1, from where on JavaScript cannot tell one whole number from the next.
bool is_beyond(const Value& value) { return std::abs(value.as_double()) > 0x1p53 - 1; }

bool has_type(const Variable& variable, const Value& value) {
  if (variable.type == "string") return value.is_string();
  if (variable.type == "boolean") return value.is_bool();
  if (variable.type == "integer") return value.is_integer() || is_beyond(value);
  return value.is_number();
}

/// What is wrong with the value, or nothing. Values are neither coerced nor normalised.
std::string problem_of(const Variable& variable, const Value& value) {
  if (value.is_null()) return variable.nullable ? "" : "must not be null";
  if (!has_type(variable, value)) return "must be of type " + variable.type;
  if (is_beyond(value)) return "is beyond 2^53 - 1; declare it as a string";
  if (!variable.options.empty() && std::find(variable.options.begin(), variable.options.end(),
                                             value.as_string()) == variable.options.end()) {
    return "is none of the declared values";
  }
  if (variable.format.empty()) return "";
  FieldSpec spec{.name = variable.name, .format = variable.format, .required = true};
  Result<FieldValue> checked = check_field(spec, value, 0);
  return checked ? "" : checked.error().message;
}

}  // namespace

Result<Value> launch_variables(const Flow& flow, const State& state, const Launch& launch,
                               std::vector<std::string>& notes) {
  std::vector<Error> problems;
  bool keeps = launch.variables.is_null();
  const Value& from_page = keeps ? state.variables : launch.variables;
  if (!from_page.is_object()) {
    return failure(ErrorCode::invalid_variables, "variables are an object of names and values",
                   "/variables");
  }
  for (const auto& [name, value] : keeps ? std::vector<Member>() : from_page.members()) {
    const Variable* variable = flow.find_variable(name);
    if (variable == nullptr) notes.push_back("variable_undeclared:" + name);
    if (variable != nullptr && variable->from_backend)
      notes.push_back("variable_of_backend:" + name);
  }
  Value variables = Value::object();
  for (const Variable& variable : flow.variables) {
    // The backend's word counts for its own variables, and may set any other.
    const Value* value = launch.backend_variables.find(variable.name);
    if (value == nullptr && !variable.from_backend) value = from_page.find(variable.name);
    std::string wrong = value != nullptr    ? problem_of(variable, *value)
                        : variable.required ? "is required"
                                            : "";
    if (!wrong.empty()) {
      problems.push_back({.code = ErrorCode::invalid_variables,
                          .message = "the variable \"" + variable.name + "\" " + wrong,
                          .where = pointer_to("/variables", variable.name),
                          .reason = value == nullptr ? "required" : "format"});
    } else if (value != nullptr) {
      variables.set(variable.name, *value);
    }
  }
  Result<void> checked = as_result(ErrorCode::invalid_variables, std::move(problems));
  if (!checked) return checked.pass();
  return variables;
}

bool variables_changed(const Flow& flow, const Value& before, const Value& after) {
  auto kept = [&](const Value& variables) {
    Value result = Value::object();
    const auto& ignored = flow.resume.ignored_inputs;
    for (const auto& [name, value] : variables.members()) {
      if (std::find(ignored.begin(), ignored.end(), name) == ignored.end()) result.set(name, value);
    }
    return result;
  };
  return !(kept(before) == kept(after));
}

}  // namespace sealflow
