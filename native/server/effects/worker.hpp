// The effects worker: performs what committed events asked for, and reports it to the core.
//
//   pending ── perform ── report                       at_least_once: performed again after a crash
//   pending ── started ── perform ── report            at_most_once: after a crash in between
//   nobody knows whether it
//                                                      happened, so it is reported as failed
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "server/services.hpp"
#include "server/store/effects.hpp"

namespace sealflow::server {

class EffectsWorker {
 public:
  explicit EffectsWorker(Services& services) : services_(services) {}
  ~EffectsWorker() { stop(); }
  EffectsWorker(const EffectsWorker&) = delete;
  EffectsWorker& operator=(const EffectsWorker&) = delete;

  /// Begins with what an earlier process left unfinished.
  void start();
  /// Finishes the effect at hand.
  void stop();

  /// Performs what is open now, on this thread; gives how many. For tests, and what start() does in
  /// a loop.
  int run_once();

  /// False once its thread has ended, or has been with one effect for too long. Any thread.
  bool alive() const;

 private:
  void work();
  void handle(const OpenEffect& effect);
  void report(const OpenEffect& effect, bool ok, const std::string& reason);
  void tell_core(Transaction& transaction, const OpenEffect& effect, bool ok,
                 const std::string& reason, std::int64_t now);

  Services& services_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool news_ = true;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> running_ = false;
  std::atomic<std::int64_t> busy_since_ = 0;  ///< steady ms; 0: it is not with an effect
  std::thread thread_;
};

}  // namespace sealflow::server
