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

using ReadFlow = Result<struct Flow> (*)(const Value& request);

/// `request.flow` as a client view. A page has no other flow, and the parser and checker of
/// definitions are a large part of the core.
Result<struct Flow> read_view(const Value& request);

Result<Value> api_decide(const Value& request, ReadFlow read);
Result<Value> api_plan(const Value& request, ReadFlow read);

/// `request.events` as events.
Result<std::vector<struct LoggedEvent>> events_of(const Value& request);

}  // namespace sealflow
