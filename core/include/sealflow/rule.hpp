// Rules: a subset of the Common Expression Language (CEL, github.com/google/cel-spec), so that
// `inputs.userType == 'agent' && stages.FS0pan.output.score >= 80` means what CEL says.
//
// In: literals, lists, maps, identifiers, selection, index, ?:, || && ! - + comparison, `in`,
// size, has, startsWith, endsWith, contains. Out: `matches`, `*` `/` `%`, conversions, types and
// macros other than has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"

namespace sealflow {

namespace rule_detail {
struct Node;
}

/// A parsed rule, immutable.
class Rule {
 public:
  Rule();
  Rule(const Rule& other);
  Rule(Rule&& other) noexcept;
  Rule& operator=(const Rule& other);
  Rule& operator=(Rule&& other) noexcept;
  ~Rule();

  const std::string& text() const { return text_; }

  /// The root of the syntax tree (core/src/rule_ast.hpp), nullptr of an empty rule. For the flow
  /// check.
  const rule_detail::Node* tree() const;

  /// The root identifiers the rule reads, in order, each once, e.g. {"inputs", "output"}.
  std::vector<std::string> roots() const;

  /// Dotted paths the rule selects, as far as they are constant, e.g. {"inputs.userType",
  /// "stages.FS0pan.output.score"}. The flow check compares them with what can exist.
  const std::vector<std::string>& paths() const { return paths_; }

  /// Does the rule read what is at that path, a part of it, or something that it is a part of?
  bool reads(std::string_view path) const;

 private:
  friend Result<Rule> parse_rule(std::string_view text);
  friend Result<Value> evaluate(const Rule& rule, const Value& bindings);
  std::string text_;
  std::vector<std::string> paths_;
  std::vector<rule_detail::Node> tree_;  ///< the root alone, or nothing
};

/// Error: rule_invalid, where = byte offset in the rule ("17"). At most 4 KiB of text; nesting and
/// the number of nodes are bounded, so that work is bounded too.
Result<Rule> parse_rule(std::string_view text);

/// Evaluates with CEL's semantics. `bindings` is an object: name -> value.
/// Error: rule_error, where = byte offset of the part that failed.
Result<Value> evaluate(const Rule& rule, const Value& bindings);

/// Evaluates a condition: anything but a boolean is a rule_error. Nothing fails open.
Result<bool> evaluate_condition(const Rule& rule, const Value& bindings);

}  // namespace sealflow
