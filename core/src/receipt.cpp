#include "sealflow/receipt.hpp"

#include <algorithm>

#include "sealflow/base64.hpp"
#include "sealflow/es256.hpp"
#include "sealflow/json.hpp"
#include "sealflow/jwks.hpp"

namespace sealflow {
namespace {

constexpr std::string_view algorithm = "ES256";
constexpr std::string_view type = "sealflow-receipt+jwt";
constexpr std::size_t longest_jws = 16 * 1024;
/// Beyond this, milliseconds are no whole numbers in JavaScript any more.
constexpr std::int64_t latest_seconds = (std::int64_t{1} << 53) / 1000;

struct Parts {
  std::string_view header;
  std::string_view claims;
  std::string_view signature;
};

std::optional<Parts> parts_of(std::string_view jws) {
  if (jws.size() > longest_jws) return std::nullopt;
  const std::size_t first = jws.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = jws.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  // A third full stop is none of base64url's characters, so the decoder finds it.
  return Parts{jws.substr(0, first), jws.substr(first + 1, second - first - 1),
               jws.substr(second + 1)};
}

std::optional<Value> object_of(std::string_view base64url_text) {
  const std::optional<std::string> text = from_base64url(base64url_text);
  if (!text) return std::nullopt;
  Result<Value> json = parse_json(*text);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<Outcome> ended_as(std::string_view name) {
  for (const Outcome outcome : {Outcome::completed, Outcome::errored, Outcome::skipped}) {
    if (outcome_name(outcome) == name) return outcome;
  }
  return std::nullopt;
}

/// A claim: a text, a hash, a number, or (without a member) the outcome.
struct Claim {
  const char* name;
  std::string Receipt::*text = nullptr;
  bool hash = false;
  std::int64_t Receipt::*number = nullptr;
  std::int64_t most = std::int64_t{1} << 53;
};

/// In the order in which they are written.
constexpr Claim claims_in_order[] = {
    {"iss", &Receipt::issuer},
    {"aud", &Receipt::client_key},
    {"jti", &Receipt::id},
    {"iat", nullptr, false, &Receipt::issued_at, latest_seconds},
    {"sub", &Receipt::subject, true},
    {"run", nullptr, false, &Receipt::run},
    {"seq", nullptr, false, &Receipt::seq},
    {"flow", &Receipt::flow},
    {"version", &Receipt::version},
    {"flowHash", &Receipt::flow_hash, true},
    {"outcome"},
    {"status", &Receipt::status},
    {"resultDigest", &Receipt::result_digest, true},
    {"logHead", &Receipt::log_head, true},
};

bool read_claim(const Claim& claim, const Value& value, Receipt& receipt) {
  if (claim.text != nullptr) {
    std::string& text = receipt.*claim.text;
    text = value.as_string();
    return claim.hash ? is_hash(text) : !text.empty();
  }
  if (claim.number != nullptr) {
    std::int64_t& number = receipt.*claim.number;
    number = value.as_integer(-1);
    return number >= 0 && number <= claim.most;
  }
  const std::optional<Outcome> outcome = ended_as(value.as_string());
  receipt.outcome = outcome.value_or(Outcome::none);
  return outcome.has_value();
}

/// Claims that are not known are passed over, as RFC 7519 §4 wants: a later version may say more.
std::optional<Receipt> receipt_from(const Value& claims) {
  Receipt receipt;
  for (const Claim& claim : claims_in_order) {
    if (!read_claim(claim, claims[claim.name], receipt)) return std::nullopt;
  }
  return receipt;
}

/// Is it about these bytes? As with the other signatures, one that fits after re-encoding is
/// refused, and says so.
Verification body_verdict(const Receipt& receipt, const ReceiptToCheck& what) {
  const auto fits = [&](std::string_view bytes) {
    return result_digest(what.salt, bytes) == receipt.result_digest;
  };
  if (fits(what.result_bytes)) return Verification::ok;
  const Result<Value> value =
      parse_json(what.result_bytes, {.max_bytes = what.result_bytes.size()});
  const bool re_encoded = value && (fits(stringify(*value)) || fits(canonicalize(*value)));
  return re_encoded ? Verification::body_changed : Verification::wrong_body;
}

Verification time_verdict(const Receipt& receipt, const ReceiptTimes& times) {
  const std::int64_t age_ms = times.now_ms - receipt.issued_at * 1000;
  if (age_ms > times.max_age_ms) return Verification::too_old;
  if (age_ms < -times.tolerance_ms) return Verification::clock_ahead;
  return Verification::ok;
}

/// `malformed`, `unknown_scheme`, or `ok`.
Verification header_verdict(const Value& header) {
  if (!header["alg"].is_string() || !header["kid"].is_string()) return Verification::malformed;
  // RFC 7515 §4.1.11: an extension that must be understood and is not makes the whole thing
  // invalid. We understand none.
  const bool known = header["alg"].as_string() == algorithm && header["typ"].as_string() == type &&
                     header.find("crit") == nullptr;
  return known ? Verification::ok : Verification::unknown_scheme;
}

}  // namespace

std::string result_digest(std::string_view salt, std::string_view result_bytes) {
  std::string salted;
  salted.reserve(salt.size() + result_bytes.size());
  salted.append(salt).append(result_bytes);
  std::string digest = sha256_hex(salted);
  wipe(salted);
  return digest;
}

Result<Receipt> receipt_of(const State& state, std::string_view result_bytes, std::string_view salt,
                           const ReceiptFacts& facts) {
  if (state.outcome == Outcome::none) return failure(ErrorCode::no_outcome);
  const auto refuse = [](const char* where, const char* message) {
    return failure(ErrorCode::malformed_request, message, where);
  };
  if (salt.size() != receipt_salt_size) return refuse("/salt", "a salt is 32 bytes");
  if (facts.issuer.empty()) return refuse("/issuer", "a receipt names its issuer");
  if (facts.client_key.empty()) return refuse("/clientKey", "a receipt names its app");
  if (facts.id.empty()) return refuse("/id", "a receipt has an id");
  if (facts.now_ms < 0) return refuse("/now", "a time since 1970");
  if (state.outcome == Outcome::completed) {
    // What was erased cannot be compared any more; then the frozen bytes are all there is.
    const Result<Value> result = result_of(state);
    if (result_bytes.empty() || (result && stringify(*result) != result_bytes)) {
      return refuse("/result", "these bytes are not the result of this state");
    }
  } else if (!result_bytes.empty()) {
    return refuse("/result", "a run that was not completed has no result");
  }
  return Receipt{.issuer = facts.issuer,
                 .client_key = facts.client_key,
                 .id = facts.id,
                 .issued_at = facts.now_ms / 1000,
                 .subject = sha256_hex(state.handshake),
                 .run = state.run,
                 .seq = state.seq,
                 .flow = state.flow_id,
                 .version = state.flow_version,
                 .flow_hash = state.flow_hash,
                 .outcome = state.outcome,
                 .status = state.status,
                 .result_digest = result_digest(salt, result_bytes),
                 .log_head = state.head};
}

Value receipt_to_json(const Receipt& receipt) {
  Value claims = Value::object();
  for (const Claim& claim : claims_in_order) {
    Value& value = claims.add(claim.name);
    if (claim.text != nullptr) {
      value = receipt.*claim.text;
    } else if (claim.number != nullptr) {
      value = receipt.*claim.number;
    } else {
      value = outcome_name(receipt.outcome);
    }
  }
  return claims;
}

std::string receipt_signing_input(const Receipt& receipt, std::string_view kid) {
  const Value header = Value::object({{"alg", algorithm}, {"kid", kid}, {"typ", type}});
  return base64url(stringify(header)) + '.' + base64url(stringify(receipt_to_json(receipt)));
}

ReceiptCheck check_receipt(const ReceiptToCheck& what, const ReceiptTimes& times) {
  ReceiptCheck check;
  const std::optional<Parts> parts = parts_of(what.jws);
  if (!parts || what.salt.size() != receipt_salt_size) return check;
  const std::optional<Value> header = object_of(parts->header);
  if (!header) return check;
  check.if_genuine = header_verdict(*header);
  if (check.if_genuine != Verification::ok) return check;

  check.if_genuine = Verification::malformed;
  const std::optional<Value> claims = object_of(parts->claims);
  std::optional<std::string> signature = from_base64url(parts->signature);
  if (!claims || !signature || signature->size() != es256_signature_size) return check;
  std::optional<Receipt> receipt = receipt_from(*claims);
  const Result<std::vector<std::string>> keys = parse_jwks(what.jwks);
  if (!receipt || !keys) return check;

  const std::string& kid = (*header)["kid"].as_string();
  const auto key = std::find_if(keys->begin(), keys->end(), [&](const std::string& public_key) {
    return key_id(public_key) == kid;
  });
  check.if_genuine = Verification::wrong_key;
  if (key == keys->end()) return check;

  check.if_genuine = body_verdict(*receipt, what);
  if (check.if_genuine == Verification::ok) check.if_genuine = time_verdict(*receipt, times);
  check.public_key = *key;
  check.signing_input = what.jws.substr(0, what.jws.rfind('.'));
  check.signature = std::move(*signature);
  check.receipt = std::move(*receipt);
  return check;
}

}  // namespace sealflow
