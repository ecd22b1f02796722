// For whoever runs the server: does it live, can it serve, what does it cost, what does it offer.
#include "server/handlers/handlers.hpp"
#include "server/handlers/openapi.hpp"
#include "server/observe/metrics.hpp"

namespace sealflow::server {

Result<Response> health(Call&) { return json_response(Value::object({{"ok", true}})); }

Result<Response> ready(Call& call) {
  Value failing = Value::array();
  for (const auto name : call.services.readiness.failing(call.services)) failing.push(name);
  const bool ready = failing.size() == 0;
  return json_response(Value::object({{"ready", ready}, {"failing", std::move(failing)}}),
                       ready ? 200 : 503);
}

Result<Response> metrics(Call& call) {
  Response response;
  response.body = metrics_text(call.services, call.db(), call.now);
  response.set("content-type", "text/plain; version=0.0.4; charset=utf-8");
  return response;
}

Result<Response> openapi(Call&) { return json_response(200, std::string(openapi_document)); }

}  // namespace sealflow::server
