// Figures about the running server, as Prometheus reads them. docs/reference/metrics.md lists them.
//
// Labels have few values, all ours: patterns of routes, methods, classes of status. No id, no path
// and nothing that somebody sent becomes a label.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "server/base/gauge.hpp"

namespace sealflow::server {

/// One of ours, or "other": whoever invents methods must neither make a new series with each nor
/// write them into the log.
std::string_view known_method(std::string_view method);

/// What requests have cost. Counted where they are answered, read when somebody scrapes.
class Metrics {
 public:
  /// Upper bounds of the histogram, in seconds.
  static constexpr std::array<double, 12> bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                    0.1,   0.25,   0.5,   1,    2.5,   10};

  /// `route` is a pattern, and lives as long as the program.
  void count_request(std::string_view method, std::string_view route, int status,
                     std::chrono::duration<double> took);

  /// The families of requests, in the text format.
  std::string requests_text() const;

  Gauge connections;  ///< open
  Gauge streams;      ///< of events, open
  Gauge writes;       ///< requests that wait for the writer or its commit

 private:
  struct Histogram {
    std::array<std::uint64_t, bounds.size() + 1> counts{};  ///< the last: beyond all bounds
    double sum = 0;
  };
  struct Series {
    std::array<std::uint64_t, 6> by_class{};  ///< index: first digit of the status
    Histogram seconds;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string_view, std::string_view>, Series> requests_;  ///< method, route
};

struct Services;
class Database;

/// The whole answer of /metrics.
std::string metrics_text(const Services& services, Database& database, std::int64_t now);

}  // namespace sealflow::server
