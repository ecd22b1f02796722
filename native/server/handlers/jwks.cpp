// The public keys of receipts, for whoever checks one.
#include "sealflow/jwks.hpp"

#include "server/handlers/handlers.hpp"
#include "server/store/receipts.hpp"

namespace sealflow::server {

Result<Response> jwks(Call& call) {
  Response response = json_response(jwks_to_json(published_keys(call.db(), call.services.vault)));
  // An hour: much less than a new key waits before it signs. Pages of anybody may read it.
  response.set("cache-control", "public, max-age=3600");
  response.set("access-control-allow-origin", "*");
  return response;
}

}  // namespace sealflow::server
