// A circuit breaker per host: a service that is down is left alone for a while, instead of holding
// up a thread of ours and a person for the length of a time-out, again and again.
//
//   closed ──5 failures in a row──> open ──30 s──> one call is let through ──> closed, or open
//   again
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace sealflow::server {

class CircuitBreaker {
 public:
  static constexpr int most_failures = 5;
  static constexpr std::int64_t open_for = 30'000;

  /// May this host be called? Whoever is let through tells what came of it.
  bool admits(const std::string& host, std::int64_t now);
  void tell(const std::string& host, bool worked, std::int64_t now);

 private:
  struct Circuit {
    int failures = 0;
    std::int64_t open_until = 0;
  };
  std::mutex mutex_;
  std::map<std::string, Circuit> circuits_;  ///< of hosts that failed last
};

}  // namespace sealflow::server
