// The syntax tree of a rule. Internal to rule*.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"
#include "sealflow/result.hpp"

namespace sealflow::rule_detail {

// CEL asks for 12 nested and 32 repeated constructs. Parsing and evaluating recurse once per level,
// so the second limit is also what keeps a hostile rule off the end of the stack.
inline constexpr std::size_t max_text_bytes = 4096;
inline constexpr int max_levels = 64;
inline constexpr int max_nodes = 1024;

enum class Kind {
  literal,
  identifier,
  list,
  map,     ///< children: key, value, key, value, …
  select,  ///< child.name
  has,     ///< has(child.name)
  index,   ///< children: container, key
  negate,  ///< -child
  invert,  ///< !child
  add,
  subtract,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  all_of,  ///< a && b && c: one node for the whole row
  any_of,  ///< a || b || c: likewise
  choose,  ///< children: condition, value, condition, value, …, value of the last `:`
  size,
  starts_with,
  ends_with,
  contains,
};

struct Node {
  Kind kind = Kind::literal;
  std::size_t at = 0;  ///< byte offset of the operator, name or literal: where an error points to
  int levels = 0;      ///< height of the tree below this node
  std::string name;    ///< of an identifier or a selected field
  Value value;         ///< of a literal
  std::vector<Node> children;
};

/// Error: rule_invalid.
Result<Node> parse_tree(std::string_view text);

inline ErrorBox error_at(ErrorCode code, std::size_t at, const std::string& message) {
  return failure(code, message, std::to_string(at));
}

}  // namespace sealflow::rule_detail
