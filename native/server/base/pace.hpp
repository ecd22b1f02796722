// Long work in portions, beside everybody else's.
#pragma once

#include <chrono>
#include <thread>

namespace sealflow::server {

/// Does a portion and rests as long as it took. Other programs that wait for SQLite's lock look
/// again after longer and longer pauses; without a rest they would always find it taken.
template <class Work>
auto paced(Work work) {
  using std::chrono::steady_clock;
  const auto began = steady_clock::now();
  auto result = work();
  std::this_thread::sleep_for(steady_clock::now() - began);
  return result;
}

}  // namespace sealflow::server
