// The functions of the text API. The page's are in a file of their own, so that a page engine links
// nothing of the others.
#pragma once

#include <span>
#include <string_view>

#include "sealflow/json.hpp"

namespace sealflow {

struct ApiFunction {
  std::string_view name;
  Result<Value> (*run)(const Value& request);
};

std::span<const ApiFunction> page_api();
std::span<const ApiFunction> full_api();

/// `request.now`. Without a time nothing would ever expire, so none is made up.
Result<std::int64_t> now_of(const Value& request);

/// `request.events` as events.
Result<std::vector<struct LoggedEvent>> events_of(const Value& request);

}  // namespace sealflow
