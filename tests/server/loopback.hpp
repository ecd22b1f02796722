// An HTTP server that does what a test says, on loopback: 127.0.0.1, 127.0.0.2 and, where the
// machine has it, ::1, all on one port. Counts what really arrived.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace sealflow::server::test {

class Loopback {
 public:
  /// What is sent back, byte by byte as it stands; nothing: the connection is closed without a
  /// word.
  using Reply = std::function<std::optional<std::string>(int nth)>;

  explicit Loopback(Reply reply) : reply_(std::move(reply)) {
    listen_on("127.0.0.1");
    listen_on("127.0.0.2");
    has_v6 = listen_on_v6();
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~Loopback() {
    stopping_ = true;
    acceptor_.join();
    for (auto& connection : connections_) connection.join();
    for (const int listener : listeners_) ::close(listener);
  }
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  std::string url(const std::string& host, const std::string& scheme = "http") const {
    return scheme + "://" + host + ":" + std::to_string(port) + "/";
  }
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

  static std::string ok(const std::string& body = "fine") {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  int port = 0;
  bool has_v6 = false;
  std::atomic<int> opened = 0;  ///< connections
  std::atomic<int> requests = 0;

 private:
  void listen_on(const char* address) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, address, &at.sin_addr);
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = sizeof at;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
        ::listen(listener, 64) != 0)
      throw std::runtime_error("cannot listen on loopback");
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
    listeners_.push_back(listener);
  }

  bool listen_on_v6() {
    sockaddr_in6 at{};
    at.sin6_family = AF_INET6;
    at.sin6_port = htons(static_cast<std::uint16_t>(port));
    at.sin6_addr = in6addr_loopback;
    const int listener = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) return false;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 ||
        ::listen(listener, 64) != 0) {
      ::close(listener);
      return false;
    }
    listeners_.push_back(listener);
    return true;
  }

  void accept_all() {
    std::vector<pollfd> waiting;
    for (const int listener : listeners_) waiting.push_back({listener, POLLIN, 0});
    while (!stopping_) {
      if (::poll(waiting.data(), waiting.size(), 20) <= 0) continue;
      for (const auto& one : waiting) {
        if ((one.revents & POLLIN) == 0) continue;
        const int connection = ::accept4(one.fd, nullptr, nullptr, SOCK_CLOEXEC);
        ++opened;
        connections_.emplace_back([this, connection] { serve(connection); });
      }
    }
  }

  void serve(int connection) {
    std::string read;
    while (take_request(connection, read)) {
      const auto answer = reply_(++requests);
      if (!answer || !write_all(connection, *answer)) break;
    }
    ::close(connection);
  }

  /// Headers and as much of a body as they announce.
  bool take_request(int connection, std::string& read) {
    for (;;) {
      const auto head = read.find("\r\n\r\n");
      if (head != std::string::npos) {
        const auto named = read.find("Content-Length: ");
        const std::size_t body = named < head ? std::stoul(read.substr(named + 16)) : 0;
        if (read.size() >= head + 4 + body) {
          const std::lock_guard lock(mutex_);
          seen_.push_back(read.substr(0, head + 4 + body));
          read.erase(0, head + 4 + body);
          return true;
        }
      }
      pollfd waiting{connection, POLLIN, 0};
      if (::poll(&waiting, 1, 20) == 0) {
        if (stopping_) return false;
        continue;
      }
      char bytes[4096];
      const auto got = ::recv(connection, bytes, sizeof bytes, 0);
      if (got <= 0) return false;
      read.append(bytes, static_cast<std::size_t>(got));
    }
  }

  static bool write_all(int connection, const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      const auto more = ::send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (more <= 0) return false;
      sent += static_cast<std::size_t>(more);
    }
    return true;
  }

  Reply reply_;
  std::vector<int> listeners_;
  std::list<std::thread> connections_;
  std::mutex mutex_;
  std::vector<std::string> seen_;
  std::atomic<bool> stopping_ = false;
  std::thread acceptor_;
};

}  // namespace sealflow::server::test
