#include <array>

#include "api_functions.hpp"
#include "reader.hpp"
#include "sealflow/sealflow.hpp"

namespace sealflow {

/// Without a time nothing would ever expire, so none is made up.
Result<std::int64_t> now_of(const Value& request) {
  constexpr std::int64_t most = (std::int64_t{1} << 53) - 1;
  const Value& now = request["now"];
  if (now.is_integer() && now.as_integer() >= 0 && now.as_integer() <= most)
    return now.as_integer();
  return failure(ErrorCode::malformed_request, "\"now\" must be a time in milliseconds since 1970",
                 "/now");
}

Result<std::vector<LoggedEvent>> events_of(const Value& request) {
  if (!request["events"].is_array()) {
    return failure(ErrorCode::malformed_request, "\"events\" must be a list", "/events");
  }
  std::vector<LoggedEvent> events;
  for (const Value& json : request["events"].items()) {
    Result<LoggedEvent> event = event_from_json(json);
    if (!event) {
      Error error = event.error();
      error.where = pointer_to("/events", events.size()) + error.where;
      return error;
    }
    events.push_back(std::move(*event));
  }
  return events;
}

namespace {

/// `{state, events}` -> `{state, evolutions}`; a refused event stops there.
Result<Value> api_evolve(const Value& request) {
  Result<State> state = state_from_json(request["state"]);
  if (!state) return state.pass();
  Result<std::vector<LoggedEvent>> events = events_of(request);
  if (!events) return events.pass();
  Value evolutions = Value::array();
  for (const LoggedEvent& event : *events) {
    Result<Evolution> evolution = evolve(*state, event);
    if (!evolution) return evolution.pass();
    evolutions.push(evolution_name(*evolution));
  }
  return Value::object({{"state", state_to_json(*state)}, {"evolutions", std::move(evolutions)}});
}

/// `{state, delivery: {signature, receipt, message, alreadyProcessed, handledSeq, local}}` -> null
/// or `{handler, payload}`
Result<Value> api_dispatch(const Value& request) {
  Result<State> state = state_from_json(request["state"]);
  if (!state) return state.pass();
  std::vector<Error> problems;
  ObjectReader reader(request["delivery"], "/delivery", ErrorCode::malformed_request, problems);
  Delivery delivery;
  delivery.signature = reader.text("signature");
  if (const Value* receipt = reader.member("receipt")) delivery.receipt = *receipt;
  delivery.message = reader.text("message");
  delivery.already_processed = reader.flag("alreadyProcessed");
  delivery.handled_seq = reader.integer("handledSeq");
  delivery.local = reader.flag("local");
  reader.refuse_unknown();
  Result<void> checked = as_result(ErrorCode::malformed_request, std::move(problems));
  if (!checked) return checked.pass();
  Result<std::optional<HandlerCall>> call = dispatch(*state, delivery);
  if (!call) return call.pass();
  if (!call->has_value()) return Value();
  return Value::object(
      {{"handler", handler_name((*call)->handler)}, {"payload", (*call)->payload}});
}

/// `{field, value, now}` -> `{stored, derived}`
Result<Value> api_check_field(const Value& request) {
  std::vector<Error> problems;
  FieldSpec spec = parse_field(request["field"], "/field", problems);
  Result<void> checked = as_result(ErrorCode::flow_invalid, std::move(problems));
  if (!checked) return checked.pass();
  Result<FieldValue> value = check_field(spec, request["value"], request["now"].as_integer());
  if (!value) return value.pass();
  return Value::object({{"stored", value->stored}, {"derived", value->derived}});
}

/// `{stage, input, now}` -> true; the stage's definition or its client view
Result<Value> api_check_input(const Value& request) {
  Result<std::int64_t> now = now_of(request);
  if (!now) return now.pass();
  Result<void> checked = check_input(request["stage"], request["input"], *now);
  if (!checked) return checked.pass();
  return Value(true);
}

/// `{name}` -> `{name, number, http, retryable, key, text}`
Result<Value> api_error(const Value& request) {
  const ErrorInfo* info = find_error(request["name"].as_string());
  if (info == nullptr) {
    return failure(ErrorCode::not_found, "there is no error of that name");
  }
  return Value::object({{"name", info->name},
                        {"number", info->number},
                        {"http", info->http_status},
                        {"retryable", info->retryable},
                        {"key", info->message_key},
                        {"text", info->text}});
}

constexpr std::array<ApiFunction, 5> functions = {{{"evolve", api_evolve},
                                                   {"dispatch", api_dispatch},
                                                   {"check_field", api_check_field},
                                                   {"check_input", api_check_input},
                                                   {"error", api_error}}};

}  // namespace

std::span<const ApiFunction> page_api() { return functions; }

}  // namespace sealflow
