#include "api_functions.hpp"
#include "reader.hpp"
#include "sealflow/sealflow.hpp"

namespace sealflow {
namespace {

constexpr JsonLimits text_limits = {.max_bytes = std::size_t{1} << 26};

/// `request.flow` as a Flow: a definition, or a client view where `request.view` is true.
Result<Flow> read_flow(const Value& request) {
  return request["view"].as_bool() ? parse_client_view(request["flow"])
                                   : flow_from_json(request["flow"]);
}

/// `{flow, view?, state, command, now}` -> `{events, effects, plan}`
Result<Value> api_decide(const Value& request) {
  Result<Flow> flow = read_flow(request);
  if (!flow) return flow.pass();
  Result<State> state = state_from_json(request["state"]);
  if (!state) return state.pass();
  Result<Command> command = command_from_json(request["command"]);
  if (!command) return command.pass();
  Result<std::int64_t> now = now_of(request);
  if (!now) return now.pass();
  Result<Decision> decision = decide(*flow, *state, *command, *now);
  if (!decision) return decision.pass();
  return decision_to_json(*decision);
}

/// `{flow, view?, state, launch, now}` -> the plan
Result<Value> api_plan(const Value& request) {
  Result<Flow> flow = read_flow(request);
  if (!flow) return flow.pass();
  Result<State> state = state_from_json(request["state"]);
  if (!state) return state.pass();
  Result<Launch> launch = launch_from_json(request["launch"]);
  if (!launch) return launch.pass();
  Result<std::int64_t> now = now_of(request);
  if (!now) return now.pass();
  Result<Plan> made = plan(*flow, *state, *launch, *now);
  if (!made) return made.pass();
  return plan_to_json(*made);
}

/// `{rule, bindings}` -> the value
Result<Value> api_rule(const Value& request) {
  Result<Rule> rule = parse_rule(request["rule"].as_string());
  if (!rule) return rule.pass();
  return evaluate(*rule, request["bindings"]);
}

/// `{events}` -> true
Result<Value> api_verify_log(const Value& request) {
  Result<std::vector<LoggedEvent>> events = events_of(request);
  if (!events) return events.pass();
  Result<void> verified = verify_log(*events);
  if (!verified) return verified.pass();
  return Value(true);
}

/// `{flow}` or `{text}` -> `{id, version, hash}`; the error lists every problem.
Result<Value> api_check_flow(const Value& request) {
  const Value* text = request.find("text");
  Result<Flow> flow =
      text != nullptr ? parse_flow(text->as_string()) : flow_from_json(request["flow"]);
  if (!flow) return flow.pass();
  return Value::object({{"id", flow->id}, {"version", flow->version}, {"hash", flow->hash}});
}

/// `{flow}` -> the client view
Result<Value> api_client_view(const Value& request) {
  Result<Flow> flow = read_flow(request);
  if (!flow) return flow.pass();
  return client_view(*flow);
}

/// `{text}` -> string
Result<Value> api_stringify(const Value& request) {
  Result<Value> parsed = parse_json(request["text"].as_string(), text_limits);
  if (!parsed) return parsed.pass();
  return Value(stringify(*parsed));
}

/// `{text}` -> string
Result<Value> api_canonicalize(const Value& request) {
  Result<Value> parsed = parse_json(request["text"].as_string(), text_limits);
  if (!parsed) return parsed.pass();
  return Value(canonicalize(*parsed));
}

/// Bytes given as text under `name`, or as hex under `name` + "Hex" (or `hex` for "text").
Result<std::string> bytes_of(const Value& request, std::string_view name) {
  std::string hex_name = name == "text" ? "hex" : std::string(name) + "Hex";
  if (const Value* hex = request.find(hex_name)) return from_hex(hex->as_string());
  const Value* text = request.find(name);
  if (text == nullptr || !text->is_string()) {
    return failure(ErrorCode::malformed_request,
                   "\"" + std::string(name) + "\" or \"" + hex_name + "\" is needed",
                   pointer_to("", name));
  }
  return text->as_string();
}

/// `{text | hex}` -> hex
Result<Value> api_sha256(const Value& request) {
  Result<std::string> bytes = bytes_of(request, "text");
  if (!bytes) return bytes.pass();
  return Value(sha256_hex(*bytes));
}

/// `{key | keyHex, text | hex}` -> hex
Result<Value> api_hmac(const Value& request) {
  Result<std::string> key = bytes_of(request, "key");
  if (!key) return key.pass();
  Result<std::string> bytes = bytes_of(request, "text");
  if (!bytes) return bytes.pass();
  std::string mac = hmac_sha256_hex(*key, *bytes);
  wipe(*key);
  return Value(std::move(mac));
}

/// Fails when one of the names is no text, since a missing key must never pass for an empty one.
Result<void> need_texts(const Value& request, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    if (request[name].is_string()) continue;
    return failure(ErrorCode::malformed_request, "\"" + std::string(name) + "\" must be a string",
                   pointer_to("", name));
  }
  return {};
}

/// `{a, b}` -> bool
Result<Value> api_equal(const Value& request) {
  if (Result<void> given = need_texts(request, {"a", "b"}); !given) return given.pass();
  return Value(equal_constant_time(request["a"].as_string(), request["b"].as_string()));
}

/// `{secret, bytes}` -> hex
Result<Value> api_sign_result(const Value& request) {
  if (Result<void> given = need_texts(request, {"secret", "bytes"}); !given) return given.pass();
  if (request["secret"].as_string().empty()) {
    return failure(ErrorCode::malformed_request, "an empty secret signs nothing", "/secret");
  }
  return Value(sign_result(request["secret"].as_string(), request["bytes"].as_string()));
}

/// `{secret, bytes, signature}` -> "ok", "wrong_key", …
Result<Value> api_verify_result(const Value& request) {
  Result<void> given = need_texts(request, {"secret", "bytes", "signature"});
  if (!given) return given.pass();
  return Value(
      verification_name(verify_result(request["secret"].as_string(), request["bytes"].as_string(),
                                      request["signature"].as_string())));
}

/// `{secrets, id, now, body}` -> `{id, timestamp, signature}`: the headers
Result<Value> api_sign_webhook(const Value& request) {
  if (Result<void> given = need_texts(request, {"id", "body"}); !given) return given.pass();
  Result<std::int64_t> now = now_of(request);
  if (!now) return now.pass();
  Result<WebhookHeaders> headers = sign_webhook(
      texts_of(request["secrets"]), request["id"].as_string(), *now, request["body"].as_string());
  if (!headers) return headers.pass();
  return Value::object(
      {{"id", headers->id}, {"timestamp", headers->timestamp}, {"signature", headers->signature}});
}

/// A time span of the request; nothing that would make every check pass or overflow.
Result<std::int64_t> span_of(const Value& request, const char* name, std::int64_t otherwise) {
  constexpr std::int64_t most = std::int64_t{1} << 53;
  const Value* given = request.find(name);
  if (given == nullptr) return otherwise;
  if (given->is_integer() && given->as_integer() >= 0 && given->as_integer() <= most) {
    return given->as_integer();
  }
  return failure(ErrorCode::malformed_request, "a time span is milliseconds, and not negative",
                 pointer_to("", name));
}

/// `{secrets, id, timestamp, signature, body, now, toleranceMs?}` -> "ok", "wrong_key", …
Result<Value> api_verify_webhook(const Value& request) {
  Result<void> given = need_texts(request, {"id", "timestamp", "signature", "body"});
  if (!given) return given.pass();
  Result<std::int64_t> now = now_of(request);
  if (!now) return now.pass();
  const WebhookHeaders headers{.id = request["id"].as_string(),
                               .timestamp = request["timestamp"].as_string(),
                               .signature = request["signature"].as_string()};
  Result<std::int64_t> tolerance = span_of(request, "toleranceMs", webhook_tolerance_ms);
  if (!tolerance) return tolerance.pass();
  return Value(verification_name(verify_webhook(texts_of(request["secrets"]), headers,
                                                request["body"].as_string(), *now, *tolerance)));
}

/// `{jws, jwks, result, salt, now, toleranceMs?, maxAgeMs?}` -> `{verification, jwk, signingInput,
/// signature, claims}`. Where `jwk` is null, `verification` is final; otherwise it holds if the
/// signature (hex) over signingInput fits that key, and is "wrong_key" if not. `result` is null
/// where there is none, `jwks` a text, `salt` hex.
Result<Value> api_check_receipt(const Value& request) {
  if (Result<void> given = need_texts(request, {"jws", "jwks", "salt"}); !given) {
    return given.pass();
  }
  Result<std::int64_t> now = now_of(request);
  if (!now) return now.pass();
  Result<std::int64_t> tolerance = span_of(request, "toleranceMs", ReceiptTimes{}.tolerance_ms);
  if (!tolerance) return tolerance.pass();
  Result<std::int64_t> max_age = span_of(request, "maxAgeMs", ReceiptTimes{}.max_age_ms);
  if (!max_age) return max_age.pass();
  Result<std::string> salt = from_hex(request["salt"].as_string());
  const ReceiptCheck check =
      check_receipt({.jws = request["jws"].as_string(),
                     .jwks = request["jwks"].as_string(),
                     .result_bytes = request["result"].as_string(),
                     .salt = salt ? std::string_view(*salt) : std::string_view()},
                    {.now_ms = *now, .tolerance_ms = *tolerance, .max_age_ms = *max_age});
  const bool open = !check.public_key.empty();
  return Value::object({{"verification", verification_name(check.if_genuine)},
                        {"jwk", open ? public_jwk(check.public_key) : Value()},
                        {"signingInput", or_null(check.signing_input)},
                        {"signature", open ? Value(to_hex(check.signature)) : Value()},
                        {"claims", open ? receipt_to_json(check.receipt) : Value()}});
}

/// `{handshake, run, seq}`
StatusStamp read_stamp(const Value& request, const char* name, std::vector<Error>& problems) {
  ObjectReader reader(request[name], pointer_to("", name), ErrorCode::malformed_request, problems);
  StatusStamp stamp;
  stamp.handshake = reader.text("handshake", ObjectReader::required);
  for (const char* needed : {"run", "seq"}) reader.member(needed, ObjectReader::required);
  stamp.run = reader.integer("run", 0, 1);
  stamp.seq = reader.integer("seq", 0, 1);
  reader.refuse_unknown();
  return stamp;
}

/// `{arrived, kept}` -> bool
Result<Value> api_replaces_status(const Value& request) {
  std::vector<Error> problems;
  const StatusStamp arrived = read_stamp(request, "arrived", problems);
  const StatusStamp kept = read_stamp(request, "kept", problems);
  Result<void> checked = as_result(ErrorCode::malformed_request, std::move(problems));
  if (!checked) return checked.pass();
  Result<bool> replaced = replaces(arrived, kept);
  if (!replaced) return replaced.pass();
  return Value(*replaced);
}

/// `{events}` -> `{state, erased, result}`; `result` is the frozen text, or null
Result<Value> api_replay(const Value& request) {
  Result<std::vector<LoggedEvent>> events = events_of(request);
  if (!events) return events.pass();
  Result<Replay> replayed = replay(*events);
  if (!replayed) return replayed.pass();
  Result<Value> result = result_of(replayed->state);
  return Value::object({{"state", state_to_json(replayed->state)},
                        {"erased", replayed->erased},
                        {"result", result ? Value(stringify(*result)) : Value()}});
}

/// `{state}` -> the result as text
Result<Value> api_result(const Value& request) {
  Result<State> state = state_from_json(request["state"]);
  if (!state) return state.pass();
  Result<Value> result = result_of(*state);
  if (!result) return result.pass();
  return Value(stringify(*result));
}

/// `{}` -> the whole catalogue
Result<Value> api_errors(const Value&) {
  Value list = Value::array();
  for (const ErrorInfo& info : error_catalogue()) {
    list.push(Value::object({{"name", info.name},
                             {"number", info.number},
                             {"http", info.http_status},
                             {"retryable", info.retryable},
                             {"key", info.message_key},
                             {"text", info.text}}));
  }
  return list;
}

/// `{text}` -> ms
Result<Value> api_parse_duration(const Value& request) {
  Result<std::int64_t> duration = parse_duration(request["text"].as_string());
  if (!duration) return duration.pass();
  return Value(*duration);
}

/// `{event}` -> `{hash, commit}`: what they should be
Result<Value> api_hash_event(const Value& request) {
  Result<LoggedEvent> event = event_from_json(request["event"]);
  if (!event) return event.pass();
  Value commit;
  if (event->secret) {
    Result<std::string> made = commitment(*event->secret);
    if (!made) return made.pass();
    commit = Value(*made);
  }
  return Value::object({{"hash", event_hash(event->event)}, {"commit", std::move(commit)}});
}

constexpr ApiFunction functions[] = {
    {"decide", api_decide},
    {"plan", api_plan},
    {"rule", api_rule},
    {"verify_log", api_verify_log},
    {"check_flow", api_check_flow},
    {"client_view", api_client_view},
    {"stringify", api_stringify},
    {"canonicalize", api_canonicalize},
    {"sha256", api_sha256},
    {"hmac", api_hmac},
    {"equal", api_equal},
    {"sign_result", api_sign_result},
    {"verify_result", api_verify_result},
    {"sign_webhook", api_sign_webhook},
    {"verify_webhook", api_verify_webhook},
    {"check_receipt", api_check_receipt},
    {"replaces_status", api_replaces_status},
    {"replay", api_replay},
    {"result", api_result},
    {"errors", api_errors},
    {"parse_duration", api_parse_duration},
    {"hash_event", api_hash_event},
};

}  // namespace

std::span<const ApiFunction> full_api() { return functions; }

}  // namespace sealflow
