// What the calls of stages and of message gateways have in common.
#pragma once

#include <string>
#include <string_view>

#include "server/outbound/client.hpp"

namespace sealflow::server {

/// RFC 3986, all but unreserved characters.
std::string percent_encoded(std::string_view text);

/// "https://API.example:8443/x" → "api.example:8443"
std::string host_of(std::string_view url);

/// These may go better with another try.
bool may_pass(OutboundFailure failure);
bool is_passing_trouble(int status);

}  // namespace sealflow::server
