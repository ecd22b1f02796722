// One user's walk: a handshake, its log, and what the log adds up to. The driver around the core's
// pure functions.
//
//   open_walk → sealflow::decide → record
//
// All three in one job of the writer, so nothing can come between.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sealflow/decide.hpp"
#include "sealflow/state.hpp"
#include "server/services.hpp"
#include "server/store/apps.hpp"
#include "server/store/handshakes.hpp"

namespace sealflow::server {

struct Walk {
  Handshake handshake;
  App app;
  Key key;  ///< of the handshake, see log_key
  std::vector<LoggedEvent> events;
  State state;
};

/// Replays the log. Errors: handshake_erased; log_damaged, also told to the operators; nothing may
/// be written then. Throws StorageError when the handshake's app or key is not there.
/// `app` is the handshake's, when somebody has read it already.
Result<Walk> open_walk(Database& db, const Vault& vault, const Handshake& handshake,
                       std::optional<App> app = std::nullopt);

/// To look at only, also when it was erased: then without what was private, and with the app's key.
Result<Walk> view_walk(Database& db, const Vault& vault, const Handshake& handshake,
                       std::optional<App> app = std::nullopt);

/// What its log is sealed under: its own key, or the app's when it was erased. Nothing when that
/// does not open.
std::optional<Key> log_key(Database& db, const Vault& vault, const Handshake& handshake);

/// Refuses a page's decision that would add to a log that is full: each write reads the whole log,
/// so two devices that take a handshake from each other without end would slow everybody. Leaving
/// and acknowledging are no additions. Error: handshake_expired.
Result<void> check_room(const Services& services, const Walk& walk, const Command& command,
                        const Decision& decision);

/// Writes the decision: events, effects, and, when a run ends with it, the frozen and signed result
/// of a completed one, its receipt and webhooks, and the handshake's `lease_seen`. Brings `walk` up
/// to date.
void record(Transaction& transaction, Services& services, Walk& walk, const Decision& decision);

/// The flow the run was started with, or nothing before the first run.
std::shared_ptr<const Flow> flow_of_run(Database& db, Services& services, const Walk& walk);

// --- What a page gets to see
// ----------------------------------------------------------------------------------------

/// Events after `seq`: of this run as for_page() has them, of former ones without_secret().
Value events_after(const Walk& walk, std::int64_t seq);

/// What those events add up to.
Value public_state(const Walk& walk);

/// `{signature, receipt}` once the run has an outcome, null before. No receipt: the run ended
/// before there were any.
Value delivery_of(Database& db, const Walk& walk);

/// The same for a page, which of a run that was left also learns whether a retry goes on with it:
/// `resumable`.
Value page_delivery(Database& db, Services& services, const Walk& walk);

/// The handshake's private values: `tag`, `variables`. Throws StorageError when they do not open.
std::string open_field(const Handshake& handshake, const Key& key, std::string_view name,
                       std::string_view sealed);
/// Null when it was erased.
Value tag_of(const Handshake& handshake, const Key& key);
std::string seal_field(std::string_view handshake, const Key& key, std::string_view name,
                       std::string_view plain);

}  // namespace sealflow::server
