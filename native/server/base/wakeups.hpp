// Wake-ups: somebody waits for news of a topic (a handshake), somebody else announces them. No
// polling.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace sealflow::server {

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

  /// Calls back under the lock: callbacks only post to their own thread.
  void announce(std::string_view topic) {
    const std::lock_guard lock(mutex_);
    const auto [first, last] = waiting_.equal_range(topic);
    for (auto it = first; it != last; ++it) it->second();
  }

 private:
  std::mutex mutex_;
  std::multimap<std::string, Callback, std::less<>> waiting_;
};

}  // namespace sealflow::server
