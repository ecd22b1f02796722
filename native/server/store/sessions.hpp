// What the pages of a handshake hold: devices, session tokens, hand-off links, and the answers
// given before. Tokens, device secrets and codes are known here by their SHA-256 alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct Session {
  std::string handshake;
  std::string device;
  std::int64_t idle_until = 0;  ///< at exactly this instant it is over
  std::int64_t ends_at = 0;
};

void insert_device(Database& db, std::string_view handshake, std::string_view device,
                   std::int64_t now);
bool device_known(Database& db, std::string_view handshake, std::string_view device);

void insert_session(Database& db, std::string_view token, const Session& session);
std::optional<Session> find_session(Database& db, std::string_view token);
/// Has the device still one? Ended ones are gone.
bool session_goes_on(Database& db, const Session& session, std::int64_t now);
/// Of all pages of an app, or of one handshake: they have to launch again.
void end_sessions_of_app(Database& db, std::string_view app);
void end_sessions_of_handshake(Database& db, std::string_view handshake);
void renew_session(Database& db, std::string_view token, std::int64_t idle_until);

// --- Idempotency
// ----------------------------------------------------------------------------------------------------

struct StoredAnswer {
  std::string body_hash;  ///< of the request
  int status = 0;
  std::string body;
};

std::optional<StoredAnswer> find_answer(Database& db, const Key& key, std::string_view handshake,
                                        std::string_view device, std::string_view idempotency_key);
/// So many of one handshake are kept, the newest: whoever asks and asks does not fill the disk.
/// What is repeated later than that is held up by `expectedSeq`.
inline constexpr int most_answers = 500;
void insert_answer(Database& db, const Key& key, std::string_view handshake,
                   std::string_view device, std::string_view idempotency_key,
                   const StoredAnswer& answer, std::int64_t now);

// --- Hand-off
// -------------------------------------------------------------------------------------------------------

struct Handoff {
  std::string handshake;
  std::string digits;  ///< shown on both screens
  std::string device;  ///< who claimed it; empty: nobody yet
  std::int64_t expires_at = 0;
};

void insert_handoff(Database& db, std::string_view code, const Handoff& handoff);
std::optional<Handoff> find_handoff(Database& db, std::string_view code);
void claim_handoff(Database& db, std::string_view code, std::string_view device);

/// Takes away what nobody can use any more, at most `most` of each kind; gives how much. Answers
/// are kept for a day and a little more.
std::int64_t sweep_sessions(Database& db, std::int64_t now, int most = 500);

}  // namespace sealflow::server
