// The launcher's public files: scripts, WebAssembly, styles.
#pragma once

#include <optional>
#include <string>

#include "server/http/message.hpp"

namespace sealflow::server {

class StaticFiles {
 public:
  /// Serves the regular files below `folder`. An empty folder serves nothing.
  explicit StaticFiles(const std::string& folder);

  /// Nothing when there is no such file, or the request is no GET or HEAD.
  std::optional<Response> serve(const Request& request) const;

 private:
  std::string root_;  ///< canonical
};

}  // namespace sealflow::server
