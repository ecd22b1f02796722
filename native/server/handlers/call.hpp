// One call of one route: what a handler gets. And small readers of its parts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "server/http/message.hpp"
#include "server/http/router.hpp"
#include "server/services.hpp"

namespace sealflow::server {

struct Call {
  Request& request;
  const Route& route;
  const Parameters& parameters;
  Services& services;
  std::int64_t now = 0;
  Database* database = nullptr;        ///< absent with Access::none
  Transaction* transaction = nullptr;  ///< with Access::write
  std::int64_t retry_after_s = 0;      ///< of a refusal: when it may be tried again
  /// With Access::read: what has to be on disk before the answer leaves.
  std::function<void(Transaction&)> before_answer = nullptr;

  Database& db() const { return *database; }
  const std::string& parameter(std::string_view name) const {
    return parameters.find(name)->second;
  }
  ErrorForm error_form() const {
    return route.audience == Audience::backend ? ErrorForm::attestr : ErrorForm::session;
  }
};

/// The body, which must be a JSON object. Errors: invalid_json, malformed_request.
Result<Value> json_body(const Call& call);

/// The part after `scheme` and one blank in the header Authorization, or "".
std::string_view authorization(const Request& request, std::string_view scheme);

/// DS0 and 22 base-62 characters?
bool is_handshake_id(std::string_view text);
/// 32 hex digits?
bool is_client_key(std::string_view text);

}  // namespace sealflow::server
