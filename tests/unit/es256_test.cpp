#include "sealflow/es256.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "support.hpp"

using namespace support;

namespace {

/// The curve's order, in hex.
constexpr std::string_view order =
    "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";

// RFC 6979, appendix A.2.5.
const std::string& rfc_key() {
  static const std::string key =
      bytes_of("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
  return key;
}
const std::string& rfc_public_key() {
  static const std::string key = bytes_of(
      "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
      "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
  return key;
}

}  // namespace

TEST_CASE("ES256 gives the signatures of RFC 6979, appendix A.2.5", "[es256]") {
  struct Case {
    std::string_view message, signature;
  };
  constexpr std::array<Case, 2> cases{{
      {"sample",
       "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
       "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"},
      {"test",
       "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
       "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"},
  }};
  const Result<std::string> public_key = es256_public_key(rfc_key());
  REQUIRE(public_key);
  CHECK(*public_key == rfc_public_key());
  for (const Case& one : cases) {
    INFO(one.message);
    const Result<std::string> signature = es256_sign(rfc_key(), one.message);
    REQUIRE(signature);
    CHECK(*signature == bytes_of(one.signature));
    CHECK(es256_verify(*public_key, one.message, *signature));
    CHECK_FALSE(es256_verify(*public_key, std::string(one.message) + " ", *signature));
  }
}

TEST_CASE("ES256: a private key is a number from 1 to the order less 1", "[es256]") {
  const auto last = [](char byte) { return bytes_of(order).substr(0, 31) + byte; };
  CHECK(es256_sign(std::string(31, '\0') + '\x01', "m"));
  CHECK(es256_sign(last('\x50'), "m"));
  for (const std::string& key :
       {std::string(32, '\0'), last('\x51'), last('\x52'), std::string(32, '\xff'), std::string(),
        rfc_key().substr(1), rfc_key() + '\0'}) {
    INFO(to_hex(key));
    const Result<std::string> signature = es256_sign(key, "m");
    REQUIRE_FALSE(signature);
    CHECK(signature.error().code == ErrorCode::malformed_request);
    CHECK_FALSE(es256_public_key(key));
  }
}

TEST_CASE("ES256: every changed bit of a signature or key is refused", "[es256]") {
  const Result<std::string> signature = es256_sign(rfc_key(), "sample");
  REQUIRE(signature);
  for (std::size_t bit = 0; bit < 8 * signature->size(); bit += 5) {
    std::string changed = *signature;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(es256_verify(rfc_public_key(), "sample", changed));
    // Another x or y is, but for a chance of 2^-128, no point of the curve.
    std::string other = rfc_public_key();
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(es256_verify(other, "sample", *signature));
  }
}

TEST_CASE("ES256: what is no signature or no key at all is refused", "[es256]") {
  const std::string signature = *es256_sign(rfc_key(), "sample");
  const auto verifies = [](std::string_view bytes) {
    return es256_verify(rfc_public_key(), "sample", bytes);
  };
  const std::string r = signature.substr(0, 32);
  const std::string s = signature.substr(32);
  const std::string zero(32, '\0');
  CHECK(verifies(signature));
  for (const std::string& bad :
       {std::string(), r, signature.substr(1), signature + '\0', zero + zero, r + zero, zero + s,
        r + bytes_of(order), bytes_of(order) + s, std::string(64, '\xff')}) {
    INFO(to_hex(bad));
    CHECK_FALSE(verifies(bad));
  }
  CHECK_FALSE(es256_verify("", "sample", signature));
  CHECK_FALSE(es256_verify(zero + zero, "sample", signature));
  CHECK_FALSE(es256_verify(std::string(64, '\xff'), "sample", signature));
  // The point with its prefix, as OpenSSL writes it, is 65 bytes.
  CHECK_FALSE(es256_verify("\x04" + rfc_public_key(), "sample", signature));
}
