// A flow: stages, the rules between them, and ends. Parsed once, checked as a whole.
//
//   Result<Flow> flow = parse_flow(text);   // error flow_invalid: details has every problem
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/field.hpp"
#include "sealflow/json.hpp"
#include "sealflow/rule.hpp"

namespace sealflow {

/// One entry of a stage's `next`. Without a condition it is taken always.
struct Branch {
  std::optional<Rule> condition;
  std::string to;  ///< id of a stage or an end
  /// In a client view: the condition reads what the page may not see, so the server must decide.
  bool ask_server = false;
};

struct Variable {
  std::string name;
  std::string type = "string";  ///< string, number, integer, boolean
  std::string format;           ///< a field format, for strings
  std::vector<std::string> options;
  bool required = false;
  bool nullable = false;
  bool from_backend = false;  ///< `source: "backend"`: the page cannot set it
};

/// A branch of an index page: it begins at `start` and returns to the page.
struct Step {
  std::string id;
  std::string start;                    ///< id of its first stage
  Value title;                          ///< localised text
  std::vector<std::string> depends_on;  ///< steps that must be done before
  bool optional = false;                ///< the page may be left without it
};

/// A rule that is evaluated when its stage is entered.
struct EntryRule {
  std::string at;  ///< where it stands in the stage: "toRule", "bodyFrom/name"
  Rule rule;
};

/// What an `http` stage takes out of a reply.
struct OutputSpec {
  std::string name;
  std::string type;  ///< string, number, integer, boolean
  std::string at;    ///< JSON pointer into the reply
  bool required = false;
  Array options;  ///< `enum`
};

struct Stage {
  std::string id;
  std::string type;
  std::string group;
  Value title;                    ///< localised text
  std::vector<FieldSpec> fields;  ///< of a form
  std::vector<Step> steps;        ///< of an index
  std::string step;               ///< the step this stage belongs to, or empty
  std::vector<EntryRule> entry_rules;
  std::vector<OutputSpec> outputs;  ///< of an http
  std::vector<Branch> next;
  std::int64_t attempts = 0;                 ///< tries; 0 = no limit
  std::int64_t attempts_reset = 0;           ///< ms after the last try; 0 = never
  std::int64_t expires_after = 0;            ///< ms a pass stays good; 0 = for ever
  std::optional<Branch> conditional_resume;  ///< `conditionalResumeFrom`
  std::vector<std::string> reveal;           ///< outputs the page may see
  bool provisional = false;                  ///< `skipCPRPut`
  Value definition;                          ///< the stage as written, for its type's own members
};

struct End {
  std::string name;
  std::string status;  ///< one of flow_statuses()
  std::string resume_from;
  std::string reason;
};

/// `resume.auth`: from the trigger on the state is protected by a one-time code.
struct ResumeAuth {
  std::string trigger;  ///< `triggerModuleId`: the first stage whose state is protected
  std::string channel;  ///< mobile, email
  Rule to_rule;         ///< whom the code goes to; flow check wants a proved contact
};

struct ResumeRules {
  std::int64_t retention = 14LL * 86'400'000;  ///< ms since the last write
  bool restart_after_end = false;              ///< `afterEnd: "restart"`
  std::vector<std::string> exit_on_end_states;
  std::vector<std::string> ignored_inputs;   ///< `ignoredStateRefreshInputKeys`
  std::string parallel_sessions = "newest";  ///< newest, oldest, allow
  std::optional<ResumeAuth> auth;            ///< launches need a token of the backend
};

struct Flow {
  std::string id;
  std::string version;
  Value title;
  std::vector<Variable> variables;
  std::string start;
  std::vector<Stage> stages;
  std::vector<End> ends;
  ResumeRules resume;
  std::string hash;   ///< SHA-256 (hex) of the RFC 8785 form of the definition
  bool view = false;  ///< a client view: some rules are missing

  const Stage* find_stage(std::string_view id) const;
  const End* find_end(std::string_view name) const;
  const Variable* find_variable(std::string_view name) const;
};

/// The statuses an end may have (HyperVerge's nine).
std::vector<std::string_view> flow_statuses();

/// Parses and checks. Error: invalid_json, or flow_invalid with every problem in `details`
/// (where = JSON pointer into the file).
Result<Flow> parse_flow(std::string_view text);
Result<Flow> flow_from_json(const Value& definition);

/// What the page may know of a flow: titles, fields, the stages a user sees, and of the rules only
/// those that read inputs and form values. parse_client_view() reads it back.
Value client_view(const Flow& flow);
Result<Flow> parse_client_view(const Value& view);

/// `<integer><s|m|h|d>`, 1 s to 366 d, in milliseconds. Error: malformed_request.
Result<std::int64_t> parse_duration(std::string_view text);

}  // namespace sealflow
