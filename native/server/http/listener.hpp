// The listener: sockets, time-outs, and a stop that finishes what was accepted. Beast is behind
// this header.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/service.hpp"
#include "server/settings.hpp"

namespace sealflow::server {

class Listener {
 public:
  /// Binds, with TLS when the settings have a certificate. Throws std::exception when the address
  /// or the certificate cannot be had.
  Listener(Service& service, const Settings& settings);
  ~Listener();

  /// Another address, plain, with a service of its own. Gives its port.
  int also(Service& service, const std::string& host, int port);

  /// The port, also when the setting was 0.
  int port() const;

  /// Calls `action` again and again while run() runs.
  void every(std::int64_t period_ms, std::function<void()> action);

  /// Called once, when a stop is asked for: `drain` seconds before connections are refused.
  void when_stopping(std::function<void()> action);

  /// Serves until SIGTERM, SIGINT or stop(). What clients have sent is answered; streams and idle
  /// connections end. SIGHUP reads the certificate again.
  void run();
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sealflow::server
