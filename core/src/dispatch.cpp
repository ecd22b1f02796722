#include "sealflow/dispatch.hpp"

#include <algorithm>

#include "reader.hpp"

namespace sealflow {
namespace {

bool is_signature(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Value success(const State& state, const Delivery& delivery) {
  if (delivery.local) return Value::object({{"status", state.status}});
  return Value::object(
      {{"signature", delivery.signature}, {"receipt", delivery.receipt}, {"status", state.status}});
}

Value error(const State& state, const Delivery& delivery) {
  const ErrorInfo* known = find_error(state.error["code"].as_string());
  const ErrorInfo& info = known != nullptr ? *known : error_info(ErrorCode::internal);
  Value payload = Value::object(
      {{"code", info.number},
       {"httpStatusCode", info.http_status},
       {"message", delivery.message.empty() ? Value(info.text) : Value(delivery.message)},
       // Errors that a user can mend never get here.
       {"retry", false},
       {"stage", or_null(state.outcome_stage)}});
  if (state.error["original"].is_object()) payload.set("original", state.error["original"]);
  return payload;
}

}  // namespace

std::string_view handler_name(Handler handler) {
  switch (handler) {
    case Handler::success:
      return "success";
    case Handler::error:
      return "error";
    case Handler::skip:
      return "skip";
  }
  return "error";
}

Result<std::optional<HandlerCall>> dispatch(const State& state, const Delivery& delivery) {
  std::optional<HandlerCall> none;
  if (state.outcome == Outcome::none) return none;
  if (delivery.handled_seq >= state.outcome_seq) return none;

  HandlerCall call;
  switch (state.outcome) {
    case Outcome::completed:
      if (delivery.local && !delivery.signature.empty()) {
        return failure(ErrorCode::signature_invalid, "a local run has no signature", "/signature");
      }
      if (!delivery.local && !is_signature(delivery.signature)) {
        return failure(ErrorCode::signature_invalid,
                       "a completed run comes with a signature of 64 hex digits", "/signature");
      }
      call = {Handler::success, success(state, delivery)};
      break;
    case Outcome::errored:
      call = {Handler::error, error(state, delivery)};
      break;
    case Outcome::skipped:
      call = {Handler::skip, Value::object({{"stage", or_null(state.outcome_stage)}})};
      break;
    case Outcome::none:
      return none;
  }
  call.payload.set("hs", state.handshake);
  call.payload.set("run", state.run);
  // The seq of the status, so that whoever merges by the highest has the newest.
  call.payload.set("seq", std::max(state.outcome_seq, state.review_seq));
  if (delivery.local) call.payload.set("local", true);
  if (delivery.already_processed) call.payload.set("transactionAlreadyProcessed", true);
  return std::optional<HandlerCall>(std::move(call));
}

Result<bool> replaces(const StatusStamp& arrived, const StatusStamp& kept) {
  if (arrived.handshake != kept.handshake) {
    return failure(ErrorCode::malformed_request, "they are of two handshakes",
                   "/arrived/handshake");
  }
  const bool newer = arrived.seq > kept.seq;
  const bool same = arrived.seq == kept.seq;
  if (newer ? arrived.run < kept.run : same ? arrived.run != kept.run : arrived.run > kept.run) {
    return failure(ErrorCode::malformed_request,
                   "run and seq contradict what is kept; one of the two is not of this handshake",
                   "/arrived/run");
  }
  return newer;
}

}  // namespace sealflow
