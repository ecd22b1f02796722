#include "sealflow/api.hpp"

#include <algorithm>

#include "api_functions.hpp"
#include "reader.hpp"
#include "sealflow/sealflow.hpp"

namespace sealflow {
namespace {

/// Requests carry whole logs and flows, so they may be larger and deeper than what a page sends.
constexpr JsonLimits request_limits = {.max_bytes = std::size_t{1} << 26, .max_depth = 256};

std::string reply_of(const Result<Value>& result) {
  Value reply = Value::object({{"ok", result.has_value()}});
  if (result) {
    reply.set("value", *result);
  } else {
    reply.set("error", error_to_json(result.error()));
  }
  return stringify(reply);
}

std::string call(std::span<const ApiFunction> functions, std::string_view name,
                 std::string_view request) {
  for (const ApiFunction& function : functions) {
    if (function.name != name) continue;
    Result<Value> parsed = parse_json(request, request_limits);
    if (!parsed) return reply_of(parsed);
    if (!parsed->is_object()) {
      return reply_of(failure(ErrorCode::malformed_request, "a request is an object"));
    }
    return reply_of(function.run(*parsed));
  }
  return reply_of(failure(ErrorCode::command_unknown,
                          "the core has no function \"" + std::string(name) + "\""));
}

std::vector<std::string_view> names_of(std::span<const ApiFunction> functions) {
  std::vector<std::string_view> names;
  for (const ApiFunction& function : functions) names.push_back(function.name);
  return names;
}

}  // namespace

std::string call_page(std::string_view function, std::string_view request) {
  return call(page_api(), function, request);
}

std::vector<std::string_view> page_functions() { return names_of(page_api()); }

std::string call_full(std::string_view function, std::string_view request) {
  // Its own come first: they take definitions where the page's take client views only.
  for (const ApiFunction& known : full_api()) {
    if (known.name == function) return call(full_api(), function, request);
  }
  return call(page_api(), function, request);
}

std::vector<std::string_view> full_functions() {
  std::vector<std::string_view> names = names_of(full_api());
  for (std::string_view name : names_of(page_api())) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Value error_to_json(const Error& error) {
  const ErrorInfo& info = error_info(error.code);
  Value details = Value::array();
  for (const Error& detail : error.details) {
    details.push(Value::object({{"code", error_info(detail.code).name},
                                {"where", detail.where},
                                {"message", detail.message},
                                {"reason", detail.reason}}));
  }
  return Value::object(
      {{"code", info.name},
       {"number", info.number},
       {"httpStatus", info.http_status},
       {"retryable", info.retryable},
       {"message", error.message.empty() ? Value(info.text) : Value(error.message)},
       {"where", error.where},
       {"reason", error.reason},
       {"details", std::move(details)}});
}

}  // namespace sealflow
