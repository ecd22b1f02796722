// Effects: work to be done outside, written with the events that ask for it. And the sandbox's
// inbox, where the messages of sandbox apps end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sealflow/decide.hpp"
#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct OpenEffect {
  std::string id;
  std::string handshake;
  std::string kind;
  std::string delivery;  ///< at_least_once, at_most_once
  std::string stage;
  bool started = false;  ///< at_most_once: may have happened already
  int attempts = 0;      ///< with the one that was just claimed
  std::string sealed_payload;
};

void insert_effect(Database& db, const Key& key, std::string_view handshake, const Effect& effect,
                   std::int64_t now);
/// The next effect that is due: nobody else is given it before `until`. From here on, one that is
/// delivered at most once counts as started.
std::optional<OpenEffect> claim_effect(Database& db, std::int64_t now, std::int64_t until);
/// When the next one is due, or nothing.
std::optional<std::int64_t> next_effect_at(Database& db);
bool effect_is_open(Database& db, std::string_view id);
/// Not before then: for its next try.
void postpone_effect(Database& db, const OpenEffect& effect, std::int64_t until, std::int64_t now);
/// What a process that is gone had claimed is due at once.
void release_effects(Database& db);
/// What was put off by a clock that has been set back since is due at `now`. Not what was started
/// and may be done once: somebody may be at it. Gives how many.
std::int64_t recall_effects(Database& db, std::int64_t now);
/// Its payload goes with it: a code that was sent has no business in the database.
void finish_effect(Database& db, std::string_view id, bool done, std::string_view reason,
                   std::int64_t now);

/// Throws StorageError when it does not open.
Value open_payload(const OpenEffect& effect, const Key& key);

// --- Inbox
// ----------------------------------------------------------------------------------------------------------

/// `{channel, to, text, code}`. Once per effect, however often it is performed, and not of one that
/// was closed meanwhile: nobody may be told any more what was erased. `at`: when it arrives, by the
/// app's clock.
void insert_message(Database& db, const Key& app_key, std::string_view app, std::string_view effect,
                    std::string_view handshake, const Value& message, std::int64_t at);
int messages_in_inbox(Database& db, std::string_view handshake);
/// Deletes messages from before `before`, at most `most`; gives how much.
std::int64_t sweep_inbox(Database& db, std::int64_t before, int most = 500);

/// `[{id, at, channel, to, text, code, handshake}]`, newest first; those that have arrived.
Value inbox_messages(Database& db, const Key& app_key, std::string_view app, std::int64_t now,
                     int limit);

}  // namespace sealflow::server
