// Retention: how long an app keeps what people gave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.hpp"

namespace sealflow::server {

/// Of an app (`flow` empty), or of one of its flows. Nothing: none of its own. 0: for ever.
void put_retention(Database& db, std::string_view app, std::string_view flow,
                   std::optional<std::int64_t> keep_ms);

struct FlowRetention {
  std::string flow;
  std::int64_t keep_ms = 0;  ///< its own, or its app's; 0: for ever
  bool own = false;
};
/// Every flow of an app.
std::vector<FlowRetention> retention_of(Database& db, std::string_view app);

/// Those of one app and flow, not erased, whose time of keeping began at `before` or earlier; the
/// oldest first.
std::vector<std::string> kept_since(Database& db, std::string_view app, std::string_view flow,
                                    std::int64_t before, int limit);
std::int64_t count_kept_since(Database& db, std::string_view app, std::string_view flow,
                              std::int64_t before);

}  // namespace sealflow::server
