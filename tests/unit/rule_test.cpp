// What tests/vectors/rule.json cannot say: limits, names, positions of deep errors, int against
// double. The meaning of the operators is in the vectors.
#include "sealflow/rule.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"

namespace {

using sealflow::ErrorCode;
using sealflow::Result;
using sealflow::Rule;
using sealflow::Value;
using Names = std::vector<std::string>;  // in order

std::string repeat(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

Rule parsed(std::string_view text) {
  const Result<Rule> rule = sealflow::parse_rule(text);
  INFO(text);
  REQUIRE(rule.has_value());
  return *rule;
}

bool refuses(std::string_view text) {
  const Result<Rule> rule = sealflow::parse_rule(text);
  return !rule && rule.error().code == ErrorCode::rule_invalid && !rule.error().where.empty();
}

Value value_of(std::string_view text, const Value& bindings = Value::object()) {
  const Result<Value> value = sealflow::evaluate(parsed(text), bindings);
  INFO(text);
  REQUIRE(value.has_value());
  return *value;
}

std::string error_place(std::string_view text, const Value& bindings = Value::object()) {
  const Result<Value> value = sealflow::evaluate(parsed(text), bindings);
  INFO(text);
  REQUIRE_FALSE(value.has_value());
  CHECK(value.error().code == ErrorCode::rule_error);
  return value.error().where;
}

}  // namespace

TEST_CASE("a rule tells which names it reads", "[rule]") {
  const Rule rule = parsed("inputs.userType == 'agent' && stages.FS0pan.output.score >= 80");
  CHECK(rule.text() == "inputs.userType == 'agent' && stages.FS0pan.output.score >= 80");
  CHECK(rule.roots() == Names{"inputs", "stages"});
  CHECK(rule.paths() == Names{"inputs.userType", "stages.FS0pan.output.score"});
}

TEST_CASE("paths go as far as they are constant", "[rule]") {
  CHECK(parsed("a['b'].c").paths() == Names{"a.b.c"});
  CHECK(parsed("(a.b).c").paths() == Names{"a.b.c"});
  CHECK(parsed("a.b[0].c").paths() == Names{"a.b"});
  CHECK(parsed("a[b.c].d").paths() == Names{"a", "b.c"});
  CHECK(parsed("a['x.y'].b").paths() == Names{"a"});
  CHECK(parsed("a[''].b").paths() == Names{"a"});
  CHECK(parsed("has(a.b.c)").paths() == Names{"a.b.c"});
  CHECK(parsed("a.b.size() + size(c.d)").paths() == Names{"a.b", "c.d"});
  CHECK(parsed("x ? y.z : [v, {w.k: u}]").paths() == Names{"u", "v", "w.k", "x", "y.z"});
  CHECK(parsed("{'a': 1}.a == 1 && 'text' in a").roots() == Names{"a"});
  CHECK(parsed("1 + 2").roots().empty());
}

TEST_CASE("ints and doubles stay apart in results", "[rule]") {
  CHECK(value_of("1 + 1").is_integer());
  CHECK(value_of("1.0 + 1.0").is_double());
  CHECK(value_of("0.0").is_double());
  CHECK(value_of("1e0").is_double());
  CHECK(value_of("size('abc')").is_integer());
  CHECK(std::signbit(value_of("-(0.0)").as_double()));
  CHECK(std::signbit(value_of("-0.0").as_double()));
  CHECK(value_of("-9223372036854775808") == Value(std::numeric_limits<std::int64_t>::min()));
  CHECK(value_of("-0x8000000000000000") == Value(std::numeric_limits<std::int64_t>::min()));
  CHECK(value_of("0x7fffffffffffffff") == Value(std::numeric_limits<std::int64_t>::max()));
  CHECK(refuses("0x8000000000000000"));
  CHECK(refuses("99999999999999999999"));
  CHECK(value_of("5e-324").as_double() > 0);
  CHECK(value_of("1e-999") == Value(0.0));
}

TEST_CASE("int and double are ordered exactly", "[rule]") {
  CHECK(value_of("-9223372036854775808 > -9223372036854777856.0").as_bool());
  CHECK(value_of("9223372036854775807 != 9223372036854775807.0").as_bool());
  CHECK(value_of("9007199254740993 >= 9007199254740992.5").as_bool());
  CHECK(value_of("-1 < -0.5 && -1 > -1.5 && 0 == -0.0").as_bool());
  CHECK(value_of("1e300 > 9223372036854775807 && -1e300 < -9223372036854775808").as_bool());
}

TEST_CASE("a list takes a double as index if it is whole", "[rule]") {
  CHECK(value_of("[7, 8][1.0]") == Value(8));
  CHECK(error_place("[7, 8][0.5]") == "6");
  CHECK(error_place("[7, 8][1e300]") == "6");
  CHECK(error_place("[7, 8][9223372036854775807]") == "6");
  CHECK(error_place("[7, 8]['0']") == "6");
}

TEST_CASE("conditions are true or false, nothing else", "[rule]") {
  const Value bindings = Value::object({{"yes", true}, {"text", "true"}});
  const auto condition = [&](std::string_view text) {
    return sealflow::evaluate_condition(parsed(text), bindings);
  };
  CHECK(condition("yes").value());
  CHECK_FALSE(condition("!yes").value());
  for (const std::string_view text : {"text", "null", "1", "[]", "absent", "has(yes.a)"}) {
    const Result<bool> outcome = condition(text);
    INFO(text);
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error().code == ErrorCode::rule_error);
    CHECK_FALSE(outcome.error().where.empty());
  }
}

TEST_CASE("errors point to the part that failed", "[rule]") {
  const Value bindings = Value::object({{"a", Value::object({{"n", 1}})}});
  CHECK(error_place("a.n == 1 && a.missing == 2", bindings) == "14");
  CHECK(error_place("true || a.n  ? 'x' - 'y' : 1", bindings) == "19");
  CHECK(error_place("!-1") == "0");
  CHECK(error_place("['é', nobody]") == "7");
  CHECK(error_place("false || (first && second)") == "10");
  const Result<Rule> rule = sealflow::parse_rule("'é' == 'ü' §");
  REQUIRE_FALSE(rule.has_value());
  CHECK(rule.error().where == "13");
}

TEST_CASE("a rule has a size limit", "[rule]") {
  CHECK(value_of("1" + std::string(4095, ' ')) == Value(1));
  CHECK(refuses("1" + std::string(4096, ' ')));
  CHECK(value_of("size([" + repeat("0,", 1000) + "])") == Value(1000));
  CHECK(refuses("size([" + repeat("0,", 1100) + "])"));
}

TEST_CASE("long rows are no nesting", "[rule]") {
  CHECK(value_of("a" + repeat(" || a", 300) + " || true", Value::object({{"a", false}})) ==
        Value(true));
  CHECK(value_of("true" + repeat(" && true", 300)) == Value(true));
  CHECK(value_of(repeat("false ? 0 : ", 200) + "1") == Value(1));
  CHECK(value_of("1" + repeat(" + 1", 63)) == Value(64));
  CHECK(value_of(repeat("-", 32) + "19") == Value(19));
}

TEST_CASE("nesting is limited, whatever opens it", "[rule]") {
  CHECK(value_of(repeat("(", 63) + "7" + repeat(")", 63)) == Value(7));
  CHECK(value_of(repeat("[", 60) + repeat("]", 60)).is_array());
  CHECK(refuses(repeat("(", 64) + "7" + repeat(")", 64)));
  CHECK(refuses(repeat("-", 100) + "7"));
  CHECK(refuses("1" + repeat(" + 1", 100)));
  CHECK(refuses("1" + repeat(" == 1", 100)));
  CHECK(refuses("a" + repeat(".b", 100)));
  CHECK(refuses("a" + repeat("[0]", 100)));
  for (const std::string_view opening :
       {"(", "[", "{'a':", "-", "!", "size(", "a[", "a.b(", "true?", "1?2:", "has(", "0=="}) {
    const int times = static_cast<int>(4096 / opening.size());
    INFO(opening);
    CHECK(refuses(repeat(opening, times)));
  }
}

TEST_CASE("a rule is well-formed UTF-8", "[rule]") {
  CHECK(value_of("'\xF0\x9F\x90\xB1'.size()") == Value(1));
  for (const std::string_view bytes :
       {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    CHECK(refuses("'" + std::string(bytes) + "'"));
    CHECK(refuses("1 // " + std::string(bytes)));
  }
}

TEST_CASE("a NUL is a character like others inside a string", "[rule]") {
  CHECK(value_of("'a\\000b'") == Value(std::string("a\0b", 3)));
  CHECK(value_of(std::string("size('a\0b')", 11)) == Value(3));
  CHECK(refuses(std::string("1\0", 2)));
  CHECK(refuses(std::string("'a\\\0'", 5)));
}

TEST_CASE("a text is found wherever it stands", "[rule]") {
  // All texts of up to six letters against all of up to three, from the alphabet {a, b}.
  const auto texts = [](int longest) {
    std::set<std::string> all = {""};
    for (int length = 0; length < longest; ++length) {
      for (const std::string& text : std::set<std::string>(all)) {
        all.insert(text + "a");
        all.insert(text + "b");
      }
    }
    return all;
  };
  const Rule rule = parsed("text.contains(part)");
  int wrong = 0;
  for (const std::string& text : texts(6)) {
    for (const std::string& part : texts(3)) {
      const Value bindings = Value::object({{"text", text}, {"part", part}});
      const bool expected = text.find(part) != std::string::npos;
      if (sealflow::evaluate_condition(rule, bindings).value() != expected) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("calls need the right arguments", "[rule]") {
  for (const std::string_view text :
       {"size()", "size(1, 2)", "'a'.size(1)", "'a'.startsWith()", "'a'.endsWith('a', 'b')",
        "contains('a', 'b')", "has()", "has(a.b, c.d)", "has(a['b'])", "has(has(a.b))",
        "a.has(a.b)", "has(a.size())", "size(a,)", "dyn(1)", "package()"}) {
    INFO(text);
    CHECK(refuses(text));
  }
}

TEST_CASE("what is no CEL is refused", "[rule]") {
  for (const std::string_view text : {"1 2",
                                      "a b",
                                      "a.",
                                      ".a",
                                      "a..b",
                                      "a.1",
                                      "a[",
                                      "a[]",
                                      "a[1, 2]",
                                      "()",
                                      "(1, 2)",
                                      "[1 2]",
                                      "[1,,2]",
                                      "[,,]",
                                      "{'a'}",
                                      "{'a': }",
                                      "{'a': 1 'b': 2}",
                                      "{:}",
                                      "1 ? 2",
                                      "? 1 : 2",
                                      "1 :",
                                      "1 <",
                                      "< 1",
                                      "1 = 1",
                                      "1 === 1",
                                      "a & b",
                                      "a | b",
                                      "a ^ b",
                                      "not a",
                                      "a and b",
                                      "1 +* 2",
                                      "-!true",
                                      "!-a",
                                      "!--1",
                                      "!- -1",
                                      "-!1",
                                      "+1",
                                      "1.",
                                      "1e",
                                      "0x",
                                      "0xg",
                                      "1.5u",
                                      "0X1F",
                                      "'a",
                                      "\"a",
                                      "'''a",
                                      "r'a",
                                      "'a\"",
                                      "'\\x4'",
                                      "'\\u12'",
                                      "'\\U00110000'",
                                      "'\\ud800'",
                                      "'\\400'",
                                      "'\\08'",
                                      "'\\",
                                      "a.true",
                                      "a.null",
                                      "a.?b",
                                      "a[?0]",
                                      "[?a]",
                                      "Foo{}",
                                      "Foo{a: 1}",
                                      "a;",
                                      "/* */ 1",
                                      "# 1",
                                      "rb'a'",
                                      "1..2",
                                      "true.",
                                      "null()",
                                      "in",
                                      "$a",
                                      "a.'b'"}) {
    INFO(text);
    CHECK(refuses(text));
  }
}

TEST_CASE("odd but proper CEL is taken", "[rule]") {
  CHECK(value_of("[,] == [] && {,} == {}").as_bool());
  CHECK(value_of("1in[1]").as_bool());
  CHECK(value_of("1-1") == Value(0));
  CHECK(value_of("1--1") == Value(2));
  CHECK(value_of("007") == Value(7));
  CHECK(value_of("\t1\r\n+\f2 // three") == Value(3));
  CHECK(value_of("'''a''b\\''''") == Value("a''b'"));
  CHECK(value_of("R\"\"\"\\\"\"\"") == Value("\\"));
  CHECK(value_of("-[1, 2][1]") == Value(-2));
  CHECK(value_of("{'size': 1}.size + {'size': 1}.size()") == Value(2));
  CHECK(value_of("{'a' + 'b': 1}.ab") == Value(1));
  CHECK(value_of("size + has", Value::object({{"size", 1}, {"has", 2}})) == Value(3));
  CHECK(parsed("1.e5").roots().empty());  // selects the field e5 of 1
  CHECK(parsed("a.size").paths() == Names{"a.size"});
}

TEST_CASE("keys of maps are strings when the rule runs, too", "[rule]") {
  CHECK(error_place("{1 + 1: 2}") == "3");
  CHECK(error_place("{'a': 1}[1]") == "8");
  CHECK(error_place("null in {'a': 1}") == "5");
  CHECK_FALSE(value_of("1.5 in {'a': 1} || true in {'a': 1}").as_bool());
}

TEST_CASE("strange bindings do no harm", "[rule]") {
  CHECK(error_place("a", Value()) == "0");
  CHECK(error_place("a", Value::array({Value("a")})) == "0");
  CHECK(value_of("a.b", Value::object({{"a", Value::object({{"b", "x"}})}})) == Value("x"));
  const Result<Value> empty = sealflow::evaluate(Rule(), Value::object());
  REQUIRE_FALSE(empty.has_value());
  CHECK(empty.error().code == ErrorCode::rule_error);
}
