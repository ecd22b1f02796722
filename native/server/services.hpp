// What handlers work with, put together once at the start.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/base/clock.hpp"
#include "server/base/wakeups.hpp"
#include "server/engine/flows.hpp"
#include "server/limits.hpp"
#include "server/observe/analytics.hpp"
#include "server/observe/metrics.hpp"
#include "server/observe/readiness.hpp"
#include "server/outbound/client.hpp"
#include "server/sealing.hpp"
#include "server/settings.hpp"
#include "server/store/store.hpp"

namespace sealflow::server {

struct Outside;

struct Services {
  Services(Settings settings_, const Vault& vault_, Clock clock_)
      : settings(std::move(settings_)),
        vault(vault_),
        clock(std::move(clock_)),
        outbound(
            {.allow = settings.outbound_allow, .ca_file = settings.outbound_ca, .resolve = {}}),
        analytics(settings.analytics),
        store(settings.database, settings.db_password) {}

  Settings settings;
  Vault vault;
  Clock clock;
  OutboundClient outbound;
  std::shared_ptr<Outside> outside;  ///< what is configured for effects; never null
  FlowCache flows;
  Limiter limiter;
  Places streams;   ///< of events, by handshake
  Wakeups wakeups;  ///< topic: a handshake, or `effects_topic`
  Metrics metrics;
  Readiness readiness;
  Analytics analytics;
  /// Last: its destructor finishes the jobs that wait, and they use all of the above.
  Store store;
};

/// Opens database and folders. Throws StorageError when the master key is not the one the data was
/// sealed with: a server with a wrong key would refuse every session one by one.
std::unique_ptr<Services> open_services(const Settings& settings, const Vault& vault,
                                        const Clock& clock,
                                        std::shared_ptr<Outside> outside = nullptr);

}  // namespace sealflow::server
