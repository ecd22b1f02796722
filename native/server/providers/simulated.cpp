#include "server/providers/simulated.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "server/base/clock.hpp"
#include "server/base/random.hpp"

namespace sealflow::server {
namespace {

constexpr std::string_view magic = "sim-";
constexpr std::int64_t slowness = 2000;
constexpr std::int64_t remembered = hour_ms;

constexpr std::array<std::string_view, 11> endings = {
    "pass",    "not-passed", "too-dark", "unknown",     "wrong-user", "spent",
    "expired", "flaky",      "slow",     "unavailable", "timeout"};

void wait(std::int64_t ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

}  // namespace

SimulatedProvider::SimulatedProvider(Settings settings)
    : settings_(std::move(settings)), script_(settings_.script.begin(), settings_.script.end()) {}

bool SimulatedProvider::knows(std::string_view ending) {
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// What the user's id says, or "".
std::string SimulatedProvider::ending_of(const std::string& user) {
  if (!user.starts_with(magic)) return {};
  const std::string ending = user.substr(magic.size());
  return knows(ending) ? ending : std::string();
}

/// Waits as long as a network would.
bool SimulatedProvider::gets_through(const Claim& claim, const std::string& ending) {
  if (ending == "slow") wait(std::min(slowness, claim.deadline_ms));
  if (ending == "unavailable") return false;
  if (ending != "flaky") return true;
  const std::lock_guard lock(mutex_);
  return ++calls_[claim.user] % 2 == 0;
}

void SimulatedProvider::forget_old(std::int64_t now) {
  std::erase_if(given_, [&](const auto& one) { return now >= one.second.expires_at + remembered; });
}

ProviderAnswer<ProviderToken> SimulatedProvider::token(const Claim& claim) {
  const std::string ending = ending_of(claim.user);
  if (!gets_through(claim, ending)) return ProviderRefusal::unavailable;
  if (ending == "unknown" && claim.mode == "verify") return ProviderRefusal::user_unknown;
  const std::int64_t expires = claim.now + (ending == "expired" ? 0 : settings_.token_life);
  ProviderToken token{"sim_" + random_secret(), expires};
  const std::lock_guard lock(mutex_);
  forget_old(claim.now);
  given_[token.token] = {claim.mode, claim.user, expires};
  return token;
}

ProviderAnswer<ProviderVerdict> SimulatedProvider::validate(const Claim& claim,
                                                            const std::string& token) {
  std::string ending = ending_of(claim.user);
  if (!gets_through(claim, ending)) return ProviderRefusal::unavailable;
  {
    const std::lock_guard lock(mutex_);
    const auto found = given_.find(token);
    if (found == given_.end()) return ProviderRefusal::token_unknown;
    Given& given = found->second;
    if (given.spent) return ProviderRefusal::token_spent;
    if (given.user != claim.user || given.mode != claim.mode) return ProviderRefusal::user_mismatch;
    given.spent = true;
    // At exactly the instant it is over.
    if (claim.now >= given.expires_at) return ProviderRefusal::token_expired;
    if (ending.empty() && !script_.empty()) {
      ending = script_.front();
      script_.pop_front();
    }
  }
  if (ending == "unavailable") return ProviderRefusal::unavailable;  // of the script
  if (ending == "expired") return ProviderRefusal::token_expired;
  if (ending == "unknown") return ProviderRefusal::user_unknown;
  if (ending == "wrong-user") return ProviderRefusal::user_mismatch;
  if (ending == "spent") return ProviderRefusal::token_spent;
  if (ending == "timeout") {
    wait(claim.deadline_ms);
    return ProviderRefusal::lost;
  }
  if (ending == "not-passed") return ProviderVerdict{.reason = "not_matched"};
  if (ending == "too-dark") return ProviderVerdict{.reason = "too_dark"};
  return ProviderVerdict{.passed = true, .output = Value::object({{"simulated", true}})};
}

}  // namespace sealflow::server
