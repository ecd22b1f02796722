// URLs of calls outwards, as curl reads them.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace sealflow::server {

struct ParsedUrl {
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url{nullptr, curl_url_cleanup};
  std::string scheme;
  std::string problem;  ///< why it cannot be called; empty: it can
};

/// curl's own parser, and its result is what is called: a second parser would some day read a URL
/// another way than the first, and let through what it did not see.
ParsedUrl parse_outbound_url(const std::string& text, bool sandbox);

/// Empty when it has no such part.
std::string url_part(CURLU* url, CURLUPart part);

}  // namespace sealflow::server
