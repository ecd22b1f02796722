#include "server/http/message.hpp"

#include <algorithm>
#include <utility>

#include "sealflow/api.hpp"
#include "sealflow/messages.hpp"

namespace sealflow::server {
namespace {

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
  const Header* found = nullptr;
  for (const auto& header : headers) {
    if (header.name != name) continue;
    if (found != nullptr) return {};
    found = &header;
  }
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The core's form, and for the person who reads it: what to do, for the whole and for each
/// finding.
Value session_error(const Error& error, std::string_view locale) {
  Value body = error_to_json(error);
  body.set("userMessage", error_message(error, locale));
  Value details = Value::array();
  for (std::size_t i = 0; i < error.details.size(); ++i) {
    Value finding = body["details"].items()[i];
    finding.set("userMessage", error_message(error.details[i], locale));
    details.push(std::move(finding));
  }
  body.set("details", std::move(details));
  return body;
}

std::string_view locale_of(const Request& request) {
  return request.locale.empty() ? accepted_language(request.header("accept-language"))
                                : std::string_view(request.locale);
}

Value attestr_error(const Error& error) {
  const ErrorInfo& info = error_info(error.code);
  std::string details = error.message;
  if (!error.where.empty()) details += " (" + error.where + ")";
  for (const auto& finding : error.details) {
    details += details.empty() ? "" : "; ";
    details += finding.where + ": " + finding.message;
  }
  return Value::object({{"code", info.number},
                        {"httpStatusCode", info.http_status},
                        {"message", info.text},
                        {"details", std::move(details)}});
}

/// "http://host:port/path?query" → "/path?query". So a client speaks to a proxy, and RFC 9112
/// §3.2.2 has every server understand it.
std::string_view without_server(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (lower_case(target.substr(0, scheme.size())) != scheme) continue;
    const auto end = target.find_first_of("/?", scheme.size());
    if (end == std::string_view::npos) return "/";
    return target.substr(end);
  }
  return target;
}

}  // namespace

void Request::set_target(std::string_view target) {
  target = without_server(target);
  const auto question = target.find('?');
  const auto encoded = target.substr(0, question);
  // A path that does not decode stays as it is: no route and no file has such a name.
  path = percent_decode(encoded).value_or(std::string(encoded));
  if (path.empty()) path = "/";
  query = question == std::string_view::npos ? "" : std::string(target.substr(question + 1));
}

std::string_view Request::header(std::string_view name) const { return find_header(headers, name); }

std::size_t Request::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      headers.begin(), headers.end(), [&](const Header& header) { return header.name == name; }));
}

std::string Request::joined(std::string_view name) const {
  std::string all;
  for (const auto& header : headers) {
    if (header.name == name) all += (all.empty() ? "" : ",") + header.value;
  }
  return all;
}

bool is_well_framed(const Request& request, unsigned version) {
  const bool old = version < 11;
  const std::size_t hosts = request.count("host");
  if (hosts > 1 || (hosts == 0 && !old)) return false;
  if (request.count("transfer-encoding") == 0) return true;
  return !old && lower_case(request.header("transfer-encoding")) == "chunked";
}

void Response::set(std::string name, std::string value) {
  headers.push_back({std::move(name), std::move(value)});
}

std::string_view Response::header(std::string_view name) const {
  return find_header(headers, name);
}

Response json_response(int status, std::string json) {
  Response response;
  response.status = status;
  response.body = std::move(json);
  response.set("content-type", "application/json");
  return response;
}

Response json_response(const Value& value, int status) {
  return json_response(status, stringify(value));
}

// Weights (`;q=`) are not read: browsers list the best first.
std::string_view accepted_language(std::string_view header) {
  std::string_view rest = header;
  while (!rest.empty()) {
    std::string_view tag = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(tag.size() + 1, rest.size()));
    tag = tag.substr(0, tag.find(';'));
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    const std::string_view language = message_language(tag);
    if (tag.starts_with("en") || language != "en") return language;
  }
  return "en";
}

Response error_response(const Error& error, ErrorForm form, const Request& request,
                        const std::vector<Member>& extra) {
  const ErrorInfo& info = error_info(error.code);
  const bool attestr = form == ErrorForm::attestr;
  Value body = attestr ? attestr_error(error) : session_error(error, locale_of(request));
  if (!attestr) body.set("requestId", request.id);
  for (const auto& [name, value] : extra) body.set(name, value);
  Response response = json_response(body, info.http_status);
  response.error = info.name;
  return response;
}

std::string bare_type(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return lower_case(type);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    decoded += c;
  }
  return decoded;
}

}  // namespace sealflow::server
