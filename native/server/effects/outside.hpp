// What the operator has configured for work outside, by the names that flows use. Read once at the
// start: a secret that is missing stops the server there, not a user in the middle of a flow.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/effects/breaker.hpp"
#include "server/effects/code_limits.hpp"
#include "server/effects/message_gateway.hpp"
#include "server/providers/providers.hpp"
#include "server/settings.hpp"

namespace sealflow::server {

/// A secret header for calls to certain hosts. Flows name it and never have it.
struct Credential {
  std::string header;
  std::string value;
  std::vector<std::string> hosts;  ///< "api.example.com", or with a port

  bool is_for(std::string_view host) const;
};

struct Outside {
  std::map<std::string, Credential, std::less<>> credentials;
  MessageGateways gateways;
  CodeLimits code_limits;
  Providers providers;
  CircuitBreaker breaker;

  const Credential* credential(std::string_view name) const;
};

/// From the settings `credentials`, `gateways`, `codeLimits`, `providers`. Error:
/// malformed_request, at the member, also for a secret that cannot be read.
Result<std::shared_ptr<Outside>> open_outside(const Settings& settings);

}  // namespace sealflow::server
