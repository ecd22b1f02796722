#include "server/base/trace.hpp"

#include <algorithm>

namespace sealflow::server {
namespace {

// "00-" trace "-" parent "-" flags
constexpr std::size_t whole_size = 55;

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool all_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::optional<Trace> parse_traceparent(std::string_view header) {
  if (header.size() < whole_size || header[2] != '-' || header[35] != '-' || header[52] != '-')
    return std::nullopt;
  const auto version = header.substr(0, 2);
  const auto id = header.substr(3, 32);
  const auto parent = header.substr(36, 16);
  const auto flags = header.substr(53, 2);
  for (const auto part : {version, id, parent, flags}) {
    if (!is_lower_hex(part)) return std::nullopt;
  }
  if (version == "ff" || all_zero(id) || all_zero(parent)) return std::nullopt;
  // Later versions may add parts, this one has none.
  if (header.size() > whole_size && (version == "00" || header[whole_size] != '-'))
    return std::nullopt;
  return Trace{std::string(id), std::string(parent), std::string(flags)};
}

std::string outgoing_traceparent(const Trace& trace, std::string_view span) {
  return "00-" + trace.id + "-" + std::string(span) + "-" + trace.flags;
}

}  // namespace sealflow::server
