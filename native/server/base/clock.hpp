// Time as an argument: tests move it, the core never reads it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace sealflow::server {

/// Milliseconds since 1970, UTC.
using Clock = std::function<std::int64_t()>;

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60 * second_ms;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

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
