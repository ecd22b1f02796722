// The port behind which an outside service recognises people. A provider gives a token that is good
// for one scan, the page scans with it, and the provider says once whether it was the person.
//
//   token(enrol or verify, user) → {token, expires}      may be asked again
//   validate(token, user)        → passed, or why not    asked once: the question spends the token
//
// Whoever implements it runs the conformance kit (conformance.hpp, `sealflow provider check`).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"

namespace sealflow::server {

/// Why there is no answer. What a person did not pass is an answer, not a refusal.
enum class ProviderRefusal {
  unavailable,      ///< certainly nothing happened; another try may go better
  lost,             ///< no answer in time: nobody knows whether it happened
  misconfigured,    ///< keys, region, a feature that is not enabled: for the operator
  user_unknown,     ///< verify, and nobody was enrolled under this id
  user_mismatch,    ///< the token was given for another user or mode
  token_unknown,    ///< never given, or forgotten
  token_spent,      ///< asked about before
  token_expired,    ///<
  scan_incomplete,  ///< asked about before the scan was over
};

/// "unavailable", …: becomes the reason in the log.
std::string_view provider_refusal_name(ProviderRefusal refusal);

template <class T>
struct ProviderAnswer {
  std::optional<T> value;
  ProviderRefusal refusal = ProviderRefusal::lost;  ///< without a value

  ProviderAnswer(T given) : value(std::move(given)) {}
  ProviderAnswer(ProviderRefusal why) : refusal(why) {}
  explicit operator bool() const { return value.has_value(); }
};

struct Claim {
  std::string mode;  ///< enrol, verify
  std::string user;  ///< 1 to 256 characters; never to be a name or an address
  std::int64_t now = 0;
  std::int64_t deadline_ms =
      10'000;  ///< an answer after it is `lost`, so none is waited for longer
};

struct ProviderToken {
  std::string token;  ///< 1 to 1024 bytes; its own are in no log
  std::int64_t expires_at = 0;
};

struct ProviderVerdict {
  bool passed = false;
  std::string reason;              ///< of not passing, an identifier: too_dark, not_matched, …
  Value output = Value::object();  ///< of a pass: name → text, number, true or false
};

class Provider {
 public:
  Provider() = default;
  virtual ~Provider() = default;
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;

  /// May it serve live apps? One that only plays its part must not.
  virtual bool sandbox_only() const { return false; }

  /// Any thread. Neither throws: what goes wrong is a refusal.
  virtual ProviderAnswer<ProviderToken> token(const Claim& claim) = 0;
  virtual ProviderAnswer<ProviderVerdict> validate(const Claim& claim,
                                                   const std::string& token) = 0;
};

}  // namespace sealflow::server
