// otp: a one-time code sent to a mobile number or an e-mail address, and typed in.
//
// Numbers: 6 digits, 10 minutes, 5 tries per code (OWASP ASVS 5.0, 6.5.4 and 6.5.5; a guess is
// right with 5 in 10^6), 3 further codes, one every 30 seconds.
#include <algorithm>

#include "sealflow/signature.hpp"
#include "stage_type.hpp"

namespace sealflow {
namespace {

constexpr std::size_t code_digits = 6;
constexpr std::int64_t code_life = 10 * 60'000;
constexpr std::int64_t resend_after = 30'000;
constexpr std::int64_t tries_per_code = 5;
constexpr std::int64_t further_codes = 3;

void read(ObjectReader& reader, Stage& stage, std::vector<Error>&) {
  reader.choice("channel", {"mobile", "email"});
  read_entry_rule(reader, stage, "toRule", "", ObjectReader::required);
}

std::string channel_of(const Stage& stage) {
  const std::string& channel = stage.definition["channel"].as_string();
  return channel.empty() ? "mobile" : channel;
}

Value view(const Stage& stage) {
  return Value::object(
      {{"channel", channel_of(stage)}, {"digits", static_cast<std::int64_t>(code_digits)}});
}

std::vector<std::string> outputs(const Stage&) { return {"verified", "verifiedAt"}; }

/// "+919876543210" -> "+91******3210"; "asha@example.org" -> "a***@example.org".
std::string masked(const std::string& channel, const std::string& to) {
  if (channel == "email") {
    std::size_t at = to.find('@');
    return to.substr(0, 1) + "***" + to.substr(at == std::string::npos ? to.size() : at);
  }
  std::string masked = to;
  std::size_t shown_at_end = 4;
  for (std::size_t i = 3; i + shown_at_end < masked.size(); ++i) masked[i] = '*';
  return masked;
}

/// The contact the rule gives. A rule that gives none is the flow's fault, not the user's.
Result<std::string> contact_of(const StageContext& context) {
  Result<Value> to = evaluate_on_entry(context, "toRule");
  if (!to) return to.pass();
  FieldSpec spec{.name = "to", .format = channel_of(context.stage), .required = true};
  Result<FieldValue> contact = check_field(spec, *to, context.now);
  if (!contact) {
    return failure(ErrorCode::rule_error, "\"toRule\" of " + context.stage.id + " gives no " +
                                              spec.format + " to send a code to");
  }
  return contact->stored.as_string();
}

Result<Verdict> send(const StageContext& context, std::int64_t sends) {
  // Codes are the server's secret.
  if (context.flow.view) return failure(ErrorCode::ask_server);
  Result<std::string> to = contact_of(context);
  if (!to) return to.pass();
  std::string label = context.stage.id + ":" + std::to_string(context.state.seq);
  Result<std::string> bytes = derive(context.command, "code:" + label);
  Result<std::string> key = derive(context.command, "code-key:" + label);
  if (!bytes) return bytes.pass();

  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i)
    number = number << 8 | static_cast<unsigned char>((*bytes)[i]);
  std::string digits = std::to_string(number % 1'000'000);
  std::string code = std::string(code_digits - digits.size(), '0') + digits;

  std::string channel = channel_of(context.stage);
  std::int64_t expires = context.now + code_life;
  std::int64_t resend = context.now + resend_after;
  Verdict verdict{.kind = Verdict::Kind::progressed};
  verdict.note = Value::object({{"note", "code_sent"},
                                {"channel", channel},
                                {"expiresAt", expires},
                                {"resendAt", resend},
                                {"sendsLeft", further_codes + 1 - sends}});
  // Masked it still is the person's: it goes when he is erased.
  verdict.shown = Value::object({{"to", masked(channel, *to)}});
  verdict.memory = Value::object({{"to", *to},
                                  {"key", to_hex(*key)},
                                  {"digest", hmac_sha256_hex(*key, code)},
                                  {"expiresAt", expires},
                                  {"resendAt", resend},
                                  {"tries", 0},
                                  {"sends", sends}});
  verdict.effects.push_back(
      {.kind = "send_code",
       .delivery = "at_least_once",
       .payload = Value::object({{"channel", channel}, {"to", *to}, {"code", code}})});
  return verdict;
}

Result<Verdict> enter(const StageContext& context) { return send(context, 1); }

bool code_is_dead(const Value& memory, std::int64_t now) {
  return now >= memory["expiresAt"].as_integer() || memory["tries"].as_integer() >= tries_per_code;
}

Result<Verdict> send_again(const StageContext& context) {
  const Value& memory = context.record.memory;
  std::int64_t sends = memory["sends"].as_integer();
  std::int64_t last_sent = memory["resendAt"].as_integer() - resend_after;
  std::int64_t reset = context.stage.attempts_reset;
  if (reset > 0 && context.now >= last_sent + reset) sends = 0;
  if (sends > further_codes) {
    if (code_is_dead(memory, context.now)) return Verdict{.exhausted = true};
    return failure(ErrorCode::attempts_exhausted,
                   "no further code can be sent; the last one is still good");
  }
  if (context.now < memory["resendAt"].as_integer()) {
    return failure(
        ErrorCode::too_soon,
        "another code can be sent from " + std::to_string(memory["resendAt"].as_integer()) + " on",
        "/resendAt");
  }
  return send(context, sends + 1);
}

Result<Verdict> compare(const StageContext& context) {
  Result<void> checked = check_otp(context.stage, context.command.input, context.now);
  if (!checked) return checked.pass();
  if (context.flow.view) return failure(ErrorCode::ask_server);

  const std::string& code = context.command.input["code"].as_string();
  Value memory = context.record.memory;
  if (!memory.is_object() || code_is_dead(memory, context.now)) {
    return failure(ErrorCode::code_expired, "this code is no longer valid; ask for another",
                   "/code");
  }
  Result<std::string> key = from_hex(memory["key"].as_string());
  if (key && equal_constant_time(hmac_sha256_hex(*key, code), memory["digest"].as_string())) {
    std::string channel = channel_of(context.stage);
    Verdict verdict{.kind = Verdict::Kind::passed};
    verdict.input.set(channel, memory["to"]);
    verdict.output = Value::object({{"verified", true}, {"verifiedAt", context.now}});
    return verdict;
  }
  std::int64_t tries = memory["tries"].as_integer() + 1;
  memory.set("tries", tries);
  Verdict verdict{.kind = Verdict::Kind::rejected};
  verdict.note = Value::object({{"code", "wrong_code"}, {"triesLeft", tries_per_code - tries}});
  verdict.exhausted = tries >= tries_per_code && memory["sends"].as_integer() > further_codes;
  verdict.memory = std::move(memory);
  return verdict;
}

Result<Verdict> handle(const StageContext& context) {
  const Command& command = context.command;
  if (command.type == "submit") return compare(context);
  if (command.type == "send_code") return send_again(context);
  if (command.type == "effect_result") {
    if (command.input["ok"].as_bool()) return Verdict{};
    Verdict verdict{.kind = Verdict::Kind::progressed};
    verdict.note =
        Value::object({{"note", "code_not_sent"}, {"resendAt", context.record.memory["resendAt"]}});
    return verdict;
  }
  return command_unknown(command);
}

}  // namespace

Result<void> check_otp(const Stage&, const Value& input, std::int64_t) {
  const std::string& code = input["code"].as_string();
  bool well_formed =
      code.size() == code_digits &&
      std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (well_formed && input.size() == 1) return {};
  return failure(ErrorCode::invalid_input, "the code has 6 digits", "/code", "format");
}

extern const StageType otp_stage;
const StageType otp_stage = {"otp", read, view, enter, handle, outputs};

}  // namespace sealflow
