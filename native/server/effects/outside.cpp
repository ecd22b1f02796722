#include "server/effects/outside.hpp"

#include <algorithm>

#include "server/effects/setting_reader.hpp"

namespace sealflow::server {
namespace {

Result<Credential> read_credential(const Value& setting, const std::string& where) {
  SettingReader reader(setting, where);
  Credential credential;
  credential.header = reader.text("header", "authorization");
  credential.value = reader.text("prefix", "") + reader.secret("secret");
  credential.hosts = reader.texts("hosts");
  if (credential.hosts.empty())
    reader.refuse("hosts", "a credential names the hosts that it is for");
  if (const auto read = reader.done(); !read) return read.error();
  return credential;
}

}  // namespace

bool Credential::is_for(std::string_view host) const {
  return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

const Credential* Outside::credential(std::string_view name) const {
  const auto found = credentials.find(name);
  return found == credentials.end() ? nullptr : &found->second;
}

Result<std::shared_ptr<Outside>> open_outside(const Settings& settings) {
  auto outside = std::make_shared<Outside>();
  for (const auto& [name, setting] : settings.credentials.members()) {
    auto credential = read_credential(setting, "/credentials/" + name);
    if (!credential) return credential.error();
    outside->credentials[name] = *std::move(credential);
  }
  auto gateways = MessageGateways::read(settings.gateways);
  if (!gateways) return gateways.error();
  outside->gateways = *std::move(gateways);
  auto limits = CodeLimits::read(settings.code_limits);
  if (!limits) return limits.error();
  outside->code_limits = *std::move(limits);
  auto providers = Providers::read(settings.providers);
  if (!providers) return providers.error();
  outside->providers = *std::move(providers);
  return outside;
}

}  // namespace sealflow::server
