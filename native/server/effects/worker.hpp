// The effects worker: performs what committed events asked for, and reports it to the core.
//
//   due ── claim ── perform ─┬─ report
//    ^                       │
//    └──── wait, longer ─────┘   at_least_once: while it may go better later; also after a crash
//
// at_most_once is performed once. What a crash leaves started, nobody knows to have happened or not
// to have happened: it is reported as `indeterminate`, and fails closed.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "server/services.hpp"
#include "server/store/effects.hpp"

namespace sealflow::server {

struct Performed;

class EffectsWorker {
 public:
  explicit EffectsWorker(Services& services) : services_(services) {}
  ~EffectsWorker();
  EffectsWorker(const EffectsWorker&) = delete;
  EffectsWorker& operator=(const EffectsWorker&) = delete;

  /// Begins with what an earlier process left unfinished. From then on the server is ready only as
  /// long as it is alive.
  void start();
  /// Finishes the effects at hand.
  void stop();

  /// Performs what is due now, on this thread; gives how many. For tests, and what start() does in
  /// a loop.
  int run_once();

  /// False once a thread has ended, or has been with one effect for too long. Any thread.
  bool alive() const;

 private:
  void work(std::atomic<std::int64_t>& busy_since);
  bool perform_next();
  void wait_for_news();
  void handle(const OpenEffect& effect);
  void report(const OpenEffect& effect, const Performed& performed);
  void tell_core(Transaction& transaction, const OpenEffect& effect, const Performed& performed,
                 std::int64_t now);

  Services& services_;
  std::mutex mutex_;
  std::condition_variable wake_;
  int news_ = 0;  ///< announcements that no thread has taken up
  std::atomic<bool> stopping_ = false;
  /// One for each thread, so that a call to a slow service does not hold up everybody's codes:
  /// since when it has been with its effect, in steady ms.
  std::array<std::atomic<std::int64_t>, 8> busy_since_{};
  std::vector<std::thread> threads_;
};

}  // namespace sealflow::server
