// Whether requests can be served: the truth of /readyz.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace sealflow::server {

struct Services;

class Readiness {
 public:
  std::atomic<bool> stopping = false;
  /// Set by the effects worker, from its start to its end. None: this process has none.
  std::function<bool()> worker_alive;

  /// Writes to the database, and remembers when that last worked. Repeated by the server itself
  /// (`probe_period`), so that nobody who asks /readyz can make the disk work.
  void probe(Services& services);
  static constexpr std::int64_t probe_period_ms = 1000;

  /// "database", "effects", "disk", "stopping": what stands in the way. Empty: ready.
  std::vector<std::string_view> failing(const Services& services) const;

 private:
  std::atomic<bool> database_ok_ = true;
  std::atomic<std::int64_t> asked_at_ = 0;  ///< the probe that is on its way; 0: none. Steady ms
};

}  // namespace sealflow::server
