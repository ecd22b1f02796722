#include "server/operate/operate.hpp"

#include <algorithm>

#include "sealflow/flow.hpp"
#include "sealflow/plan.hpp"
#include "server/base/random.hpp"
#include "server/effects/outside.hpp"
#include "server/engine/walk.hpp"
#include "server/operate/live.hpp"
#include "server/store/events.hpp"
#include "server/store/master_keys.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t default_life = day_ms;
constexpr std::int64_t longest_life = 366 * day_ms;
constexpr std::size_t longest_tag = 256;

Error refused(ErrorCode code, std::string message, std::string where = "") {
  return {.code = code, .message = std::move(message), .where = std::move(where)};
}

Error refused(ErrorCode code) { return refused(code, std::string(error_info(code).text)); }

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// Only what the backend said is looked at; what the page has to bring is checked when it launches.
Result<void> check_backend_variables(const Flow& flow, const Value& variables, std::int64_t now) {
  Launch launch;
  launch.handshake = "DS0";
  launch.backend_variables = variables;
  launch.expires_at = now + 1;
  launch.token = LaunchToken{.flow = flow.id, .handshake = launch.handshake, .expires_at = now + 1};
  const auto planned = plan(flow, State(), launch, now);
  if (planned || planned.error().code != ErrorCode::invalid_variables) return {};
  Error error = planned.error();
  std::erase_if(error.details, [&](const Error& finding) {
    const auto name = finding.where.substr(finding.where.rfind('/') + 1);
    const Variable* variable = flow.find_variable(name);
    return variables.find(name) == nullptr && !(variable != nullptr && variable->from_backend);
  });
  if (error.details.empty()) return {};
  return error;
}

Result<std::string> definition_of(Database& db, const App& app, const NewHandshake& wanted) {
  const auto draft = find_draft(db, app.client_key, wanted.flow);
  if (!draft) return refused(ErrorCode::flow_unknown);
  if (!draft->active) return refused(ErrorCode::flow_inactive);
  if (!wanted.snapshot) return draft->hash;
  const auto snapshot = find_snapshot(db, *wanted.snapshot);
  if (!snapshot || snapshot->app != app.client_key || snapshot->flow != wanted.flow) {
    return refused(ErrorCode::snapshot_unknown);
  }
  return snapshot->hash;
}

}  // namespace

Result<Snapshot> publish_flow(Transaction& transaction, const Services& services,
                              std::string_view client_key, std::string_view definition,
                              std::int64_t now) {
  const auto flow = parse_flow(definition);
  if (!flow) return flow.error();
  Database& db = transaction.db();
  const auto app = find_app(db, client_key);
  if (!app) return refused(ErrorCode::not_found, "there is no app with this client key");
  if (auto fit = fit_for(*app, *flow, services.outside->providers); !fit) return fit.pass();
  auto published = find_snapshot(db, client_key, flow->id, flow->version);
  if (published && published->hash != flow->hash) {
    return refused(
        ErrorCode::flow_invalid,
        "version " + flow->version + " was published with another content; raise the version",
        "/version");
  }
  put_definition(db, flow->hash, definition);
  put_draft(db, client_key, flow->id, flow->hash, now);
  if (!published) {
    published = Snapshot{new_uuid(), std::string(client_key), flow->id, flow->version, flow->hash};
    insert_snapshot(db, *published, now);
  }
  return *published;
}

Result<void> switch_flow(Transaction& transaction, const Services& services,
                         std::string_view client_key, std::string_view flow, bool active,
                         std::int64_t now) {
  Database& db = transaction.db();
  const auto app = find_app(db, client_key);
  if (!app || !find_draft(db, client_key, flow)) return refused(ErrorCode::flow_unknown);
  for (const auto& stored : definitions_of(db, client_key)) {
    if (!active || stored.flow != flow) continue;
    if (auto fit = fit_for(*app, db, stored, services.outside->providers); !fit) return fit.pass();
  }
  set_flow_active(db, client_key, flow, active, now);
  return {};
}

Result<Handshake> create_handshake(Transaction& transaction, Services& services, const App& app,
                                   const NewHandshake& wanted, std::int64_t now) {
  Database& db = transaction.db();
  if (wanted.tag.empty() || code_points(wanted.tag) > longest_tag) {
    return refused(ErrorCode::malformed_request, "tag has 1 to 256 characters", "/tag");
  }
  if (!wanted.variables.is_object()) {
    return refused(ErrorCode::invalid_variables, "variables are an object of names and values",
                   "/variables");
  }
  const auto hash = definition_of(db, app, wanted);
  if (!hash) return hash.error();
  const auto expires = wanted.expires_at.value_or(now + default_life);
  if (expires <= now || expires > now + longest_life) return refused(ErrorCode::expiry_invalid);
  const auto flow = services.flows.get(db, *hash);
  if (const auto checked = check_backend_variables(*flow, wanted.variables, now); !checked)
    return checked.error();

  Handshake handshake;
  handshake.id = new_handshake_id();
  handshake.number = new_handshake_number();
  handshake.app = app.client_key;
  handshake.flow = wanted.flow;
  handshake.snapshot = wanted.snapshot;
  handshake.webhook = wanted.webhook;
  note_master_key(db, services.vault);
  const auto key = services.vault.create_key(handshake.id);
  handshake.wrapped_key = key.wrapped;
  handshake.sealed_tag = seal_field(handshake.id, key.key, "tag", wanted.tag);
  handshake.tag_index = tag_index(app_key(app, services.vault), wanted.tag);
  handshake.sealed_variables =
      seal_field(handshake.id, key.key, "variables", stringify(wanted.variables));
  handshake.created_at = now;
  handshake.expires_at = expires;
  insert_handshake(db, handshake);
  transaction.after_commit([&analytics = services.analytics, handshake] {
    analytics.emit(
        analytics_created(handshake.id, handshake.app, handshake.flow, handshake.created_at));
  });
  return handshake;
}

Result<std::vector<LoggedEvent>> read_log(Database& db, const Vault& vault,
                                          std::string_view handshake) {
  const auto row = find_handshake(db, handshake);
  if (!row) return refused(ErrorCode::handshake_unknown);
  const auto key = log_key(db, vault, *row);
  if (!key) return refused(ErrorCode::unavailable, "the key of the handshake does not open");
  auto events = load_events(db, *key, handshake);
  if (!events) return events;
  const std::string head = events->empty() ? "" : events->back().event.hash;
  const std::int64_t seq = events->empty() ? 0 : events->back().event.seq;
  if (!head_matches(*row, *key, seq, head)) {
    return refused(ErrorCode::log_damaged, "the log does not end where it should",
                   "/" + std::to_string(events->size()));
  }
  const bool gone = std::any_of(events->begin(), events->end(), [](const LoggedEvent& event) {
    return !event.event.commit.empty() && !event.secret;
  });
  if (gone && !row->erased_at)
    return refused(ErrorCode::log_damaged, "a private part is missing, and nobody erased it");
  return events;
}

}  // namespace sealflow::server
