#include "cli/store.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace sealflow::cli {

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
