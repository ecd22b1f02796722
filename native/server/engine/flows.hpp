// Parsed flows, by the hash of their definition. Parsing and checking a graph costs more than
// deciding a command.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "sealflow/flow.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

class FlowCache {
 public:
  /// Any thread. Throws StorageError when the definition is not there or is no valid flow any more.
  std::shared_ptr<const Flow> get(Database& db, std::string_view hash);

 private:
  static constexpr std::size_t most = 256;

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Flow>, std::less<>> flows_;
};

}  // namespace sealflow::server
