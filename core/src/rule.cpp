// Evaluation: one function per group of operators, recursing over the tree (at most
// rule_detail::max_levels deep).
#include "sealflow/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "names.hpp"
#include "rule_ast.hpp"
#include "rule_value.hpp"

namespace sealflow {
namespace rule_detail {
namespace {

// Lends what stands in the bindings or in the rule, owns what was computed: `inputs.a` must not
// copy all inputs.
class Operand {
 public:
  static Operand lent(const Value& value) {
    Operand operand;
    operand.lent_ = &value;
    return operand;
  }
  Operand(Value value) : owned_(std::move(value)) {}

  const Value& get() const { return lent_ != nullptr ? *lent_ : owned_; }
  /// `part` lies within get().
  Operand narrowed_to(const Value& part) const {
    return lent_ != nullptr ? lent(part) : Operand(Value(part));
  }
  Value take() && {
    if (lent_ != nullptr) return *lent_;
    return std::move(owned_);
  }

 private:
  Operand() = default;
  const Value* lent_ = nullptr;
  Value owned_;
};

using Outcome = Result<Operand>;

ErrorBox rule_error(const Node& node, const std::string& message) {
  return error_at(ErrorCode::rule_error, node.at, message);
}

std::string_view kind_name(const Value& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "a bool";
  if (value.is_integer()) return "an int";
  if (value.is_double()) return "a double";
  if (value.is_string()) return "a string";
  return value.is_array() ? "a list" : "a map";
}

ErrorBox no_bool(const Node& node, const std::string& operation, const Value& value) {
  return rule_error(node,
                    std::string(operation) + " needs a bool, not " + std::string(kind_name(value)));
}

ErrorBox no_overload(const Node& node, const std::string& operation, const Value& value) {
  return rule_error(
      node, std::string(operation) + " is not defined for " + std::string(kind_name(value)));
}

ErrorBox no_overload(const Node& node, const std::string& operation, const Value& left,
                     const Value& right) {
  return rule_error(node, std::string(operation) + " is not defined for " +
                              std::string(kind_name(left)) + " and " +
                              std::string(kind_name(right)));
}

class Evaluator {
 public:
  explicit Evaluator(const Value& bindings) : bindings_(bindings) {}

  Outcome evaluate(const Node& node) const {
    switch (node.kind) {
      case Kind::literal:
        return Operand::lent(node.value);
      case Kind::identifier:
        return identifier(node);
      case Kind::list:
        return list(node);
      case Kind::map:
        return map(node);
      case Kind::select:
      case Kind::has:
        return select(node);
      case Kind::all_of:
      case Kind::any_of:
        return row(node);
      case Kind::choose:
        return choose(node);
      case Kind::negate:
      case Kind::invert:
      case Kind::size:
        return unary(node);
      default:
        return binary(node);
    }
  }

 private:
  Outcome identifier(const Node& node) const {
    if (const Value* bound = bindings_.find(node.name)) return Operand::lent(*bound);
    return rule_error(node, "`" + node.name + "` is not bound");
  }

  Outcome list(const Node& node) const {
    Array items;
    items.reserve(node.children.size());
    for (const Node& child : node.children) {
      Outcome item = evaluate(child);
      if (!item) return item;
      items.push_back(std::move(*item).take());
    }
    return Operand(Value(std::move(items)));
  }

  Outcome map(const Node& node) const {
    Value map = Value::object();
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      Outcome key = evaluate(node.children[i]);
      if (!key) return key;
      const Value& name = key->get();
      if (!name.is_string()) return rule_error(node.children[i], "the keys of a map are strings");
      if (map.find(name.as_string()) != nullptr) {
        return rule_error(node.children[i], "the map has this key already");
      }
      Outcome value = evaluate(node.children[i + 1]);
      if (!value) return value;
      map.set(name.as_string(), std::move(*value).take());
    }
    return Operand(std::move(map));
  }

  Outcome select(const Node& node) const {
    Outcome container = evaluate(node.children.front());
    if (!container) return container;
    const Value& map = container->get();
    if (!map.is_object()) return no_overload(node, "selecting a field", map);
    const Value* field = map.find(node.name);
    if (node.kind == Kind::has) return Operand(Value(field != nullptr));
    if (field == nullptr) return rule_error(node, "there is no field `" + node.name + "`");
    return container->narrowed_to(*field);
  }

  // An operand that is an error, or no bool, counts only if no other operand decides. CEL has it so
  // that the order of the operands makes no difference.
  Outcome row(const Node& node) const {
    const bool deciding = node.kind == Kind::any_of;
    ErrorBox first_error;
    for (const Node& child : node.children) {
      Outcome term = evaluate(child);
      if (term && term->get().is_bool()) {
        if (term->get().as_bool() == deciding) return Operand(Value(deciding));
      } else if (!first_error) {
        first_error = term ? no_bool(child, deciding ? "||" : "&&", term->get()) : term.pass();
      }
    }
    if (first_error) return first_error;
    return Operand(Value(!deciding));
  }

  Outcome choose(const Node& node) const {
    const std::vector<Node>& parts = node.children;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      Outcome condition = evaluate(parts[i]);
      if (!condition) return condition;
      if (!condition->get().is_bool()) return no_bool(parts[i], "?:", condition->get());
      if (condition->get().as_bool()) return evaluate(parts[i + 1]);
    }
    return evaluate(parts.back());
  }

  Outcome unary(const Node& node) const {
    Outcome operand = evaluate(node.children.front());
    if (!operand) return operand;
    const Value& value = operand->get();
    if (node.kind == Kind::size) {
      if (value.is_string()) return count(count_code_points(value.as_string()));
      if (value.is_array() || value.is_object()) return count(value.size());
      return no_overload(node, "size", value);
    }
    if (node.kind == Kind::invert) {
      if (value.is_bool()) return Operand(Value(!value.as_bool()));
      return no_bool(node, "!", value);
    }
    if (value.is_double()) return Operand(Value(-value.as_double()));
    if (!value.is_integer()) return no_overload(node, "-", value);
    if (value.as_integer() == std::numeric_limits<std::int64_t>::min()) return overflow(node);
    return Operand(Value(-value.as_integer()));
  }

  Outcome binary(const Node& node) const {
    Outcome left_operand = evaluate(node.children[0]);
    if (!left_operand) return left_operand;
    Outcome right_operand = evaluate(node.children[1]);
    if (!right_operand) return right_operand;
    const Value& left = left_operand->get();
    const Value& right = right_operand->get();
    switch (node.kind) {
      case Kind::equal:
        return Operand(Value(equals(left, right)));
      case Kind::not_equal:
        return Operand(Value(!equals(left, right)));
      case Kind::in:
        return in(node, left, right);
      case Kind::index:
        return index(node, *left_operand, right);
      case Kind::add:
        return arithmetic(node, "+", left, right, add(left, right));
      case Kind::subtract:
        return arithmetic(node, "-", left, right, subtract(left, right));
      case Kind::starts_with:
      case Kind::ends_with:
      case Kind::contains:
        return text_test(node, left, right);
      default:
        return compare(node, left, right);
    }
  }

  static Outcome in(const Node& node, const Value& left, const Value& right) {
    if (right.is_array()) {
      for (const Value& item : right.items()) {
        if (equals(left, item)) return Operand(Value(true));
      }
      return Operand(Value(false));
    }
    // The keys of our maps are strings. CEL knows bool and number keys too, so asking for one is no
    // mistake; there never is one.
    const bool can_be_key = left.is_string() || left.is_bool() || left.is_number();
    if (!right.is_object() || !can_be_key) return no_overload(node, "in", left, right);
    return Operand(Value(left.is_string() && right.find(left.as_string()) != nullptr));
  }

  static Outcome index(const Node& node, const Operand& container, const Value& key) {
    const Value& whole = container.get();
    if (whole.is_object()) {
      const Value* found = key.is_string() ? whole.find(key.as_string()) : nullptr;
      if (found == nullptr) return rule_error(node, "the map has no such key");
      return container.narrowed_to(*found);
    }
    if (!whole.is_array()) return no_overload(node, "[ ]", whole);
    // A double may be an index if it is a whole number, as JSON does not tell 1.0 from 1.
    if (!key.is_number()) return no_overload(node, "[ ]", whole, key);
    const Array& items = whole.items();
    const double wanted =
        key.is_integer() ? static_cast<double>(key.as_integer()) : key.as_double();
    if (!(wanted >= 0 && wanted < static_cast<double>(items.size()))) {
      return rule_error(node, "the list has no such index");
    }
    const auto position = static_cast<std::size_t>(wanted);
    if (static_cast<double>(position) != wanted) {
      return rule_error(node, "the index is no whole number");
    }
    return container.narrowed_to(items[position]);
  }

  static Outcome arithmetic(const Node& node, const char* symbol, const Value& left,
                            const Value& right, Value result) {
    if (!result.is_null()) return Operand(std::move(result));
    const bool same_kind =
        (left.is_integer() && right.is_integer()) || (left.is_double() && right.is_double());
    return same_kind ? Outcome(overflow(node)) : no_overload(node, symbol, left, right);
  }

  static Outcome text_test(const Node& node, const Value& left, const Value& right) {
    if (!left.is_string() || !right.is_string()) {
      return no_overload(node, "this method", left, right);
    }
    const std::string_view text = left.as_string();
    const std::string_view part = right.as_string();
    if (node.kind == Kind::starts_with) return Operand(Value(text.starts_with(part)));
    if (node.kind == Kind::ends_with) return Operand(Value(text.ends_with(part)));
    return Operand(Value(contains_text(text, part)));
  }

  static Outcome compare(const Node& node, const Value& left, const Value& right) {
    const std::optional<int> sign = order(left, right);
    if (!sign) return no_overload(node, "an order", left, right);
    switch (node.kind) {
      case Kind::less:
        return Operand(Value(*sign < 0));
      case Kind::less_equal:
        return Operand(Value(*sign <= 0));
      case Kind::greater:
        return Operand(Value(*sign > 0));
      default:
        return Operand(Value(*sign >= 0));
    }
  }

  static Outcome count(std::size_t number) {
    return Operand(Value(static_cast<std::int64_t>(number)));
  }

  static ErrorBox overflow(const Node& node) {
    return rule_error(node, "the result is out of range");
  }

  const Value& bindings_;
};

// The path of a node that is nothing but names, e.g. a.b['c']. A key that is empty or has a dot in
// it ends the path, as it could not be told from two names.
bool append_path(const Node& node, std::string& path) {
  if (node.kind == Kind::identifier) {
    path = node.name;
    return true;
  }
  const bool by_name = node.kind == Kind::select || node.kind == Kind::has;
  if (!by_name && node.kind != Kind::index) return false;
  if (!append_path(node.children.front(), path)) return false;
  std::string_view name = node.name;
  if (!by_name) {
    name = node.children[1].value.as_string();  // "" unless it is a literal string
    if (name.empty() || name.find('.') != std::string_view::npos) return false;
  }
  path += '.';
  path += name;
  return true;
}

void collect_paths(const Node& node, Names& paths) {
  std::string path;
  if (append_path(node, path)) {
    add_name(paths, path);
    return;
  }
  for (const Node& child : node.children) collect_paths(child, paths);
}

}  // namespace
}  // namespace rule_detail

// Here, where the tree's nodes are known.
Rule::Rule() = default;
Rule::Rule(const Rule& other) = default;
Rule::Rule(Rule&& other) noexcept = default;
Rule& Rule::operator=(const Rule& other) = default;
Rule& Rule::operator=(Rule&& other) noexcept = default;
Rule::~Rule() = default;

const rule_detail::Node* Rule::tree() const { return tree_.empty() ? nullptr : &tree_.front(); }

bool Rule::reads(std::string_view path) const {
  const auto within = [](std::string_view inner, std::string_view outer) {
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
  };
  return std::any_of(paths_.begin(), paths_.end(), [&](const std::string& read) {
    return within(read, path) || within(path, read);
  });
}

std::vector<std::string> Rule::roots() const {
  Names roots;
  for (const std::string& path : paths()) add_name(roots, path.substr(0, path.find('.')));
  return roots;
}

Result<Rule> parse_rule(std::string_view text) {
  Result<rule_detail::Node> tree = rule_detail::parse_tree(text);
  if (!tree) return tree.pass();
  Rule rule;
  rule.text_ = text;
  rule_detail::collect_paths(*tree, rule.paths_);
  rule.tree_.push_back(std::move(*tree));
  return rule;
}

Result<Value> evaluate(const Rule& rule, const Value& bindings) {
  if (rule.tree_.empty()) return failure(ErrorCode::rule_error, "the rule is empty", "0");
  rule_detail::Outcome outcome = rule_detail::Evaluator(bindings).evaluate(rule.tree_.front());
  if (!outcome) return outcome.pass();
  return std::move(*outcome).take();
}

Result<bool> evaluate_condition(const Rule& rule, const Value& bindings) {
  Result<Value> value = evaluate(rule, bindings);
  if (!value) return value.pass();
  if (value->is_bool()) return value->as_bool();
  return failure(ErrorCode::rule_error, "a condition must be true or false", "0");
}

}  // namespace sealflow
