// What a stage type is. One file in this folder per type; the table of them is in stage_types.cpp.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "../reader.hpp"
#include "sealflow/decide.hpp"

namespace sealflow {

/// What a type sees when it decides. `record` is the stage's own part of the state.
struct StageContext {
  const Flow& flow;
  const Stage& stage;
  const State& state;
  const StageRecord& record;
  std::int64_t now;
  const Command& command;
};

/// What a type answers. decide() turns it into events.
struct Verdict {
  enum class Kind {
    none,        ///< nothing to note
    progressed,  ///< something happened, no try was used
    rejected,    ///< a try was used
    passed,
    branched,  ///< of an index: go to the stage `to`
  };
  Kind kind = Kind::none;
  Value note = Value::object();    ///< public part: progressed and rejected
  Value shown;                     ///< private, but the page gets it; progressed
  std::optional<Value> memory;     ///< private; replaces the record's memory
  Value input = Value::object();   ///< private; of a pass
  Value output = Value::object();  ///< private; of a pass
  std::vector<Effect> effects;     ///< decide() fills in id and stage
  bool exhausted = false;          ///< the type itself knows that no try is left
  std::string to;                  ///< of a branch
  /// Private, in the log alone: neither the state nor the result has it. Of a pass.
  Value aside = Value::object();
  /// Progressed: until its effect is reported, or an operator has decided. The effect's id goes
  /// into the memory.
  bool waits = false;
  /// Rejected: with tries left, the stage begins anew, as it did when it was entered.
  bool again = false;
  /// Rejected, and not by the person: what an outside service did wrong. The run ends with
  /// provider_failed unless there are counted tries left and `again`.
  std::string failed;
};

struct StageType {
  std::string_view name;

  /// Reads the members of its own from the definition; the common ones are read already.
  void (*read)(ObjectReader& reader, Stage& stage, std::vector<Error>& problems);

  /// What the page needs in order to show the stage.
  Value (*view)(const Stage& stage);

  /// When the stage is entered; nullptr: nothing to do.
  Result<Verdict> (*enter)(const StageContext& context);

  /// submit, and commands of its own; it answers command_unknown to others.
  Result<Verdict> (*handle)(const StageContext& context);

  /// The outputs that a pass may have; nullptr: nobody can tell.
  std::vector<std::string> (*outputs)(const Stage& stage) = nullptr;
};

/// The type of that name, or nullptr.
const StageType* find_stage_type(std::string_view name);

/// What can be said of an input without the server: is it complete and well formed? Each type's
/// handle() begins with its own. They stand beside the types, not in them: the page's engine links
/// these alone. Error: invalid_input.
using InputCheck = Result<void> (*)(const Stage& stage, const Value& input, std::int64_t now);
Result<void> check_biometric(const Stage& stage, const Value& input, std::int64_t now);
Result<void> check_consent(const Stage& stage, const Value& input, std::int64_t now);
Result<void> check_document(const Stage& stage, const Value& input, std::int64_t now);
Result<void> check_form(const Stage& stage, const Value& input, std::int64_t now);
Result<void> check_index(const Stage& stage, const Value& input, std::int64_t now);
/// Of types that take nothing from a page. Error: command_unknown.
Result<void> check_nothing(const Stage& stage, const Value& input, std::int64_t now);
Result<void> check_otp(const Stage& stage, const Value& input, std::int64_t now);

/// The fields of a form, from its definition.
void read_fields(ObjectReader& reader, Stage& stage, std::vector<Error>& problems);

/// Reads a rule that is evaluated on entry; `below` is where the reader is in the stage.
void read_entry_rule(ObjectReader& reader, Stage& stage, const char* name,
                     const std::string& below = {},
                     ObjectReader::Need need = ObjectReader::Need::optional);

/// The value of that rule. Error: rule_error, which ends the run.
Result<Value> evaluate_on_entry(const StageContext& context, std::string_view at);

/// Reads a name for something that the server has configured: a provider, a credential.
void read_server_name(ObjectReader& reader, const char* name,
                      ObjectReader::Need need = ObjectReader::Need::optional);

/// Only ASCII letters, digits, and what `also` has?
bool is_alphanumeric(std::string_view text, std::string_view also);

/// The stage waits for this effect.
Verdict waiting(const char* note, Value memory, const char* kind, const std::string& delivery,
                Value payload);

/// Is this the report of the effect that the stage waits for? Others are late, or repeated.
bool is_awaited(const StageContext& context);

/// May this enter a result as an output? A text, a number that JavaScript keeps, true or false.
bool is_plain(const Value& value);

/// A reason of somebody else's, if it is one: public parts take identifiers, not sentences.
std::string reason_or(const Value& reason, const char* otherwise);

/// The effect failed, or its reply cannot be used.
Verdict effect_failed(std::string reason, bool again);

/// Of an operator's decision: `what` is one of `choices`, `by` is there, `note` may be. Gives {by,
/// note}, which are private. Error: invalid_input.
Result<Value> read_reviewer(const Value& input, const char* what,
                            const std::vector<std::string>& choices);

/// The error for a command that the type does not know.
ErrorBox command_unknown(const Command& command);

/// What rules may read: inputs, stages.<id>.{input, output}, and the input and output of the stage
/// that the rule stands at. What is declared a number is a double, also when it is whole: JSON does
/// not tell 2 from 2.0, CEL does.
/// With `reader`, only what that rule reads: a walk of 200 stages is not copied for each rule.
Value rule_bindings(const Flow& flow, const State& state, std::string_view stage,
                    const Value& input, const Value& output, const Rule* reader = nullptr);

/// 32 bytes from the command's entropy, different for each label. Error: malformed_request when
/// the entropy is not 32 bytes of hex.
Result<std::string> derive(const Command& command, std::string_view label);

}  // namespace sealflow
