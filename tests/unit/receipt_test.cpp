// What receipts are, natively with their signature. Cases that are only data: vectors/receipt.json.
#include "sealflow/receipt.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "sealflow/base64.hpp"
#include "sealflow/es256.hpp"
#include "sealflow/jwks.hpp"
#include "support.hpp"

using namespace support;

namespace {

const std::string private_key = sha256_bytes("a private key of these tests");
const std::string salt(receipt_salt_size, '\x5a');

/// A walk of three forms to its end, and its receipt.
struct Issued {
  Walker walk{three_forms()};
  std::string bytes;
  std::string jws;
  std::string jwks;

  explicit Issued(const std::string& last = "yes") {
    REQUIRE(walk.launch());
    REQUIRE(walk.submit_x("FS0a"));
    REQUIRE(walk.submit_x("FS0b"));
    REQUIRE(walk.submit_x("FS0c", last));
    bytes = stringify(*result_of(walk.state));
    jws = *sign_receipt(receipt(), private_key);
    jwks = stringify(jwks_to_json({*es256_public_key(private_key)}));
  }

  Receipt receipt() const { return *receipt_of(walk.state, bytes, salt, facts()); }
  ReceiptFacts facts() const {
    return {.issuer = "https://flows.example",
            .client_key = "0123456789abcdef0123456789abcdef",
            .id = "RC0one",
            .now_ms = walk.now + 999};
  }
  Verification verify(const std::string& text) const {
    return verify_receipt({text, jwks, bytes, salt}, {.now_ms = walk.now}).verification;
  }
};

}  // namespace

TEST_CASE("a receipt says what the state says", "[receipt]") {
  const Issued issued;
  const State& state = issued.walk.state;
  const VerifiedReceipt seen =
      verify_receipt({issued.jws, issued.jwks, issued.bytes, salt}, {.now_ms = issued.walk.now});
  REQUIRE(seen.verification == Verification::ok);
  REQUIRE(seen.receipt);
  CHECK(seen.receipt->client_key == issued.facts().client_key);
  CHECK(seen.receipt->issued_at == issued.walk.now / 1000);
  CHECK(seen.receipt->subject == sha256_hex(state.handshake));
  CHECK(seen.receipt->run == 1);
  CHECK(seen.receipt->seq == state.seq);
  CHECK(seen.receipt->flow_hash == issued.walk.flow.hash);
  CHECK(seen.receipt->outcome == Outcome::completed);
  CHECK(seen.receipt->status == "auto_approved");
  CHECK(seen.receipt->log_head == issued.walk.log.back().event.hash);
  CHECK(seen.receipt->result_digest == sha256_hex(salt + issued.bytes));
  CHECK(stringify(receipt_to_json(*seen.receipt)) ==
        from_base64url(issued.jws.substr(issued.jws.find('.') + 1,
                                         issued.jws.rfind('.') - issued.jws.find('.') - 1)));
}

TEST_CASE("the same receipt and key give the same text", "[receipt]") {
  const Issued issued;
  CHECK(*sign_receipt(issued.receipt(), private_key) == issued.jws);
  CHECK_FALSE(sign_receipt(issued.receipt(), "no key"));
}

TEST_CASE("every changed character of a receipt is refused", "[receipt]") {
  const Issued issued;
  REQUIRE(issued.verify(issued.jws) == Verification::ok);
  for (std::size_t i = 0; i < issued.jws.size(); i += 3) {
    std::string changed = issued.jws;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    INFO(i);
    const Verification verdict = issued.verify(changed);
    CHECK((verdict == Verification::wrong_key || verdict == Verification::malformed ||
           verdict == Verification::unknown_scheme));
  }
}

TEST_CASE("a signature by another key is wrong_key, whatever else is wrong", "[receipt]") {
  const Issued issued;
  const std::string input = issued.jws.substr(0, issued.jws.rfind('.'));
  const std::string forged =
      input + '.' + base64url(*es256_sign(sha256_bytes("another key"), input));
  const VerifiedReceipt seen = verify_receipt({forged, issued.jwks, "other bytes", salt},
                                              {.now_ms = issued.walk.now + 400 * day});
  CHECK(seen.verification == Verification::wrong_key);
  CHECK_FALSE(seen.receipt);
}

TEST_CASE("a key that is no point of the curve verifies nothing", "[receipt]") {
  Issued issued;
  const std::string nowhere(64, '\x01');
  const std::string input = receipt_signing_input(issued.receipt(), key_id(nowhere));
  issued.jwks = stringify(jwks_to_json({nowhere}));
  CHECK(issued.verify(input + '.' + base64url(std::string(64, '\x01'))) == Verification::wrong_key);
}

TEST_CASE("receipts are, byte for byte, those that others worked out", "[receipt]") {
  const Value file = json(read_file("tests/vectors/native/receipt_sign.json"));
  REQUIRE(file["cases"].size() >= 20);
  for (const Value& one : file["cases"].items()) {
    INFO(one["comment"].as_string());
    const Value& request = one["request"];
    const auto text = [&](const char* name) { return request[name].as_string(); };
    const Result<State> state = state_from_json(request["state"]);
    REQUIRE(state);
    const Result<Receipt> receipt = receipt_of(*state, text("result"), *from_hex(text("salt")),
                                               {.issuer = text("issuer"),
                                                .client_key = text("clientKey"),
                                                .id = text("id"),
                                                .now_ms = request["now"].as_integer()});
    const Result<std::string> jws =
        receipt ? sign_receipt(*receipt, *from_hex(text("privateKey"))) : Error(receipt.error());
    REQUIRE(jws.has_value() == one["reply"]["ok"].as_bool());
    if (jws) {
      CHECK(*jws == one["reply"]["value"].as_string());
    } else {
      CHECK(error_info(jws.error().code).name == one["reply"]["error"]["code"].as_string());
      CHECK(jws.error().where == one["reply"]["error"]["where"].as_string());
    }
  }
}

TEST_CASE("the vectors of checks, with their signatures", "[receipt]") {
  int forged = 0;
  const Value file = json(read_file("tests/vectors/receipt.json"));
  for (const Value& one : file["cases"].items()) {
    if (!one["reply"]["ok"].as_bool()) continue;
    INFO(one["comment"].as_string());
    const Value& request = one["request"];
    const Value& said = one["reply"]["value"];
    const Result<std::string> salted = from_hex(request["salt"].as_string());
    const VerifiedReceipt seen = verify_receipt(
        {.jws = request["jws"].as_string(),
         .jwks = request["jwks"].as_string(),
         .result_bytes = request["result"].as_string(),
         .salt = salted ? std::string_view(*salted) : std::string_view()},
        {.now_ms = request["now"].as_integer(),
         .tolerance_ms = request["toleranceMs"].as_integer(ReceiptTimes{}.tolerance_ms),
         .max_age_ms = request["maxAgeMs"].as_integer(ReceiptTimes{}.max_age_ms)});
    const bool refused = said["jwk"].is_object() && !request["genuine"].as_bool();
    forged += refused ? 1 : 0;
    CHECK(verification_name(seen.verification) ==
          (refused ? "wrong_key" : said["verification"].as_string()));
    CHECK(seen.receipt.has_value() == request["genuine"].as_bool());
    if (seen.receipt) CHECK(receipt_to_json(*seen.receipt) == said["claims"]);
  }
  CHECK(forged >= 4);
}
