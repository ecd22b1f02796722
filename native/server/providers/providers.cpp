#include "server/providers/providers.hpp"

#include "sealflow/flow.hpp"
#include "server/providers/simulated.hpp"

namespace sealflow::server {
namespace {

Error refused(const std::string& where, std::string message) {
  return {.code = ErrorCode::malformed_request, .message = std::move(message), .where = where};
}

Result<std::shared_ptr<Provider>> read_simulated(const Value& setting, const std::string& where) {
  SimulatedProvider::Settings settings;
  for (const auto& [name, value] : setting.members()) {
    if (name == "type") continue;
    const std::string at = where + "/" + name;
    if (name == "tokenLife") {
      const auto life = parse_duration(value.as_string());
      if (!life) return refused(at, "\"tokenLife\" is a duration, such as 2m");
      settings.token_life = *life;
    } else if (name == "script") {
      for (const Value& ending : value.items()) {
        if (!SimulatedProvider::knows(ending.as_string()))
          return refused(at, "no scan ends with " + stringify(ending));
        settings.script.push_back(ending.as_string());
      }
    } else {
      return refused(at, "the simulated provider has no setting \"" + name + "\"");
    }
  }
  return std::shared_ptr<Provider>(std::make_shared<SimulatedProvider>(std::move(settings)));
}

}  // namespace

std::string_view provider_refusal_name(ProviderRefusal refusal) {
  switch (refusal) {
    case ProviderRefusal::unavailable:
      return "unavailable";
    case ProviderRefusal::lost:
      return "lost";
    case ProviderRefusal::misconfigured:
      return "misconfigured";
    case ProviderRefusal::user_unknown:
      return "user_unknown";
    case ProviderRefusal::user_mismatch:
      return "user_mismatch";
    case ProviderRefusal::token_unknown:
      return "token_unknown";
    case ProviderRefusal::token_spent:
      return "token_spent";
    case ProviderRefusal::token_expired:
      return "token_expired";
    case ProviderRefusal::scan_incomplete:
      return "scan_incomplete";
  }
  return "lost";
}

Providers::Providers() {
  providers_["simulated"] = std::make_shared<SimulatedProvider>(SimulatedProvider::Settings());
}

Providers Providers::none() {
  Providers providers;
  providers.providers_.clear();
  return providers;
}

Result<Providers> Providers::read(const Value& setting) {
  Providers providers;
  if (setting.is_null()) return providers;
  if (!setting.is_object()) return refused("/providers", "\"providers\" is an object by name");
  for (const auto& [name, value] : setting.members()) {
    const std::string where = "/providers/" + name;
    if (value["type"] != Value("simulated"))
      return refused(where + "/type", "a provider's type is \"simulated\"");
    auto provider = read_simulated(value, where);
    if (!provider) return provider.error();
    providers.providers_[name] = *std::move(provider);
  }
  return providers;
}

std::shared_ptr<Provider> Providers::find(std::string_view name) const {
  const auto found = providers_.find(name);
  return found == providers_.end() ? nullptr : found->second;
}

}  // namespace sealflow::server
