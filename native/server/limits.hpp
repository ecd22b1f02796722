// How often somebody may ask.
//
// Rates are counted in memory, by each server for itself: they protect the server that is asked.
// Calls of a day are counted in the database, by all servers together.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"
#include "server/store/store.hpp"

namespace sealflow::server {

/// Of an app's backends. 0: no limit; nothing: what the server has for all apps.
struct Limits {
  std::optional<std::int64_t> app_rate;    ///< calls a second, 4291
  std::optional<std::int64_t> call_rate;   ///< the same call a second, 4292
  std::optional<std::int64_t> app_daily;   ///< calls a day (UTC), 4293
  std::optional<std::int64_t> call_daily;  ///< the same call a day, 4294

  bool operator==(const Limits&) const = default;
};

Value limits_to_json(const Limits& limits);
Limits limits_of_json(const Value& json);

/// Refills steadily and never holds more than one second's worth, or `most`.
class Bucket {
 public:
  /// How long until there is one to take, in ms: 0 now.
  std::int64_t wait(double per_second, double most, std::int64_t now);
  void take() { left_ -= 1; }

 private:
  double left_ = 0;
  std::int64_t seen_ = 0;  ///< 0: never, so it is full
};

/// Calls of the day that is, exactly as far as the database knows them, and those that are on their
/// way there. A lost process loses only the latter.
class DailyCounts {
 public:
  struct Name {
    std::string app;
    std::string call;  ///< empty: all
    // NOLINTNEXTLINE(modernize-use-nullptr): means the 0 that the compiler compares with
    auto operator<=>(const Name&) const = default;
  };

  std::int64_t count(Database& db, const Name& name, const std::string& day);
  void add(Store& store, const Name& name, const std::string& day);

 private:
  struct Count {
    std::int64_t stored = 0;
    std::int64_t pending = 0;
    std::int64_t flying = 0;  ///< being written
  };

  void flush(Store& store, const Name& name, const std::string& day);

  std::mutex mutex_;
  std::string day_;
  std::map<Name, Count> counts_;
};

class Limiter {
 public:
  struct Refusal {
    ErrorCode code;
    std::int64_t retry_after_s;
  };

  /// One call of an app's backend: it counts unless it is refused.
  std::optional<Refusal> take(Store& store, Database& db, const std::string& app,
                              const Limits& limits, std::string_view call, std::int64_t now);

  /// Launches that were refused, by address: nobody finds a handshake by trying. Whoever launches
  /// what is his never waits, however many sit behind one address. `most` refusals at once, then
  /// one more every two seconds; 0 is no limit.
  std::optional<Refusal> launch_wait(const std::string& address, std::int64_t most,
                                     std::int64_t now);
  void launch_refused(const std::string& address, std::int64_t most, std::int64_t now);

 private:
  std::mutex mutex_;
  std::map<std::string, Bucket, std::less<>> buckets_;  ///< of apps: as many as there are
  std::map<std::size_t, Bucket> addresses_;             ///< bounded: by a hash
  DailyCounts days_;
};

/// So many of one name at a time.
class Places {
 public:
  /// A place, given back with its last copy; nothing when all are taken. Not to outlive this.
  std::shared_ptr<void> take(const std::string& name, int most);

 private:
  std::mutex mutex_;
  std::map<std::string, int, std::less<>> taken_;
};

/// Forgets the counts of days long past.
std::int64_t sweep_counts(Database& db, std::int64_t now, int most = 500);

}  // namespace sealflow::server
