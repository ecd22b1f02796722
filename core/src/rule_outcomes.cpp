#include "rule_outcomes.hpp"

#include <algorithm>

#include "rule_ast.hpp"

namespace sealflow {
namespace {

using rule_detail::Kind;
using rule_detail::Node;

constexpr Outcomes fails = {.yes = false, .no = false, .error = true};
constexpr Outcomes never = {.yes = false, .no = true, .error = false};

Outcomes constant(const Value& value) {
  if (!value.is_bool()) return {.error = false};
  return {.yes = value.as_bool(), .no = !value.as_bool(), .error = false};
}

/// The name in `<root>.name` or `<root>['name']`, else "".
std::string_view name_below(std::string_view root, const Node& node) {
  bool by_name = node.kind == Kind::select || node.kind == Kind::has;
  if (!by_name && node.kind != Kind::index) return {};
  const Node& container = node.children.front();
  if (container.kind != Kind::identifier || container.name != root) return {};
  return by_name ? node.name : std::string_view(node.children[1].value.as_string());
}

/// Can a variable that was checked at the launch have this value?
bool can_be(const Variable& variable, const Value& value) {
  if (value.is_null()) return variable.nullable;
  if (value.is_number()) return variable.type == "number" || variable.type == "integer";
  if (value.is_bool()) return variable.type == "boolean";
  if (!value.is_string() || variable.type != "string") return false;
  const auto& options = variable.options;
  return options.empty() ||
         std::find(options.begin(), options.end(), value.as_string()) != options.end();
}

class Judge {
 public:
  Judge(const Flow& flow, std::string_view absent) : flow_(flow), absent_(absent) {}

  Outcomes judge(const Node& node) const {
    if (!absent_.empty() && name_below("stages", node) == absent_) {
      return node.kind == Kind::has ? never : fails;
    }
    switch (node.kind) {
      case Kind::literal:
        return constant(node.value);
      case Kind::identifier:
        return {.error = anything_missing()};
      case Kind::all_of:
      case Kind::any_of:
        return row(node);
      case Kind::choose:
        return choose(node);
      case Kind::invert: {
        Outcomes inner = judge(node.children.front());
        return {.yes = inner.no, .no = inner.yes, .error = inner.error};
      }
      default:
        return strict(node);
    }
  }

 private:
  bool anything_missing() const { return absent_.empty(); }

  /// An operand that decides hides the errors of the others, as CEL has it.
  Outcomes row(const Node& node) const {
    bool deciding = node.kind == Kind::any_of;
    bool can_decide = false;
    bool must_decide = false;
    bool can_pass = true;
    bool error = false;
    for (const Node& child : node.children) {
      Outcomes term = judge(child);
      bool decides = deciding ? term.yes : term.no;
      bool passes = deciding ? term.no : term.yes;
      can_decide = can_decide || decides;
      must_decide = must_decide || (decides && !passes && !term.error);
      can_pass = can_pass && passes;
      error = error || term.error;
    }
    error = error && !must_decide;
    return deciding ? Outcomes{.yes = can_decide, .no = can_pass, .error = error}
                    : Outcomes{.yes = can_pass, .no = can_decide, .error = error};
  }

  Outcomes choose(const Node& node) const {
    Outcomes sum = {.yes = false, .no = false, .error = false};
    auto add = [&](const Outcomes& more) {
      sum.yes = sum.yes || more.yes;
      sum.no = sum.no || more.no;
      sum.error = sum.error || more.error;
    };
    const std::vector<Node>& parts = node.children;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      Outcomes condition = judge(parts[i]);
      sum.error = sum.error || condition.error;
      if (condition.yes) add(judge(parts[i + 1]));
      if (!condition.no) return sum;
    }
    add(judge(parts.back()));
    return sum;
  }

  /// An operator that needs all its operands.
  Outcomes strict(const Node& node) const {
    Outcomes result = comparison(node);
    result.error = anything_missing();
    for (const Node& child : node.children) {
      Outcomes operand = judge(child);
      if (!operand.yes && !operand.no) return fails;
      result.error = result.error || operand.error;
    }
    return result;
  }

  /// `inputs.x == 'a'`, `inputs.x != 'a'` and `inputs.x in ['a', 'b']`, by what x is declared to
  /// be.
  Outcomes comparison(const Node& node) const {
    bool equality = node.kind == Kind::equal || node.kind == Kind::not_equal;
    if (!equality && node.kind != Kind::in) return {};
    const Node* left = &node.children[0];
    const Node* right = &node.children[1];
    if (equality && left->kind == Kind::literal) std::swap(left, right);
    const Variable* variable = flow_.find_variable(name_below("inputs", *left));
    if (variable == nullptr || left->kind == Kind::has) return {};
    auto possible = [&](const Node& value) {
      return value.kind != Kind::literal || can_be(*variable, value.value);
    };
    bool is_list = right->kind == Kind::list;
    if (node.kind == Kind::in && !is_list) return {};
    bool can_hold = is_list && !equality
                        ? std::any_of(right->children.begin(), right->children.end(), possible)
                        : possible(*right);
    bool unequal = node.kind == Kind::not_equal;
    return {.yes = unequal || can_hold, .no = !unequal || can_hold};
  }

  const Flow& flow_;
  std::string_view absent_;
};

}  // namespace

Outcomes outcomes_of(const Rule& rule, const Flow& flow) {
  if (rule.tree() == nullptr) return {};
  if (rule.roots().empty()) {
    Result<bool> value = evaluate_condition(rule, {});
    return value ? constant(*value) : fails;
  }
  return Judge(flow, "").judge(*rule.tree());
}

bool needs_stage(const Rule& rule, const Flow& flow, std::string_view stage) {
  return rule.tree() != nullptr && Judge(flow, stage).judge(*rule.tree()).error;
}

}  // namespace sealflow
