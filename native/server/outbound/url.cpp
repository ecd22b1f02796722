#include "server/outbound/url.hpp"

#include "server/outbound/client.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t longest_url = 4096;

}  // namespace

std::string url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

ParsedUrl parse_outbound_url(const std::string& text, bool sandbox) {
  ParsedUrl parsed;
  parsed.url.reset(curl_url());
  if (text.size() > longest_url || text.find('\0') != std::string::npos) {
    parsed.problem = "the URL is too long, or has a NUL in it";
    return parsed;
  }
  const CURLUcode code = curl_url_set(parsed.url.get(), CURLUPART_URL, text.c_str(),
                                      CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME);
  if (code == CURLUE_USER_NOT_ALLOWED) {
    parsed.problem = "a URL has no user and password in it";
    return parsed;
  }
  parsed.scheme = code == CURLUE_OK ? url_part(parsed.url.get(), CURLUPART_SCHEME) : "";
  if (code != CURLUE_OK || (parsed.scheme != "https" && parsed.scheme != "http") ||
      url_part(parsed.url.get(), CURLUPART_HOST).empty()) {
    parsed.problem = "it is no URL such as https://example.org/path";
  } else if (parsed.scheme == "http" && !sandbox) {
    parsed.problem = "a live app calls https only";
  }
  return parsed;
}

Result<void> check_outbound_url(const std::string& url, bool sandbox) {
  const auto parsed = parse_outbound_url(url, sandbox);
  if (parsed.problem.empty()) return {};
  return failure(ErrorCode::malformed_request, parsed.problem, "/url");
}

}  // namespace sealflow::server
