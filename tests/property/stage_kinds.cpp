#include "stage_kinds.hpp"

namespace property {

using sealflow::Effect;
using sealflow::Value;

namespace {

Value list(std::initializer_list<std::string_view> texts) {
  Value array = Value::array();
  for (std::string_view text : texts) array.push(text);
  return array;
}

void define_consent(Random& random, Value& stage) {
  if (random.chance(2)) {
    stage.set("text", "Yes?");
  } else {
    stage.set("text", Value::object({{"en", "May we?"}, {"hi", "क्या हम कर सकते हैं?"}}));
  }
}

Value right_consent(Random&, const Value&, const std::vector<Effect>&) {
  return Value::object({{"accepted", true}});
}

void define_otp(Random& random, Value& stage) {
  if (random.chance(4)) {
    stage.set("channel", "email");
    stage.set("toRule", "'asha@example.org'");
  } else {
    stage.set("toRule", "inputs.mobile");
  }
}

Value right_otp(Random&, const Value&, const std::vector<Effect>& effects) {
  return Value::object({{"code", effects.empty() ? Value() : effects.back().payload["code"]}});
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

Value right_form(Random& random, const Value& stage, const std::vector<Effect>&) {
  // Texts in which JSON writers like to differ.
  constexpr const char* texts[] = {"a", "b", "आशा", "😀 \"\\/", "a\u2028b"};
  constexpr double numbers[] = {0, -2.5, 1e21, 5e-324, 9007199254740991.0, 0.1};
  Value input = Value::object();
  for (const Value& field : stage["fields"].items()) {
    const std::string& name = field["name"].as_string();
    if (name == "x") input.set("x", random.chance(3) ? random.one_of(texts) : texts[0]);
    if (name == "n" && random.chance(2)) input.set("n", random.one_of(numbers));
    if (name == "pan" && random.chance(2)) input.set("pan", "abcpe 1234f");
  }
  return input;
}

void define_document(Random& random, Value& stage) {
  if (random.chance(2)) stage.set("sides", list({"front", "back"}));
  if (random.chance(3)) stage.set("maxBytes", 1000);
}

Value right_document(Random&, const Value& stage, const std::vector<Effect>&) {
  Value input = Value::object({{"front", "MX1small"}});
  if (stage["sides"].size() == 2) input.set("back", "MX1small");
  return input;
}

constexpr StageKind kinds[] = {{"consent", define_consent, right_consent},
                               {"otp", define_otp, right_otp},
                               {"form", define_form, right_form},
                               {"document", define_document, right_document}};

}  // namespace

const StageKind& random_kind(Random& random) {
  // Forms are what rules read, so there are more of them.
  return random.chance(3) ? kind_of("form") : random.one_of(kinds);
}

const StageKind& kind_of(std::string_view type) {
  for (const StageKind& kind : kinds) {
    if (kind.type == type) return kind;
  }
  return kinds[0];
}

Value wrong_input(Random& random) {
  switch (random.below(9)) {
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
