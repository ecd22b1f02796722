#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"

using namespace sealflow;

namespace {

std::string escaped(std::string_view name) {
  std::string token;
  for (const char c : name) token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return token;
}

/// Every value of the document lies where place_of() says.
void check_all(std::string_view text, const Value& value, const std::string& pointer) {
  INFO(pointer);
  const std::size_t place = place_of(text, pointer);
  CHECK(text.substr(place).starts_with(stringify(value)));
  for (const auto& [name, member] : value.members()) {
    check_all(text, member, pointer + "/" + escaped(name));
  }
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    check_all(text, value.items()[i], pointer + "/" + std::to_string(i));
  }
}

}  // namespace

TEST_CASE("every value is found where it stands", "[json][place]") {
  const std::string_view documents[] = {
      R"({"a":[1,-2.5,"x",null,true,{"b":{}}],"c":{"d":[[],[[]],"]}"]},"":0,"a/b":1,"m~n":2,"~1":3})",
      R"(["\"","\\","\\\"",{"\u0022q":[false],"é":"ü","आ":{"x":[]}},"{","[",","])",
      R"("alone")",
      "17",
      "[]",
      "{}",
      R"({"a":{"a":{"a":[{"a":0}]}},"b":1})"};
  for (const std::string_view document : documents) {
    const Result<Value> value = parse_json(document);
    REQUIRE(value);
    check_all(stringify(*value), *value, "");
  }
}

TEST_CASE("white space and escapes in names do not matter", "[json][place]") {
  constexpr std::string_view text = "\n{ \"st\\u0061ges\" :\n  [ {\"id\" : \"A\"} ,\n    17 ] }\n";
  const auto at = [&](std::string_view pointer) { return text.substr(place_of(text, pointer)); };
  CHECK(at("").starts_with("{ "));
  CHECK(at("/stages").starts_with("[ {"));
  CHECK(at("/stages/0/id").starts_with("\"A\""));
  CHECK(at("/stages/1").starts_with("17 ]"));
}

TEST_CASE("what is not there is at the part around it", "[json][place]") {
  constexpr std::string_view text = R"({"stages":[{"id":"A"},"x"],"n":{}})";
  const auto at = [&](std::string_view pointer) { return text.substr(place_of(text, pointer)); };
  CHECK(at("/none") == text);
  CHECK(at("/stages/0/next").starts_with(R"({"id")"));
  CHECK(at("/stages/2").starts_with("[{"));
  CHECK(at("/stages/x").starts_with("[{"));
  CHECK(at("/stages/1/y").starts_with("\"x\""));
  CHECK(at("/n/0").starts_with("{}"));
  CHECK(place_of("{", "/a") == 0);
  CHECK(place_of("", "") == 0);
}

TEST_CASE("lines and columns, as editors count", "[json][place]") {
  constexpr std::string_view text = "ab\n\"आशा\" x\n";
  const auto place = [&](std::size_t offset) {
    const TextPlace found = text_place(text, offset);
    return std::pair(found.line, found.column);
  };
  CHECK(place(0) == std::pair<std::size_t, std::size_t>(1, 1));
  CHECK(place(2) == std::pair<std::size_t, std::size_t>(1, 3));
  CHECK(place(3) == std::pair<std::size_t, std::size_t>(2, 1));
  CHECK(place(text.find('x')) == std::pair<std::size_t, std::size_t>(2, 7));
  CHECK(place(text.size() + 9) == std::pair<std::size_t, std::size_t>(3, 1));
}
