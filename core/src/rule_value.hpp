// What CEL's operators mean for two values. Internal to rule*.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "sealflow/json.hpp"

namespace sealflow::rule_detail {

/// CEL's `==`: defined for all kinds; numbers compare by value, other kinds are never equal to each
/// other.
bool equals(const Value& left, const Value& right);

/// Less than, equal or greater than as -1, 0, 1; empty if CEL has no order for the two.
std::optional<int> order(const Value& left, const Value& right);

/// Null (no sum is) if CEL has no `+` or `-` for the two, or if the result does not fit.
Value add(const Value& left, const Value& right);
Value subtract(const Value& left, const Value& right);

std::size_t count_code_points(std::string_view text);

/// Takes time proportional to both lengths, whatever the texts are.
bool contains_text(std::string_view text, std::string_view part);

}  // namespace sealflow::rule_detail
