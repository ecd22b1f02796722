#include "server/effects/gateway.hpp"

namespace sealflow::server {

Performed perform(Services& services, const App& app, const OpenEffect& effect,
                  const Value& payload) {
  if (effect.kind == "send_code") return send_code(services, app, effect, payload);
  if (effect.kind == "http_call") return call_api(services, app, effect, payload);
  if (effect.kind == "provider_token" || effect.kind == "provider_validate")
    return call_provider(services, app, effect, payload);
  return Performed::failed("unknown_kind");
}

}  // namespace sealflow::server
