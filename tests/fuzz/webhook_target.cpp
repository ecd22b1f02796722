// Webhooks: only what the secret's owner signed verifies, and all of that does.
// The input is, a line each: secrets with commas between, id, timestamp, signatures; then the body.
#include <string>
#include <vector>

#include "sealflow/base64.hpp"
#include "sealflow/webhook.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

constexpr std::int64_t now = 1'800'000'000'000;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) parts.emplace_back(fuzz::take_part(text, separator));
  return parts;
}

/// A list of keys and headers again, by the words of the specification.
bool is_signed(const std::vector<std::string>& secrets, const WebhookHeaders& headers,
               std::string_view body, bool by_prefix) {
  const std::string text = headers.id + "." + headers.timestamp + "." + std::string(body);
  for (const std::string& secret : secrets) {
    const auto key =
        from_base64(std::string_view(secret).substr(std::min<std::size_t>(secret.size(), 6)));
    if (!key) continue;
    const std::string expected = "v1," + base64(hmac_sha256_bytes(*key, text));
    for (const std::string& given : split(headers.signature, ' ')) {
      if (given == expected) return true;
      if (by_prefix && given.size() > 2 && expected.starts_with(given)) return true;
    }
  }
  return false;
}

Verification verify(const std::vector<std::string>& secrets, const WebhookHeaders& headers,
                    std::string_view body, std::int64_t at = now) {
  const Verification verdict = verify_webhook(secrets, headers, body, at);
  // The seeded bug: compared as far as the given signature goes, so that `v1,` fits all.
  if (fuzz::seeded_bug() && verdict == Verification::wrong_key &&
      is_signed(secrets, headers, body, true)) {
    return Verification::ok;
  }
  return verdict;
}

bool is_genuine(Verification verdict) {
  return verdict == Verification::ok || verdict == Verification::too_old ||
         verdict == Verification::clock_ahead;
}

void check_signed(const std::vector<std::string>& secrets, const WebhookHeaders& headers,
                  const std::string& given, std::string_view body) {
  constexpr std::int64_t second = 1000;
  must(verify(secrets, headers, body) == Verification::ok, "what was signed verifies");
  must(verify(secrets, headers, body, now + webhook_tolerance_ms) == Verification::ok,
       "it verifies as long as the tolerance lasts");
  must(verify(secrets, headers, body, now + webhook_tolerance_ms + second) == Verification::too_old,
       "it does not afterwards");
  must(verify(secrets, headers, body, now - webhook_tolerance_ms - second) ==
           Verification::clock_ahead,
       "it does not before its time");
  must(verify({secrets.back()}, headers, body) == Verification::ok, "each of the secrets signs");

  WebhookHeaders several = headers;
  several.signature = given + " " + headers.signature;
  must(verify(secrets, several, body) == Verification::ok, "one of several signatures is enough");
  // Of one secret: where one is given twice, the whole signature beside the cut one is right.
  const Result<WebhookHeaders> single = sign_webhook({secrets.back()}, headers.id, now, body);
  must(single.has_value(), "each of the secrets can sign");
  WebhookHeaders other = *single;
  other.signature.resize(other.signature.size() - 1 - given.size() % 44);
  must(!is_genuine(verify(secrets, other, body)), "a signature is compared to its end");
  other = headers;
  other.id += "x";
  must(verify(secrets, other, body) == Verification::wrong_key, "the id is signed");
  other = headers;
  other.timestamp += "0";
  must(!is_genuine(verify(secrets, other, body)), "the time is signed");
  must(!is_genuine(verify(secrets, headers, std::string(body) + "x")), "the body is signed");
}

void check(std::string_view input) {
  const std::vector<std::string> secrets = split(fuzz::take_part(input), ',');
  WebhookHeaders headers;
  headers.id = fuzz::take_part(input);
  headers.timestamp = fuzz::take_part(input);
  headers.signature = fuzz::take_part(input);
  const std::string_view body = input;

  const Verification verdict = verify(secrets, headers, body);
  must(!is_genuine(verdict) || is_signed(secrets, headers, body, false),
       "what verifies has the signature of one of the secrets");

  const Result<WebhookHeaders> made = sign_webhook(secrets, headers.id, now, body);
  if (made) return check_signed(secrets, *made, headers.signature, body);
  fuzz::must_be_complete(made.error());
  must(made.error().code == ErrorCode::malformed_request, "what cannot be signed is malformed");
  fuzz::must_be_pointer(made.error().where);
  must(verdict == Verification::malformed, "what cannot be signed cannot be verified");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
