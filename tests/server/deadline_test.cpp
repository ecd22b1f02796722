// How long a peer may take, with a timer that is not set anew each time.
#include "server/http/deadline.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <optional>

using namespace std::chrono_literals;
using sealflow::server::Deadline;

namespace {

struct Peer {
  boost::asio::io_context io;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open{io.get_executor()};
  std::optional<Deadline> deadline{std::in_place, io.get_executor()};
  int passed = 0;

  Peer() {
    deadline->when_passed([this] { ++passed; });
  }

  /// Does something after a while, and goes on until then.
  void after(
      std::chrono::milliseconds time, const std::function<void()>& action = [] {}) {
    boost::asio::steady_timer timer(io, time);
    bool due = false;
    timer.async_wait([&](const auto&) { due = true; });
    while (!due) io.run_one();
    action();
  }
};

}  // namespace

TEST_CASE("a deadline passes once, in time") {
  Peer peer;
  peer.deadline->in(30ms);
  peer.after(10ms);
  CHECK(peer.passed == 0);
  peer.after(60ms);
  CHECK(peer.passed == 1);
  peer.after(60ms);
  CHECK(peer.passed == 1);
}

TEST_CASE("a deadline that is moved ahead does not pass at its old time") {
  Peer peer;
  for (int step = 0; step < 5; ++step) {
    peer.deadline->in(60ms);
    peer.after(30ms);
  }
  CHECK(peer.passed == 0);
  peer.after(100ms);
  CHECK(peer.passed == 1);
}

TEST_CASE("a deadline that is moved forward passes at its new time") {
  Peer peer;
  peer.deadline->in(1h);
  peer.after(5ms, [&] { peer.deadline->in(20ms); });
  peer.after(60ms);
  CHECK(peer.passed == 1);
}

TEST_CASE("a deadline is there again after it has passed, and after nobody waited") {
  Peer peer;
  peer.deadline->in(10ms);
  peer.after(30ms);
  peer.deadline->in(10ms);
  peer.after(30ms);
  CHECK(peer.passed == 2);
  peer.deadline->in(10ms);
  peer.deadline->never();
  peer.after(40ms);
  CHECK(peer.passed == 2);
  peer.deadline->in(10ms);
  peer.after(30ms);
  CHECK(peer.passed == 3);
}

TEST_CASE("nothing is done once the deadline is gone") {
  Peer peer;
  peer.deadline->in(10ms);
  peer.deadline.reset();
  peer.after(40ms);
  CHECK(peer.passed == 0);
}
