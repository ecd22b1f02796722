#include "server/operate/apps.hpp"

#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"
#include "server/base/random.hpp"
#include "server/http/address.hpp"
#include "server/http/origin.hpp"
#include "server/store/master_keys.hpp"
#include "server/store/sessions.hpp"

namespace sealflow::server {
namespace {

/// Larger ones are mistakes.
constexpr std::int64_t largest_limit = 1'000'000'000;
constexpr std::int64_t longest_advance = 10 * 366 * day_ms;

ErrorBox no_such_app() {
  return failure(ErrorCode::not_found, "there is no app with this client key");
}

Result<void> check_app(const App& app) {
  std::vector<Error> problems;
  const auto problem = [&](std::string where, std::string message) {
    problems.push_back({.code = ErrorCode::malformed_request,
                        .message = std::move(message),
                        .where = std::move(where)});
  };
  if (!app.sandbox() && app.mode != "live") problem("/mode", "the mode is sandbox or live");
  if (app.name.empty() || app.name.size() > 200) problem("/name", "a name has 1 to 200 bytes");
  for (const auto& origin : app.origins) {
    if (origin == "*" && app.sandbox()) continue;
    if (!is_origin(origin))
      problem("/origins", "\"" + origin + "\" is no origin such as https://example.org");
  }
  for (const auto& rule : app.addresses) {
    if (rule == "*" && !app.sandbox())
      problem("/addresses", "a live app cannot be open to every address");
    if (!is_address_rule(rule))
      problem("/addresses", "\"" + rule + "\" is neither an address nor a block of them");
  }
  const Value limits = limits_to_json(app.limits);
  for (const auto& [name, value] : limits.members()) {
    if (value.as_integer() < 0 || value.as_integer() > largest_limit)
      problem("/limits/" + name, "a limit is a number from 0 (none) to a thousand million");
  }
  if (problems.empty()) return {};
  return Error{.code = ErrorCode::malformed_request,
               .message = "the app cannot be like this",
               .details = std::move(problems)};
}

/// Basic credentials (user: client key), so that every HTTP client can send them, and so that the
/// app, and with it the allow-list of addresses, is known before the secret part is looked at.
std::string new_server_token(std::string_view client_key) {
  return base64(std::string(client_key) + ":" + random_secret());
}

ClientSecret new_client_secret() { return {"CS1" + random_hex(6), random_hex(32)}; }

}  // namespace

Result<AppSecrets> create_app(Transaction& transaction, const Vault& vault, const NewApp& wanted,
                              std::int64_t now) {
  AppSecrets secrets;
  secrets.client_key = random_hex(16);
  secrets.server_token = new_server_token(secrets.client_key);
  note_master_key(transaction.db(), vault);
  const auto key = vault.create_key(secrets.client_key);
  App app;
  app.client_key = secrets.client_key;
  app.name = wanted.name;
  app.mode = wanted.mode;
  app.origins = wanted.origins;
  app.addresses = wanted.addresses;
  app.handshake_resumes = wanted.handshake_resumes;
  app.token_hash = sha256_hex(secrets.server_token);
  app.wrapped_key = key.wrapped;
  app.created_at = now;
  if (const auto checked = check_app(app); !checked) return checked.error();
  insert_app(transaction.db(), app);
  const ClientSecret secret = new_client_secret();
  insert_client_secret(transaction.db(), key.key, app.client_key, secret, now, now);
  secrets.client_secret = secret.secret;
  return secrets;
}

Result<App> change_app(Transaction& transaction, std::string_view client_key,
                       const AppChange& wanted) {
  auto app = find_app(transaction.db(), client_key);
  if (!app) return no_such_app();
  const App before = *app;
  if (wanted.name) app->name = *wanted.name;
  if (wanted.origins) app->origins = *wanted.origins;
  if (wanted.addresses) app->addresses = *wanted.addresses;
  if (wanted.active) app->active = *wanted.active;
  if (wanted.limits) app->limits = *wanted.limits;
  if (wanted.advance_ms) {
    if (!app->sandbox())
      return failure(ErrorCode::forbidden, "only a sandbox app has a clock of its own");
    if (*wanted.advance_ms <= 0 || *wanted.advance_ms > longest_advance - app->clock_ahead)
      return failure(ErrorCode::malformed_request,
                     "a clock goes ahead, and by ten years at most altogether");
    app->clock_ahead += *wanted.advance_ms;
  }
  if (const auto checked = check_app(*app); !checked) return checked.error();
  update_app(transaction.db(), *app);
  if (app->addresses != before.addresses || !app->active)
    end_sessions_of_app(transaction.db(), client_key);
  return *std::move(app);
}

Result<std::string> rotate_token(Transaction& transaction, std::string_view client_key,
                                 std::int64_t overlap_ms, std::int64_t now) {
  auto app = find_app(transaction.db(), client_key);
  if (!app) return no_such_app();
  std::string token = new_server_token(client_key);
  replace_token(transaction.db(), *app, sha256_hex(token), now + overlap_ms);
  return token;
}

Result<NewSecret> rotate_secret(Transaction& transaction, const Vault& vault,
                                std::string_view client_key, std::int64_t delay_ms,
                                std::int64_t now) {
  const auto app = find_app(transaction.db(), client_key);
  if (!app) return no_such_app();
  const NewSecret made{new_client_secret(), now + delay_ms};
  insert_client_secret(transaction.db(), app_key(*app, vault), client_key, made.secret,
                       made.signs_from, now);
  return made;
}

}  // namespace sealflow::server
