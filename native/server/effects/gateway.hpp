// Gateways: what really happens outside when an effect is performed. One function per kind of
// effect.
#pragma once

#include <string>
#include <string_view>

#include "sealflow/json.hpp"
#include "server/services.hpp"
#include "server/store/apps.hpp"
#include "server/store/effects.hpp"

namespace sealflow::server {

/// Can this server carry out all that a stage of this type needs? A flow with another one is not
/// published: its user would wait for ever.
bool can_perform(std::string_view stage_type);

struct Performed {
  bool ok = false;
  std::string reason;  ///< why not, for operators: never personal data
};

/// Performs one effect. May take its time: no lock is held and no job of the writer runs meanwhile.
Performed perform(Services& services, const App& app, const OpenEffect& effect,
                  const Value& payload);

}  // namespace sealflow::server
