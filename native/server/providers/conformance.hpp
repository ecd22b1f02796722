// What every provider must keep to, whoever wrote it. The kit needs no person before a camera: it
// looks at everything that can be seen without one, and at endings for which the provider has
// users that play them.
#pragma once

#include <string>
#include <vector>

#include "server/base/clock.hpp"
#include "server/providers/provider.hpp"

namespace sealflow::server {

struct ConformanceOptions {
  Clock clock;
  std::string passing;  ///< a user whose scan passes without anybody there; may be empty
  std::string failing;  ///< one whose scan does not pass
  std::string unknown;  ///< one that is not enrolled; empty: a new id
  std::int64_t deadline_ms = 10'000;
};

struct ConformanceFinding {
  std::string rule;
  bool kept = false;
  std::string detail;  ///< what was seen instead
};

std::vector<ConformanceFinding> check_conformance(Provider& provider,
                                                  const ConformanceOptions& options);

}  // namespace sealflow::server
