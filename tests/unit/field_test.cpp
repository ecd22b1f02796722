// The formats' own cases are data: tests/vectors/field.json. Here are the parts that data cannot
// show: the table, definitions and their problems, texts of errors, and specs made by hand.
#include "sealflow/field.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace sealflow;

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;  // 2023-11-14T22:13:20Z

struct Parsed {
  FieldSpec spec;
  std::vector<Error> problems;
};

Parsed parse(std::string_view text) {
  const Result<Value> definition = parse_json(text);
  REQUIRE(definition);
  Parsed parsed;
  parsed.spec = parse_field(*definition, "/fields/0", parsed.problems);
  return parsed;
}

/// The places and reasons of all problems, "place reason", in order.
std::vector<std::string> problems(std::string_view text) {
  std::vector<std::string> found;
  for (const Error& problem : parse(text).problems) {
    CHECK(problem.code == ErrorCode::flow_invalid);
    CHECK_FALSE(problem.message.empty());
    found.push_back(problem.where + " " + problem.reason);
  }
  return found;
}

using List = std::vector<std::string>;

FieldSpec field_of(std::string_view format) {
  FieldSpec spec;
  spec.name = "it";
  spec.format = std::string(format);
  spec.required = true;
  return spec;
}

std::string reason_of(const FieldSpec& spec, const Value& value, std::int64_t now = kNow) {
  const auto result = check_field(spec, value, now);
  return result ? "" : result.error().reason;
}

}  // namespace

TEST_CASE("the table names every format once", "[field]") {
  const std::set<std::string_view> expected = {
      "text", "name", "email", "mobile",  "date", "number", "integer", "boolean", "select",
      "file", "pan",  "gstin", "aadhaar", "ifsc", "vpa",    "pincode", "iban",    "mrz"};
  std::set<std::string_view> names;
  for (const FieldFormat& format : field_formats()) {
    names.insert(format.name);
    CHECK(find_field_format(format.name) == &format);
  }
  CHECK(names == expected);
  CHECK(field_formats().size() == expected.size());
  CHECK(find_field_format("PAN") == nullptr);
  CHECK(find_field_format("") == nullptr);
}

TEST_CASE("what a format derives is what the table says", "[field]") {
  const std::vector<std::pair<std::string_view, std::string>> valid = {
      {"pan", "ABCPE1234F"},
      {"gstin", "27AAPFU0939F1ZV"},
      {"aadhaar", "234123412346"},
      {"ifsc", "SBIN0001234"},
      {"vpa", "name@bank"},
      {"pincode", "560001"},
      {"iban", "GB29NWBK60161331926819"},
      {"file", "MX10123456789ABCDEFGHIJkl"},
      {"text", "a"},
      {"name", "Ann"},
      {"email", "a@example.com"},
      {"mobile", "+919876543210"},
      {"date", "2020-02-29"},
      {"mrz",
       "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
       "L898902C36UTO7408122F1204159ZE184226B<<<<<10"}};
  for (const auto& [format, value] : valid) {
    INFO(format);
    const auto result = check_field(field_of(format), value, kNow);
    REQUIRE(result);
    std::string names;
    for (const Member& member : result->derived.members()) {
      names += (names.empty() ? "" : " ") + member.first;
      CHECK(member.second.is_string());
    }
    CHECK(result->derived.is_object());
    CHECK(names == find_field_format(format)->derived);
  }
}

TEST_CASE("a definition is read as it stands", "[field]") {
  const Parsed parsed = parse(
      R"({"name":"age","format":"integer","required":true,"min":18,"max":1e2,
          "label":{"en":"Age","hi-IN":"x"},"hint":"In years"})");
  CHECK(parsed.problems.empty());
  CHECK(parsed.spec.name == "age");
  CHECK(parsed.spec.format == "integer");
  CHECK(parsed.spec.required);
  CHECK(parsed.spec.min == "18");
  CHECK(parsed.spec.max == "100");
  CHECK(parsed.spec.label["en"] == Value("Age"));
  CHECK(parsed.spec.hint == Value("In years"));

  const Parsed text = parse(R"({"name":"_a1","minLength":2,"maxLength":5})");
  CHECK(text.problems.empty());
  CHECK(text.spec.format == "text");
  CHECK_FALSE(text.spec.required);
  CHECK(text.spec.min_length == 2);
  CHECK(text.spec.max_length == 5);
  CHECK(text.spec.label.is_null());

  CHECK(parse(R"({"name":"a","format":"aadhaar","store":"full"})").spec.store_full);

  const Parsed select =
      parse(R"({"name":"a","format":"select","options":["x",{"value":"y","label":{"en":"Y"}}]})");
  CHECK(select.problems.empty());
  REQUIRE(select.spec.options.size() == 2);
  CHECK(select.spec.options[0].value == "x");
  CHECK(select.spec.options[0].label.is_null());
  CHECK(select.spec.options[1].value == "y");
  CHECK(select.spec.options[1].label["en"] == Value("Y"));

  CHECK(problems(R"({"name":"a","format":"date","min":"2000-02-29","max":"today"})").empty());
  CHECK(problems(R"({"name":"a","format":"date","min":"today"})").empty());
  CHECK(problems(R"({"name":"a","format":"number","min":-1.5,"max":-1.5})").empty());
}

TEST_CASE("a definition's problems have places", "[field]") {
  CHECK(problems("[]") == List{"/fields/0 type"});
  CHECK(problems("{}") == List{"/fields/0/name missing"});
  CHECK(problems(R"({"name":7})") == List{"/fields/0/name format"});
  for (const char* name : {"", "1a", "a-b", "a b", "a.b", "\xC3\xA9"}) {
    INFO(name);
    CHECK(problems(R"({"name":")" + std::string(name) + R"("})") == List{"/fields/0/name format"});
  }
  CHECK(problems(R"({"name":"a","format":"passport"})") == List{"/fields/0/format format_unknown"});
  CHECK(problems(R"({"name":"a","format":3})") == List{"/fields/0/format format_unknown"});
  CHECK(problems(R"({"name":"a","requird":true})") == List{"/fields/0/requird member_unknown"});
  CHECK(problems(R"({"name":"a","x/y~z":1})") == List{"/fields/0/x~1y~0z member_unknown"});
  CHECK(problems(R"({"name":"a","required":"yes"})") == List{"/fields/0/required type"});
  CHECK(problems(R"({"name":"a","store":"all"})") == List{"/fields/0/store format"});
  CHECK(problems(R"({"name":"a","store":true})") == List{"/fields/0/store format"});
}

TEST_CASE("bounds fit the format and each other", "[field]") {
  CHECK(problems(R"({"name":"a","minLength":-1})") == List{"/fields/0/minLength range"});
  CHECK(problems(R"({"name":"a","maxLength":0})") == List{"/fields/0/maxLength range"});
  CHECK(problems(R"({"name":"a","maxLength":10001})") == List{"/fields/0/maxLength range"});
  CHECK(problems(R"({"name":"a","maxLength":"9"})") == List{"/fields/0/maxLength range"});
  CHECK(problems(R"({"name":"a","minLength":6,"maxLength":5})") ==
        List{"/fields/0/minLength min_above_max"});
  CHECK(problems(R"({"name":"a","minLength":1001})") == List{"/fields/0/minLength min_above_max"});
  CHECK(problems(R"({"name":"a","format":"name","maxLength":101})") ==
        List{"/fields/0/maxLength range"});
  CHECK(problems(R"({"name":"a","format":"pan","maxLength":5})") ==
        List{"/fields/0/maxLength not_applicable"});
  CHECK(problems(R"({"name":"a","min":1})") == List{"/fields/0/min not_applicable"});
  CHECK(problems(R"({"name":"a","format":"date","min":"2023-02-29"})") ==
        List{"/fields/0/min format"});
  CHECK(problems(R"({"name":"a","format":"date","max":20230101})") == List{"/fields/0/max format"});
  CHECK(problems(R"({"name":"a","format":"date","max":"tomorrow"})") ==
        List{"/fields/0/max format"});
  CHECK(problems(R"({"name":"a","format":"date","min":"2001-01-01","max":"2000-01-01"})") ==
        List{"/fields/0/min min_above_max"});
  CHECK(problems(R"({"name":"a","format":"integer","min":1.5})") == List{"/fields/0/min format"});
  CHECK(problems(R"({"name":"a","format":"integer","max":1e300})") == List{"/fields/0/max format"});
  CHECK(problems(R"({"name":"a","format":"number","max":1e300})") == List{"/fields/0/max format"});
  CHECK(problems(R"({"name":"a","format":"number","min":"1"})") == List{"/fields/0/min format"});
  CHECK(problems(R"({"name":"a","format":"number","min":2,"max":1})") ==
        List{"/fields/0/min min_above_max"});
}

TEST_CASE("options and localised texts have a shape", "[field]") {
  const auto options = [](std::string_view text) {
    return problems(R"({"name":"a","format":"select","options":)" + std::string(text) + "}");
  };
  CHECK(problems(R"({"name":"a","format":"select"})") == List{"/fields/0/options missing"});
  CHECK(problems(R"({"name":"a","options":["x"]})") == List{"/fields/0/options not_applicable"});
  CHECK(options("[]") == List{"/fields/0/options type"});
  CHECK(options(R"({"x":1})") == List{"/fields/0/options type"});
  CHECK(options(R"(["x","y","x"])") == List{"/fields/0/options/2 duplicate"});
  CHECK(options(R"(["x",{"value":"x"}])") == List{"/fields/0/options/1/value duplicate"});
  CHECK(options(R"(["x",7,""," "])") == List{"/fields/0/options/1 format",
                                             "/fields/0/options/2 format",
                                             "/fields/0/options/3 format"});
  CHECK(options(R"([{"label":"X"}])") == List{"/fields/0/options/0/value format"});
  CHECK(options(R"([{"value":"x","text":"X"}])") ==
        List{"/fields/0/options/0/text member_unknown"});
  CHECK(options(R"([{"value":"x","label":{"en":1}}])") ==
        List{"/fields/0/options/0/label/en format"});

  CHECK(problems(R"({"name":"a","label":null})") == List{"/fields/0/label type"});
  CHECK(problems(R"({"name":"a","label":""})") == List{"/fields/0/label type"});
  CHECK(problems(R"({"name":"a","label":{}})") == List{"/fields/0/label type"});
  CHECK(problems(R"({"name":"a","hint":["x"]})") == List{"/fields/0/hint type"});
  CHECK(problems(R"({"name":"a","hint":{"en":""}})") == List{"/fields/0/hint/en format"});
  CHECK(problems(R"({"name":"a","hint":{"e n":"x"}})") == List{"/fields/0/hint/e n format"});
}

TEST_CASE("every problem is reported", "[field]") {
  CHECK(problems(R"({"name":"1","format":"date","min":"x","max":1,"colour":"red","label":1})") ==
        List{"/fields/0/name format", "/fields/0/colour member_unknown", "/fields/0/min format",
             "/fields/0/max format", "/fields/0/label type"});
}

TEST_CASE("an error says where and what to do, and never the value", "[field]") {
  FieldSpec spec = field_of("pan");
  spec.name = "taxNumber";
  const auto result = check_field(spec, "SECRET1234", kNow);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::invalid_input);
  CHECK(result.error().where == "/taxNumber");
  CHECK(result.error().reason == "format");
  CHECK(result.error().message.starts_with("PAN has 5 letters, 4 digits and 1 letter"));
  for (const FieldFormat& format : field_formats()) {
    INFO(format.name);
    const auto refused = check_field(field_of(format.name), "#SECRET#\x01", kNow);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("SECRET") == std::string::npos);
    CHECK(refused.error().message.size() > 10);
  }
}

TEST_CASE("values of other kinds are refused, whatever the format", "[field]") {
  const std::vector<Value> values = {Value::array(), Value::object(), Value(true), Value(12),
                                     Value(0.5)};
  for (const FieldFormat& format : field_formats()) {
    INFO(format.name);
    for (const Value& value : values) {
      const bool number =
          value.is_number() && (format.name == "number" || format.name == "integer");
      if (number || (value.is_bool() && format.name == "boolean")) continue;
      CHECK(reason_of(field_of(format.name), value) == "format");
    }
    CHECK(reason_of(field_of(format.name), Value()) == "required");
  }
}

TEST_CASE("text that is no UTF-8 is refused", "[field]") {
  for (const char* bytes :
       {"\xFF", "a\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x28\xA1", "\x80",
        "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xF8\x88\x80\x80\x80"}) {
    for (const char* format : {"text", "name", "email", "iban", "mrz", "vpa", "pan"}) {
      CHECK(reason_of(field_of(format), Value(bytes)) == "format");
    }
  }
}

TEST_CASE("a spec that parse_field would refuse does not let values through", "[field]") {
  const auto code_of = [](const FieldSpec& spec, const Value& value) {
    const auto result = check_field(spec, value, kNow);
    REQUIRE_FALSE(result);
    return result.error().code;
  };
  CHECK(code_of(field_of("passport"), "x") == ErrorCode::internal);
  FieldSpec date = field_of("date");
  date.max = "soon";
  CHECK(code_of(date, "2020-01-01") == ErrorCode::internal);
  FieldSpec number = field_of("number");
  number.min = "one";
  CHECK(code_of(number, 1) == ErrorCode::internal);
  CHECK(reason_of(field_of("select"), "x") == "option");
}

TEST_CASE("numbers keep one meaning in page and server", "[field]") {
  const auto stored = [](const char* format, const Value& value) {
    const auto result = check_field(field_of(format), value, kNow);
    REQUIRE(result);
    return result->stored;
  };
  CHECK(stored("number", 5.0) == Value(5));
  CHECK(stored("integer", 5.0) == Value(5));
  CHECK(stored("number", -0.5) == Value(-0.5));
  // Beyond 2^53 it makes no difference whether a number is written with an exponent.
  for (const char* format : {"number", "integer"}) {
    CHECK(stored(format, 9007199254740991.0) == Value((std::int64_t{1} << 53) - 1));
    CHECK(reason_of(field_of(format), Value(std::int64_t{1} << 62)) == "range");
    CHECK(reason_of(field_of(format), Value(1e300)) == "range");
  }
}

TEST_CASE("any clock gives an answer", "[field]") {
  FieldSpec spec = field_of("date");
  spec.max = "today";
  CHECK(reason_of(spec, "9999-12-31", INT64_MAX).empty());
  CHECK(reason_of(spec, "0001-01-01", INT64_MIN) == "range");
}
