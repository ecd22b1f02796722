// Origins: which pages may talk to an app's sessions, and what browsers are told about it.
#pragma once

#include <string_view>
#include <vector>

#include "server/http/message.hpp"
#include "server/store/apps.hpp"

namespace sealflow::server {

/// "https://example.org" or "http://localhost:3000": scheme, host, perhaps a port; nothing after
/// it.
bool is_origin(std::string_view text);

/// Exactly on the list. "*" counts in a sandbox only, wherever it came from.
bool origin_allowed(const App& app, std::string_view origin);

/// Lets the page of that origin read the answer.
void allow_origin(Response& response, std::string_view origin);

/// The answer to an allowed preflight.
Response preflight_response(const std::vector<std::string_view>& methods);

}  // namespace sealflow::server
