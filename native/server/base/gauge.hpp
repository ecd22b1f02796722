// How many there are of something now: connections, streams, requests that wait.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace sealflow::server {

class Gauge {
 public:
  /// Counts as one for as long as it lives.
  class Hold {
   public:
    explicit Hold(Gauge& gauge) : gauge_(&gauge) { ++gauge_->value_; }
    Hold(Hold&& other) noexcept : gauge_(std::exchange(other.gauge_, nullptr)) {}
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    Hold& operator=(Hold&&) = delete;
    ~Hold() {
      if (gauge_ != nullptr) --gauge_->value_;
    }

   private:
    Gauge* gauge_;
  };

  std::int64_t value() const { return value_; }

 private:
  std::atomic<std::int64_t> value_ = 0;
};

}  // namespace sealflow::server
