// biometric: a scan of the person by an outside provider. The provider gives a token that is good
// for one scan, the page scans with it, and the provider says whether it was the person. What the
// page says of the scan is a claim; the provider is asked once, since a second time it refuses.
#include "stage_type.hpp"

namespace sealflow {
namespace {

constexpr std::size_t longest_user = 256;
constexpr std::size_t longest_token = 1024;

void read(ObjectReader& reader, Stage& stage, std::vector<Error>&) {
  read_server_name(reader, "provider", ObjectReader::required);
  bool verifies = reader.choice("mode", {"enrol", "verify"}) == "verify";
  // Only somebody who was enrolled under some id can be recognised.
  read_entry_rule(reader, stage, "toRule", "",
                  verifies ? ObjectReader::required : ObjectReader::Need::optional);
}

std::string mode_of(const Stage& stage) {
  return stage.definition["mode"] == Value("verify") ? "verify" : "enrol";
}

Value view(const Stage& stage) {
  return Value::object({{"provider", stage.definition["provider"]}, {"mode", mode_of(stage)}});
}

Value about(const StageContext& context, const Value& user) {
  Value payload = view(context.stage);
  payload.set("user", user);
  return payload;
}

/// Asks for a token.
Result<Verdict> enter(const StageContext& context) {
  if (context.flow.view) return failure(ErrorCode::ask_server);
  Result<Value> user = evaluate_on_entry(context, "toRule");
  if (!user) return user.pass();
  // Enrolled without an id of the flow's: the handshake's is as random as one can be.
  if (context.stage.entry_rules.empty()) user = Value(context.state.handshake);
  const std::string& id = user->as_string();
  if (id.empty() || id.size() > longest_user) {
    return failure(ErrorCode::rule_error,
                   "\"toRule\" of " + context.stage.id + " gives no id of 1 to 256 characters");
  }
  return waiting("preparing", Value::object({{"user", *user}}), "provider_token", "at_least_once",
                 about(context, *user));
}

Verdict token_given(const StageContext& context) {
  const Value& reply = context.command.input;
  const std::string& token = reply["token"].as_string();
  if (token.empty() || token.size() > longest_token || !reply["expiresAt"].is_integer()) {
    return effect_failed("reply_unusable", true);
  }
  Verdict verdict{.kind = Verdict::Kind::progressed};
  verdict.note = view(context.stage);
  verdict.note.set("note", "ready");
  verdict.note.set("expiresAt", reply["expiresAt"]);
  // Whoever has the token can ask the provider about the person.
  verdict.shown = Value::object({{"token", token}});
  verdict.memory = Value::object({{"user", context.record.memory["user"]},
                                  {"token", token},
                                  {"expiresAt", reply["expiresAt"]}});
  return verdict;
}

Verdict validated(const StageContext& context) {
  const Value& reply = context.command.input;
  const Value* token = reply.find("token");
  bool another = token != nullptr && *token != context.record.memory["token"];
  if (another || !reply["passed"].is_bool()) return effect_failed("reply_unusable", true);
  if (!reply["passed"].as_bool()) {
    Verdict verdict{.kind = Verdict::Kind::rejected, .again = true};
    verdict.note.set("code", reason_or(reply["reason"], "not_passed"));
    verdict.memory = Value::object();
    return verdict;
  }
  Verdict verdict{.kind = Verdict::Kind::passed};
  for (const auto& [name, value] : reply["output"].members()) {
    if (!is_name(name) || !is_plain(value)) return effect_failed("reply_unusable", true);
    verdict.output.set(name, value);
  }
  return verdict;
}

Verdict reported(const StageContext& context) {
  if (!is_awaited(context)) return {};
  const Value& reply = context.command.input;
  // A token is spent by the question, so a lost answer costs a new scan and never passes.
  if (!reply["ok"].as_bool()) return effect_failed(reason_or(reply["reason"], "failed"), true);
  return context.record.memory["token"].is_string() ? validated(context) : token_given(context);
}

/// The page says that the scan is over.
Result<Verdict> scanned(const StageContext& context) {
  Result<void> checked = check_biometric(context.stage, context.command.input, context.now);
  if (!checked) return checked.pass();
  if (context.flow.view) return failure(ErrorCode::ask_server);
  const Value& memory = context.record.memory;
  const Value* token = context.command.input.find("token");
  if (token != nullptr && *token != memory["token"]) {
    return failure(ErrorCode::stage_not_current, "this scan is not the one that is due", "/token");
  }
  Value payload = about(context, memory["user"]);
  payload.set("token", memory["token"]);
  return waiting("checking", memory, "provider_validate", "at_most_once", std::move(payload));
}

/// Tokens live for minutes, and people read instructions first.
Result<Verdict> renew(const StageContext& context) {
  std::int64_t expires = context.record.memory["expiresAt"].as_integer();
  if (context.now >= expires) return enter(context);
  return failure(ErrorCode::too_soon, "the token is good until " + std::to_string(expires),
                 "/expiresAt");
}

Result<Verdict> handle(const StageContext& context) {
  const Command& command = context.command;
  if (command.type == "submit") return scanned(context);
  if (command.type == "renew_token") return renew(context);
  if (command.type == "effect_result") return reported(context);
  return command_unknown(command);
}

}  // namespace

Result<void> check_biometric(const Stage&, const Value& input, std::int64_t) {
  bool bare = input.is_null() || (input.is_object() && input.size() == 0);
  if (bare || (input["token"].is_string() && input.size() == 1)) return {};
  return failure(ErrorCode::invalid_input, "a scan is reported by {} or {\"token\": …}", "/token",
                 "format");
}

extern const StageType biometric_stage;
const StageType biometric_stage = {"biometric", read, view, enter, handle, nullptr};

}  // namespace sealflow
