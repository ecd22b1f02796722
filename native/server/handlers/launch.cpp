// POST /v1/sessions/{handshake}/launch: opens or resumes.
#include <algorithm>

#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"
#include "server/base/random.hpp"
#include "server/engine/walk.hpp"
#include "server/handlers/handlers.hpp"
#include "server/handlers/session.hpp"
#include "server/handlers/versions.hpp"
#include "server/store/flows.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t secret_length = 43;
/// A stored launch holds a token and a device secret, and whoever repeats the key gets them. Where
/// no device secret protects it, the key itself must be one that nobody guesses; shorter ones work
/// but are not stored.
constexpr std::size_t unguessable_key = 16;

/// The answer names each that the flow does not declare.
constexpr std::size_t most_variables = 500;

struct Opening {
  Value body;
  Handshake handshake;
  App app;
};

/// Of the launcher and of the core in it. Whoever is no launcher need not name one.
Result<void> check_versions(const Value& body) {
  for (const auto* name : {"launcher", "core"}) {
    const auto& version = body[name];
    if (version.is_null()) continue;
    const std::string where = std::string("/") + name;
    const auto line = release_line(version.as_string());
    if (!line)
      return failure(ErrorCode::malformed_request, std::string(name) + " is a version", where);
    if (!is_served(*line)) {
      return failure(ErrorCode::sdk_too_old,
                     "the " + std::string(name) +
                         " is more than one version behind this server, " SEALFLOW_VERSION,
                     where);
    }
  }
  return {};
}

bool is_locale(std::string_view text) {
  return !text.empty() && text.size() <= 35 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

Result<void> check_form(const Value& body) {
  const auto& retry = body["retry"];
  const auto& locale = body["locale"];
  const auto& variables = body["variables"];
  if (!retry.is_null() && !retry.is_bool()) {
    return failure(ErrorCode::malformed_request, "retry is true or false", "/retry");
  }
  if (!locale.is_null() && !is_locale(locale.as_string())) {
    return failure(ErrorCode::malformed_request, "locale is a language tag", "/locale");
  }
  if (!variables.is_null() && !variables.is_object()) {
    return failure(ErrorCode::invalid_variables, "variables are an object of names and values",
                   "/variables");
  }
  if (variables.size() > most_variables) {
    return failure(ErrorCode::invalid_variables,
                   "there are more than " + std::to_string(most_variables) + " variables",
                   "/variables");
  }
  for (const auto* name : {"deviceSecret", "handoff"}) {
    if (!body[name].is_null() && !is_base64url(body[name].as_string(), secret_length)) {
      return failure(ErrorCode::malformed_request,
                     std::string(name) + " has 43 characters of base64url",
                     std::string("/") + name);
    }
  }
  return check_versions(body);
}

Result<Opening> read_opening(Call& call) {
  auto body = json_body(call);
  if (!body) return body.error();
  const std::string& id = call.parameter("handshake");
  const std::string& client_key = (*body)["clientKey"].as_string();
  if (!is_handshake_id(id)) return failure(ErrorCode::client_parameters_invalid);
  if (!is_client_key(client_key)) {
    return failure(ErrorCode::client_parameters_invalid, "clientKey has 32 hex digits",
                   "/clientKey");
  }
  if (auto checked = check_form(*body); !checked) return checked.error();
  call.request.locale = (*body)["locale"].as_string();
  auto handshake = find_handshake(call.db(), id);
  if (!handshake) return failure(ErrorCode::handshake_unknown);
  auto app = find_app(call.db(), handshake->app);
  if (!app || app->client_key != client_key) return failure(ErrorCode::client_key_invalid);
  if (!app->active) return failure(ErrorCode::forbidden, "the app is not active");
  call.now = app->time(call.now);
  if (handshake->erased_at) return failure(ErrorCode::handshake_erased);
  if (handshake->archived_at) return failure(ErrorCode::handshake_archived);
  if (handshake->cancelled_at) return failure(ErrorCode::handshake_cancelled);
  return Opening{*std::move(body), *std::move(handshake), *std::move(app)};
}

/// Proved by its secret, or empty. A secret that is not known here is a new device's: another
/// handshake's, or one that a reset has forgotten.
std::string proven_device(Call& call, const Opening& opening) {
  const auto& secret = opening.body["deviceSecret"].as_string();
  if (secret.empty()) return {};
  auto device = sha256_hex(secret);
  return device_known(call.db(), opening.handshake.id, device) ? device : std::string();
}

/// A link opens for one device. Error: link_expired, link_used.
Result<std::optional<Handoff>> read_handoff(Call& call, const Opening& opening,
                                            const std::string& device) {
  const auto& code = opening.body["handoff"].as_string();
  if (code.empty()) return std::optional<Handoff>();
  auto handoff = find_handoff(call.db(), code);
  if (!handoff || handoff->handshake != opening.handshake.id)
    return failure(ErrorCode::link_expired);
  if (!handoff->device.empty()) {
    if (handoff->device != device) return failure(ErrorCode::link_used);
  } else if (call.now >= handoff->expires_at) {
    return failure(ErrorCode::link_expired);
  }
  return handoff;
}

/// The definition a launch is decided on: the snapshot of a pinned handshake, else the draft as it
/// is now. A flow that was switched off begins no more; who has begun goes on.
Result<std::string> definition_hash(Database& db, const Handshake& handshake) {
  const auto draft = find_draft(db, handshake.app, handshake.flow);
  if (!draft) return failure(ErrorCode::flow_unknown);
  if (!draft->active && handshake.seq == 0) return failure(ErrorCode::flow_inactive);
  if (handshake.snapshot) {
    const auto snapshot = find_snapshot(db, *handshake.snapshot);
    if (!snapshot) return failure(ErrorCode::snapshot_unknown);
    return snapshot->hash;
  }
  return draft->hash;
}

Result<Response> open_session(Call& call, const Opening& opening, const std::string& proven) {
  auto walk = open_walk(call.db(), call.services.vault, opening.handshake, opening.app);
  if (!walk) return walk.error();
  const auto handoff = read_handoff(call, opening, proven);
  if (!handoff) return handoff.error();
  const auto hash = definition_hash(call.db(), opening.handshake);
  if (!hash) return hash.error();
  const auto backend_variables = parse_json(
      open_field(opening.handshake, walk->key, "variables", opening.handshake.sealed_variables));
  if (!backend_variables) return failure(ErrorCode::internal);

  const std::string new_secret = proven.empty() ? random_secret() : std::string();
  const std::string device = proven.empty() ? sha256_hex(new_secret) : proven;
  Command command;
  command.type = "launch";
  command.entropy = random_hex(32);
  command.launch.handshake = opening.handshake.id;
  if (const auto& locale = opening.body["locale"]; !locale.is_null())
    command.launch.locale = locale.as_string();
  command.launch.variables = opening.body["variables"];
  command.launch.backend_variables = *backend_variables;
  command.launch.retry = opening.body["retry"].as_bool();
  command.launch.device = proven;
  command.launch.new_device = proven.empty() ? device : std::string();
  command.launch.expires_at = opening.handshake.expires_at;
  command.launch.pinned = opening.handshake.snapshot.has_value();
  command.launch.handshake_resumes = opening.app.handshake_resumes;
  command.launch.invited = handoff->has_value();
  command.launch.lease_alive = call.now < opening.handshake.lease_seen + lease_life;

  const auto flow = call.services.flows.get(call.db(), *hash);
  const auto decision = decide(*flow, walk->state, command, call.now);
  if (!decision) return decision.error();
  if (auto room = check_room(call.services, *walk, command, *decision); !room) return room.error();
  // Each by another browser, which has proved nothing yet, and each may send a code.
  if (opening.handshake.seq > 0 && decision->plan && decision->plan->reason == "no_state")
    call.services.limiter.launch_refused(call.request.address,
                                         call.services.settings.launch_refusals, call.now);
  record(*call.transaction, call.services, *walk, *decision);

  insert_device(call.db(), opening.handshake.id, device, call.now);
  if (*handoff) claim_handoff(call.db(), opening.body["handoff"].as_string(), device);
  if (walk->state.device == device) touch_lease(call.db(), opening.handshake.id, call.now);
  const std::string token = random_secret();
  const Session session{opening.handshake.id, device, call.now + session_idle,
                        call.now + session_longest};
  insert_session(call.db(), token, session);

  Value who = Value::object({{"id", device}});
  if (!new_secret.empty()) who.set("secret", new_secret);
  // A run that goes on, or was delivered again, may be of an older draft.
  const auto shown = flow_of_run(call.db(), call.services, *walk);
  Value answer = Value::object(
      {{"token", token},
       {"tokenExpires", session.idle_until},
       {"now", call.now},
       {"device", std::move(who)},
       {"app", Value::object({{"name", opening.app.name}, {"mode", opening.app.mode}})},
       {"flow", client_view(*shown)},
       {"state", public_state(*walk)},
       {"plan", plan_to_json(decision->plan.value_or(Plan{}))},
       {"delivery", page_delivery(call.db(), call.services, *walk)}});
  if (*handoff) answer.set("handoff", Value::object({{"digits", (*handoff)->digits}}));
  return json_response(answer);
}

/// What somebody gets who tries handshakes, client keys, or links.
bool is_guess(int status) { return status == 403 || status == 404 || status == 410; }

Result<Response> launch_once(Call& call) {
  const auto key = idempotency_key(call.request);
  if (!key) return key.error();
  const auto opening = read_opening(call);
  if (!opening) return opening.error();
  const std::string device = proven_device(call, *opening);
  if (!*key || (device.empty() && (*key)->size() < unguessable_key))
    return open_session(call, *opening, device);
  const auto handshake_key =
      call.services.vault.unwrap(opening->handshake.wrapped_key, opening->handshake.id);
  if (!handshake_key) throw StorageError("the key of a handshake does not open", 0);
  return answer_once(call, {*handshake_key, opening->handshake.id, device, **key},
                     [&] { return open_session(call, *opening, device); });
}

}  // namespace

Result<Response> launch(Call& call) {
  Limiter& limiter = call.services.limiter;
  const int most = call.services.settings.launch_refusals;
  const auto now = call.now;  // the caller's address is nobody's sandbox
  if (const auto refused = limiter.launch_wait(call.request.address, most, now)) {
    call.retry_after_s = refused->retry_after_s;
    return failure(refused->code);
  }
  auto answer = launch_once(call);
  if (is_guess(answer ? answer->status : error_info(answer.error().code).http_status))
    limiter.launch_refused(call.request.address, most, now);
  return answer;
}

}  // namespace sealflow::server
