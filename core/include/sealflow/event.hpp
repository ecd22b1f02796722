// Events: the facts of a handshake, one after the other, each naming the hash of the one before.
//
// Personal data is not in the hashed part. `commit` binds it: SHA-256(salt || private bytes).
// Erasing the private part leaves the chain whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"

namespace sealflow {

/// What an event is about. The names stand in logs for ever.
namespace event_type {
inline constexpr std::string_view run_started = "run_started";  ///< {reason, flow…, device, epoch}
inline constexpr std::string_view run_resumed =
    "run_resumed";  ///< {reason, target, dropped, device, epoch}
inline constexpr std::string_view stage_entered = "stage_entered";  ///< {step}: of an index
inline constexpr std::string_view step_completed =
    "step_completed";  ///< {step}: back on the index page
inline constexpr std::string_view stage_progressed =
    "stage_progressed";  ///< {note, waiting, …}: no try was used
inline constexpr std::string_view stage_rejected =
    "stage_rejected";  ///< {code, triesLeft}: a try was used
inline constexpr std::string_view stage_passed =
    "stage_passed";                                         ///< {output: revealed, provisional}
inline constexpr std::string_view run_ended = "run_ended";  ///< {outcome, end, status, …}
inline constexpr std::string_view review_decided =
    "review_decided";  ///< {status}: an operator's, after the end
inline constexpr std::string_view outcome_acknowledged = "outcome_acknowledged";  ///< {}
}  // namespace event_type

/// `prev` of the first event of a handshake.
inline constexpr std::string_view no_previous_hash =
    "0000000000000000000000000000000000000000000000000000000000000000";

struct Event {
  int v = 1;
  std::string handshake;
  std::int64_t run = 0;
  std::int64_t seq = 0;  ///< 1, 2, …; never restarts within a handshake
  std::int64_t at = 0;   ///< ms since 1970, UTC
  std::string prev;      ///< hash of the event before
  std::string type;
  std::string stage;  ///< empty when the event is about the run
  Value public_part = Value::object();
  std::string commit;  ///< hex, or empty when nothing is private
  std::string hash;    ///< hex SHA-256 of the RFC 8785 form of all the above
};

/// The part that may be erased.
struct PrivatePart {
  std::string salt;   ///< 32 bytes as hex; one salt per event
  std::string bytes;  ///< RFC 8785 JSON
};

struct LoggedEvent {
  Event event;
  std::optional<PrivatePart> secret;  ///< absent: nothing private, not for this reader, or erased
  Value shown;  ///< of the private part, what the person's page may see; see for_page()
};

/// The hash of everything but `hash` itself.
std::string event_hash(const Event& event);

/// SHA-256(salt || bytes), hex. Error: malformed_request when the salt is not 32 bytes of hex.
Result<std::string> commitment(const PrivatePart& secret);

/// `{v, handshake, run, seq, at, prev, type, stage, public, commit, hash}`, and `salt`, `private`,
/// `shown` where present. Empty `stage` and `commit` are written as null.
Value event_to_json(const LoggedEvent& event);
Result<LoggedEvent> event_from_json(const Value& json);

/// The same without the private part: what everybody may see.
LoggedEvent without_secret(LoggedEvent event);

/// What the page of the person gets: without the private part, but with what it has to show of it,
/// such as where a code went. Not hashed by itself, so a page has only the server's word for it.
LoggedEvent for_page(LoggedEvent event);

}  // namespace sealflow
