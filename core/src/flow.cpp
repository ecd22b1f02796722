#include "sealflow/flow.hpp"

#include <algorithm>
#include <limits>

#include "flow_check.hpp"
#include "reader.hpp"
#include "sealflow/signature.hpp"
#include "stages/stage_type.hpp"

namespace sealflow {
namespace {

constexpr ErrorCode invalid = ErrorCode::flow_invalid;

/// Stage ids become member names of the result, where an integer-like name would be reordered.
bool is_id(std::string_view text, std::string_view prefix) {
  return text.size() > prefix.size() && text.size() <= 64 && text.starts_with(prefix) &&
         is_name(text);
}

/// How many parts a dotted text has; 0 when one of them is empty or has other characters.
int dotted_parts(std::string_view text, bool numbers) {
  int parts = 0;
  while (true) {
    std::string_view part = text.substr(0, text.find('.'));
    bool good = !part.empty() && std::all_of(part.begin(), part.end(), [&](char c) {
      bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
      return (c >= '0' && c <= '9') || (letter && !numbers);
    });
    if (!good || (numbers && part.size() > 1 && part.front() == '0')) return 0;
    ++parts;
    if (part.size() == text.size()) return parts;
    text.remove_prefix(part.size() + 1);
  }
}

/// Semantic Versioning 2.0.0, without its rule on leading zeros in pre-release parts.
bool is_version(std::string_view text) {
  if (std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (dotted_parts(text.substr(plus + 1), false) == 0) return false;
    text = text.substr(0, plus);
  }
  if (std::size_t minus = text.find('-'); minus != std::string_view::npos) {
    if (dotted_parts(text.substr(minus + 1), false) == 0) return false;
    text = text.substr(0, minus);
  }
  return dotted_parts(text, true) == 3;
}

Branch read_branch(const Value& value, const std::string& pointer, std::vector<Error>& problems,
                   bool in_view) {
  ObjectReader reader(value, pointer, invalid, problems);
  Branch branch;
  branch.condition = reader.rule("if");
  if (in_view) branch.ask_server = reader.flag("askServer");
  branch.to = reader.text(
      "to", branch.ask_server ? ObjectReader::Need::optional : ObjectReader::Need::required);
  reader.refuse_unknown();
  return branch;
}

/// The short form: an id alone.
Branch read_target(const Value& id, const std::string& pointer, std::vector<Error>& problems) {
  if (id.as_string().empty()) {
    problems.push_back(*failure(invalid, "an id is needed here", pointer, "missing"));
  }
  return {.to = id.as_string()};
}

std::vector<Branch> read_next(ObjectReader& reader, std::vector<Error>& problems, bool in_view) {
  const Value* next = reader.member("next", ObjectReader::required);
  if (next == nullptr) return {};
  std::string pointer = pointer_to(reader.pointer(), "next");
  if (next->is_string()) return {read_target(*next, pointer, problems)};
  if (!next->is_array() || next->items().empty()) {
    reader.refuse("next", "type", "\"next\" must be an id or a list of {\"if\", \"to\"}");
    return {};
  }
  std::vector<Branch> branches;
  for (std::size_t i = 0; i < next->items().size(); ++i) {
    std::string place = pointer_to(pointer, i);
    branches.push_back(read_branch(next->items()[i], place, problems, in_view));
    bool last = i + 1 == next->items().size();
    const Branch& branch = branches.back();
    if (branch.ask_server) continue;
    bool open = next->items()[i].find("if") == nullptr;
    if (last && !open) {
      problems.push_back(
          {.code = invalid,
           .message = "the last entry must have no \"if\": every answer needs a way on",
           .where = place,
           .reason = "no_otherwise"});
    }
    if (!last && open) {
      problems.push_back({.code = invalid,
                          .message = "the entries after this one can never be taken",
                          .where = place,
                          .reason = "rule_dead"});
    }
  }
  return branches;
}

Stage read_stage(const Value& value, const std::string& pointer, std::vector<Error>& problems,
                 bool in_view) {
  ObjectReader reader(value, pointer, invalid, problems);
  Stage stage{.definition = value};
  stage.id = reader.text("id", ObjectReader::required);
  if (!stage.id.empty() && !is_id(stage.id, "FS0")) {
    reader.refuse("id", "id_malformed",
                  "a stage's id is FS0 and letters, digits or _ (at most 64 in all)");
  }
  stage.type = reader.text("type", ObjectReader::required);
  if (in_view) stage.step = reader.text("step");
  stage.group = reader.text("group", ObjectReader::filled);
  if (!stage.group.empty() && !is_name(stage.group)) {
    reader.refuse("group", "id_malformed", "a group's name has letters, digits and _ only");
  }
  stage.title = reader.localised("title");
  stage.attempts = reader.integer("attempts", 0, 1);
  stage.attempts_reset = reader.duration("attemptsReset");
  stage.expires_after = reader.duration("expiresAfter");
  stage.provisional = reader.flag("skipCPRPut");
  stage.reveal = reader.texts("reveal");
  if (const Value* redirect = reader.member("conditionalResumeFrom")) {
    std::string place = pointer_to(pointer, "conditionalResumeFrom");
    stage.conditional_resume = redirect->is_string()
                                   ? read_target(*redirect, place, problems)
                                   : read_branch(*redirect, place, problems, in_view);
  }
  stage.next = read_next(reader, problems, in_view);

  const StageType* type = find_stage_type(stage.type);
  if (type == nullptr) {
    // Its own members cannot be judged, so only the type is reported.
    if (!stage.type.empty()) {
      reader.refuse("type", "stage_type_unknown", "there is no stage type \"" + stage.type + "\"");
    }
    return stage;
  }
  if (in_view) {
    // The server made this view from a checked flow and left out what the page may not see.
    std::vector<Error> left_out;
    ObjectReader lenient(value, pointer, invalid, left_out);
    type->read(lenient, stage, left_out);
  } else {
    type->read(reader, stage, problems);
    reader.refuse_unknown();
  }
  return stage;
}

Variable read_variable(const std::string& name, const Value& value, std::vector<Error>& problems) {
  std::string pointer = pointer_to("/variables", name);
  ObjectReader reader(value, pointer, invalid, problems);
  Variable variable{.name = name};
  if (!is_name(name)) {
    reader.refuse("", "id_malformed", "a variable's name has letters, digits and _ only");
  }
  variable.type = reader.choice("type", {"string", "number", "integer", "boolean"});
  variable.format = reader.text("format", ObjectReader::filled);
  if (!variable.format.empty() && find_field_format(variable.format) == nullptr) {
    reader.refuse("format", "format_unknown", "there is no format \"" + variable.format + "\"");
  }
  if (!variable.format.empty() && variable.type != "string") {
    reader.refuse("format", "type", "only a variable of type string can have a format");
  }
  variable.options = reader.texts("enum", ObjectReader::filled);
  if (!variable.options.empty() && variable.type != "string") {
    reader.refuse("enum", "type", "only a variable of type string can have an enum");
  }
  variable.required = reader.flag("required");
  variable.nullable = reader.flag("nullable");
  variable.from_backend = reader.choice("source", {"page", "backend"}) == "backend";
  reader.refuse_unknown();
  return variable;
}

End read_end(const std::string& name, const Value& value, std::vector<Error>& problems) {
  ObjectReader reader(value, pointer_to("/ends", name), invalid, problems);
  End end{.name = name};
  if (!is_name(name)) {
    reader.refuse("", "id_malformed", "an end's name has letters, digits and _ only");
  }
  end.status = reader.text("status", ObjectReader::required);
  std::vector<std::string_view> statuses = flow_statuses();
  if (!end.status.empty() &&
      std::find(statuses.begin(), statuses.end(), end.status) == statuses.end()) {
    reader.refuse("status", "status_unknown", "\"" + end.status + "\" is no status of an end");
  }
  end.resume_from = reader.text("resumeFrom", ObjectReader::filled);
  if (!end.resume_from.empty() && end.status != "auto_declined") {
    reader.refuse("resumeFrom", "resume_from_status",
                  "\"resumeFrom\" stands only at an end with the status auto_declined");
  }
  end.reason = reader.text("reason");
  reader.refuse_unknown();
  return end;
}

std::optional<ResumeAuth> read_auth(const Value& value, std::vector<Error>& problems) {
  ObjectReader reader(value, "/resume/auth", invalid, problems);
  ResumeAuth auth{.trigger = reader.text("triggerModuleId", ObjectReader::required),
                  .channel = reader.choice("channel", {"mobile", "email"})};
  std::optional<Rule> to = reader.rule("toRule", ObjectReader::required);
  reader.refuse_unknown();
  if (!to) return std::nullopt;
  auth.to_rule = std::move(*to);
  return auth;
}

ResumeRules read_resume(const Value& value, std::vector<Error>& problems) {
  ObjectReader reader(value, "/resume", invalid, problems);
  ResumeRules rules;
  rules.retention = reader.duration("retention", rules.retention);
  rules.restart_after_end = reader.choice("afterEnd", {"return", "restart"}) == "restart";
  rules.exit_on_end_states = reader.texts("exitOnEndStates");
  std::vector<std::string_view> statuses = flow_statuses();
  for (const std::string& status : rules.exit_on_end_states) {
    if (status == "error" ||
        std::find(statuses.begin(), statuses.end(), status) != statuses.end()) {
      continue;
    }
    reader.refuse("exitOnEndStates", "status_unknown", "\"" + status + "\" is no status");
  }
  rules.ignored_inputs = reader.texts("ignoredStateRefreshInputKeys");
  rules.parallel_sessions = reader.choice("parallelSessions", {"newest", "oldest", "allow"});
  if (const Value* auth = reader.member("auth")) rules.auth = read_auth(*auth, problems);
  reader.refuse_unknown();
  return rules;
}

Result<Flow> read_flow(const Value& definition, bool in_view) {
  std::vector<Error> problems;
  ObjectReader reader(definition, "", invalid, problems);
  Flow flow{.view = in_view};
  reader.text("$schema");  // tells editors where flow.schema.json is; nothing here reads it
  flow.id = reader.text("id", ObjectReader::required);
  if (!flow.id.empty() && !is_id(flow.id, "FX0")) {
    reader.refuse("id", "id_malformed", "a flow's id is FX0 and letters, digits or _");
  }
  flow.version = reader.text("version", ObjectReader::required);
  if (!flow.version.empty() && !is_version(flow.version)) {
    reader.refuse("version", "version_malformed", "\"version\" is like 1.2.0 (semver.org)");
  }
  flow.title = reader.localised("title");
  if (const Value* variables = reader.member("variables")) {
    ObjectReader(*variables, "/variables", invalid, problems);
    for (const auto& [name, value] : variables->members()) {
      flow.variables.push_back(read_variable(name, value, problems));
    }
  }
  flow.start = reader.text("start", ObjectReader::required);
  const Array& stages = reader.array("stages", ObjectReader::required);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    flow.stages.push_back(read_stage(stages[i], pointer_to("/stages", i), problems, in_view));
  }
  if (const Value* ends = reader.member("ends", ObjectReader::required)) {
    ObjectReader(*ends, "/ends", invalid, problems);
    for (const auto& [name, value] : ends->members()) {
      flow.ends.push_back(read_end(name, value, problems));
    }
  }
  if (const Value* resume = reader.member("resume")) {
    flow.resume = read_resume(*resume, problems);
  }
  if (in_view) {
    reader.member("view");
    flow.hash = reader.text("hash", ObjectReader::required);
  } else {
    flow.hash = sha256_hex(canonicalize(definition));
  }
  reader.refuse_unknown();
  if (!in_view) {
    assign_steps(flow);
    check_graph(flow, problems);
  }

  Result<void> checked = as_result(invalid, std::move(problems));
  if (!checked) return checked.pass();
  return flow;
}

}  // namespace

const Stage* Flow::find_stage(std::string_view wanted) const {
  auto found =
      std::find_if(stages.begin(), stages.end(), [&](const Stage& s) { return s.id == wanted; });
  return found == stages.end() ? nullptr : &*found;
}

const End* Flow::find_end(std::string_view name) const {
  auto found = std::find_if(ends.begin(), ends.end(), [&](const End& e) { return e.name == name; });
  return found == ends.end() ? nullptr : &*found;
}

const Variable* Flow::find_variable(std::string_view name) const {
  auto found = std::find_if(variables.begin(), variables.end(),
                            [&](const Variable& v) { return v.name == name; });
  return found == variables.end() ? nullptr : &*found;
}

std::vector<std::string_view> flow_statuses() {
  return {"auto_approved",     "auto_declined",     "needs_review",
          "manually_approved", "manually_declined", "user_cancelled",
          "approve",           "decline",           "manualReview"};
}

Result<Flow> parse_flow(std::string_view text) {
  Result<Value> definition = parse_json(text);
  if (!definition) return definition.pass();
  return flow_from_json(*definition);
}

Result<Flow> flow_from_json(const Value& definition) { return read_flow(definition, false); }

Result<Flow> parse_client_view(const Value& view) { return read_flow(view, true); }

Result<std::int64_t> parse_duration(std::string_view text) {
  constexpr std::int64_t most = 366LL * 86'400'000;
  Error wrong{.code = ErrorCode::malformed_request,
              .message = "a duration is a whole number and s, m, h or d, from 1s to 366d"};
  if (text.size() < 2 || text.size() > 10) return wrong;
  std::int64_t number = 0;
  for (char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9') return wrong;
    number = number * 10 + (c - '0');
  }
  std::int64_t unit = 0;
  switch (text.back()) {
    case 's':
      unit = 1000;
      break;
    case 'm':
      unit = 60'000;
      break;
    case 'h':
      unit = 3'600'000;
      break;
    case 'd':
      unit = 86'400'000;
      break;
    default:
      return wrong;
  }
  if (text.front() == '0' || number * unit > most) return wrong;
  return number * unit;
}

}  // namespace sealflow
