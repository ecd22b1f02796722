#include "server/http/listener.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "server/base/log.hpp"
#include "server/http/connection.hpp"

namespace sealflow::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
constexpr auto longest_stop = std::chrono::seconds(15);
constexpr auto pause_when_full = std::chrono::milliseconds(100);

}  // namespace

struct Listener::Parts {
  Parts(Service& service, const Settings& settings)
      : threads(settings.threads),
        io(settings.threads),
        strand(asio::make_strand(io)),
        acceptor(strand),
        signals(strand, SIGTERM, SIGINT),
        stop_limit(strand),
        context{service, settings.trusted_proxies} {
    const tcp::endpoint endpoint(asio::ip::make_address(settings.host),
                                 static_cast<unsigned short>(settings.port));
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
  }

  asio::awaitable<void> accept() {
    while (acceptor.is_open()) {
      // A strand each: everything about one connection happens one after the other.
      auto [failure, socket] = co_await acceptor.async_accept(asio::make_strand(io), use_tuple);
      if (failure == asio::error::operation_aborted) co_return;
      if (failure) {
        // No file handles left, most of the time: without a pause this would spin.
        log::error("accept_failed", {{"reason", failure.message()}});
        asio::steady_timer pause(strand, pause_when_full);
        co_await pause.async_wait(use_tuple);
        continue;
      }
      ++open;
      std::erase_if(connections, [](const auto& connection) { return connection.expired(); });
      connections.push_back(serve_connection(std::move(socket), context, [this] {
        asio::post(strand, [this] {
          --open;
          if (context.stopping && open == 0) io.stop();
        });
      }));
    }
  }

  asio::awaitable<void> repeat(std::chrono::milliseconds period, std::function<void()> action) {
    asio::steady_timer timer(strand);
    while (!context.stopping) {
      timer.expires_after(period);
      co_await timer.async_wait(use_tuple);
      if (!context.stopping) action();
    }
  }

  void begin_stop() {
    if (context.stopping.exchange(true)) return;
    boost::system::error_code ignored;
    acceptor.close(ignored);
    for (const auto& connection : connections) {
      if (const auto alive = connection.lock()) alive->end();
    }
    if (open == 0) return io.stop();
    // Somebody who reads slowly must not keep the process alive for ever.
    stop_limit.expires_after(longest_stop);
    stop_limit.async_wait([this](const boost::system::error_code& failure) {
      if (!failure) io.stop();
    });
  }

  int threads;
  asio::io_context io;
  asio::strand<asio::io_context::executor_type> strand;  ///< of the members below
  tcp::acceptor acceptor;
  asio::signal_set signals;
  asio::steady_timer stop_limit;
  ConnectionContext context;
  std::list<std::weak_ptr<ConnectionHandle>> connections;
  int open = 0;
};

Listener::Listener(Service& service, const Settings& settings)
    : parts_(std::make_unique<Parts>(service, settings)) {}

Listener::~Listener() = default;

int Listener::port() const { return parts_->acceptor.local_endpoint().port(); }

void Listener::every(std::int64_t period_ms, std::function<void()> action) {
  asio::co_spawn(parts_->strand,
                 parts_->repeat(std::chrono::milliseconds(period_ms), std::move(action)),
                 asio::detached);
}

void Listener::run() {
  parts_->signals.async_wait([this](const boost::system::error_code& failure, int) {
    if (!failure) parts_->begin_stop();
  });
  asio::co_spawn(parts_->strand, parts_->accept(), asio::detached);
  std::vector<std::jthread> others;
  for (int i = 1; i < parts_->threads; ++i) others.emplace_back([this] { parts_->io.run(); });
  parts_->io.run();
}

void Listener::stop() {
  asio::post(parts_->strand, [this] { parts_->begin_stop(); });
}

}  // namespace sealflow::server
