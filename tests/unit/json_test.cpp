// JSON read: what is taken as what, what is refused, and where.
#include "sealflow/json.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace sealflow;
using namespace std::string_literals;

namespace {

Value parsed(std::string_view text, const JsonLimits& limits = {}) {
  INFO(text);
  const Result<Value> value = parse_json(text, limits);
  if (!value) FAIL(value.error().message << " at " << value.error().where);
  return *value;
}

Error refused(std::string_view text, const JsonLimits& limits = {}) {
  INFO(text);
  const Result<Value> value = parse_json(text, limits);
  if (value) FAIL("accepted");
  return value.error();
}

std::string rewritten(std::string_view text) { return stringify(parsed(text)); }
std::string canonical(std::string_view text) { return canonicalize(parsed(text)); }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

constexpr std::int64_t two_to_53 = 9007199254740992;

}  // namespace

TEST_CASE("every kind of JSON is read", "[json]") {
  CHECK(parsed("null").is_null());
  CHECK(parsed("true") == Value(true));
  CHECK(parsed(" \t\r\n-12 ") == Value(-12));
  CHECK(parsed("1.5e3") == Value(1500));
  CHECK(parsed("0.25") == Value(0.25));
  CHECK(parsed(R"("a\u00e9\ud83d\ude00\/\"\\\b\f\n\r\t")") ==
        Value("a\u00e9\U0001F600/\"\\\b\f\n\r\t"));
  CHECK(parsed("[]") == Value::array());
  CHECK(parsed("{}") == Value::object());
  CHECK(parsed(R"({"a":[{},[]],"":null})") ==
        Value::object({{"a", Value::array({Value::object(), Value::array()})}, {"", nullptr}}));
  CHECK(parsed(R"("\u0000")") == Value("\0"s));
}

TEST_CASE("integers and doubles are told apart", "[json]") {
  const JsonLimits keep{.keep_doubles = true};
  CHECK(parsed("9223372036854775807", keep) == Value(std::numeric_limits<std::int64_t>::max()));
  CHECK(parsed("-9223372036854775808", keep) == Value(std::numeric_limits<std::int64_t>::min()));
  CHECK(parsed("9223372036854775808") == Value(9223372036854775808.0));
  CHECK(parsed("-9223372036854775809") == Value(-9223372036854775808.0));
  CHECK(parsed("18446744073709551615") == Value(18446744073709551615.0));
  CHECK(parsed("18446744073709551616") == Value(18446744073709551616.0));
  CHECK(parsed("123456789012345678901234567890") == Value(123456789012345678901234567890.0));
}

TEST_CASE("an integral double becomes an integer, unless doubles are kept", "[json]") {
  const JsonLimits keep{.keep_doubles = true};
  CHECK(parsed("1.0") == Value(1));
  CHECK(parsed("1.0", keep) == Value(1.0));
  CHECK(parsed("1e2") == Value(100));
  CHECK(parsed("1e2", keep) == Value(100.0));
  CHECK(parsed("-0.0").is_integer());
  CHECK(std::signbit(parsed("-0.0", keep).as_double()));
  CHECK(parsed("9007199254740992.0") == Value(two_to_53));
  CHECK(parsed("-9007199254740992.0") == Value(-two_to_53));
  CHECK(parsed("9007199254740994.0") == Value(9007199254740994.0));
  CHECK(parsed("1e300") == Value(1e300));
  CHECK(parsed("0.5") == Value(0.5));
  CHECK(parsed("1e-400") == Value(0));
  // Integers stay integers in both ways.
  CHECK(parsed("1", keep) == Value(1));
}

TEST_CASE("whole numbers beyond 2^53 are doubles, unless doubles are kept", "[json]") {
  CHECK(parsed("9007199254740992") == Value(two_to_53));
  CHECK(parsed("9007199254740993") == Value(two_to_53));
  CHECK(parsed("9007199254740994") == Value(9007199254740994.0));
  CHECK(parsed("-9007199254740994") == Value(-9007199254740994.0));
  CHECK(parsed("9007199254740994", {.keep_doubles = true}) == Value(two_to_53 + 2));
  CHECK(parsed("9223372036854775807") == Value(9223372036854775808.0));
  CHECK(parsed("100000000000000000") == parsed("1e17"));
}

TEST_CASE("a value is the same after it was written and read again", "[json]") {
  for (const std::string_view text :
       {"1.0", "-0", "1e15", "1e17", "9007199254740993", "-9223372036854775808",
        "123456789012345678", "18446744073709551615", "1e21", "1e-7", "0.1", "-1.5e-300", "5e-324",
        "1.7976931348623157e308", R"({"b":[1.0,{"2":"\u001f","1":null}],"a":"/"})"}) {
    const std::string once = rewritten(text);
    CHECK(rewritten(once) == once);
    CHECK(parsed(once) == parsed(text));
    CHECK(canonical(canonical(text)) == canonical(text));
  }
}

TEST_CASE("numbers are read to the nearest double", "[json]") {
  const JsonLimits keep{.keep_doubles = true};
  CHECK(parsed("0.1", keep) == Value(0.1));
  CHECK(parsed("2.2250738585072011e-308", keep) == Value(2.2250738585072011e-308));
  CHECK(parsed("4.9406564584124654e-324", keep) ==
        Value(std::numeric_limits<double>::denorm_min()));
  CHECK(parsed("1.7976931348623157e+308", keep) == Value(std::numeric_limits<double>::max()));
  CHECK(parsed("9007199254740993.0", keep) == Value(9007199254740992.0));
  // Half way between two doubles: the even one.
  CHECK(parsed("0.500000000000000166533453693773481063544750213623046875", keep) ==
        Value(0x1.0000000000002p-1));
}

TEST_CASE("numbers beyond double are refused", "[json]") {
  for (const std::string_view text :
       {"1e309", "-1e309", "1e999999999", "1.7976931348623159e308", "-1.7976931348623159e308"}) {
    const Error error = refused(text);
    CHECK(error.code == ErrorCode::invalid_json);
    CHECK(error.where == "0");
    CHECK(error.reason == "number_range");
  }
  CHECK(refused("{\"a\": 1e309}").where == "6");
  CHECK(refused(std::string(400, '9')).reason == "number_range");
}

TEST_CASE("what other parsers read differently is refused", "[json]") {
  CHECK(refused("123\0"s).reason == "nul_byte");
  CHECK(refused("123\0"s).where == "3");
  CHECK(refused("\"\0\""s).where == "1");
  CHECK(refused("\0"s).where == "0");
  CHECK(refused("\xEF\xBB\xBF{}").reason == "byte_order_mark");
  CHECK(refused("\xEF\xBB\xBF").reason == "byte_order_mark");
  CHECK(refused("\xEF\xBB").code == ErrorCode::invalid_json);
  CHECK(refused("\xFE\xFF").code == ErrorCode::invalid_json);
  CHECK(refused("{} // comment").code == ErrorCode::invalid_json);
  CHECK(refused("/**/{}").code == ErrorCode::invalid_json);
  for (const std::string_view text :
       {"NaN", "Infinity", "-Infinity", "undefined", "True", "'a'", "01", "+1", ".5", "1.", "1e",
        "1e+", "0x10", "-", "--1", "1_000", "\v1",
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one text; \xA01 would be one escape
        "\xC2\xA0"
        "1"}) {
    CHECK(refused(text).code == ErrorCode::invalid_json);
  }
}

TEST_CASE("strings are UTF-8 without lone surrogates", "[json]") {
  const std::vector<std::string> bad = {R"(\ud800)",
                                        R"(\udc00)",
                                        R"(\ud800\ud800)",
                                        R"(\ud800x)",
                                        R"(\ude00\ud83d)",
                                        R"(\u12)",
                                        R"(\u12g4)",
                                        R"(\x41)",
                                        R"(\q)",
                                        "\xff",
                                        "\x80",
                                        "\xC0\xAF",
                                        "\xC3",
                                        "\xED\xA0\x80",
                                        "\xE0\x80\x80",
                                        "\xF4\x90\x80\x80",
                                        "\xF8\x88\x80\x80\x80",
                                        "\xE2\x82",
                                        "\xF0\x9F\x98",
                                        "\n",
                                        "\t",
                                        "\x1f",
                                        "\r"};
  for (const std::string& text : bad) {
    CHECK(refused("\"" + text + "\"").code == ErrorCode::invalid_json);
    CHECK(refused("{\"" + text + "\":1}").code == ErrorCode::invalid_json);
  }
  CHECK(parsed("\"\x7f\xC2\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\xF4\x8F\xBF\xBF\"").is_string());
}

TEST_CASE("a member name may occur once in an object", "[json]") {
  const Error error = refused(R"({"a":1,"b":2,"a":1})");
  CHECK(error.code == ErrorCode::invalid_json);
  CHECK(error.reason == "duplicate_name");
  CHECK(error.where == "13");
  CHECK(refused(R"({"a":1,"\u0061":2})").where == "7");
  CHECK(refused(R"({"":1,"":2})").where == "6");
  CHECK(refused(R"([{"x":{"\"":1,"\"":2}}])").where == "14");
  // The same name in different objects is nothing special.
  CHECK(parsed(R"({"a":{"a":{"a":[{"a":1},{"a":2}]}}})").is_object());
  // Names are bytes: no normalisation, no folding.
  CHECK(parsed("{\"\xC3\xA9\":1,\"e\xCC\x81\":2,\"A\":3,\"a\":4}").size() == 4);
}

TEST_CASE("a name that occurs twice in a large object is found", "[json]") {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i)
    text += "\"name number " + std::to_string(i) + "\":{\"k\":1,\"l\":2},";
  const std::size_t at = text.size();
  CHECK(parsed(text + "\"name\":1}").size() == 1001);
  const Error first = refused(text + "\"name number 500\":1,\"name number 3\":1}");
  CHECK(first.reason == "duplicate_name");
  CHECK(first.where == std::to_string(at));
  CHECK(refused("[" + text + "\"x\":1,\"name number 999\":1}]").where == std::to_string(at + 7));
}

TEST_CASE("reading a hostile object takes no square of its size", "[json]") {
  // 60,000 members took minutes if each name were compared with all before it.
  std::string text = "{";
  for (int i = 0; i < 60000; ++i) text += "\"" + std::to_string(i * 7919) + "\":0,";
  const Value value = parsed(text + "\"x\":0}", {.max_bytes = 2000000});
  CHECK(value.size() == 60001);
  CHECK(stringify(value).size() == text.size() + 6);
  CHECK(canonicalize(value).size() == text.size() + 6);
}

TEST_CASE("size and depth are limited", "[json]") {
  CHECK(parsed(nested(64)).is_array());
  const Error deep = refused(nested(65));
  CHECK(deep.code == ErrorCode::invalid_json);
  CHECK(deep.reason == "depth");
  CHECK(deep.where == "64");
  CHECK(refused(R"({"a":[1]})", {.max_depth = 1}).where == "5");
  CHECK(parsed(R"([{},[],{}])", {.max_depth = 2}).size() == 3);
  CHECK(parsed("1", {.max_depth = 0}) == Value(1));
  CHECK(refused("[]", {.max_depth = 0}).reason == "depth");
  CHECK(refused("[]", {.max_depth = -1}).reason == "depth");

  CHECK(parsed("\"" + std::string(256 * 1024 - 2, 'a') + "\"").is_string());
  const Error large = refused("\"" + std::string(256 * 1024 - 1, 'a') + "\"");
  CHECK(large.code == ErrorCode::body_too_large);
  // The size comes first: nothing walks over a text that is too large, whatever it holds.
  CHECK(refused("\0\0\0"s, {.max_bytes = 2}).code == ErrorCode::body_too_large);
  CHECK(parsed("[]", {.max_bytes = 2}).is_array());
}

TEST_CASE("no caller can raise the depth beyond what the stack holds", "[json]") {
  const JsonLimits limits{.max_bytes = 10000000, .max_depth = 1000000};
  const Value value = parsed(nested(512), limits);
  CHECK(stringify(value) == nested(512));
  CHECK(canonicalize(value) == nested(512));
  CHECK(value == Value(value));
  CHECK(refused(nested(513), limits).where == "512");
  CHECK(refused(std::string(1000000, '['), limits).reason == "depth");
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  CHECK(refused(objects, limits).reason == "depth");
}

TEST_CASE("an error says where", "[json]") {
  const std::vector<std::pair<std::string, std::string>> cases = {{"", "0"},
                                                                  {"  ", "2"},
                                                                  {"[1,", "3"},
                                                                  {"[1,]", "3"},
                                                                  {"[1 2]", "3"},
                                                                  {"{\"a\"}", "4"},
                                                                  {"{\"a\" 1}", "5"},
                                                                  {"{a:1}", "1"},
                                                                  {"{\"a\":1,}", "7"},
                                                                  {"{\"a\":1 \"b\":2}", "7"},
                                                                  {"[\"x\" \"y\"]", "5"},
                                                                  {"nulx", "0"},
                                                                  {"[tru]", "4"},
                                                                  {"\"abc", "4"},
                                                                  {"\"abc\\", "5"},
                                                                  {"\"a\nb\"", "2"},
                                                                  {"\"ab\\qc\"", "4"},
                                                                  {"\"\xff\"", "1"},
                                                                  {"1 2", "2"},
                                                                  {"{} []", "3"},
                                                                  {"[01]", "1"},
                                                                  {"[1}", "2"},
                                                                  {"]", "0"},
                                                                  {",", "0"},
                                                                  {"[\"\xC3\xA9\",?]", "6"}};
  for (const auto& [text, where] : cases) {
    INFO(text);
    const Error error = refused(text);
    CHECK(error.code == ErrorCode::invalid_json);
    CHECK(error.where == where);
    CHECK_FALSE(error.message.empty());
  }
}

TEST_CASE("every beginning of a text is refused, and no byte is read behind it", "[json]") {
  const std::string text =
      R"({"a\"\\":[1,-2.5e+3,true,false,null,"\ud83d\ude00 é"],"b":{"c":[[],{}]},"1":"\u0000"})";
  REQUIRE(parsed(text).is_object());
  for (std::size_t size = 0; size < text.size(); ++size) {
    // A copy of exactly that size, so that a sanitizer sees a byte read too many.
    const std::vector<char> part(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    const Result<Value> value = parse_json({part.data(), part.size()});
    CHECK_FALSE(value);
  }
}

TEST_CASE("no single byte that changes crashes the parser", "[json]") {
  const std::string text = R"({"a":[1,-2.5e3,true,null,"\ud83d\ude00é"],"b":{"c":[[],{}]}})";
  int accepted = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[at] = static_cast<char>(byte);
      const Result<Value> value = parse_json(changed);
      if (!value) continue;
      ++accepted;
      CHECK(rewritten(stringify(*value)) == stringify(*value));
    }
  }
  CHECK(accepted > static_cast<int>(text.size()));
}
