#include "server/observe/readiness.hpp"

#include <exception>
#include <filesystem>

#include "server/base/clock.hpp"
#include "server/services.hpp"

namespace sealflow::server {
namespace {

/// A probe that has not come back by then: the disk hangs, or the queue before it is too long.
constexpr std::int64_t longest_probe_ms = 5000;

bool space_left(const std::filesystem::path& at, std::int64_t mebibytes) {
  std::error_code failure;
  const auto space = std::filesystem::space(at, failure);
  constexpr std::uintmax_t mebibyte = 1024 * 1024;
  return !failure && space.available / mebibyte >= static_cast<std::uintmax_t>(mebibytes);
}

}  // namespace

void Readiness::probe(Services& services) {
  std::int64_t none = 0;
  if (!asked_at_.compare_exchange_strong(none, steady_ms())) return;  // the last one still waits
  services.store.submit(
      [now = services.clock()](Transaction& transaction) {
        transaction.db().run(
            "INSERT INTO meta (name, value) VALUES ('probe', ?1) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            Blob{std::to_string(now)});
      },
      [this](const std::exception_ptr& failure) {
        database_ok_ = !failure;
        asked_at_ = 0;
      });
}

std::vector<std::string_view> Readiness::failing(const Services& services) const {
  std::vector<std::string_view> failing;
  const auto asked_at = asked_at_.load();
  const bool hangs = asked_at != 0 && steady_ms() - asked_at > longest_probe_ms;
  if (!database_ok_ || hangs) failing.emplace_back("database");
  if (worker_alive && !worker_alive()) failing.emplace_back("effects");
  const auto reserve = services.settings.disk_reserve;
  const auto& database = services.settings.database;
  // The database of another server watches over its own disk.
  const bool here = std::filesystem::exists(database);
  if ((here && !space_left(database, reserve)) ||
      !space_left(services.settings.media_folder(), reserve))
    failing.emplace_back("disk");
  if (stopping) failing.emplace_back("stopping");
  return failing;
}

}  // namespace sealflow::server
