// Shared by json.cpp and json_parse.cpp.
#pragma once

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

}  // namespace sealflow::json_detail
