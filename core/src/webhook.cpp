#include "sealflow/webhook.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "sealflow/base64.hpp"
#include "sealflow/json.hpp"

namespace sealflow {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view scheme = "v1,";
constexpr std::size_t shortest_key = 24;
constexpr std::size_t longest_key = 64;
constexpr std::int64_t latest_seconds = (std::int64_t{1} << 53) / 1000;

std::optional<std::string> key_of(std::string_view secret) {
  if (!secret.starts_with(secret_prefix)) return std::nullopt;
  std::optional<std::string> key = from_base64(secret.substr(secret_prefix.size()));
  if (key && (key->size() < shortest_key || key->size() > longest_key)) {
    wipe(*key);
    return std::nullopt;
  }
  return key;
}

/// A full stop in the id would let one message be read as another.
bool is_id(std::string_view id) {
  return !id.empty() &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~' && c != '.'; });
}

std::optional<std::int64_t> seconds_of(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  if (!whole || seconds < 0 || seconds > latest_seconds) return std::nullopt;
  return seconds;
}

/// `v1,<base64>`. The key stays with the caller, who wipes it.
std::string signature_of(std::string_view key, std::string_view id, std::string_view timestamp,
                         std::string_view body) {
  std::string signed_text;
  signed_text.reserve(id.size() + timestamp.size() + body.size() + 2);
  signed_text.append(id).append(".").append(timestamp).append(".").append(body);
  return std::string(scheme) + base64(hmac_sha256_bytes(key, signed_text));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// The secrets' keys, wiped when they go.
class Keys {
 public:
  explicit Keys(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
      std::optional<std::string> key = key_of(secret);
      if (!key) {
        malformed_ = true;
        continue;
      }
      keys_.push_back(std::move(*key));
    }
  }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  ~Keys() {
    for (std::string& key : keys_) wipe(key);
  }

  bool usable() const { return !malformed_ && !keys_.empty(); }
  const std::vector<std::string>& list() const { return keys_; }

 private:
  std::vector<std::string> keys_;
  bool malformed_ = false;
};

}  // namespace

Result<WebhookHeaders> sign_webhook(const std::vector<std::string>& secrets, std::string_view id,
                                    std::int64_t now_ms, std::string_view body) {
  const Keys keys(secrets);
  if (!keys.usable()) {
    return failure(ErrorCode::malformed_request,
                   "a webhook's secret is whsec_ and 24 to 64 bytes of base64", "/secrets");
  }
  if (!is_id(id)) {
    return failure(ErrorCode::malformed_request,
                   "a webhook's id has visible ASCII characters and no full stop", "/id");
  }
  if (now_ms < 0) return failure(ErrorCode::malformed_request, "a time since 1970", "/now");
  WebhookHeaders headers{.id = std::string(id), .timestamp = std::to_string(now_ms / 1000)};
  for (const std::string& key : keys.list()) {
    if (!headers.signature.empty()) headers.signature += ' ';
    headers.signature += signature_of(key, id, headers.timestamp, body);
  }
  return headers;
}

Verification verify_webhook(const std::vector<std::string>& secrets, const WebhookHeaders& headers,
                            std::string_view body, std::int64_t now_ms, std::int64_t tolerance_ms) {
  const Keys keys(secrets);
  const std::optional<std::int64_t> seconds = seconds_of(headers.timestamp);
  const std::vector<std::string_view> given = words_of(headers.signature);
  if (!keys.usable() || !is_id(headers.id) || !seconds || given.empty()) {
    return Verification::malformed;
  }
  const bool known = std::any_of(given.begin(), given.end(),
                                 [](std::string_view one) { return one.starts_with(scheme); });
  if (!known) return Verification::unknown_scheme;

  const auto verifies = [&](std::string_view bytes) {
    bool found = false;
    for (const std::string& key : keys.list()) {
      const std::string expected = signature_of(key, headers.id, headers.timestamp, bytes);
      for (std::string_view one : given) found |= equal_constant_time(one, expected);
    }
    return found;
  };
  if (!verifies(body)) {
    // The reason only, as with results.
    const Result<Value> value = parse_json(body, {.max_bytes = body.size()});
    const bool re_encoded =
        value && (verifies(stringify(*value)) || verifies(canonicalize(*value)));
    return re_encoded ? Verification::body_changed : Verification::wrong_key;
  }
  const std::int64_t age_ms = now_ms - *seconds * 1000;
  if (age_ms > tolerance_ms) return Verification::too_old;
  if (age_ms < -tolerance_ms) return Verification::clock_ahead;
  return Verification::ok;
}

}  // namespace sealflow
