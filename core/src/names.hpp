// Names in order, each once: a sorted vector. std::set costs the engines two kilobytes of code, and
// these lists are as short as a flow.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sealflow {

using Names = std::vector<std::string>;

/// False when the name was there already.
bool add_name(Names& names, std::string_view name);
bool has_name(const Names& names, std::string_view name);

}  // namespace sealflow
