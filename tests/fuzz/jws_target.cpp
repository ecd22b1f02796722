// Receipts: what is said of one before its signature is checked follows from its own text, and no
// other text passes for it. The input is, a line each: the header and the claims as JSON, the
// signature, the key set; then the result's bytes. A first line that is no object is a whole JWS.
#include <string>

#include "sealflow/base64.hpp"
#include "sealflow/json.hpp"
#include "sealflow/jwks.hpp"
#include "sealflow/receipt.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

constexpr ReceiptTimes times = {.now_ms = 1'800'000'000'000};

Value json_of(std::string_view base64url_text) {
  const auto text = from_base64url(base64url_text);
  const Result<Value> json = parse_json(text.value_or(""));
  return json ? *json : Value();
}

ReceiptCheck read(const ReceiptToCheck& what) {
  ReceiptCheck check = check_receipt(what, times);
  // The seeded bug: the receipt says itself that it needs no signature, and is believed.
  const Value header = json_of(what.jws.substr(0, what.jws.find('.')));
  if (fuzz::seeded_bug() && header["alg"] == Value("none")) {
    check.if_genuine = Verification::ok;
    check.public_key = "none";
  }
  return check;
}

bool is_final(Verification verdict) {
  return verdict == Verification::malformed || verdict == Verification::unknown_scheme ||
         verdict == Verification::wrong_key;
}

void check_header(const Value& header, const ReceiptCheck& check) {
  must(header["alg"] == Value("ES256"), "no other algorithm is taken");
  must(header["typ"] == Value("sealflow-receipt+jwt"), "no other kind of token is taken");
  must(header.find("crit") == nullptr, "no extension that must be understood is passed over");
  must(header["kid"] == Value(key_id(check.public_key)), "the key is the one that is named");
}

void check_claims(const Value& claims, const ReceiptToCheck& what, const ReceiptCheck& check) {
  const Value read = receipt_to_json(check.receipt);
  for (const auto& [name, value] : read.members()) {
    must(claims[name] == value, "a claim is read as it is written");
  }
  if (check.if_genuine != Verification::ok) return;
  must(result_digest(what.salt, what.result_bytes) == check.receipt.result_digest,
       "it is about these bytes");
  const std::int64_t age = times.now_ms - check.receipt.issued_at * 1000;
  must(age <= times.max_age_ms && age >= -times.tolerance_ms, "it is fresh");
}

void check_receipt_text(const ReceiptToCheck& what) {
  const ReceiptCheck check = read(what);
  if (check.public_key.empty()) {
    must(is_final(check.if_genuine), "without a key nothing is genuine");
    return;
  }
  const std::string_view jws = what.jws;
  const std::size_t first = jws.find('.');
  const std::size_t last = jws.rfind('.');
  must(first < last, "a JWS has three parts");
  check_header(json_of(jws.substr(0, first)), check);
  must(check.signing_input == jws.substr(0, last), "what is signed are the first two parts");
  must(base64url(check.signature) == jws.substr(last + 1), "the signature is the third");
  check_claims(json_of(jws.substr(first + 1, last - first - 1)), what, check);

  for (const char* more : {".", "A", "=", " ", "\n"}) {
    const std::string longer = std::string(jws) + more;
    ReceiptToCheck other = what;
    other.jws = longer;
    must(read(other).public_key.empty(), "one receipt has one text");
  }
  const std::string again = receipt_signing_input(check.receipt, key_id(check.public_key)) + "." +
                            std::string(jws.substr(last + 1));
  ReceiptToCheck written = what;
  written.jws = again;
  must(read(written).if_genuine == check.if_genuine, "a receipt says the same written anew");
}

void check(std::string_view input) {
  const std::string_view header = fuzz::take_part(input);
  std::string jws(header);
  if (header.starts_with('{')) {
    jws = base64url(header) + "." + base64url(fuzz::take_part(input)) + ".";
    jws += fuzz::take_part(input);
  }
  const std::string_view jwks = fuzz::take_part(input);
  const std::string salt(receipt_salt_size, '\x5a');
  check_receipt_text({.jws = jws, .jwks = jwks, .result_bytes = input, .salt = salt});

  const auto keys = parse_jwks(jwks);
  if (!keys) return fuzz::must_be_complete(keys.error());
  const auto again = parse_jwks(stringify(jwks_to_json(*keys)));
  must(again && *again == *keys, "a key set is the same after it was written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
