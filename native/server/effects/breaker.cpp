#include "server/effects/breaker.hpp"

namespace sealflow::server {

bool CircuitBreaker::admits(const std::string& host, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  const auto found = circuits_.find(host);
  if (found == circuits_.end() || found->second.failures < most_failures) return true;
  if (now < found->second.open_until) return false;
  // One call tries it out. Should its report never come, the next may try after as long again.
  found->second.open_until = now + open_for;
  return true;
}

void CircuitBreaker::tell(const std::string& host, bool worked, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  if (worked) {
    circuits_.erase(host);
    return;
  }
  Circuit& circuit = circuits_[host];
  if (++circuit.failures >= most_failures) circuit.open_until = now + open_for;
}

}  // namespace sealflow::server
