#include "stage_kinds.hpp"

#include <algorithm>

namespace property {

using sealflow::Value;

namespace {

Value list(std::initializer_list<std::string_view> texts) {
  Value array = Value::array();
  for (std::string_view text : texts) array.push(text);
  return array;
}

Value submit(Value input) {
  return Value::object({{"type", "submit"}, {"input", std::move(input)}});
}

/// What the server reports of the effect that the stage waits for.
Value report(const Situation& situation, Value input) {
  input.set("effect", situation.record.memory["effect"]);
  return Value::object(
      {{"type", "effect_result"}, {"actor", "server"}, {"input", std::move(input)}});
}

Value failure_report(Random& random, const Situation& situation) {
  constexpr const char* reasons[] = {"timeout", "indeterminate", "no reason of ours"};
  return report(situation, Value::object({{"ok", false}, {"reason", random.one_of(reasons)}}));
}

void define_consent(Random& random, Value& stage) {
  if (random.chance(2)) {
    stage.set("text", "Yes?");
  } else {
    stage.set("text", Value::object({{"en", "May we?"}, {"hi", "क्या हम कर सकते हैं?"}}));
  }
}

Value right_consent(Random&, const Situation&) {
  return submit(Value::object({{"accepted", true}}));
}

void define_otp(Random& random, Value& stage) {
  if (random.chance(4)) {
    stage.set("channel", "email");
    stage.set("toRule", "'asha@example.org'");
  } else {
    stage.set("toRule", "inputs.mobile");
  }
}

Value right_otp(Random&, const Situation& situation) {
  const auto& sent = situation.effects;
  return submit(Value::object({{"code", sent.empty() ? Value() : sent.back().payload["code"]}}));
}

void define_form(Random& random, Value& stage) {
  Value fields = Value::array({Value::object({{"name", "x"}, {"required", true}})});
  if (random.chance(3)) fields.push(Value::object({{"name", "n"}, {"format", "number"}}));
  if (random.chance(4)) {
    fields.push(Value::object({{"name", "pan"}, {"format", "pan"}}));
    stage.set("reveal", list({"category"}));
  }
  stage.set("fields", std::move(fields));
}

Value right_form(Random& random, const Situation& situation) {
  // Texts in which JSON writers like to differ.
  constexpr const char* texts[] = {"a", "b", "आशा", "😀 \"\\/", "a\u2028b"};
  constexpr double numbers[] = {0, -2.5, 1e21, 5e-324, 9007199254740991.0, 0.1};
  Value input = Value::object();
  for (const Value& field : situation.stage["fields"].items()) {
    const std::string& name = field["name"].as_string();
    if (name == "x") input.set("x", random.chance(3) ? random.one_of(texts) : texts[0]);
    if (name == "n" && random.chance(2)) input.set("n", random.one_of(numbers));
    if (name == "pan" && random.chance(2)) input.set("pan", "abcpe 1234f");
  }
  return submit(std::move(input));
}

void define_document(Random& random, Value& stage) {
  if (random.chance(2)) stage.set("sides", list({"front", "back"}));
  if (random.chance(3)) stage.set("maxBytes", 1000);
}

Value right_document(Random&, const Situation& situation) {
  Value input = Value::object({{"front", "MX1small"}});
  if (situation.stage["sides"].size() == 2) input.set("back", "MX1small");
  return submit(std::move(input));
}

void define_biometric(Random& random, Value& stage) {
  stage.set("provider", "face");
  if (!random.chance(2)) return;
  stage.set("mode", "verify");
  stage.set("toRule", random.chance(3) ? "inputs.who" : "'person'");
}

Value right_biometric(Random& random, const Situation& situation) {
  const Value& token = situation.record.memory["token"];
  if (!situation.record.waiting) {
    if (random.chance(6)) return Value::object({{"type", "renew_token"}});
    return submit(random.chance(2) ? Value::object({{"token", token}}) : Value::object());
  }
  if (random.chance(6)) return failure_report(random, situation);
  Value reply = Value::object({{"ok", true}});
  if (token.is_null()) {
    reply.set("token", "token" + std::to_string(situation.effects.size()));
    reply.set("expiresAt", situation.now + 600'000);
    return report(situation, std::move(reply));
  }
  reply.set("passed", !random.chance(3));
  reply.set("output", Value::object({{"score", random.chance(2) ? Value(0.97) : Value(1)},
                                     {"label", "आशा"}}));
  if (random.chance(4)) reply.set("token", random.chance(2) ? token : Value("another"));
  return report(situation, std::move(reply));
}

void define_http(Random& random, Value& stage) {
  stage.set("url", "https://score.example.com/v1/check");
  if (random.chance(2)) {
    stage.set("bodyFrom", Value::object({{"mobile", "inputs.mobile"}, {"who", "inputs.who"}}));
  } else {
    stage.set("method", "GET");
    stage.set("queryFrom", Value::object({{"n", "1 + 1"}}));
  }
  if (random.chance(2)) stage.set("delivery", "at_most_once");
  stage.set("outputs",
            Value::object({{"score", Value::object({{"type", "number"}, {"at", "/data/score"}})},
                           {"id", Value::object({{"at", "/data/id"}, {"required", true}})}}));
}

Value right_http(Random& random, const Situation& situation) {
  if (random.chance(6)) return failure_report(random, situation);
  constexpr const char* bodies[] = {
      R"({"data":{"score":0.5,"id":"a/b"}})", R"({"data":{"score":1e2,"id":9007199254740993}})",
      R"({"data":{"id":"\u00e5\ud83d\ude00"}})", R"({"data":[]})", "<html>"};
  return report(situation, Value::object({{"ok", true},
                                          {"status", random.chance(8) ? 503 : 200},
                                          {"body", random.one_of(bodies)}}));
}

void define_review(Random& random, Value& stage) {
  if (random.chance(2)) stage.set("decisions", list({"approved", "declined", "referred"}));
}

Value right_review(Random& random, const Situation&) {
  Value input = Value::object({{"decision", random.chance(4) ? "referred" : "approved"}});
  input.set("by", "operator 1");
  if (random.chance(2)) input.set("note", "seen");
  return Value::object({{"type", "review"}, {"actor", "operator"}, {"input", std::move(input)}});
}

bool has_done(const Situation& situation, const Value& step) {
  const auto& done = situation.record.steps_done;
  return std::find(done.begin(), done.end(), step.as_string()) != done.end();
}

/// The first step that can be begun, most often; or on, when all are done.
Value right_index(Random& random, const Situation& situation) {
  for (const Value& step : situation.stage["steps"].items()) {
    if (has_done(situation, step["id"]) || random.chance(5)) continue;
    return submit(Value::object({{"step", step["id"]}}));
  }
  return submit(Value::object({{"done", true}}));
}

constexpr StageKind kinds[] = {{"consent", define_consent, right_consent},
                               {"otp", define_otp, right_otp},
                               {"form", define_form, right_form},
                               {"document", define_document, right_document},
                               {"biometric", define_biometric, right_biometric},
                               {"http", define_http, right_http},
                               {"review", define_review, right_review}};
constexpr StageKind index_page = {"index", nullptr, right_index};

}  // namespace

const StageKind& random_kind(Random& random) {
  // Forms are what rules read, so there are more of them.
  return random.chance(3) ? kind_of("form") : random.one_of(kinds);
}

const StageKind& kind_of(std::string_view type) {
  for (const StageKind& kind : kinds) {
    if (kind.type == type) return kind;
  }
  return index_page;
}

Value wrong_input(Random& random) {
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return Value::object({{"code", "000000"}});
    case 4:
      return Value::object({{"x", 1}, {"y", Value::array()}, {"accepted", "no"}});
    case 5:
      return Value::object({{"front", random.chance(2) ? "MX1large" : "MX1nowhere"}});
    case 6:
      return Value::object({{"x", "\tno\n"}});
    case 7:
      return Value();
    case 8:
      return Value::object({{"step", random.chance(2) ? "t1" : "t9"}});
    default:
      return Value::object({{"accepted", true}, {"x", "a"}});
  }
}

const Value& uploaded_media() {
  static const Value media = Value::object(
      {{"MX1small", Value::object({{"type", "image/png"}, {"size", 999}})},
       {"MX1large", Value::object({{"type", "application/pdf"}, {"size", 20'000'000}})}});
  return media;
}

}  // namespace property
