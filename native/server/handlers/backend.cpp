// The calls of backends: Attestr's, field for field.
#include "sealflow/signature.hpp"
#include "server/engine/walk.hpp"
#include "server/handlers/backend_call.hpp"
#include "server/handlers/handlers.hpp"
#include "server/operate/operate.hpp"
#include "server/store/receipts.hpp"

namespace sealflow::server {
namespace {

ErrorBox wrong(std::string_view name, std::string_view expected) {
  return failure(ErrorCode::malformed_request, std::string(name) + " is " + std::string(expected),
                 "/" + std::string(name));
}

Result<NewHandshake> read_handshake(const Value& body) {
  NewHandshake wanted;
  if (!body["flow"].is_string()) return wrong("flow", "a flow id");
  wanted.flow = body["flow"].as_string();
  const Value* snapshot = body.find("snapshot");
  if (snapshot == nullptr || !(snapshot->is_null() || snapshot->is_string())) {
    return wrong("snapshot", "the id of a published version, or null for the draft");
  }
  if (snapshot->is_string()) wanted.snapshot = snapshot->as_string();
  if (!body["tag"].is_string()) return wrong("tag", "a text of 1 to 256 characters");
  wanted.tag = body["tag"].as_string();
  const Value& webhook = body["webhook"];
  if (!webhook.is_null() && !webhook.is_bool()) return wrong("webhook", "true or false");
  wanted.webhook = webhook.as_bool();
  const Value& expiry = body["expiry"];
  if (!expiry.is_null() && !expiry.is_integer()) return wrong("expiry", "a time in milliseconds");
  if (expiry.is_integer()) wanted.expires_at = expiry.as_integer();
  if (const Value* variables = body.find("variables");
      variables != nullptr && !variables->is_null()) {
    wanted.variables = *variables;
  }
  return wanted;
}

Result<Handshake> create(Call& call, const App& app) {
  const auto body = json_body(call);
  if (!body) return body.error();
  const auto wanted = read_handshake(*body);
  if (!wanted) return wanted.error();
  return create_handshake(*call.transaction, call.services, app, *wanted, call.now);
}

}  // namespace

Result<Response> create_handshake(Call& call) {
  const auto backend = authorise_backend(call);
  if (!backend) return backend.error();
  const auto handshake = create(call, backend->app);
  record_deed(call, *backend, "handshake.create", handshake ? handshake->id : "",
              outcome_of(handshake));
  if (!handshake) return handshake.error();
  return json_response(Value::object({{"_id", handshake->id},
                                      {"number", handshake->number},
                                      {"digest", sha256_hex(handshake->id)}}));
}

Result<Response> execution_result(Call& call) {
  const auto backend = authorise_backend(call);
  if (!backend) return backend.error();
  const auto handshake = find_handshake(call.db(), call.parameter("handshake"));
  // Another app's is as unknown as one that does not exist.
  if (!handshake || handshake->app != backend->app.client_key)
    return failure(ErrorCode::handshake_unknown);
  const auto walk = view_walk(call.db(), call.services.vault, *handshake);
  if (!walk) return walk.error();
  // A later run may be open or have failed; the answer is about the latest run, and only a
  // completed one is proven.
  const bool ended =
      walk->state.outcome != Outcome::none && !handshake->archived_at && !handshake->erased_at;
  const bool completed = ended && walk->state.outcome == Outcome::completed;
  const auto result = completed ? find_result(call.db(), walk->key, handshake->id, walk->state.run)
                                : std::optional<StoredResult>();
  const auto receipt = ended ? find_receipt(call.db(), walk->key, handshake->id, walk->state.run)
                             : std::optional<StoredReceipt>();
  Value answer = Value::object(
      {{"_id", handshake->id},
       {"number", handshake->number},
       {"tag", tag_of(*handshake, walk->key)},
       {"requestId", call.request.id},
       {"consumed", walk->state.consumed()},
       {"archived", handshake->archived_at ? Value(*handshake->archived_at) : Value()},
       {"cancelled", handshake->cancelled_at ? Value(*handshake->cancelled_at) : Value()},
       {"erased", handshake->erased_at ? Value(*handshake->erased_at) : Value()},
       {"resultSignature", result ? Value(result->signature) : Value()},
       {"resultSignatureKeyId", result ? Value(result->secret_id) : Value()},
       {"receipt", receipt ? Value(receipt->jws) : Value()},
       {"receiptSalt", receipt ? Value(to_hex(receipt->salt)) : Value()},
       {"status", walk->state.status.empty() ? Value() : Value(walk->state.status)},
       {"outcome",
        walk->state.outcome == Outcome::none ? Value() : Value(outcome_name(walk->state.outcome))},
       {"run", walk->state.run},
       {"seq", walk->state.seq}});
  // Who saw what somebody typed is on record; who asked before there was anything is not.
  if (result) record_deed(call, *backend, "result.fetch", handshake->id, "done");
  // The signed bytes go out as they are: written again, a number or an escape might come out
  // another way.
  std::string text = stringify(answer);
  text.pop_back();
  text += ",\"result\":" + (result ? result->bytes : std::string("null")) + "}";
  return json_response(200, std::move(text));
}

/// What the launcher's screens are written in, each in its own words: web/src/i18n/languages.json,
/// held equal by tests/server/languages.test.mjs.
constexpr std::pair<std::string_view, std::string_view> screen_languages[] = {
    {"en", "English"}, {"hi", "हिन्दी"}, {"mr", "मराठी"},   {"pa", "ਪੰਜਾਬੀ"},
    {"bn", "বাংলা"},   {"te", "తెలుగు"}, {"ta", "தமிழ்"},    {"kn", "ಕನ್ನಡ"},
    {"gu", "ગુજરાતી"},  {"ur", "اردو"},  {"ar", "العربية"}, {"es", "Español"},
};

Result<Response> languages(Call&) {
  Array listed;
  for (const auto& [key, name] : screen_languages) {
    listed.push_back(Value::object({{"key", key}, {"value", name}}));
  }
  return json_response(Value(std::move(listed)));
}

}  // namespace sealflow::server
