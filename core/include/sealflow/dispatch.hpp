// Dispatch: an outcome becomes exactly one handler call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sealflow/state.hpp"

namespace sealflow {

enum class Handler { success, error, skip };

/// "success", "error", "skip".
std::string_view handler_name(Handler handler);

/// What the core cannot know by itself.
struct Delivery {
  std::string signature;           ///< of the result, from the server; completed runs only
  Value receipt;                   ///< compact JWS, or null
  std::string message;             ///< localised text of the error; empty: the catalogue's English
  bool already_processed = false;  ///< the plan said `transactionAlreadyProcessed`
  /// `seq` of the call this launcher already handed over; 0 = none. A review after the end is no
  /// second outcome: whoever was called gets no other call.
  std::int64_t handled_seq = 0;
  /// There is no server, so nothing is signed: the payload has `local: true` instead of signature
  /// and receipt, and nobody can take it for a proof.
  bool local = false;
};

struct HandlerCall {
  Handler handler = Handler::success;
  Value payload;  ///< see design §6; each has hs, run, seq
};

/// Nothing when there is no outcome yet or this launcher has had it. Error: signature_invalid when
/// a completed run comes without a well-formed signature (a success nobody can prove is none), or a
/// local one with any.
Result<std::optional<HandlerCall>> dispatch(const State& state, const Delivery& delivery);

/// Which moment a status is of. Handlers, webhooks and results all carry it.
struct StatusStamp {
  std::string handshake;
  std::int64_t run = 0;
  std::int64_t seq = 0;
};

/// Does what has arrived replace what is kept? Messages come late, twice and in any order; who
/// keeps the one with the highest seq has the right status in the end. Errors: malformed_request
/// when they are of two handshakes, or contradict each other (a run goes on to higher seqs only).
Result<bool> replaces(const StatusStamp& arrived, const StatusStamp& kept);

}  // namespace sealflow
