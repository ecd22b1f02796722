// The listener: sockets, time-outs, and a stop that finishes what was accepted. Beast is behind
// this header.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "server/service.hpp"
#include "server/settings.hpp"

namespace sealflow::server {

class Listener {
 public:
  /// Binds. Throws std::exception when the address cannot be had.
  Listener(Service& service, const Settings& settings);
  ~Listener();

  /// The port, also when the setting was 0.
  int port() const;

  /// Calls `action` again and again while run() runs.
  void every(std::int64_t period_ms, std::function<void()> action);

  /// Serves until SIGTERM, SIGINT or stop(). Accepted requests are answered; streams and idle
  /// connections end.
  void run();
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sealflow::server
