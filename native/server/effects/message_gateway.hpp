// Message gateways: how one-time codes of live apps reach people. Text messages through the HTTP
// API of whoever sends them, e-mail through a relay (SMTP).
//
//   "gateways": {
//     "mobile": {"url": "https://sms.example/send", "headers": {"x-key": {"secret": "file:…"}},
//                "body": {"to": "{to}", "text": "{text}"}},
//     "email":  {"host": "mail.example", "from": "no-reply@bank.example"}}
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sealflow/json.hpp"
#include "sealflow/result.hpp"
#include "server/effects/gateway.hpp"
#include "server/outbound/mail.hpp"

namespace sealflow::server {

/// What a template may name.
struct Message {
  std::string id;  ///< the same with every try
  std::string to;
  std::string code;
  std::string text;
};

struct HttpGateway {
  std::string url;
  std::string method;
  std::map<std::string, std::string> headers;
  Value body;         ///< texts in it may have {to}, {text}, {code}, {id}
  bool form = false;  ///< sent as application/x-www-form-urlencoded instead of JSON
};

class MessageGateways {
 public:
  /// Error: malformed_request, at the member.
  static Result<MessageGateways> read(const Value& setting);

  /// Failed with `no_gateway` when there is none for the channel.
  Performed send(Services& services, const std::string& channel, Message message) const;

 private:
  std::string text_ = "Your code is {code}.";
  std::string subject_ = "Your code";
  std::optional<HttpGateway> mobile_;
  std::optional<MailRelay> email_;
};

}  // namespace sealflow::server
