#include "sealflow/jwks.hpp"

#include <algorithm>
#include <optional>

#include "reader.hpp"
#include "sealflow/base64.hpp"
#include "sealflow/es256.hpp"
#include "sealflow/signature.hpp"

namespace sealflow {
namespace {

constexpr std::size_t coordinate_size = es256_public_key_size / 2;

/// A set of some hundred keys; more is not one of ours.
constexpr JsonLimits jwks_limits = {.max_bytes = 64 * 1024, .max_depth = 8};

std::optional<std::string> coordinate(const Value& text) {
  std::optional<std::string> bytes = from_base64url(text.as_string());
  if (bytes && bytes->size() != coordinate_size) return std::nullopt;
  return bytes;
}

bool says_otherwise(const Value* member, std::string_view wanted) {
  return member != nullptr && member->as_string() != wanted;
}

bool may_verify(const Value& jwk) {
  if (says_otherwise(jwk.find("use"), "sig") || says_otherwise(jwk.find("alg"), "ES256")) {
    return false;
  }
  const Value* operations = jwk.find("key_ops");
  if (operations == nullptr) return true;
  const std::vector<std::string> names = texts_of(*operations);
  return std::find(names.begin(), names.end(), "verify") != names.end();
}

/// x and y, or nothing for a key that is not for us.
std::optional<std::string> key_of(const Value& jwk) {
  if (jwk["kty"].as_string() != "EC" || jwk["crv"].as_string() != "P-256") return std::nullopt;
  if (!may_verify(jwk)) return std::nullopt;
  const std::optional<std::string> x = coordinate(jwk["x"]);
  const std::optional<std::string> y = coordinate(jwk["y"]);
  if (!x || !y) return std::nullopt;
  return *x + *y;
}

}  // namespace

Value public_jwk(std::string_view public_key) {
  const std::size_t half = std::min(coordinate_size, public_key.size());
  return Value::object({{"crv", "P-256"},
                        {"kty", "EC"},
                        {"x", base64url(public_key.substr(0, half))},
                        {"y", base64url(public_key.substr(half))}});
}

std::string key_id(std::string_view public_key) {
  // RFC 7638 §3: the members in this order and no others, which is also RFC 8785's.
  return base64url(sha256_bytes(canonicalize(public_jwk(public_key))));
}

Value jwks_to_json(const std::vector<std::string>& public_keys) {
  Value keys = Value::array();
  for (const std::string& public_key : public_keys) {
    Value jwk = public_jwk(public_key);
    jwk.add("kid", key_id(public_key));
    jwk.add("alg", "ES256");
    jwk.add("use", "sig");
    keys.push(std::move(jwk));
  }
  return Value::object({{"keys", std::move(keys)}});
}

Result<std::vector<std::string>> parse_jwks(std::string_view text) {
  Result<Value> json = parse_json(text, jwks_limits);
  if (!json) return json.pass();
  const Value& keys = (*json)["keys"];
  if (!keys.is_array()) {
    return failure(ErrorCode::malformed_request, "a key set is {\"keys\": […]}", "/keys", "type");
  }
  std::vector<std::string> public_keys;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Value& jwk = keys.items()[i];
    if (jwk.find("d") != nullptr || jwk.find("k") != nullptr) {
      return failure(ErrorCode::malformed_request, std::string("a private key in a public set"),
                     pointer_to("/keys", i), "private_key");
    }
    if (std::optional<std::string> key = key_of(jwk)) public_keys.push_back(std::move(*key));
  }
  return public_keys;
}

}  // namespace sealflow
