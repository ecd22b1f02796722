#include "server/server.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>

#include "sealflow/signature.hpp"
#include "server/base/log.hpp"
#include "server/effects/outside.hpp"
#include "server/effects/worker.hpp"
#include "server/handlers/handlers.hpp"
#include "server/http/listener.hpp"
#include "server/operate/live.hpp"
#include "server/service.hpp"
#include "server/store/effects.hpp"
#include "server/store/master_keys.hpp"
#include "server/store/receipts.hpp"
#include "server/store/wakeup_relay.hpp"
#include "server/sweeper.hpp"
#include "server/upload.hpp"
#include "server/webhooks/worker.hpp"

namespace sealflow::server {
namespace {

/// A file's server takes whatever it finds claimed for left behind by an earlier one, so a second
/// one would perform effects twice. The lock goes with the process, however it ends.
class OneServer {
 public:
  explicit OneServer(const std::string& database) {
    file_ = ::open((database + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) throw StorageError("cannot create a file beside " + database, 0);
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
      ::close(file_);
      throw StorageError("another sealflowd works on " + database, 0);
    }
  }
  ~OneServer() { ::close(file_); }
  OneServer(const OneServer&) = delete;
  OneServer& operator=(const OneServer&) = delete;

 private:
  int file_ = -1;
};

/// Nobody is to find out in the middle of a live flow that nobody looks at his face.
void refuse_unfit_flows(Services& services) {
  const auto lines = services.store.read(
      [&](Database& db) { return unfit_flows(db, services.outside->providers); });
  if (lines.empty()) return;
  std::string text = "live apps have flows for sandboxes alone";
  for (const auto& line : lines) text += "\n  " + line;
  throw std::runtime_error(text);
}

int serve(const Settings& settings, const Vault& vault, std::shared_ptr<Outside> outside) {
  std::optional<OneServer> lock;
  if (!is_postgres(settings.database)) lock.emplace(settings.database);
  const auto services = open_services(settings, vault, wall_clock(), std::move(outside));
  refuse_unfit_flows(*services);
  if (lock) {
    services->store.write([&](Transaction& transaction) {
      sweep_media(transaction.db(), settings.media_folder());
      release_effects(transaction.db());  // theirs who held the lock before
      return true;
    });
  }
  std::optional<WakeupRelay> relay;
  if (auto* connector = services->store.connector()) relay.emplace(*connector, services->wakeups);
  Service service(*services);
  EffectsWorker effects(*services);
  effects.start();
  WebhookWorker webhooks(*services);
  webhooks.start();
  Sweeper sweeper(*services);
  sweeper.start();
  Listener listener(service, settings);
  Service operations(*services, operations_routes(), StaticFiles(""));
  Value operations_port;
  if (settings.operations_port >= 0) {
    operations_port =
        Value(listener.also(operations, settings.operations_host, settings.operations_port));
  }
  listener.when_stopping([&] { services->readiness.stopping = true; });
  listener.every(Readiness::probe_period_ms, [&] { services->readiness.probe(*services); });
  log::info("listening", {{"host", settings.host},
                          {"port", listener.port()},
                          {"version", SEALFLOW_VERSION},
                          {"tls", !settings.tls_cert.empty()},
                          {"operationsPort", operations_port}});
  listener.run();
  log::info("stopping");
  // Jobs that still wait answer to connections of the listener, which goes first.
  services->store.write([](Transaction&) { return true; });
  return 0;
}

}  // namespace

std::unique_ptr<Services> open_services(const Settings& settings, const Vault& vault,
                                        const Clock& clock, std::shared_ptr<Outside> outside) {
  auto services = std::make_unique<Services>(settings, vault, clock);
  services->outside = outside ? std::move(outside) : std::make_shared<Outside>();
  const auto keys = services->store.write([&](Transaction& transaction) {
    auto checked = check_master_keys(transaction.db(), vault);
    if (checked) prepare_receipts(transaction.db(), vault, settings.issuer, services->clock());
    return checked;
  });
  if (!keys) throw StorageError(keys.error().message, 0);
  const auto folder = settings.media_folder();
  std::filesystem::create_directories(folder);
  if (services->store.shared()) return services;  // often the machine's folder for such files
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  return services;
}

int run_server(const Settings& settings) {
  if (!log::set_level(settings.log_level)) {
    std::cerr << "sealflowd: there is no log level \"" << settings.log_level << "\"\n";
    return 2;
  }
  const auto vault = Vault::open(settings.master_key);
  if (!vault) {
    std::cerr << "sealflowd: " << vault.error().message << "\n";
    return 4;
  }
  auto outside = open_outside(settings);
  if (!outside) {
    std::cerr << "sealflowd: " << outside.error().where << ": " << outside.error().message << "\n";
    return 2;
  }
  // Both would end the process; without them the write fails, and is dealt with where it fails.
  std::signal(SIGPIPE, SIG_IGN);  // who read the analytics, or whom OpenSSL writes to, has gone
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files
  try {
    return serve(settings, *vault, *std::move(outside));
  } catch (const std::exception& error) {
    std::cerr << "sealflowd: " << error.what() << "\n";
    return 4;
  }
}

}  // namespace sealflow::server
