// GET /sandbox/{client}/inbox: what a sandbox app would have sent.
#include "server/handlers/handlers.hpp"
#include "server/sandbox/pages.hpp"
#include "server/store/apps.hpp"
#include "server/store/effects.hpp"

namespace sealflow::server {
namespace {

constexpr int shown_messages = 100;

Result<App> sandbox_app(const Call& call) {
  const auto& key = call.parameter("client");
  auto app = is_client_key(key) ? find_app(call.db(), key) : std::nullopt;
  // A live app has no inbox, and nobody learns from here whether it exists.
  if (!app || !app->sandbox() || !app->active) return failure(ErrorCode::not_found);
  return *std::move(app);
}

Response page(std::string_view type, std::string_view content) {
  Response response;
  response.body = content;
  response.set("content-type", std::string(type));
  response.set("content-security-policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
               "base-uri 'none'; "
               "form-action 'none'; frame-ancestors 'none'");
  return response;
}

}  // namespace

Result<Response> inbox_page(Call& call) {
  if (const auto app = sandbox_app(call); !app) return app.error();
  return page("text/html; charset=utf-8", pages::inbox_html);
}

Result<Response> inbox_script(Call&) {
  return page("text/javascript; charset=utf-8", pages::inbox_js);
}

Result<Response> inbox_style(Call&) { return page("text/css; charset=utf-8", pages::inbox_css); }

Result<Response> inbox_data(Call& call) {
  const auto app = sandbox_app(call);
  if (!app) return app.error();
  const Key key = app_key(*app, call.services.vault);
  return json_response(
      Value::object({{"messages", inbox_messages(call.db(), key, app->client_key,
                                                 app->time(call.now), shown_messages)}}));
}

}  // namespace sealflow::server
