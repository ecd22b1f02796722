// One e-mail to one person, handed to a relay (SMTP), under the same address rules as every other
// call outwards.
#pragma once

#include <string>

#include "server/outbound/client.hpp"

namespace sealflow::server {

enum class MailTls {
  starttls,  ///< asked for, and without it nothing is sent
  implicit,  ///< from the first byte on
  none,      ///< only to an address that `allow` names
};

struct MailRelay {
  std::string host;
  int port = 587;
  MailTls tls = MailTls::starttls;
  std::string from;  ///< an address
  std::string user;  ///< empty: without a password
  std::string password;
};

struct Mail {
  std::string id;  ///< the same with every try, so that a relay can tell a repetition
  std::string to;  ///< an address
  std::string subject;
  std::string text;
};

enum class MailOutcome {
  sent,     ///< the relay has it
  refused,  ///< it, or its receiver, is not accepted: another try changes nothing
  failed,   ///< another try may go better
};

/// Waits until the relay has taken it: 15 s at most.
MailOutcome send_mail(const OutboundSettings& settings, const MailRelay& relay, const Mail& mail);

}  // namespace sealflow::server
