#include "server/operate/webhooks.hpp"

#include <algorithm>

#include "sealflow/base64.hpp"
#include "server/base/random.hpp"
#include "server/outbound/client.hpp"
#include "server/store/apps.hpp"
#include "server/webhooks/outbox.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t most_endpoints = 10;
constexpr std::size_t most_secrets = 4;  ///< each is a signature in a header of every message
constexpr std::size_t longest_token = 1024;

ErrorBox no_app() { return failure(ErrorCode::not_found, "there is no app with this client key"); }
ErrorBox no_endpoint() {
  return failure(ErrorCode::not_found, "there is no webhook endpoint with this id");
}

bool is_event(std::string_view event) {
  return std::find(webhook_events.begin(), webhook_events.end(), event) != webhook_events.end();
}

ErrorBox unknown_event(const std::string& event) {
  return failure(ErrorCode::malformed_request,
                 "\"" + event + "\" is none of flowx.completed, flowx.skipped, flowx.errored",
                 "/event");
}

/// It becomes part of a header line.
bool is_token_text(std::string_view token) {
  return token.size() <= longest_token &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::string new_secret() { return "whsec_" + base64(random_bytes(32)); }

struct Owned {
  Key key;
  WebhookEndpoint endpoint;
};

Result<Owned> open_endpoint(Database& db, const Vault& vault, std::string_view id) {
  const auto client_key = app_of_endpoint(db, id);
  const auto app = client_key ? find_app(db, *client_key) : std::nullopt;
  if (!app) return no_endpoint();
  const Key key = app_key(*app, vault);
  auto endpoint = find_endpoint(db, key, id);
  if (!endpoint) return no_endpoint();
  return Owned{key, *std::move(endpoint)};
}

}  // namespace

Result<SetEndpoint> set_webhook(Transaction& transaction, const Vault& vault,
                                std::string_view client_key, const WantedEndpoint& wanted,
                                std::int64_t now) {
  Database& db = transaction.db();
  const auto app = find_app(db, client_key);
  if (!app) return no_app();
  if (const auto checked = check_outbound_url(wanted.url, app->sandbox()); !checked)
    return checked.error();
  for (const auto& event : wanted.events) {
    if (!is_event(event)) return unknown_event(event);
  }
  if (!is_token_text(wanted.token))
    return failure(ErrorCode::malformed_request, "a token is visible ASCII without blanks",
                   "/token");

  const Key key = app_key(*app, vault);
  auto endpoints = endpoints_of(db, key, client_key);
  auto endpoint = std::find_if(endpoints.begin(), endpoints.end(),
                               [&](const WebhookEndpoint& one) { return one.url == wanted.url; });
  SetEndpoint set;
  if (endpoint == endpoints.end()) {
    if (endpoints.size() >= most_endpoints)
      return failure(ErrorCode::malformed_request, "an app has at most ten webhook endpoints");
    WebhookEndpoint made;
    made.id = "WH0" + random_hex(10);
    made.app = client_key;
    made.url = wanted.url;
    made.created_at = now;
    made.secrets = {{new_secret(), 0}};
    made.token = base64(made.id + ":" + random_secret());
    endpoint = endpoints.insert(endpoints.end(), made);
    set.created = true;
    set.secret = endpoint->secrets.front().text;
  }
  endpoint->events = wanted.events;
  if (wanted.events.empty()) endpoint->events.assign(webhook_events.begin(), webhook_events.end());
  if (!wanted.token.empty()) endpoint->token = wanted.token;
  endpoint->disabled.clear();
  put_endpoint(db, key, *endpoint);
  set.id = endpoint->id;
  if (set.created) set.token = endpoint->token;
  return set;
}

Result<std::vector<WebhookEndpoint>> list_webhooks(Database& db, const Vault& vault,
                                                   std::string_view client_key) {
  const auto app = find_app(db, client_key);
  if (!app) return no_app();
  return endpoints_of(db, app_key(*app, vault), client_key);
}

Result<std::int64_t> remove_webhook(Transaction& transaction, std::string_view id) {
  if (!app_of_endpoint(transaction.db(), id)) return no_endpoint();
  return remove_endpoint(transaction.db(), id);
}

Result<std::string> rotate_webhook_secret(Transaction& transaction, const Vault& vault,
                                          std::string_view id, std::int64_t overlap_ms,
                                          std::int64_t now) {
  auto owned = open_endpoint(transaction.db(), vault, id);
  if (!owned) return owned.error();
  auto& secrets = owned->endpoint.secrets;
  for (auto& secret : secrets) {
    if (secret.ends_at == 0) secret.ends_at = now + overlap_ms;
  }
  std::erase_if(secrets, [&](const WebhookSecret& secret) { return secret.ends_at <= now; });
  secrets.insert(secrets.begin(), {new_secret(), 0});
  if (secrets.size() > most_secrets) secrets.resize(most_secrets);
  put_endpoint(transaction.db(), owned->key, owned->endpoint);
  return secrets.front().text;
}

Result<std::vector<std::string>> fire_webhook(Transaction& transaction, Services& services,
                                              std::string_view client_key, std::string_view event) {
  if (!is_event(event)) return unknown_event(std::string(event));
  const auto app = find_app(transaction.db(), client_key);
  if (!app) return no_app();
  auto ids = queue_test_webhooks(transaction, services, *app, event, services.clock());
  if (ids.empty())
    return failure(ErrorCode::not_found, "the app has no endpoint in use that gets this event");
  return ids;
}

Result<void> redeliver_webhook(Transaction& transaction, std::string_view id, std::int64_t now) {
  Database& db = transaction.db();
  const auto message = find_webhook_message(db, id);
  if (!message) return failure(ErrorCode::not_found, "there is no webhook message with this id");
  if (!endpoint_in_use(db, message->endpoint)) {
    return failure(ErrorCode::malformed_request,
                   "its endpoint is switched off; `webhook set` with its URL switches it on again");
  }
  revive_message(db, id, now);
  return {};
}

}  // namespace sealflow::server
