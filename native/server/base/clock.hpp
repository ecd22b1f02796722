// Time as an argument: tests move it, the core never reads it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

namespace sealflow::server {

/// Milliseconds since 1970, UTC.
using Clock = std::function<std::int64_t()>;

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60 * second_ms;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

/// As far as the clocks of instances may be apart. A row that is newer by more was written before
/// this machine's clock was set back.
inline constexpr std::int64_t clocks_apart_ms = minute_ms;

/// 2027-01-31, UTC.
inline std::string day_of(std::int64_t now) {
  using namespace std::chrono;
  const year_month_day date{floor<days>(sys_time<milliseconds>(milliseconds(now)))};
  std::array<char, 16> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", int{date.year()},
                                   unsigned{date.month()}, unsigned{date.day()});
  return {text.data(), static_cast<std::size_t>(length)};
}

inline Clock wall_clock() {
  return [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
}

/// Milliseconds that only go on, whatever somebody does to the clock: for time limits.
inline std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace sealflow::server
