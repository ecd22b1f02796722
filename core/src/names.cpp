#include "names.hpp"

#include <algorithm>

namespace sealflow {

bool add_name(Names& names, std::string_view name) {
  const auto at = std::lower_bound(names.begin(), names.end(), name);
  if (at != names.end() && *at == name) return false;
  names.emplace(at, name);
  return true;
}

bool has_name(const Names& names, std::string_view name) {
  const auto at = std::lower_bound(names.begin(), names.end(), name);
  return at != names.end() && *at == name;
}

}  // namespace sealflow
