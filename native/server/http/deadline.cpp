#include "server/http/deadline.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace sealflow::server {

struct Deadline::Watch : std::enable_shared_from_this<Watch> {
  explicit Watch(const boost::asio::any_io_executor& executor) : timer(executor) {}

  void look_later() {
    looks_at = std::min<Clock::time_point>(at, Clock::now() + longest_look);
    timer.expires_at(looks_at);
    timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self) return;
      self->looks_at = never;
      if (self->at <= Clock::now()) {
        self->at = never;
        if (self->passed) self->passed();
      } else if (self->at != never) {
        self->look_later();
      }
    });
  }

  static constexpr Clock::time_point never = Clock::time_point::max();
  boost::asio::steady_timer timer;
  std::function<void()> passed;
  Clock::time_point at = never;
  Clock::time_point looks_at = never;  ///< when the timer runs out; never: it does not run
};

Deadline::Deadline(const boost::asio::any_io_executor& executor)
    : watch_(std::make_shared<Watch>(executor)) {}

void Deadline::when_passed(std::function<void()> action) { watch_->passed = std::move(action); }

void Deadline::in(Clock::duration time) {
  watch_->at = Clock::now() + time;
  if (watch_->at < watch_->looks_at) watch_->look_later();
}

void Deadline::never() { watch_->at = Watch::never; }

}  // namespace sealflow::server
