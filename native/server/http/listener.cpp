#include "server/http/listener.hpp"

#include <sys/resource.h>

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
#include <csignal>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "server/base/log.hpp"
#include "server/http/connection.hpp"
#include "server/http/tls.hpp"

namespace sealflow::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
constexpr auto longest_stop = std::chrono::seconds(15);
constexpr auto pause_when_full = std::chrono::milliseconds(100);

/// Connections at once. Files are left for the database: a server that has none left cannot even
/// answer those who are in.
int most_connections() {
  constexpr rlim_t wanted = 10'000;
  constexpr rlim_t for_others = 128;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 512;
  limit.rlim_cur = std::min(limit.rlim_max, wanted + for_others);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::max<rlim_t>(limit.rlim_cur, 2 * for_others) - for_others);
}

std::shared_ptr<asio::ssl::context> load_tls(const Settings& settings) {
  auto made = make_tls_context(settings.tls_cert, settings.tls_key);
  if (!made) throw std::runtime_error(made.error().message);
  return std::make_shared<asio::ssl::context>(made->release());
}

/// An address that is listened on, and what is served there.
struct Door {
  template <class Strand>
  Door(Strand& strand, Service& service, const Settings& settings)
      : acceptor(strand), context{service, settings.trusted_proxies} {}

  void listen(const std::string& host, int port) try {
    const tcp::endpoint endpoint(asio::ip::make_address(host), static_cast<unsigned short>(port));
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
  } catch (const boost::system::system_error& error) {
    // Its own text names Asio's files, and not the address.
    throw std::runtime_error("cannot listen on " + host + ":" + std::to_string(port) + ": " +
                             error.code().message());
  }

  tcp::acceptor acceptor;
  ConnectionContext context;
  int open = 0;
};

}  // namespace

struct Listener::Parts {
  explicit Parts(const Settings& settings_)
      : settings(settings_),
        io(settings.threads),
        strand(asio::make_strand(io)),
        signals(strand, SIGTERM, SIGINT, SIGHUP),
        stop_limit(strand) {}

  Door& add_door(Service& service, const std::string& host, int port) {
    Door& door = doors.emplace_back(strand, service, settings);
    door.listen(host, port);
    return door;
  }

  void serve(Door& door, tcp::socket socket) {
    ++door.open;
    std::erase_if(connections, [](const auto& connection) { return connection.expired(); });
    connections.push_back(serve_connection(std::move(socket), door.context, [this, &door] {
      asio::post(strand, [this, &door] {
        --door.open;
        if (stopped && nobody_there()) io.stop();
      });
    }));
  }

  bool nobody_there() const {
    return std::all_of(doors.begin(), doors.end(), [](const Door& door) { return door.open == 0; });
  }

  asio::awaitable<void> accept(Door& door) {
    while (door.acceptor.is_open()) {
      if (door.open >= limit) {
        // The rest waits in the system's queue, as long as that is.
        co_await pause();
        continue;
      }
      // A strand each: everything about one connection happens one after the other.
      auto [failure, socket] =
          co_await door.acceptor.async_accept(asio::make_strand(io), use_tuple);
      if (failure == asio::error::operation_aborted) co_return;
      if (failure) {
        // No file handles left, most of the time: without a pause this would spin.
        log::error("accept_failed", {{"reason", failure.message()}});
        co_await pause();
        continue;
      }
      serve(door, std::move(socket));
    }
  }

  asio::awaitable<void> pause() {
    asio::steady_timer timer(strand, pause_when_full);
    co_await timer.async_wait(use_tuple);
  }

  asio::awaitable<void> repeat(std::chrono::milliseconds period, std::function<void()> action) {
    asio::steady_timer timer(strand);
    while (!stopped) {
      timer.expires_after(period);
      co_await timer.async_wait(use_tuple);
      if (!stopped) action();
    }
  }

  asio::awaitable<void> heed_signals() {
    for (;;) {
      const auto [failure, signal] = co_await signals.async_wait(use_tuple);
      if (failure) co_return;
      if (signal == SIGHUP) {
        renew_tls();
      } else {
        ask_to_stop();
      }
    }
  }

  /// A certificate that cannot be read leaves the old one in force: nobody is locked out by a slip.
  void renew_tls() {
    if (settings.tls_cert.empty()) return;
    try {
      doors.front().context.tls = load_tls(settings);
      log::info("certificate_read");
    } catch (const std::exception& error) {
      log::error("certificate_refused", {{"reason", error.what()}});
    }
  }

  /// A second signal does not wait.
  void ask_to_stop() {
    const bool again = std::exchange(asked, true);
    if (!again && when_stopping) when_stopping();
    if (again || settings.drain == 0) return begin_stop();
    log::info("draining", {{"seconds", settings.drain}});
    stop_limit.expires_after(std::chrono::seconds(settings.drain));
    stop_limit.async_wait([this](const boost::system::error_code& failure) {
      if (!failure) begin_stop();
    });
  }

  void begin_stop() {
    if (stopped) return;
    stopped = true;
    for (Door& door : doors) {
      door.context.stopping = true;
      take_who_waits(door);
      boost::system::error_code ignored;
      door.acceptor.close(ignored);
    }
    for (const auto& connection : connections) {
      if (const auto alive = connection.lock()) alive->end();
    }
    if (nobody_there()) return io.stop();
    // Somebody who reads slowly must not keep the process alive for ever.
    stop_limit.expires_after(longest_stop);
    stop_limit.async_wait([this](const boost::system::error_code& failure) {
      if (!failure) io.stop();
    });
  }

  /// The system has completed these connections, and their clients have perhaps sent a request:
  /// closing the socket that listens would reset them.
  void take_who_waits(Door& door) {
    boost::system::error_code failure;
    door.acceptor.non_blocking(true, failure);
    while (!failure) {
      tcp::socket socket(asio::make_strand(io));
      door.acceptor.accept(socket, failure);
      if (!failure) serve(door, std::move(socket));
    }
  }

  const Settings settings;
  const int limit = most_connections();
  asio::io_context io;
  asio::strand<asio::io_context::executor_type> strand;  ///< of the members below
  std::list<Door> doors;                                 ///< the public one first
  asio::signal_set signals;
  asio::steady_timer stop_limit;
  std::function<void()> when_stopping;
  std::list<std::weak_ptr<ConnectionHandle>> connections;
  bool asked = false;
  bool stopped = false;
};

Listener::Listener(Service& service, const Settings& settings)
    : parts_(std::make_unique<Parts>(settings)) {
  Door& door = parts_->add_door(service, settings.host, settings.port);
  if (!settings.tls_cert.empty()) door.context.tls = load_tls(settings);
}

Listener::~Listener() = default;

int Listener::also(Service& service, const std::string& host, int port) {
  return parts_->add_door(service, host, port).acceptor.local_endpoint().port();
}

int Listener::port() const { return parts_->doors.front().acceptor.local_endpoint().port(); }

void Listener::every(std::int64_t period_ms, std::function<void()> action) {
  asio::co_spawn(parts_->strand,
                 parts_->repeat(std::chrono::milliseconds(period_ms), std::move(action)),
                 asio::detached);
}

void Listener::when_stopping(std::function<void()> action) {
  parts_->when_stopping = std::move(action);
}

void Listener::run() {
  asio::co_spawn(parts_->strand, parts_->heed_signals(), asio::detached);
  for (Door& door : parts_->doors)
    asio::co_spawn(parts_->strand, parts_->accept(door), asio::detached);
  std::vector<std::jthread> others;
  for (int i = 1; i < parts_->settings.threads; ++i)
    others.emplace_back([this] { parts_->io.run(); });
  parts_->io.run();
}

void Listener::stop() {
  asio::post(parts_->strand, [this] { parts_->begin_stop(); });
}

}  // namespace sealflow::server
