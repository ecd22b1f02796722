// The simulated biometric provider: recognises nobody, and follows the port's rules as a real one
// does: a token is good for one question, for one user and mode, for a while. For sandbox apps.
//
// How a scan ends is said by the user's id, if it is one of the names below, or else by the script
// (one entry for each question, then `pass`):
//
//   sim-pass            it was the person
//   sim-not-passed      it was not; reason not_matched
//   sim-too-dark        it was not; reason too_dark
//   sim-unknown         verify: nobody is enrolled under this id
//   sim-wrong-user      the token turns out to be somebody else's
//   sim-spent           the token turns out to be spent
//   sim-expired         tokens are over the moment they are given
//   sim-unavailable     no call gets through
//   sim-flaky           of two calls the first does not get through
//   sim-slow            each answer takes two seconds
//   sim-timeout         no answer to the question, until the deadline
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "server/providers/provider.hpp"

namespace sealflow::server {

class SimulatedProvider : public Provider {
 public:
  struct Settings {
    std::int64_t token_life = 120'000;
    std::vector<std::string> script;  ///< the names above, without `sim-`
  };
  explicit SimulatedProvider(Settings settings);

  bool sandbox_only() const override { return true; }
  ProviderAnswer<ProviderToken> token(const Claim& claim) override;
  ProviderAnswer<ProviderVerdict> validate(const Claim& claim, const std::string& token) override;

  /// Is there such an ending, without `sim-`?
  static bool knows(std::string_view ending);

 private:
  struct Given {
    std::string mode;
    std::string user;
    std::int64_t expires_at = 0;
    bool spent = false;
  };
  bool gets_through(const Claim& claim, const std::string& ending);
  std::string ending_of(const std::string& user);
  void forget_old(std::int64_t now);

  Settings settings_;
  std::mutex mutex_;
  std::map<std::string, Given> given_;  ///< in memory: after a restart, tokens are unknown
  std::map<std::string, int> calls_;    ///< of flaky users
  std::deque<std::string> script_;
};

}  // namespace sealflow::server
