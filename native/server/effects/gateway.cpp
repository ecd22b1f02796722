#include "server/effects/gateway.hpp"

#include <algorithm>
#include <array>

namespace sealflow::server {
namespace {

/// The one table of what is performed. Of the core's types, `biometric` and `http` need effects
/// that nobody carries out yet, `review` an operator's call, and `index` a screen.
constexpr std::array<std::string_view, 4> performed = {"consent", "document", "form", "otp"};

std::string text_of(const Value& payload) {
  const auto& text = payload["text"].as_string();
  return text.empty() ? "Your code is " + payload["code"].as_string() + "." : text;
}

/// Sandbox apps send nothing; their messages are shown on the inbox page. Live apps have no gateway
/// yet and fail where everybody sees it: a code that is silently not sent looks like a user who
/// does not answer.
Performed send_code(Services& services, const App& app, const OpenEffect& effect,
                    const Value& payload) {
  if (!app.sandbox()) return {false, "no_gateway"};
  const Key key = app_key(app, services.vault);
  const Value message = Value::object({{"channel", payload["channel"]},
                                       {"to", payload["to"]},
                                       {"text", text_of(payload)},
                                       {"code", payload["code"]}});
  services.store.write([&](Transaction& transaction) {
    insert_message(transaction.db(), key, app.client_key, effect.id, effect.handshake, message,
                   services.clock());
    return true;
  });
  return {true, ""};
}

}  // namespace

bool can_perform(std::string_view stage_type) {
  return std::find(performed.begin(), performed.end(), stage_type) != performed.end();
}

Performed perform(Services& services, const App& app, const OpenEffect& effect,
                  const Value& payload) {
  if (effect.kind == "send_code") return send_code(services, app, effect, payload);
  return {false, "unknown_kind"};
}

}  // namespace sealflow::server
