// The two writers of JSON; json_test.cpp has the value and the parser.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sealflow/json.hpp"

using namespace sealflow;
using namespace std::string_literals;

namespace {

Value parsed(std::string_view text) {
  Result<Value> value = parse_json(text);
  REQUIRE(value);
  return *value;
}

std::string rewritten(std::string_view text) { return stringify(parsed(text)); }
std::string canonical(std::string_view text) { return canonicalize(parsed(text)); }

constexpr std::int64_t two_to_53 = 9007199254740992;

}  // namespace

TEST_CASE("stringify prints as JSON.stringify does", "[json]") {
  CHECK(rewritten(" { \"a\" : [ 1.0 , true , null ] } ") == R"({"a":[1,true,null]})");
  CHECK(rewritten(R"("\u0000\u0001\u001f\u007f\u0080\u2028\u2029\/\"\\")") ==
        "\"\\u0000\\u0001\\u001f\x7f\xC2\x80\xE2\x80\xA8\xE2\x80\xA9/\\\"\\\\\"");
  CHECK(rewritten(R"("\b\t\n\f\r\u000b\u000E")") == R"("\b\t\n\f\r\u000b\u000e")");
  CHECK(rewritten("[]") == "[]");
  CHECK(rewritten("{}") == "{}");
  CHECK(rewritten(R"({"":{"":[]}})") == R"({"":{"":[]}})");
  CHECK(rewritten("\"\xF0\x9F\x98\x80\"") == "\"\xF0\x9F\x98\x80\"");
  CHECK(stringify(Value("a\0b"s)) == "\"a\\u0000b\"");
}

TEST_CASE("stringify lists names that are array indexes first", "[json]") {
  CHECK(rewritten(R"({"b":1,"10":2,"a":3,"9":4,"0":5})") == R"({"0":5,"9":4,"10":2,"b":1,"a":3})");
  CHECK(rewritten(R"({"4294967295":1,"4294967294":2,"01":3,"-1":4,"1.5":5," 1":6,"1":7,"":8})") ==
        R"({"1":7,"4294967294":2,"4294967295":1,"01":3,"-1":4,"1.5":5," 1":6,"":8})");
  CHECK(rewritten(R"({"z":1,"99999999999":2,"00":3,"1e3":4,"y":5})") ==
        R"({"z":1,"99999999999":2,"00":3,"1e3":4,"y":5})");
  CHECK(rewritten(R"({"__proto__":1,"constructor":2,"0":3})") ==
        R"({"0":3,"__proto__":1,"constructor":2})");
}

TEST_CASE("canonicalize sorts by UTF-16 code units", "[json]") {
  CHECK(canonical(R"({"b":1,"a":2,"10":3,"9":4,"":5})") == R"({"":5,"10":3,"9":4,"a":2,"b":1})");
  // U+1F600 is D83D DE00 in UTF-16 and so comes before U+E000 and U+FB33, behind U+D7FF.
  CHECK(canonical("{\"\uE000\":1,\"\U0001F600\":2,\"\uD7FF\":3,\"\uFB33\":4,\"\U0010FFFF\":5,"
                  "\"\u20ac\":6}") ==
        "{\"\u20ac\":6,\"\uD7FF\":3,\"\U0001F600\":2,\"\U0010FFFF\":5,\"\uE000\":1,\"\uFB33\":4}");
  CHECK(canonical("{\"a\U0001F600\":1,\"a\":2,\"a\uFFFD\":3,\"a\U0001F600b\":4,\"ab\":5}") ==
        "{\"a\":2,\"ab\":5,\"a\U0001F600\":1,\"a\U0001F600b\":4,\"a\uFFFD\":3}");
  CHECK(canonical("{\"\\r\":1,\"\\u0080\":2,\"\xC3\xB6\":3}") ==
        "{\"\\r\":1,\"\xC2\x80\":2,\"\xC3\xB6\":3}");
  CHECK(canonical(R"([{"b":{"d":1,"c":2},"a":[3,1,2]}])") ==
        R"([{"a":[3,1,2],"b":{"c":2,"d":1}}])");
}

TEST_CASE("numbers are printed as ECMAScript does", "[json]") {
  const std::vector<std::pair<double, std::string>> cases = {
      {0.0, "0"},
      {-0.0, "0"},
      {1.0, "1"},
      {-1.5, "-1.5"},
      {0.1, "0.1"},
      {100.0, "100"},
      {1e20, "100000000000000000000"},
      {1e21, "1e+21"},
      {123456789012345680000.0, "123456789012345680000"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {1.5e-7, "1.5e-7"},
      {-1.234e-9, "-1.234e-9"},
      {5e-324, "5e-324"},
      {-5e-324, "-5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {9007199254740992.0, "9007199254740992"},
      {9007199254740994.0, "9007199254740994"},
      {295147905179352830000.0, "295147905179352830000"},
      {9.999999999999997e22, "9.999999999999997e+22"},
      {1e23, "1e+23"},
      {1.0000000000000001e23, "1.0000000000000001e+23"},
      {333333333.33333329, "333333333.3333333"},
      {-0.0000033333333333333333, "-0.0000033333333333333333"},
      {1424953923781206.2, "1424953923781206.2"},
      {std::numeric_limits<double>::infinity(), "Infinity"},
      {-std::numeric_limits<double>::infinity(), "-Infinity"},
      {std::numeric_limits<double>::quiet_NaN(), "NaN"},
  };
  for (const auto& [number, text] : cases) CHECK(number_text(number) == text);
}

TEST_CASE("integers beyond 2^53 are printed as the double that JavaScript has", "[json]") {
  CHECK(stringify(Value(two_to_53)) == "9007199254740992");
  CHECK(stringify(Value(two_to_53 + 1)) == "9007199254740992");
  CHECK(stringify(Value(-two_to_53 - 1)) == "-9007199254740992");
  CHECK(stringify(Value(two_to_53 + 3)) == "9007199254740996");
  CHECK(stringify(Value(std::numeric_limits<std::int64_t>::max())) == "9223372036854776000");
  CHECK(stringify(Value(std::numeric_limits<std::int64_t>::min())) == "-9223372036854776000");
  CHECK(stringify(Value(-7)) == "-7");
  CHECK(canonicalize(Value(two_to_53 + 1)) == "9007199254740992");
  CHECK(rewritten("18446744073709551615") == "18446744073709552000");
}
