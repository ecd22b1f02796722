// The effects worker: performs what committed events asked for, and reports it to the core.
//
//   pending ── perform ── report                       at_least_once: performed again after a crash
//   pending ── started ── perform ── report            at_most_once: after a crash in between
//   nobody knows whether it
//                                                      happened, so it is reported as failed
//
// Instances that share a database each take effects for a while (claim_effect). Whoever dies leaves
// them to the others, who look for such now and then.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "server/services.hpp"
#include "server/store/effects.hpp"

namespace sealflow::server {

class EffectsWorker {
 public:
  explicit EffectsWorker(Services& services);
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

 private:
  void work();
  void handle(const OpenEffect& effect);
  bool claim(const OpenEffect& effect);
  void report(const OpenEffect& effect, bool ok, const std::string& reason);
  void tell_core(Transaction& transaction, const OpenEffect& effect, bool ok,
                 const std::string& reason, std::int64_t now);

  Services& services_;
  /// A file has one server at a time, so what an earlier one has left is its own.
  const std::string owner_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool news_ = true;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace sealflow::server
