// http_call: what an `http` stage asks of somebody's API.
#include "server/effects/http_call.hpp"

#include <algorithm>
#include <array>

#include "sealflow/signature.hpp"
#include "server/effects/gateway.hpp"
#include "server/effects/outside.hpp"

namespace sealflow::server {
namespace {

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string url_of(const Value& payload) {
  std::string url = payload["url"].as_string();
  for (const auto& [name, value] : payload["query"].members()) {
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += percent_encoded(name) + "=" + percent_encoded(value.as_string());
  }
  return url;
}

bool has_header(const std::vector<Header>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const Header& header) { return header.name == name; });
}

std::vector<Header> headers_of(const Value& payload, const OpenEffect& effect) {
  std::vector<Header> headers;
  for (const auto& [name, value] : payload["headers"].members())
    headers.push_back({lower_case(name), value.as_string()});
  if (payload["body"].is_object() && !has_header(headers, "content-type"))
    headers.push_back({"content-type", "application/json"});
  // The same with every try, so that the other side can tell a repetition. Hashed: the id has the
  // handshake's in it.
  if (!has_header(headers, "idempotency-key"))
    headers.push_back({"idempotency-key", sha256_hex(effect.id)});
  return headers;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return encoded;
}

std::string host_of(std::string_view url) {
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  url.remove_prefix(begin + 3);
  return lower_case(std::string(url.substr(0, url.find_first_of("/?#"))));
}

bool may_pass(OutboundFailure failure) {
  using enum OutboundFailure;
  return failure == dns || failure == connect || failure == timeout || failure == protocol;
}

bool is_passing_trouble(int status) {
  constexpr std::array statuses = {408, 429, 500, 502, 503, 504};
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

Performed call_api(Services& services, const App& app, const OpenEffect& effect,
                   const Value& payload) {
  OutboundRequest request;
  request.method = payload["method"].as_string();
  request.url = url_of(payload);
  request.headers = headers_of(payload, effect);
  if (payload["body"].is_object()) request.body = stringify(payload["body"]);
  request.timeout_ms = payload["timeoutMs"].as_integer();
  request.sandbox = app.sandbox();
  request.repeatable = effect.delivery == "at_least_once";
  const std::string host = host_of(request.url);
  if (const std::string& name = payload["credential"].as_string(); !name.empty()) {
    const Credential* credential = services.outside->credential(name);
    if (credential == nullptr) return Performed::failed("credential_unknown");
    // Whoever writes flows must not be able to send a secret to a server of his own.
    if (!credential->is_for(host)) return Performed::failed("credential_not_for_host");
    request.headers.push_back({credential->header, credential->value});
  }
  CircuitBreaker& breaker = services.outside->breaker;
  if (!breaker.admits(host, services.clock())) return Performed::failed_for_now("circuit_open");
  const OutboundAnswer answer = services.outbound.send(request);
  const bool worked = answer
                          ? !is_passing_trouble(answer.reply->status) || answer.reply->status == 429
                          : !may_pass(answer.failure);
  breaker.tell(host, worked, services.clock());
  if (answer) {
    Performed performed = Performed::done(
        Value::object({{"status", answer.reply->status}, {"body", answer.reply->body}}));
    performed.again = is_passing_trouble(answer.reply->status);
    return performed;
  }
  if (effect.delivery == "at_most_once" && answer.may_have_arrived)
    return Performed::failed("indeterminate");
  const std::string reason(outbound_failure_name(answer.failure));
  return may_pass(answer.failure) ? Performed::failed_for_now(reason) : Performed::failed(reason);
}

}  // namespace sealflow::server
