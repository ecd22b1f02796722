// The webhook worker: sends what is in the outbox, and tries again for days.
//
//   due ── claim (attempt + 1) ── send ── 2xx            delivered
//                                      ── 410            the endpoint is switched off
//                                      ── anything else  due again later, or dead when time is up
//
// Killed between sending and settling, it is due again once the claim has run out, with the same
// `webhook-id`: a receiver that keeps the ids it has had takes each message once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <future>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "server/outbound/client.hpp"
#include "server/services.hpp"
#include "server/store/webhooks.hpp"

namespace sealflow::server {

/// The longest pause after the n-th attempt: 10 s, 40 s, 160 s, … up to 12 hours. The pause taken
/// is anything up to that ("full jitter"), so that many messages of one outage do not come back at
/// once.
std::int64_t longest_pause_ms(std::int64_t attempt);

/// What becomes of a message after an attempt. `random` is any number. Nothing: it is given up.
std::optional<std::int64_t> next_attempt_at(const WebhookMessage& message, std::int64_t now,
                                            std::int64_t window_ms, std::uint64_t random);

class WebhookWorker {
 public:
  explicit WebhookWorker(Services& services);
  ~WebhookWorker() { stop(); }
  WebhookWorker(const WebhookWorker&) = delete;
  WebhookWorker& operator=(const WebhookWorker&) = delete;

  /// Begins with what an earlier process left unsent.
  void start();
  /// Finishes what is being sent.
  void stop();

  /// Sends what is due now, on this thread; gives how many. For tests.
  int run_once();

 private:
  void work();
  void reap();
  void begin(WebhookMessage message);
  std::optional<WebhookMessage> take();
  void deliver(const WebhookMessage& message);
  void settle(const WebhookMessage& message, const OutboundAnswer& answer, std::int64_t took_ms);
  void bury(const WebhookMessage& message, std::string_view reason);
  void release(const std::string& endpoint);

  Services& services_;
  std::int64_t timeout_ms_;
  std::int64_t window_ms_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool news_ = true;
  std::atomic<bool> stopping_ = false;
  std::map<std::string, int> in_flight_;  ///< by endpoint
  std::list<std::future<void>> sending_;
  std::thread thread_;
};

}  // namespace sealflow::server
