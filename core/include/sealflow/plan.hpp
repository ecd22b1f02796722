// Plan: what a launch will do, before anything is shown or dropped, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/flow.hpp"
#include "sealflow/state.hpp"

namespace sealflow {

/// What a token of the backend says. Its signature was checked by whoever passes it on.
struct LaunchToken {
  std::string app;  ///< client key
  std::string flow;
  std::string handshake;
  std::string unique_id;        ///< whose session it is; empty: a one-time code has to show that
  std::int64_t expires_at = 0;  ///< ms
};

/// A launch as the server sees it. What the page merely claims is marked.
struct Launch {
  std::string app;  ///< client key it comes under; a token must name the same
  std::string handshake;
  std::string locale = "en";  ///< claimed
  Value variables;            ///< claimed by the page; null: none sent, keep the stored ones
  Value backend_variables = Value::object();
  std::optional<bool> retry;  ///< claimed; unsaid, a token counts as yes
  std::string device;         ///< id of a device that proved itself by its secret, or empty
  std::string new_device;     ///< id for a device that is new here
  std::optional<LaunchToken> token;
  std::int64_t expires_at = 0;     ///< of the handshake, ms
  bool pinned = false;             ///< the handshake names a published snapshot
  bool handshake_resumes = false;  ///< app setting `resumeWith: "handshake"`
  bool invited = false;            ///< a hand-off link proves that the owner asked this device
  bool lease_alive = false;        ///< the device with the lease was heard of in the last 60 s
  bool session_alive = false;      ///< the device's session (30 min idle, 12 h) has not ended
  bool authenticated = false;      ///< a one-time code to the contact of `resume.auth` was passed
};

enum class PlanAction {
  start,         ///< a new run
  resume,        ///< go on at `target`
  finish,        ///< everything passed: complete at once
  deliver,       ///< the run has ended: give its outcome (again)
  authenticate,  ///< a one-time code first, then plan again: until then nothing is told
};

std::string_view plan_action_name(PlanAction action);

struct PlanStep {
  std::string stage;
  std::string verdict;  ///< run, skip, expired, blocked
  std::string reason;   ///< passed, due, not_reached, expired, dropped, attempts_exhausted
  std::int64_t at = 0;  ///< when it passed; 0 otherwise
};

struct Plan {
  PlanAction action = PlanAction::start;
  std::string reason;  ///< one of the names of design §5, e.g. "first_not_passed"
  std::string target;  ///< stage to show, or empty
  bool new_run = false;
  std::vector<std::string> kept;  ///< passes that a new run carries over
  bool same_device = false;
  bool continues = false;             ///< nothing changes: the same device goes on
  bool already_processed = false;     ///< `transactionAlreadyProcessed`
  std::vector<std::string> dropped;   ///< stages that must be done again though they had passed
  std::vector<std::string> notes;     ///< for developers: variables not taken, rules that failed
  Value variables = Value::object();  ///< those the run goes on with; private
  std::vector<PlanStep> steps;
};

/// Steps 1 to 10 of the design's list; see docs/guides/resume.md. Pure. Errors: invalid_variables,
/// handshake_expired, handshake_consumed, not_owner, unique_id_conflict, session_active,
/// token_required, token_expired, token_mismatch, auth_not_configured.
Result<Plan> plan(const Flow& flow, const State& state, const Launch& launch, std::int64_t now);

/// Error: malformed_request with every problem in `details`.
Result<Launch> launch_from_json(const Value& json);

/// Without `variables`: they are nobody else's business.
Value plan_to_json(const Plan& plan);

}  // namespace sealflow
