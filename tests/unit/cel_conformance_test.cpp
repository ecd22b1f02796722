// The rule language against google/cel-spec's own tests, as far as they lie in our subset. The file
// is not part of the project: SEALFLOW_VECTORS names the folder that holds cel/cel-subset.json.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"
#include "sealflow/rule.hpp"

namespace {

using sealflow::Value;

// `==` of Value takes -0.0 for 0.0, and CEL's tests do not.
bool same(const Value& left, const Value& right) {
  if (left.is_double() && right.is_double()) {
    return left == right && std::signbit(left.as_double()) == std::signbit(right.as_double());
  }
  return left == right;
}

bool has_tag(const Value& entry, std::string_view tag) {
  for (const Value& item : entry["tags"].items()) {
    if (item.as_string() == tag) return true;
  }
  return false;
}

// What we leave out of CEL on purpose. Such a rule must be refused, and when it is parsed.
bool is_left_out(const Value& entry) {
  return has_tag(entry, "regex") || has_tag(entry, "quoted-field");
}

}  // namespace

TEST_CASE("the rule language agrees with CEL's conformance tests", "[rule][cel]") {
  // NOLINTBEGIN(concurrency-mt-unsafe): nothing writes the environment here
  const char* folder = std::getenv("SEALFLOW_VECTORS");
  const bool required = std::getenv("SEALFLOW_VECTORS_REQUIRED") != nullptr;
  // NOLINTEND(concurrency-mt-unsafe)
  if (folder == nullptr) {
    if (required) FAIL("SEALFLOW_VECTORS_REQUIRED is set, SEALFLOW_VECTORS is not");
    SKIP("SEALFLOW_VECTORS is not set");
  }
  const std::string path = std::string(folder) + "/cel/cel-subset.json";
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (required) FAIL("there is no " << path);
    SKIP("there is no " << path);
  }
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto entries =
      sealflow::parse_json(text, {.max_bytes = text.size(), .max_depth = 64, .keep_doubles = true});
  REQUIRE(entries.has_value());

  int values = 0;
  int errors = 0;
  int left_out = 0;
  for (const Value& entry : entries->items()) {
    INFO(entry["id"].as_string() << ": " << entry["expr"].as_string());
    const auto rule = sealflow::parse_rule(entry["expr"].as_string());
    if (is_left_out(entry)) {
      ++left_out;
      CHECK_FALSE(rule.has_value());
      continue;
    }
    const auto value =
        rule ? sealflow::evaluate(*rule, entry["bindings"]) : sealflow::Result<Value>(rule.error());
    if (entry["expect"]["error"].as_bool()) {
      ++errors;
      CHECK_FALSE(value.has_value());
      continue;
    }
    ++values;
    INFO((value ? sealflow::stringify(*value) : value.error().message));
    CHECK((value && same(*value, entry["expect"])));
  }
  CHECK(values == 382);
  CHECK(errors == 27);
  CHECK(left_out == 15);
}
