// The one client for calls outwards: webhooks, `http` stages, gateways. No other code opens a
// connection to somewhere else.
//
//   OutboundClient client({.allow = {"10.20.0.0/16"}});
//   const auto answer = client.send({.method = "POST", .url = url, .body = body});
//   if (!answer) return outbound_failure_name(answer.failure);
//   use(answer.reply->status);
//
// - https, its certificate verified; http only for sandbox apps, and only to what `allow` names.
// - The address is looked at when the connection is opened, so neither a spelling of a number nor a
//   name server that changes its mind gets past.
// - No redirects, no proxy of the environment, no credentials in the URL, no cookies, no
// decompression.
// - Size and time are limited, always.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"

struct sockaddr;

namespace sealflow::server {

struct OutboundSettings {
  /// Blocks that may be called although they are not public. The operator's word, never a flow's.
  std::vector<std::string> allow;
  /// PEM file with certificates of authorities that are trusted beside the system's.
  std::string ca_file;
  /// Stands in for DNS in tests: the address of a host. Not a setting.
  std::function<std::string(const std::string& host)> resolve;
};

struct OutboundRequest {
  std::string method = "GET";  ///< GET, POST, PUT, PATCH, DELETE
  std::string url;
  std::vector<Header> headers;
  std::string body;
  std::int64_t timeout_ms = 10'000;  ///< for all of it: name, connection, request, reply
  std::size_t max_reply_bytes = 256UL * 1024;
  bool sandbox = false;  ///< of a sandbox app
  /// Arriving twice does no harm. Only then a connection of an earlier call is used: when the other
  /// side closes such a one without a word, nobody knows whether it acted, and curl sends again.
  bool repeatable = false;
};

enum class OutboundFailure {
  bad_request,      ///< a method or header that is not sent
  bad_url,          ///< no http(s) URL, with credentials in it, or http:// of a live app
  blocked_address,  ///< every address of the host is one that may not be called
  dns,
  connect,
  tls,
  timeout,
  too_large,
  redirect,  ///< status 3xx; it is not followed
  protocol,  ///< an answer that is no HTTP, or broke off
};

/// "bad_url", "blocked_address", …: for logs and reasons.
std::string_view outbound_failure_name(OutboundFailure failure);

struct OutboundReply {
  int status = 0;
  std::vector<Header> headers;  ///< names in lower case
  std::string body;

  /// The first of this name, or empty.
  std::string_view header(std::string_view name) const;
};

struct OutboundAnswer {
  std::optional<OutboundReply> reply;
  OutboundFailure failure = OutboundFailure::protocol;  ///< without a reply: why there is none
  int status = 0;                                       ///< if one arrived, also of a refused reply
  /// Without a reply: was anything of the request sent? If not, the other side cannot have acted.
  bool may_have_arrived = false;

  explicit operator bool() const { return reply.has_value(); }
};

/// Could this ever be called? Error: malformed_request, with the reason. For URLs that are stored:
/// a mistake is better told at once than with each call.
Result<void> check_outbound_url(const std::string& url, bool sandbox);

/// May a connection to this address be opened? Without TLS only to one that `allow` names.
bool may_connect(const OutboundSettings& settings, const sockaddr* address, bool plain);

/// A program that uses it ignores SIGPIPE, as run_server() does.
class OutboundClient {
 public:
  explicit OutboundClient(OutboundSettings settings);
  ~OutboundClient();
  OutboundClient(const OutboundClient&) = delete;
  OutboundClient& operator=(const OutboundClient&) = delete;

  const OutboundSettings& settings() const { return settings_; }

  /// Any thread; waits for the reply.
  OutboundAnswer send(const OutboundRequest& request);

 private:
  class Pool;
  OutboundSettings settings_;
  std::unique_ptr<Pool> pool_;
};

}  // namespace sealflow::server
