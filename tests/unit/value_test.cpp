// A JSON value by itself: its kinds, its members, equality.
#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sealflow/json.hpp"

using namespace sealflow;
using namespace std::string_literals;

namespace {

Value parsed(std::string_view text) { return parse_json(text).value(); }

}  // namespace

TEST_CASE("a value knows its kind", "[json]") {
  CHECK(Value().is_null());
  CHECK(Value(nullptr).is_null());
  CHECK(Value(true).is_bool());
  CHECK(Value(1).is_integer());
  CHECK(Value(std::int64_t{1}).is_integer());
  CHECK(Value(1.0).is_double());
  CHECK(Value(1).is_number());
  CHECK(Value(1.0).is_number());
  CHECK(Value("text").is_string());
  CHECK(Value("text"s).is_string());
  CHECK(Value(std::string_view("text")).is_string());
  CHECK(Value::array().is_array());
  CHECK(Value(Array{}).is_array());
  CHECK(Value::object().is_object());
  CHECK_FALSE(Value("true").is_bool());
  CHECK_FALSE(Value(1).is_double());
}

TEST_CASE("a number that is not finite becomes null", "[json]") {
  CHECK(Value(std::numeric_limits<double>::infinity()).is_null());
  CHECK(Value(-std::numeric_limits<double>::infinity()).is_null());
  CHECK(Value(std::numeric_limits<double>::quiet_NaN()).is_null());
  CHECK(Value(std::numeric_limits<double>::max()).is_double());
}

TEST_CASE("accessors never fail", "[json]") {
  const std::vector<Value> all = {
      Value(), true, 7, 1.5, "text", Value::array({1, 2}), Value::object({{"a", 1}})};
  for (const Value& value : all) {
    CHECK(value.as_bool(true) == true);
    CHECK(value.as_integer(7) == 7);
    CHECK(value.as_string() == (value.is_string() ? "text" : ""));
    CHECK(value.items().size() == (value.is_array() ? 2 : 0));
    CHECK(value.members().size() == (value.is_object() ? 1 : 0));
    CHECK((value.find("a") != nullptr) == value.is_object());
    CHECK(value["a"].is_integer() == value.is_object());
    CHECK(value["b"].is_null());
    CHECK(value["a"]["b"]["c"].is_null());
  }
  CHECK(Value(2).as_double() == 2.0);
  CHECK(Value("2").as_double(5) == 5.0);
  CHECK(Value(1.5).as_double() == 1.5);
  CHECK(Value::array({1, 2}).size() == 2);
  CHECK(Value::object({{"a", 1}}).size() == 1);
  CHECK(Value("text").size() == 0);
}

TEST_CASE("set and push build a value", "[json]") {
  Value value;
  value.set("b", 1);
  value.set("a", "x").push("turns into an array");
  value.set("b", 2);
  value.set("list", Value::array()).push(1.5);
  CHECK(stringify(value) == R"({"b":2,"a":["turns into an array"],"list":[1.5]})");
  value.push(1);
  CHECK(stringify(value) == "[1]");
  value.set("again", true);
  CHECK(stringify(value) == R"({"again":true})");
  // A value may be built from its own parts.
  value.set("copy", value);
  value.set("again", value["copy"]);
  CHECK(stringify(value) == R"({"again":{"again":true},"copy":{"again":true}})");
  CHECK(stringify(Value::object({{"a", 1}, {"b", 2}, {"a", 3}})) == R"({"a":3,"b":2})");
}

TEST_CASE("values compare by kind and content", "[json]") {
  CHECK(Value() == Value(nullptr));
  CHECK(Value(1) == Value(std::int64_t{1}));
  CHECK_FALSE(Value(1) == Value(1.0));
  CHECK_FALSE(Value(0) == Value(false));
  CHECK_FALSE(Value("") == Value());
  CHECK_FALSE(Value::array() == Value::object());
  CHECK(Value("a") == Value("a"s));
  CHECK(Value("a\0b"s) != Value("a"));
  CHECK(parsed("[1,[2,{}]]") == parsed(" [ 1 , [ 2 , { } ] ] "));
  CHECK_FALSE(parsed("[1,2]") == parsed("[2,1]"));
  CHECK_FALSE(parsed("[1]") == parsed("[1,1]"));
}

TEST_CASE("the order of members does not count", "[json]") {
  CHECK(parsed(R"({"a":1,"b":{"c":2,"d":3}})") == parsed(R"({"b":{"d":3,"c":2},"a":1})"));
  CHECK_FALSE(parsed(R"({"a":1,"b":2})") == parsed(R"({"b":1,"a":2})"));
  CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"b":1})"));
  CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"a":1,"b":1})"));
  Value up;
  Value down;
  for (int i = 0; i < 100; ++i) up.set("n" + std::to_string(i), i);
  for (int i = 99; i >= 0; --i) down.set("n" + std::to_string(i), i);
  CHECK(up == down);
  down.set("n50", 0);
  CHECK_FALSE(up == down);
}
