#include "server/operate/retention.hpp"

#include "server/base/log.hpp"
#include "server/base/pace.hpp"
#include "server/operate/erasure.hpp"
#include "server/store/apps.hpp"
#include "server/store/audit.hpp"
#include "server/store/flows.hpp"

namespace sealflow::server {
namespace {

/// About ten milliseconds of the writer's.
constexpr int at_once = 20;

std::int64_t erase_some(Services& services, const std::string& actor, const App& app,
                        const FlowRetention& retention) {
  return services.store.write([&](Transaction& transaction) {
    Database& db = transaction.db();
    const auto now = app.time(services.clock());
    const auto due =
        kept_since(db, app.client_key, retention.flow, now - retention.keep_ms, at_once);
    std::vector<std::string> erased;
    for (const auto& id : due) {
      const auto handshake = find_handshake(db, id);
      const auto made = erase(transaction, services, *handshake, now);
      if (made && made->erased_at == now) erased.push_back(id);  // not by somebody else meanwhile
    }
    // After all of them: a call of a backend has its handshake first and the audit last, too.
    for (const auto& id : erased)
      append_audit(db, services.vault, app, {actor, "handshake.erase", id, "done", "retention"},
                   services.clock());
    return static_cast<std::int64_t>(due.size());
  });
}

std::int64_t erase_due_of(Services& services, const std::string& actor, const App& app,
                          const std::function<bool()>& go_on) {
  const auto flows =
      services.store.read([&](Database& db) { return retention_of(db, app.client_key); });
  std::int64_t erased = 0;
  for (const auto& retention : flows) {
    if (retention.keep_ms == 0) continue;
    for (std::int64_t some = at_once; some == at_once && go_on(); erased += some)
      some = paced([&] { return erase_some(services, actor, app, retention); });
  }
  return erased;
}

}  // namespace

Result<void> set_retention(Transaction& transaction, std::string_view client_key,
                           std::string_view flow, std::optional<std::int64_t> keep_ms) {
  Database& db = transaction.db();
  if (!find_app(db, client_key))
    return failure(ErrorCode::not_found, "there is no app with this client key");
  if (!flow.empty() && !find_draft(db, client_key, flow)) return failure(ErrorCode::flow_unknown);
  put_retention(db, client_key, flow, keep_ms);
  return {};
}

Result<std::vector<DueFlow>> list_retention(Database& db, std::string_view client_key,
                                            std::int64_t now) {
  const auto app = find_app(db, client_key);
  if (!app) return failure(ErrorCode::not_found, "there is no app with this client key");
  std::vector<DueFlow> flows;
  for (auto& retention : retention_of(db, client_key)) {
    const auto due = retention.keep_ms == 0 ? 0
                                            : count_kept_since(db, client_key, retention.flow,
                                                               app->time(now) - retention.keep_ms);
    flows.push_back({std::move(retention), due});
  }
  return flows;
}

std::int64_t erase_due(Services& services, const std::string& actor,
                       const std::function<bool()>& go_on) {
  std::int64_t erased = 0;
  for (const auto& app : services.store.read([](Database& db) { return all_apps(db); })) {
    try {
      erased += erase_due_of(services, actor, app, go_on);
    } catch (const StorageError& error) {
      // Ours (no code of SQLite's): a key or an audit of this app that is damaged. It is no reason
      // to keep what other apps have.
      if (error.code() != 0) throw;
      log::error("retention_failed", {{"app", app.client_key}, {"reason", error.what()}});
    }
  }
  return erased;
}

}  // namespace sealflow::server
