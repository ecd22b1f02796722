// HMAC-SHA256 against Project Wycheproof: 66 valid tags, 108 that somebody altered. The file is not
// part of the project: SEALFLOW_VECTORS names the folder that holds wycheproof/.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"

using namespace sealflow;

TEST_CASE("HMAC-SHA256 agrees with Wycheproof", "[signature][wycheproof]") {
  const char* folder = std::getenv("SEALFLOW_VECTORS");
  const bool required = std::getenv("SEALFLOW_VECTORS_REQUIRED") != nullptr;
  if (folder == nullptr) {
    if (required) FAIL("SEALFLOW_VECTORS_REQUIRED is set, SEALFLOW_VECTORS is not");
    SKIP("SEALFLOW_VECTORS is not set");
  }
  const std::string path = std::string(folder) + "/wycheproof/hmac_sha256_test.json";
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (required) FAIL("there is no " << path);
    SKIP("there is no " << path);
  }
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const Result<Value> suite = parse_json(text, {.max_bytes = text.size()});
  REQUIRE(suite);

  int valid = 0;
  int forged = 0;
  for (const Value& group : (*suite)["testGroups"].items()) {
    const auto tag_bytes = static_cast<std::size_t>(group["tagSize"].as_integer()) / 8;
    for (const Value& test : group["tests"].items()) {
      INFO(test["tcId"].as_integer() << ": " << test["comment"].as_string());
      const Result<std::string> key = from_hex(test["key"].as_string());
      const Result<std::string> message = from_hex(test["msg"].as_string());
      const Result<std::string> tag = from_hex(test["tag"].as_string());
      REQUIRE((key && message && tag));
      REQUIRE(tag->size() == tag_bytes);
      // Some groups have tags cut to 128 bits.
      const std::string made = hmac_sha256_bytes(*key, *message).substr(0, tag_bytes);
      const bool is_valid = test["result"].as_string() == "valid";
      CHECK(equal_constant_time(made, *tag) == is_valid);
      ++(is_valid ? valid : forged);
    }
  }
  CHECK(valid == 66);
  CHECK(forged == 108);
  CHECK(valid + forged == (*suite)["numberOfTests"].as_integer());
}
