// Handshakes: one user's walk through one flow.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct Handshake {
  std::string id;
  std::string number;  ///< dddd-dddddd-dddd, for people
  std::string app;
  std::string flow;
  std::optional<std::string> snapshot;
  bool webhook = false;
  std::string wrapped_key;
  std::string sealed_tag;
  std::string tag_index;  ///< finds it by its tag, which stands nowhere in clear
  std::string sealed_variables;
  std::int64_t seq = 0;         ///< of the last event
  std::string sealed_head;      ///< seq and hash of the last event
  std::int64_t lease_seen = 0;  ///< when the device with the lease was last heard of
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
  std::int64_t kept_from = 0;  ///< see the schema
  std::optional<std::int64_t> archived_at;
  std::optional<std::int64_t> cancelled_at;
  std::optional<std::int64_t> erased_at;  ///< its key is gone, and everything under it
};

std::optional<Handshake> find_handshake(Database& db, std::string_view id);
/// Its app's client key.
std::optional<std::string> app_of_handshake(Database& db, std::string_view id);
void insert_handshake(Database& db, const Handshake& handshake);

/// The blind index of a tag: an HMAC under a key that is made of the app's.
std::string tag_index(const Key& app_key, std::string_view tag);

struct HandshakeList {
  std::string flow;
  std::string tag_index;    ///< empty: any tag
  std::int64_t before = 0;  ///< created then, or earlier …
  std::string before_id;    ///< … and of those created then, with a smaller id
  std::int64_t most = 0;
};
/// Newest first.
std::vector<Handshake> list_handshakes(Database& db, std::string_view app,
                                       const HandshakeList& wanted);

void archive_handshake(Database& db, std::string_view id, std::int64_t now);
void cancel_handshake(Database& db, std::string_view id, std::int64_t now);

/// What the log must end with, after events were added: `seq` and `lease_seen` of `handshake`, the
/// last event's hash, and since when it is kept (to the minute). Sealed, so that somebody with the
/// database alone cannot shorten a log unnoticed.
void set_head(Database& db, const Key& key, const Handshake& handshake, std::string_view hash,
              std::int64_t kept_from);
/// Of one that is erased: the same end, under the app's key. Without `key` it is lost.
void move_head(Database& db, const Handshake& handshake, const std::optional<Key>& key,
               const Key& app_key);
bool head_matches(const Handshake& handshake, const Key& key, std::int64_t seq,
                  std::string_view hash);

void touch_lease(Database& db, std::string_view id, std::int64_t now);

// --- Results
// --------------------------------------------------------------------------------------------------------

/// Frozen when a run completes; these very bytes go out for ever.
struct StoredResult {
  std::string bytes;
  std::string signature;
  std::string secret_id;
};

void insert_result(Database& db, const Key& key, std::string_view handshake, std::int64_t run,
                   const StoredResult& result, std::int64_t now);
std::optional<StoredResult> find_result(Database& db, const Key& key, std::string_view handshake,
                                        std::int64_t run);

}  // namespace sealflow::server
