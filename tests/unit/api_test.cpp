#include "sealflow/api.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <set>
#include <string>

using sealflow::call_full;
using sealflow::full_functions;
using sealflow::page_functions;

TEST_CASE("core-api.md has every function, and no other", "[api]") {
  std::set<std::string> documented;
  std::ifstream page(SEALFLOW_SOURCE_DIR "/docs/reference/core-api.md");
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("### `")) documented.insert(line.substr(5, line.find('`', 5) - 5));
  }
  std::set<std::string> functions;
  for (const std::string_view name : full_functions()) functions.emplace(name);
  CHECK(functions.size() >= 25);
  CHECK(documented == functions);
}

TEST_CASE("what the page has, the whole core has; others are unknown", "[api]") {
  const std::vector<std::string_view> full = full_functions();
  for (const std::string_view name : page_functions()) {
    INFO(name);
    CHECK(std::find(full.begin(), full.end(), name) != full.end());
  }
  CHECK(call_full("erase_everything", "{}").find("command_unknown") != std::string::npos);
  CHECK(call_full("sha256", "[]").find("malformed_request") != std::string::npos);
}
