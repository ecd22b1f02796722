// One connection: reads requests, drives the service, writes answers. Only listener.cpp and
// connection.cpp see Asio.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/service.hpp"

namespace sealflow::server {

/// What all connections share.
struct ConnectionContext {
  Service& service;
  std::vector<std::string> trusted_proxies;
  std::shared_ptr<boost::asio::ssl::context> tls;  ///< of connections that begin now; none: plain
  std::atomic<bool> stopping = false;
};

/// The part of a connection that the listener holds.
class ConnectionHandle {
 public:
  virtual ~ConnectionHandle() = default;
  /// Ends it as soon as the request at hand, if any, is answered. Any thread.
  virtual void end() = 0;
};

/// Begins to serve; `ended` is called once, when the connection is gone.
std::weak_ptr<ConnectionHandle> serve_connection(boost::asio::ip::tcp::socket socket,
                                                 ConnectionContext& context,
                                                 std::function<void()> ended);

}  // namespace sealflow::server
