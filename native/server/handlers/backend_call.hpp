// What every call of a backend begins and ends with: who calls, may he call so often, and what the
// audit says about it.
#pragma once

#include <string>
#include <string_view>

#include "server/handlers/call.hpp"
#include "server/store/apps.hpp"

namespace sealflow::server {

struct Backend {
  App app;
  std::string actor;  ///< for the audit
};

/// The client key that the caller says to have, not looked at any further; or "".
std::string claimed_client_key(const Request& request);

/// Address, token, app, limits, in this order. Errors: ip_not_allowed, not_authorised, forbidden,
/// rate_limited, api_rate_limited, daily_limit, api_daily_limit.
Result<Backend> authorise_backend(Call& call);

/// Into the audit, in the call's transaction; of a reading call before its answer leaves.
void record_deed(Call& call, const Backend& backend, std::string_view action,
                 std::string_view object, std::string_view outcome, std::string_view detail = "");

/// "done", or the error's name.
template <class T>
std::string_view outcome_of(const Result<T>& result) {
  return result ? "done" : error_info(result.error().code).name;
}

}  // namespace sealflow::server
