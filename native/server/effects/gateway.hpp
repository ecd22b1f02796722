// Gateways: what really happens outside when an effect is performed. One file per kind of effect.
#pragma once

#include <string>
#include <utility>

#include "sealflow/json.hpp"
#include "server/services.hpp"
#include "server/store/apps.hpp"
#include "server/store/effects.hpp"

namespace sealflow::server {

/// What came of one try: the report to the core (docs/reference/effects.md), and whether another
/// try may go better.
struct Performed {
  bool ok = false;
  std::string reason;               ///< for operators: never personal data
  Value members = Value::object();  ///< of the report: status, body, token, passed, …
  bool again = false;  ///< at_least_once: worth another try; this is reported if there is none left

  static Performed done(Value members = Value::object()) {
    return {.ok = true, .members = std::move(members)};
  }
  static Performed failed(std::string reason) { return {.reason = std::move(reason)}; }
  static Performed failed_for_now(std::string reason) {
    return {.reason = std::move(reason), .again = true};
  }
};

/// Performs one effect. May take its time: no lock is held and no job of the writer runs meanwhile.
Performed perform(Services& services, const App& app, const OpenEffect& effect,
                  const Value& payload);

// --- By kind, in files of these names

/// send_code.cpp
Performed send_code(Services& services, const App& app, const OpenEffect& effect,
                    const Value& payload);
/// http_call.cpp
Performed call_api(Services& services, const App& app, const OpenEffect& effect,
                   const Value& payload);
/// provider_call.cpp
Performed call_provider(Services& services, const App& app, const OpenEffect& effect,
                        const Value& payload);

}  // namespace sealflow::server
