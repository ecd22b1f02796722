// Project Wycheproof: HMAC-SHA256 (66 valid tags, 108 that somebody altered) and ECDSA over P-256
// with signatures as r and s (173 valid, 89 not). The files are not part of the project:
// SEALFLOW_VECTORS names the folder that holds wycheproof/.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "sealflow/es256.hpp"
#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"

using namespace sealflow;

namespace {

/// Skips the test when the file is not there, unless it has to be.
Value suite_of(const std::string& name) {
  const char* folder = std::getenv("SEALFLOW_VECTORS");
  const bool required = std::getenv("SEALFLOW_VECTORS_REQUIRED") != nullptr;
  if (folder == nullptr) {
    if (required) FAIL("SEALFLOW_VECTORS_REQUIRED is set, SEALFLOW_VECTORS is not");
    SKIP("SEALFLOW_VECTORS is not set");
  }
  const std::string path = std::string(folder) + "/wycheproof/" + name;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (required) FAIL("there is no " << path);
    SKIP("there is no " << path);
  }
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  Result<Value> suite = parse_json(text, {.max_bytes = text.size()});
  REQUIRE(suite);
  return std::move(*suite);
}

std::string bytes_of(const Value& hex) {
  const Result<std::string> bytes = from_hex(hex.as_string());
  REQUIRE(bytes);
  return *bytes;
}

}  // namespace

TEST_CASE("HMAC-SHA256 agrees with Wycheproof", "[signature][wycheproof]") {
  const Value suite = suite_of("hmac_sha256_test.json");
  int valid = 0;
  int forged = 0;
  for (const Value& group : suite["testGroups"].items()) {
    const auto tag_bytes = static_cast<std::size_t>(group["tagSize"].as_integer()) / 8;
    for (const Value& test : group["tests"].items()) {
      INFO(test["tcId"].as_integer() << ": " << test["comment"].as_string());
      const std::string tag = bytes_of(test["tag"]);
      REQUIRE(tag.size() == tag_bytes);
      // Some groups have tags cut to 128 bits.
      const std::string made =
          hmac_sha256_bytes(bytes_of(test["key"]), bytes_of(test["msg"])).substr(0, tag_bytes);
      const bool is_valid = test["result"].as_string() == "valid";
      CHECK(equal_constant_time(made, tag) == is_valid);
      ++(is_valid ? valid : forged);
    }
  }
  CHECK(valid == 66);
  CHECK(forged == 108);
  CHECK(valid + forged == suite["numberOfTests"].as_integer());
}

TEST_CASE("ES256 agrees with Wycheproof", "[es256][wycheproof]") {
  const Value suite = suite_of("ecdsa_secp256r1_sha256_p1363_test.json");
  int valid = 0;
  int forged = 0;
  for (const Value& group : suite["testGroups"].items()) {
    // The first byte says that x and y follow.
    const std::string key = bytes_of(group["publicKey"]["uncompressed"]).substr(1);
    for (const Value& test : group["tests"].items()) {
      INFO(test["tcId"].as_integer() << ": " << test["comment"].as_string());
      const bool is_valid = test["result"].as_string() == "valid";
      CHECK(es256_verify(key, bytes_of(test["msg"]), bytes_of(test["sig"])) == is_valid);
      ++(is_valid ? valid : forged);
    }
  }
  CHECK(valid == 173);
  CHECK(forged == 89);
  CHECK(valid + forged == suite["numberOfTests"].as_integer());
}
