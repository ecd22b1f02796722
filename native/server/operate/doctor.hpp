// The doctor: what keeps a server from running, or will one day, found before it does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/clock.hpp"
#include "server/settings.hpp"

namespace sealflow::server {

struct Finding {
  enum class Level { ok, warning, failure };
  std::string name;  ///< settings, master-key, files, database, flows, disk, clock, tls, network
  Level level = Level::ok;
  std::string text;  ///< what is, and what to do
};

std::string_view level_name(Finding::Level level);  ///< ok, warning, failure

/// Looks at everything and changes nothing, also beside a running server.
std::vector<Finding> examine(const Settings& settings, const Clock& clock);

}  // namespace sealflow::server
