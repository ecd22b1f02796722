// The parser against nst/JSONTestSuite, the writers against the files of RFC 8785, and both against
// a million numbers as V8 prints them. The files are not part of the project: SEALFLOW_VECTORS
// names the folder that holds json-test-suite/ and jcs/.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"

using namespace sealflow;
namespace fs = std::filesystem;

namespace {

/// std::bit_cast is not in the C++ library of every Emscripten in use.
double double_of(std::uint64_t bits) {
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

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

TEST_CASE("a million numbers are printed as V8 does", "[json][suite]") {
  // 2,000 neighbours of the smallest normal double, then a chain of SHA-256 over 32 zero bytes read
  // as little-endian doubles, zeros and non-finite ones left out. Each line is the bits, a comma,
  // the text. The hash is that of the same lines made by Node 20 (String(number)).
  constexpr int neighbours = 2000;
  constexpr int lines = 1'000'000;
  std::string block(32, '\0');
  std::size_t used = block.size();
  std::string text;
  text.reserve(40'000'000);
  int differently_read = 0;
  for (int line = 0; line < lines; ++line) {
    std::uint64_t bits = 0x0010000000000000U + static_cast<std::uint64_t>(line);
    double number = double_of(bits);
    while (line >= neighbours) {
      if (used == block.size()) {
        block = sha256_bytes(block);
        used = 0;
      }
      bits = 0;
      for (std::size_t i = 0; i < 8; ++i) {
        bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(block[used + i])) << (8 * i);
      }
      used += 8;
      number = double_of(bits);
      if (number != 0 && std::isfinite(number)) break;
    }
    std::array<char, 16> hex{};
    const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), bits, 16);
    const std::string printed = number_text(number);
    text.append(hex.data(), end.ptr).append(1, ',').append(printed).append(1, '\n');
    if (line % 16 != 0) continue;
    const Result<Value> read = parse_json(printed);
    differently_read += read && read->as_double() == number ? 0 : 1;
  }
  CHECK(sha256_hex(text) == "3e6b8f99698ea125906fe6641848a95825bafca20f0c02d5e0d9bb493cd2b0a4");
  CHECK(differently_read == 0);
}
