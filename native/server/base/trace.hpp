// W3C Trace Context: whose request this is part of, so that our log lines and calls can be found
// beside those of others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sealflow::server {

struct Trace {
  std::string id;      ///< 32 hex digits
  std::string parent;  ///< 16 hex digits: the caller's span
  std::string flags;   ///< 2 hex digits
};

/// The header `traceparent`. Nothing when it is malformed: such a header is to be ignored.
std::optional<Trace> parse_traceparent(std::string_view header);

/// The header for a call that we make on behalf of a request: the same trace, with us as the
/// parent. `span` is the request's id, which has the form of a span's.
std::string outgoing_traceparent(const Trace& trace, std::string_view span);

}  // namespace sealflow::server
