#include "sealflow/jwks.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>

#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"

using namespace sealflow;

namespace {

// The public key of RFC 7517, appendix A.1; its thumbprint by openssl:
//   printf '{"crv":"P-256","kty":"EC","x":"…","y":"…"}' | openssl dgst -sha256 -binary | basenc
//   --base64url
constexpr std::string_view x = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
constexpr std::string_view y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";
constexpr std::string_view thumbprint = "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s";

std::string key() { return *from_base64url(x) + *from_base64url(y); }

/// A set of one key, with members changed or added.
Value set_with(std::initializer_list<std::pair<const char*, Value>> changes) {
  Value jwk = Value::object({{"kty", "EC"}, {"crv", "P-256"}, {"x", x}, {"y", y}});
  for (const auto& [name, value] : changes) jwk.set(name, value);
  return Value::object({{"keys", Value::array({jwk})}});
}

std::size_t keys_in(const Value& set) {
  const Result<std::vector<std::string>> keys = parse_jwks(stringify(set));
  REQUIRE(keys);
  return keys->size();
}

}  // namespace

TEST_CASE("a key's name is its thumbprint", "[jwks]") { CHECK(key_id(key()) == thumbprint); }

TEST_CASE("a set is written as others read it, and read again", "[jwks]") {
  const std::string other(64, '\x01');
  const std::string text = stringify(jwks_to_json({key(), other}));
  CHECK(text.starts_with(R"({"keys":[{"crv":"P-256","kty":"EC","x":")" + std::string(x)));
  CHECK(text.find("\"kid\":\"" + std::string(thumbprint) +
                  "\",\"alg\":\"ES256\",\"use\":\"sig\"") != std::string::npos);
  const Result<std::vector<std::string>> keys = parse_jwks(text);
  REQUIRE(keys);
  CHECK(*keys == std::vector<std::string>{key(), other});
  CHECK(parse_jwks(R"({"keys":[]})")->empty());
}

TEST_CASE("keys that are not for us are passed over", "[jwks]") {
  CHECK(keys_in(set_with({})) == 1);
  CHECK(keys_in(set_with({{"use", "sig"}, {"alg", "ES256"}, {"x5u", "https://elsewhere"}})) == 1);
  CHECK(keys_in(set_with({{"key_ops", Value::array({"sign", "verify"})}})) == 1);
  CHECK(keys_in(set_with({{"kid", "not its thumbprint"}})) == 1);
  CHECK(keys_in(set_with({{"kty", "RSA"}})) == 0);
  CHECK(keys_in(set_with({{"kty", "ec"}})) == 0);
  CHECK(keys_in(set_with({{"crv", "P-384"}})) == 0);
  CHECK(keys_in(set_with({{"crv", "secp256k1"}})) == 0);
  CHECK(keys_in(set_with({{"use", "enc"}})) == 0);
  CHECK(keys_in(set_with({{"alg", "ES384"}})) == 0);
  CHECK(keys_in(set_with({{"key_ops", Value::array({"sign"})}})) == 0);
  CHECK(keys_in(set_with({{"key_ops", "verify"}})) == 0);
  CHECK(keys_in(set_with({{"x", std::string(x) + "A"}})) == 0);
  CHECK(keys_in(set_with({{"x", x.substr(1)}})) == 0);
  CHECK(keys_in(set_with({{"y", Value()}})) == 0);
  CHECK(keys_in(set_with({{"y", std::string(y) + "="}})) == 0);
}

TEST_CASE("what is no set, or should not be public, is refused", "[jwks]") {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[],"keys":[]})", "null"}) {
    INFO(text);
    CHECK_FALSE(parse_jwks(text));
  }
  const Result<std::vector<std::string>> published =
      parse_jwks(stringify(set_with({{"d", "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}})));
  REQUIRE_FALSE(published);
  CHECK(published.error().where == "/keys/0");
  CHECK(published.error().reason == "private_key");
}
