// Wake-ups: somebody waits for news of a topic (a handshake), somebody else announces them. No
// polling. Where several instances share a database, a relay carries them on (wakeup_relay.hpp).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace sealflow::server {

/// Topics of the workers; all others are ids of handshakes.
inline constexpr std::string_view effects_topic = "effects";
inline constexpr std::string_view webhooks_topic = "webhooks";
inline constexpr std::string_view erased_topic = "erased";

class Wakeups {
 public:
  using Callback = std::function<void()>;

  /// Ends with the object.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Wakeups& wakeups, std::multimap<std::string, Callback, std::less<>>::iterator at)
        : wakeups_(&wakeups), at_(at) {}
    Subscription(Subscription&& other) noexcept
        : wakeups_(std::exchange(other.wakeups_, nullptr)), at_(other.at_) {}
    Subscription& operator=(Subscription&&) = delete;
    ~Subscription() {
      if (wakeups_ == nullptr) return;
      const std::lock_guard lock(wakeups_->mutex_);
      wakeups_->waiting_.erase(at_);
    }

   private:
    Wakeups* wakeups_ = nullptr;
    std::multimap<std::string, Callback, std::less<>>::iterator at_{};
  };

  Subscription subscribe(std::string topic, Callback callback) {
    const std::lock_guard lock(mutex_);
    return {*this, waiting_.emplace(std::move(topic), std::move(callback))};
  }

  /// Here, and at other instances. Calls back under the lock: callbacks only post to their own
  /// thread.
  void announce(std::string_view topic) {
    const std::lock_guard lock(mutex_);
    call(topic);
    if (relay_) relay_(topic);
  }

  /// Here alone.
  void wake(std::string_view topic) {
    const std::lock_guard lock(mutex_);
    call(topic);
  }

  /// When news may have been missed.
  void wake_all() {
    const std::lock_guard lock(mutex_);
    for (const auto& [topic, callback] : waiting_) callback();
  }

  using Relay = std::function<void(std::string_view topic)>;
  void relay_by(Relay relay) {
    const std::lock_guard lock(mutex_);
    relay_ = std::move(relay);
  }

 private:
  void call(std::string_view topic) {
    const auto [first, last] = waiting_.equal_range(topic);
    for (auto it = first; it != last; ++it) it->second();
  }

  std::mutex mutex_;
  Relay relay_;
  std::multimap<std::string, Callback, std::less<>> waiting_;
};

}  // namespace sealflow::server
