// How long a peer has for what is read or written next.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace sealflow::server {

/// One for a whole connection. Its timer is not set anew for each step, which costs more than all
/// else about a short request: it looks now and then whether the time has come. All calls from the
/// executor, a strand.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  /// It looks at least so often: a short deadline after a long one then needs no new timer either.
  static constexpr std::chrono::seconds longest_look{5};

  explicit Deadline(const boost::asio::any_io_executor& executor);

  /// What is done when a deadline passes.
  void when_passed(std::function<void()> action);
  void in(Clock::duration time);
  /// Nobody waits for the peer.
  void never();

 private:
  struct Watch;
  std::shared_ptr<Watch> watch_;
};

}  // namespace sealflow::server
