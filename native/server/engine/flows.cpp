#include "server/engine/flows.hpp"

#include "server/store/flows.hpp"

namespace sealflow::server {

std::shared_ptr<const Flow> FlowCache::get(Database& db, std::string_view hash) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = flows_.find(hash); found != flows_.end()) return found->second;
  }
  const auto definition = find_definition(db, hash);
  if (!definition) throw StorageError("a flow definition is missing", 0);
  auto flow = parse_flow(*definition);
  if (!flow || flow->hash != hash) throw StorageError("a stored flow definition is damaged", 0);
  auto shared = std::make_shared<const Flow>(*std::move(flow));
  const std::lock_guard lock(mutex_);
  // Whoever publishes more versions than this waits a little for parsing; memory stays bounded.
  if (flows_.size() >= most) flows_.clear();
  flows_.emplace(hash, shared);
  return shared;
}

}  // namespace sealflow::server
