#include "sealflow/signature.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <string>
#include <string_view>

#include "support.hpp"

using namespace support;

TEST_CASE("SHA-256 agrees with FIPS 180-4's examples", "[signature]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 takes any bytes", "[signature]") {
  // A view without memory, and bytes a C string would end at.
  CHECK(sha256_bytes(std::string_view()) == sha256_bytes(""));
  CHECK(sha256_hex(std::string_view("\0", 1)) ==
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  CHECK(sha256_bytes("abc").size() == 32);
  CHECK(to_hex(sha256_bytes("abc")) == sha256_hex("abc"));
}

TEST_CASE("HMAC-SHA256 agrees with RFC 4231", "[signature]") {
  struct Case {
    std::string key, data, mac;
  };
  const std::array<Case, 7> cases{{
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {bytes_of("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(20, '\x0c'), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs "
       "to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  }};
  for (const Case& c : cases) {
    INFO(c.data);
    CHECK(hmac_sha256_hex(c.key, c.data).substr(0, c.mac.size()) == c.mac);
  }
}

TEST_CASE("HMAC keys around the block size", "[signature]") {
  // RFC 2104: shorter keys are padded with zeros, longer ones are hashed.
  CHECK(hmac_sha256_hex("k", "data") ==
        hmac_sha256_hex(std::string("k") + std::string(63, '\0'), "data"));
  CHECK(hmac_sha256_hex(std::string(65, 'k'), "data") ==
        hmac_sha256_hex(sha256_bytes(std::string(65, 'k')), "data"));
  CHECK(hmac_sha256_hex(std::string(64, 'k'), "data") !=
        hmac_sha256_hex(sha256_bytes(std::string(64, 'k')), "data"));
  CHECK(hmac_sha256_hex("", "") ==
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  CHECK(hmac_sha256_hex(std::string_view(), std::string_view()) == hmac_sha256_hex("", ""));
  CHECK(to_hex(hmac_sha256_bytes("k", "data")) == hmac_sha256_hex("k", "data"));
}

TEST_CASE("comparison in constant time compares", "[signature]") {
  CHECK(equal_constant_time("", ""));
  CHECK(equal_constant_time(std::string_view(), ""));
  CHECK(equal_constant_time("abc", "abc"));
  CHECK_FALSE(equal_constant_time("abc", "abd"));
  CHECK_FALSE(equal_constant_time("abc", "bbc"));
  CHECK_FALSE(equal_constant_time("abc", "ab"));
  CHECK_FALSE(equal_constant_time("", "a"));
  CHECK_FALSE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
  // Every single bit counts.
  const std::string digest = sha256_bytes("abc");
  for (std::size_t bit = 0; bit < 8 * digest.size(); ++bit) {
    std::string changed = digest;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(equal_constant_time(digest, changed));
  }
}

TEST_CASE("wiping overwrites memory", "[signature]") {
  std::array<char, 16> memory{};
  std::memcpy(memory.data(), "a secret phrase", 16);
  wipe(memory.data(), memory.size());
  CHECK(memory == std::array<char, 16>{});
  wipe(nullptr, 0);
}

TEST_CASE("wiping a string overwrites what an earlier, longer content left", "[signature]") {
  std::string text = "a secret that is long enough to live on the heap";
  const std::size_t length = text.size();
  text.resize(3);
  const char* memory = text.data();
  wipe(text);
  CHECK(text.empty());
  // The memory still belongs to the string, since wiping frees nothing.
  REQUIRE(text.data() == memory);
  for (std::size_t i = 0; i < length; ++i) CHECK(memory[i] == '\0');

  std::string small = "short";
  wipe(small);
  CHECK(small.empty());
  std::string none;
  wipe(none);
  CHECK(none.empty());
}

TEST_CASE("hex goes both ways", "[signature]") {
  CHECK(to_hex("") == "");
  CHECK(to_hex(std::string_view("\x00\x7f\x80\xff", 4)) == "007f80ff");
  CHECK(bytes_of("") == "");
  CHECK(bytes_of("007F80ff") == std::string("\x00\x7f\x80\xff", 4));
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  CHECK(bytes_of(to_hex(all)) == all);
}

TEST_CASE("what is no hex is refused with its place", "[signature]") {
  const auto refused_at = [](std::string_view hex) {
    const Result<std::string> bytes = from_hex(hex);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().code == ErrorCode::malformed_request);
    return bytes.error().where;
  };
  CHECK(refused_at("0") == "1");
  CHECK(refused_at("abc") == "3");
  CHECK(refused_at("g0") == "0");
  CHECK(refused_at("0g") == "1");
  CHECK(refused_at("00 1") == "2");
  CHECK(refused_at("0x00") == "1");
  CHECK(refused_at("\xff\xff") == "0");
}

TEST_CASE("a result that was signed verifies", "[signature]") {
  const std::string body = R"({"FS0pan":{"input":{"pan":"ABCPE1234F"},"output":{"category":"P"}}})";
  const std::string signature = sign_result("client-secret", body);
  // openssl dgst -sha256 -hmac client-secret
  CHECK(signature == "51e327e64e0e98a0a91f8de842b9c02970b232adb4caa79edb8231241a1b5bef");
  CHECK(verify_result("client-secret", body, signature) == Verification::ok);
  CHECK(verify_result("client-secret", "", sign_result("client-secret", "")) == Verification::ok);
  CHECK(verify_result("client-secret", "not JSON", sign_result("client-secret", "not JSON")) ==
        Verification::ok);
}

TEST_CASE("a result that does not verify says why", "[signature]") {
  const std::string secret = "client-secret";
  const std::string body = R"({"b":1,"a":[1.5,"\u00fc"]})";
  const std::string written = stringify(*parse_json(body));
  const std::string signature = sign_result(secret, written);

  SECTION("another key or another content") {
    CHECK(verify_result("client-secreT", written, signature) == Verification::wrong_key);
    CHECK(verify_result(secret, R"({"b":2,"a":[1.5,"ü"]})", signature) == Verification::wrong_key);
    CHECK(verify_result(secret, "", signature) == Verification::wrong_key);
    CHECK(verify_result(secret, written.substr(1), signature) == Verification::wrong_key);
  }
  SECTION("a body that somebody re-encoded") {
    CHECK(verify_result(secret, body, signature) == Verification::body_changed);
    CHECK(verify_result(secret, "{ \"b\": 1.0,\r\n \"a\": [15e-1, \"\xc3\xbc\"] }\n", signature) ==
          Verification::body_changed);
    const std::string canonical = canonicalize(*parse_json(body));
    CHECK(verify_result(secret, written, sign_result(secret, canonical)) ==
          Verification::body_changed);
  }
  SECTION("a body that several parsers would read differently counts as another content") {
    CHECK(verify_result(secret, R"({"b":0,"b":1,"a":[1.5,"ü"]})", signature) ==
          Verification::wrong_key);
    CHECK(verify_result(secret, "\xEF\xBB\xBF" + written, signature) == Verification::wrong_key);
  }
  SECTION("a body that is no small one is still looked at") {
    const std::string large = "[\"" + std::string(1000000, 'x') + "\"]";
    CHECK(verify_result(secret, large + "\n", sign_result(secret, large)) ==
          Verification::body_changed);
  }
  SECTION("malformed") {
    CHECK(verify_result("", written, sign_result("", written)) == Verification::malformed);
    CHECK(verify_result(secret, written, "") == Verification::malformed);
    CHECK(verify_result(secret, written, signature.substr(1)) == Verification::malformed);
    CHECK(verify_result(secret, written, signature + "0") == Verification::malformed);
    CHECK(verify_result(secret, written, signature + "\n") == Verification::malformed);
    CHECK(verify_result(secret, written, " " + signature.substr(1)) == Verification::malformed);
    CHECK(verify_result(secret, written, std::string(64, 'g')) == Verification::malformed);
    CHECK(verify_result(secret, written, std::string(64, 'A')) == Verification::malformed);
    CHECK(verify_result(secret, written, std::string(64, '\0')) == Verification::malformed);
  }
}

TEST_CASE("every way to change one digit of a signature is refused", "[signature]") {
  const std::string signature = sign_result("secret", "{}");
  for (std::size_t i = 0; i < signature.size(); ++i) {
    for (const char digit : std::string_view("0123456789abcdef")) {
      if (digit == signature[i]) continue;
      std::string forged = signature;
      forged[i] = digit;
      CHECK(verify_result("secret", "{}", forged) == Verification::wrong_key);
    }
  }
}

TEST_CASE("the reasons have names", "[signature]") {
  CHECK(verification_name(Verification::ok) == "ok");
  CHECK(verification_name(Verification::wrong_key) == "wrong_key");
  CHECK(verification_name(Verification::body_changed) == "body_changed");
  CHECK(verification_name(Verification::too_old) == "too_old");
  CHECK(verification_name(Verification::clock_ahead) == "clock_ahead");
  CHECK(verification_name(Verification::malformed) == "malformed");
  CHECK(verification_name(Verification::unknown_scheme) == "unknown_scheme");
  CHECK(verification_name(static_cast<Verification>(99)) != "ok");
}
