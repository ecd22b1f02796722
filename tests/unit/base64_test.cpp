#include "sealflow/base64.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <utility>

using namespace sealflow;

TEST_CASE("base64: the vectors of RFC 4648, both ways", "[base64]") {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
}

TEST_CASE("base64: one text has one decoding, and nothing else is taken", "[base64]") {
  for (std::string_view text :
       {"YWI", "YWJ=", "YR==", "Y===", "Y W=", "YWI=YWI=", "YWI=\n", "_-=="}) {
    INFO(text);
    CHECK_FALSE(from_base64(text));
  }
}

TEST_CASE("base64url: its two other signs, and no padding", "[base64]") {
  CHECK(base64url("\xFB\xFF") == "-_8");
  CHECK(base64("\xFB\xFF") == "+/8=");
  CHECK(is_base64url("-_8", 3));
  CHECK_FALSE(is_base64url("-_8", 4));
  CHECK_FALSE(is_base64url("+/8", 3));
}
