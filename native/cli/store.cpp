#include "cli/store.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace sealflow::cli {

Result<std::shared_ptr<server::Outside>> providers_of(const Options& options) {
  server::Settings settings;
  if (!options.config.empty()) {
    const auto read = server::apply_settings_file(settings, options.config);
    if (!read) return read.error();
  }
  auto providers = server::Providers::read(settings.providers);
  if (!providers) return providers.error();
  auto outside = std::make_shared<server::Outside>();
  outside->providers = *std::move(providers);
  return outside;
}

std::string operator_name() {
  const auto user = ::getuid();
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> room{};
  const int failure = ::getpwuid_r(user, &entry, room.data(), room.size(), &found);
  const bool named = failure == 0 && found != nullptr;
  return "operator:" + (named ? std::string(found->pw_name) : std::to_string(user));
}

void record_deed(server::Transaction& transaction, const server::Services& services,
                 const std::string& app, const server::Deed& deed) {
  const auto known = server::find_app(transaction.db(), app);
  if (!known) return;
  server::append_audit(transaction.db(), services.vault, *known, deed, services.clock());
}

void record_for_all(server::Transaction& transaction, const server::Services& services,
                    const server::Deed& deed) {
  for (const auto& app : server::all_apps(transaction.db()))
    record_deed(transaction, services, app.client_key, deed);
}

}  // namespace sealflow::cli
