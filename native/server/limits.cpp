#include "server/limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <utility>

#include "server/base/clock.hpp"
#include "server/base/random.hpp"
#include "server/http/address.hpp"

namespace sealflow::server {
namespace {

constexpr double launches_per_second = 0.5;
/// Callers whose hashes are equal share a bucket: memory stays bounded whatever comes from outside.
constexpr std::size_t most_addresses = 65536;
constexpr std::int64_t kept_days = 40;

struct Field {
  const char* name;
  std::optional<std::int64_t> Limits::*value;
};
constexpr std::array<Field, 4> fields = {{{"appRate", &Limits::app_rate},
                                          {"callRate", &Limits::call_rate},
                                          {"appDaily", &Limits::app_daily},
                                          {"callDaily", &Limits::call_daily}}};

std::size_t slot_of(const std::string& address) {
  // Salted, so that nobody can work out whose bucket he empties with his own.
  static const std::string salt = random_bytes(16);
  return std::hash<std::string>{}(salt + network_of(address)) % most_addresses;
}

std::int64_t seconds_up(std::int64_t ms) { return (ms + second_ms - 1) / second_ms; }

}  // namespace

Value limits_to_json(const Limits& limits) {
  Value json = Value::object();
  for (const auto& field : fields) {
    if (const auto& value = limits.*field.value) json.set(field.name, *value);
  }
  return json;
}

Limits limits_of_json(const Value& json) {
  Limits limits;
  for (const auto& field : fields) {
    if (json[field.name].is_integer()) limits.*field.value = json[field.name].as_integer();
  }
  return limits;
}

std::int64_t Bucket::wait(double per_second, double most, std::int64_t now) {
  const double passed = seen_ == 0 ? most / per_second
                                   : static_cast<double>(std::max<std::int64_t>(now - seen_, 0)) /
                                         static_cast<double>(second_ms);
  left_ = std::min(left_ + passed * per_second, most);
  seen_ = std::max(seen_, now);
  if (left_ >= 1) return 0;
  return static_cast<std::int64_t>(std::ceil((1 - left_) / per_second * second_ms));
}

std::int64_t DailyCounts::count(Database& db, const Name& name, const std::string& day) {
  const std::lock_guard lock(mutex_);
  if (day_ != day) {
    day_ = day;
    counts_.clear();
  }
  const auto [at, fresh] = counts_.try_emplace(name);
  Count& count = at->second;
  if (fresh) {
    Rows row = db.query("SELECT calls FROM daily_counts WHERE app = ?1 AND day = ?2 AND name = ?3",
                        name.app, day, name.call);
    if (row.step()) count.stored = row.integer(0);
  }
  return count.stored + count.pending + count.flying;
}

void DailyCounts::add(Store& store, const Name& name, const std::string& day) {
  {
    const std::lock_guard lock(mutex_);
    if (day_ != day) return;
    Count& count = counts_[name];
    ++count.pending;
    // What comes while one is being written goes along with the next: one write for many.
    if (count.flying != 0) return;
  }
  flush(store, name, day);
}

void DailyCounts::flush(Store& store, const Name& name, const std::string& day) {
  std::int64_t calls = 0;
  {
    const std::lock_guard lock(mutex_);
    Count& count = counts_[name];
    if (day_ != day || count.pending == 0 || count.flying != 0) return;
    calls = count.flying = std::exchange(count.pending, 0);
  }
  const auto total = std::make_shared<std::int64_t>(0);
  store.submit(
      [name, day, calls, total](Transaction& transaction) {
        Database& db = transaction.db();
        db.run(
            "INSERT INTO daily_counts (app, day, name, calls) VALUES (?1, ?2, ?3, ?4) "
            "ON CONFLICT (app, day, name) DO UPDATE SET calls = daily_counts.calls + "
            "excluded.calls",
            name.app, day, name.call, calls);
        Rows row =
            db.query("SELECT calls FROM daily_counts WHERE app = ?1 AND day = ?2 AND name = ?3",
                     name.app, day, name.call);
        if (row.step()) *total = row.integer(0);
      },
      [this, &store, name, day, calls, total](const std::exception_ptr& failure) {
        {
          const std::lock_guard lock(mutex_);
          if (day_ != day) return;
          Count& count = counts_[name];
          count.flying = 0;
          if (failure) {
            count.pending += calls;  // the next call tries again
            return;
          }
          count.stored = *total;
        }
        flush(store, name, day);
      });
}

std::optional<Limiter::Refusal> Limiter::take(Store& store, Database& db, const std::string& app,
                                              const Limits& limits, std::string_view call,
                                              std::int64_t now) {
  const auto rate_of = [](const std::optional<std::int64_t>& value) {
    return static_cast<double>(value.value_or(0));
  };
  const std::string day = day_of(now);
  const DailyCounts::Name all{app, ""};
  const DailyCounts::Name one{app, std::string(call)};
  const std::int64_t until_midnight = seconds_up(day_ms - now % day_ms);
  const auto used_up = [&](const std::optional<std::int64_t>& most, const DailyCounts::Name& name) {
    return most.value_or(0) > 0 && days_.count(db, name, day) >= *most;
  };
  if (used_up(limits.app_daily, all)) return Refusal{ErrorCode::daily_limit, until_midnight};
  if (used_up(limits.call_daily, one)) return Refusal{ErrorCode::api_daily_limit, until_midnight};
  {
    const std::lock_guard lock(mutex_);
    Bucket* of_app = nullptr;
    Bucket* of_call = nullptr;
    if (const double rate = rate_of(limits.app_rate); rate > 0) {
      of_app = &buckets_[app];
      if (const auto wait = of_app->wait(rate, rate, now); wait > 0)
        return Refusal{ErrorCode::rate_limited, seconds_up(wait)};
    }
    if (const double rate = rate_of(limits.call_rate); rate > 0) {
      of_call = &buckets_[app + "/" + std::string(call)];
      if (const auto wait = of_call->wait(rate, rate, now); wait > 0)
        return Refusal{ErrorCode::api_rate_limited, seconds_up(wait)};
    }
    if (of_app != nullptr) of_app->take();
    if (of_call != nullptr) of_call->take();
  }
  if (limits.app_daily.value_or(0) > 0) days_.add(store, all, day);
  if (limits.call_daily.value_or(0) > 0) days_.add(store, one, day);
  return std::nullopt;
}

std::optional<Limiter::Refusal> Limiter::launch_wait(const std::string& address, std::int64_t most,
                                                     std::int64_t now) {
  if (most <= 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto bucket = addresses_.find(slot_of(address));
  if (bucket == addresses_.end()) return std::nullopt;
  const auto wait = bucket->second.wait(launches_per_second, static_cast<double>(most), now);
  if (wait == 0) return std::nullopt;
  return Refusal{ErrorCode::rate_limited, seconds_up(wait)};
}

void Limiter::launch_refused(const std::string& address, std::int64_t most, std::int64_t now) {
  if (most <= 0) return;
  const std::lock_guard lock(mutex_);
  Bucket& bucket = addresses_[slot_of(address)];
  if (bucket.wait(launches_per_second, static_cast<double>(most), now) == 0) bucket.take();
}

std::shared_ptr<void> Places::take(const std::string& name, int most) {
  const std::lock_guard lock(mutex_);
  const auto at = taken_.try_emplace(name, 0).first;
  if (at->second >= most) return nullptr;
  ++at->second;
  return {static_cast<void*>(this), [this, at](void*) {
            const std::lock_guard again(mutex_);
            if (--at->second == 0) taken_.erase(at);
          }};
}

std::int64_t sweep_counts(Database& db, std::int64_t now, int most) {
  return db.run(
      "DELETE FROM daily_counts WHERE (app, day, name) IN (SELECT app, day, name FROM daily_counts "
      "WHERE day < ?1 LIMIT ?2)",
      day_of(now - kept_days * day_ms), most);
}

}  // namespace sealflow::server
