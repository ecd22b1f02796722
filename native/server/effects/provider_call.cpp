// provider_token, provider_validate: what a biometric stage asks of its provider.
#include <algorithm>

#include "server/base/log.hpp"
#include "server/effects/gateway.hpp"
#include "server/effects/outside.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t deadline_ms = 15'000;

Claim claim_of(std::int64_t now, const Value& payload) {
  return {payload["mode"].as_string(), payload["user"].as_string(), now, deadline_ms};
}

Performed ask_token(std::int64_t now, Provider& provider, const Value& payload) {
  const auto token = provider.token(claim_of(now, payload));
  if (token) {
    return Performed::done(
        Value::object({{"token", token.value->token}, {"expiresAt", token.value->expires_at}}));
  }
  const std::string reason(provider_refusal_name(token.refusal));
  // A token that nobody scans with runs out: asking again does no harm.
  const bool again =
      token.refusal == ProviderRefusal::unavailable || token.refusal == ProviderRefusal::lost;
  return again ? Performed::failed_for_now(reason) : Performed::failed(reason);
}

Performed ask_verdict(std::int64_t now, Provider& provider, const Value& payload) {
  const std::string& token = payload["token"].as_string();
  const auto verdict = provider.validate(claim_of(now, payload), token);
  if (!verdict) {
    const bool lost = verdict.refusal == ProviderRefusal::lost;
    return Performed::failed(lost ? "indeterminate"
                                  : std::string(provider_refusal_name(verdict.refusal)));
  }
  Value members = Value::object({{"passed", verdict.value->passed}, {"token", token}});
  if (!verdict.value->reason.empty()) members.set("reason", verdict.value->reason);
  if (verdict.value->passed) members.set("output", verdict.value->output);
  return Performed::done(std::move(members));
}

}  // namespace

Performed call_provider(Services& services, const App& app, const OpenEffect& effect,
                        const Value& payload) {
  const auto provider = services.outside->providers.find(payload["provider"].as_string());
  if (!provider) return Performed::failed("provider_unknown");
  // Flows with such a provider are refused earlier (operate/live.hpp), by the settings of then.
  if (provider->sandbox_only() && !app.sandbox()) return Performed::failed("provider_sandbox_only");
  // Each question that goes out is on record, so that it can be seen that none went out twice.
  log::info("provider_called",
            {{"effect", effect.id}, {"kind", effect.kind}, {"provider", payload["provider"]}});
  const auto now = app.time(services.clock());
  return effect.kind == "provider_token" ? ask_token(now, *provider, payload)
                                         : ask_verdict(now, *provider, payload);
}

}  // namespace sealflow::server
