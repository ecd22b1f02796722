// What the parts of the core that read or write JSON have in common; json.cpp and json_write.cpp
// have it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"

namespace sealflow::json_detail {

using MemberOrder = std::vector<const Member*>;
using MemberLess = bool (*)(const Member&, const Member&);

/// Pointers to the members, in the order that `less` asks for. One function for every order: each
/// std::sort of its own adds 4 kB to the WASM engines.
MemberOrder sorted(const std::vector<Member>& members, MemberLess less);

/// By name; among equal names the one inserted first.
bool less_by_name(const Member& a, const Member& b);

/// Pieces of RFC 8785 text, for what is written without a Value.
void append_canonical(std::string& to, const Value& value);
void append_string(std::string& to, std::string_view text);
void append_integer(std::string& to, std::int64_t number);

}  // namespace sealflow::json_detail
