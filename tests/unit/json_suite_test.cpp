// The parser against nst/JSONTestSuite, and the writers against the files of RFC 8785. The files
// are not part of the project: SEALFLOW_VECTORS names the folder that holds json-test-suite/ and
// jcs/.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"

using namespace sealflow;
namespace fs = std::filesystem;

namespace {

fs::path vectors(std::string_view name) {
  const char* folder = std::getenv("SEALFLOW_VECTORS");
  const bool required = std::getenv("SEALFLOW_VECTORS_REQUIRED") != nullptr;
  if (folder == nullptr) {
    if (required) FAIL("SEALFLOW_VECTORS_REQUIRED is set, SEALFLOW_VECTORS is not");
    SKIP("SEALFLOW_VECTORS is not set");
  }
  fs::path path = fs::path(folder) / name;
  if (!fs::is_directory(path)) {
    if (required) FAIL("there is no " << path);
    SKIP("there is no " << path);
  }
  return path;
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The largest files are 250 kB of brackets; only the size limit must not decide about them.
constexpr JsonLimits no_size_limit{.max_bytes = 100'000'000};

// Files that the suite wants accepted and we refuse by rule, with the reason that the error must
// name.
const std::map<std::string, std::string> refused_by_rule = {
    {"y_object_duplicated_key.json", "duplicate_name"},
    {"y_object_duplicated_key_and_value.json", "duplicate_name"},
};

}  // namespace

TEST_CASE("the parser agrees with JSONTestSuite", "[json][suite]") {
  const fs::path folder = vectors("json-test-suite");
  int accept = 0;
  int by_rule = 0;
  int reject = 0;
  int either = 0;
  int either_accepted = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".json") continue;
    INFO(name);
    const Result<Value> value = parse_json(content(entry.path()), no_size_limit);
    const auto rule = refused_by_rule.find(name);
    if (rule != refused_by_rule.end()) {
      ++by_rule;
      REQUIRE_FALSE(value);
      CHECK(value.error().reason == rule->second);
    } else if (name.starts_with("y_")) {
      ++accept;
      CHECK(value.has_value());
    } else if (name.starts_with("n_")) {
      ++reject;
      CHECK_FALSE(value.has_value());
    } else {
      ++either;
      either_accepted += value.has_value() ? 1 : 0;
    }
    if (value) {
      // What was read can be written and read again, and stays the same text.
      const std::string once = stringify(*value);
      const Result<Value> again = parse_json(once, no_size_limit);
      REQUIRE(again);
      CHECK(stringify(*again) == once);
    } else {
      CHECK(value.error().code == ErrorCode::invalid_json);
    }
  }
  CHECK(accept == 93);
  CHECK(by_rule == 2);
  CHECK(reject == 188);
  CHECK(either == 35);
  // Counted, so that a change of mind about one of the free files is noticed.
  CHECK(either_accepted == 5);
}

TEST_CASE("canonicalize agrees with the files of RFC 8785", "[json][suite]") {
  const fs::path folder = vectors("jcs");
  int files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder / "input")) {
    INFO(entry.path().filename());
    const Result<Value> value = parse_json(content(entry.path()));
    REQUIRE(value);
    CHECK(canonicalize(*value) == content(folder / "output" / entry.path().filename()));
    ++files;
  }
  CHECK(files == 6);
}
