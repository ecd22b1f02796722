#include "server/handlers/backend_call.hpp"

#include <algorithm>

#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"
#include "server/base/log.hpp"
#include "server/http/address.hpp"
#include "server/store/audit.hpp"

namespace sealflow::server {
namespace {

/// Enough to tell an app's tokens apart, useless for making one.
constexpr std::size_t shown_digits = 12;

/// The app's own limits, over those of the server.
Limits limits_of(const App& app, const Settings& settings) {
  Limits limits = app.limits;
  if (!limits.app_rate) limits.app_rate = settings.app_rate;
  if (!limits.call_rate) limits.call_rate = settings.call_rate;
  if (!limits.app_daily) limits.app_daily = settings.app_daily;
  if (!limits.call_daily) limits.call_daily = settings.call_daily;
  return limits;
}

bool address_allowed(const App& app, const std::string& address) {
  auto rules = app.addresses;
  if (!app.sandbox()) std::erase(rules, "*");
  return address_in(address, rules);
}

}  // namespace

std::string claimed_client_key(const Request& request) {
  const auto credentials = from_base64(authorization(request, "Basic"));
  const auto key = credentials ? credentials->substr(0, credentials->find(':')) : std::string();
  return is_client_key(key) ? key : std::string();
}

Result<Backend> authorise_backend(Call& call) {
  const auto token = authorization(call.request, "Basic");
  auto app = find_app(call.db(), claimed_client_key(call.request));
  if (!app) return failure(ErrorCode::not_authorised);
  // The address comes first: from elsewhere not even a right token is told that it is right.
  if (!address_allowed(*app, call.request.address)) {
    log::warn("address_refused", {{"request", call.request.id},
                                  {"app", app->client_key},
                                  {"address", call.request.address}});
    return failure(ErrorCode::ip_not_allowed);
  }
  const std::string hash = sha256_hex(token);
  if (!token_taken(call.db(), *app, hash, call.now)) return failure(ErrorCode::not_authorised);
  if (!app->active) return failure(ErrorCode::forbidden, "the app is not active");
  const std::string name = std::string(call.route.method) + " " + std::string(call.route.pattern);
  const auto refused =
      call.services.limiter.take(call.services.store, call.db(), app->client_key,
                                 limits_of(*app, call.services.settings), name, call.now);
  if (refused) {
    call.retry_after_s = refused->retry_after_s;
    return failure(refused->code);
  }
  call.now = app->time(call.now);
  return Backend{*std::move(app), "backend:" + hash.substr(0, shown_digits)};
}

void record_deed(Call& call, const Backend& backend, std::string_view action,
                 std::string_view object, std::string_view outcome, std::string_view detail) {
  const Deed deed{backend.actor, std::string(action), std::string(object), std::string(outcome),
                  std::string(detail)};
  const auto write = [&services = call.services, app = backend.app, deed,
                      now = call.services.clock()](Transaction& transaction) {
    append_audit(transaction.db(), services.vault, app, deed, now);
  };
  if (call.transaction != nullptr) {
    write(*call.transaction);
  } else {
    call.before_answer = write;
  }
}

}  // namespace sealflow::server
