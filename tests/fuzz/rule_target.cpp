// Rules: what is taken can be evaluated, alike each time, and as the laws of CEL have it.
// The input is the rule and, on its last line, the bindings as JSON.
#include <algorithm>
#include <string>

#include "sealflow/rule.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

constexpr std::size_t longest_rule = 4096;

Result<bool> condition(const Rule& rule, const Value& bindings) {
  Result<bool> answer = evaluate_condition(rule, bindings);
  // The seeded bug: a rule that fails lets everybody through.
  if (fuzz::seeded_bug() && !answer) return true;
  return answer;
}

bool same(const Result<Value>& a, const Result<Value>& b) {
  if (a.has_value() != b.has_value()) return false;
  return a ? *a == *b : a.error() == b.error();
}

/// The rule within another one. Nothing when it does not fit there any more.
Result<Value> within(const std::string& before, const Rule& rule, const std::string& after,
                     const Value& bindings) {
  // The line break ends a comment that the rule may end with.
  const Result<Rule> larger = parse_rule(before + "(" + rule.text() + "\n)" + after);
  return larger ? evaluate(*larger, bindings) : Result<Value>(larger.error());
}

bool fits_within(const Rule& rule) {
  return parse_rule("!(" + rule.text() + "\n) || true || (" + rule.text() + "\n)").has_value();
}

void check_laws(const Rule& rule, const Value& bindings, const Result<Value>& value) {
  if (!fits_within(rule)) return;
  // An error is absorbed by the operand that decides, on whichever side it stands.
  must(*within("true || ", rule, "", bindings) == Value(true), "true || x is true");
  must(*within("", rule, " || true", bindings) == Value(true), "x || true is true");
  must(*within("false && ", rule, "", bindings) == Value(false), "false && x is false");
  must(*within("", rule, " && false", bindings) == Value(false), "x && false is false");
  must(same(within("true ? ", rule, " : 0", bindings), value) || !value, "true ? x : y is x");
  const Result<Value> opposite = within("!", rule, "", bindings);
  if (value && value->is_bool()) {
    must(opposite && *opposite == Value(!value->as_bool()), "!x is the opposite of x");
  } else {
    must(!opposite, "! takes a bool only");
  }
}

/// A client view is made on the strength of this: what roots() does not name, a rule cannot read.
void check_roots(const Rule& rule, const Value& bindings, const Result<Value>& value) {
  const std::vector<std::string> roots = rule.roots();
  const auto is_root = [&](std::string_view name) {
    return std::find(roots.begin(), roots.end(), name) != roots.end();
  };
  Value needed = Value::object();
  for (const auto& [name, bound] : bindings.members()) {
    if (is_root(name)) needed.set(name, bound);
  }
  must(same(evaluate(rule, needed), value), "a rule reads its roots alone");
  for (const std::string& path : rule.paths()) {
    must(is_root(path.substr(0, path.find('.'))), "a path begins with a root");
  }
}

void check(std::string_view input) {
  const std::size_t last_line = input.rfind('\n');
  const std::string_view text = input.substr(0, last_line);
  const Result<Rule> rule = parse_rule(text);
  if (!rule) {
    fuzz::must_be_complete(rule.error());
    must(rule.error().code == ErrorCode::rule_invalid, "a refused rule is rule_invalid");
    fuzz::must_be_offset(rule.error().where, text.size());
    return;
  }
  must(text.size() <= longest_rule, "the limit of length is kept");
  must(rule->text() == text, "a rule keeps its text");

  Value bindings = Value::object({{"inputs", Value::object({{"a", 1}})}});
  if (last_line != std::string_view::npos) {
    const Result<Value> given = parse_json(input.substr(last_line + 1));
    if (given && given->is_object()) bindings = *given;
  }
  const Result<Value> value = evaluate(*rule, bindings);
  if (!value) {
    fuzz::must_be_complete(value.error());
    must(value.error().code == ErrorCode::rule_error, "a rule that fails is a rule_error");
    fuzz::must_be_offset(value.error().where, text.size());
  }
  must(same(evaluate(Rule(*rule), bindings), value), "a rule gives the same each time");
  const Result<bool> answer = condition(*rule, bindings);
  must(answer.has_value() == (value && value->is_bool()), "only a bool is an answer");
  must(!answer || Value(*answer) == *value, "the answer is the value");
  check_roots(*rule, bindings, value);
  check_laws(*rule, bindings, value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
