// POST /v1/sessions/{handshake}/handoff: a link for another device.
#include "server/base/random.hpp"
#include "server/handlers/handlers.hpp"
#include "server/handlers/session.hpp"

namespace sealflow::server {

Result<Response> handoff(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  const std::string code = random_secret();
  Handoff link;
  link.handshake = holder->handshake.id;
  link.digits = new_digits(2);
  link.expires_at = call.now + 10 * minute_ms;
  insert_handoff(call.db(), code, link);
  return json_response(
      Value::object({{"code", code}, {"digits", link.digits}, {"expires", link.expires_at}}), 201);
}

}  // namespace sealflow::server
