// Effects: work to be done outside, written with the events that ask for it. And the sandbox's
// inbox, where the messages of sandbox apps end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  std::string sealed_payload;
};

/// How long an effect is left to the instance that took it. Longer than any gateway's time limit:
/// an instance that still performs must not lose it.
inline constexpr std::int64_t effect_lease = 60 * 1000;

void insert_effect(Database& db, const Key& key, std::string_view handshake, const Effect& effect,
                   std::int64_t now);
/// Oldest first, without those that another instance performs now.
std::vector<OpenEffect> open_effects(Database& db, std::string_view owner, std::int64_t now,
                                     int limit);
std::optional<OpenEffect> find_open_effect(Database& db, std::string_view id);
/// Takes it for `owner` alone, and notes that it may have happened from now on if that must not be
/// twice. False: somebody else was first.
bool claim_effect(Database& db, const OpenEffect& effect, std::string_view owner, std::int64_t now);
/// Its payload goes with it: a code that was sent has no business in the database.
void finish_effect(Database& db, std::string_view id, bool done, std::string_view reason,
                   std::int64_t now);

/// Throws StorageError when it does not open.
Value open_payload(const OpenEffect& effect, const Key& key);

// --- Inbox
// ----------------------------------------------------------------------------------------------------------

/// `{channel, to, text, code}`. Once per effect, however often it is performed.
void insert_message(Database& db, const Key& app_key, std::string_view app, std::string_view effect,
                    std::string_view handshake, const Value& message, std::int64_t now);

/// `[{id, at, channel, to, text, code, handshake}]`, newest first.
Value inbox_messages(Database& db, const Key& app_key, std::string_view app, int limit);

}  // namespace sealflow::server
