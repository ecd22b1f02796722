#include "server/handlers/call.hpp"

#include <algorithm>

namespace sealflow::server {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

Result<Value> json_body(const Call& call) {
  auto json = parse_json(call.request.body);
  if (!json) return json;
  if (!json->is_object()) return failure(ErrorCode::malformed_request, "the body is a JSON object");
  return json;
}

std::string_view authorization(const Request& request, std::string_view scheme) {
  const auto header = request.header("authorization");
  const auto blank = header.find(' ');
  if (blank == std::string_view::npos || lower_case(header.substr(0, blank)) != lower_case(scheme))
    return {};
  return header.substr(blank + 1);
}

bool is_handshake_id(std::string_view text) {
  return text.size() == 25 && text.starts_with("DS0") &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || is_letter(c); });
}

bool is_client_key(std::string_view text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), is_hex);
}

}  // namespace sealflow::server
