#include "server/http/origin.hpp"

#include <algorithm>

namespace sealflow::server {

bool is_origin(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto rest = text.substr(scheme.size());
    return !rest.empty() && rest.find_first_of("/?#@* ") == std::string_view::npos &&
           std::none_of(rest.begin(), rest.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }
  return false;
}

bool origin_allowed(const App& app, std::string_view origin) {
  return std::any_of(app.origins.begin(), app.origins.end(), [&](const std::string& allowed) {
    return allowed == origin || (allowed == "*" && app.sandbox());
  });
}

void allow_origin(Response& response, std::string_view origin) {
  response.set("access-control-allow-origin", std::string(origin));
  response.set("access-control-expose-headers",
               "x-request-id, idempotency-replayed, retry-after, location, upload-offset, "
               "upload-complete, upload-length, upload-limit");
  response.set("vary", "Origin");
}

Response preflight_response(const std::vector<std::string_view>& methods) {
  std::string list;
  for (const auto method : methods) {
    if (!list.empty()) list += ", ";
    list += method;
  }
  Response response;
  response.status = 204;
  response.set("access-control-allow-methods", list);
  response.set("access-control-allow-headers",
               "authorization, content-type, idempotency-key, last-event-id, upload-offset, "
               "upload-complete, upload-length");
  response.set("access-control-max-age", "600");
  return response;
}

}  // namespace sealflow::server
