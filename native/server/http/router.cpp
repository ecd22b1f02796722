#include "server/http/router.hpp"

#include <optional>

namespace sealflow::server {
namespace {

std::string_view take_segment(std::string_view& path) {
  const auto end = path.find('/');
  const auto segment = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  return segment;
}

std::optional<Parameters> match_path(std::string_view pattern, std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  pattern.remove_prefix(1);
  path.remove_prefix(1);
  Parameters parameters;
  while (!pattern.empty()) {
    const bool more = path.find('/') != std::string_view::npos;
    const bool expected = pattern.find('/') != std::string_view::npos;
    if (more != expected) return std::nullopt;
    const auto part = take_segment(pattern);
    const auto segment = take_segment(path);
    if (segment.empty()) return std::nullopt;
    if (part.starts_with('{')) {
      parameters.emplace(part.substr(1, part.size() - 2), segment);
    } else if (part != segment) {
      return std::nullopt;
    }
  }
  return parameters;
}

}  // namespace

Match match_route(std::span<const Route> routes, std::string_view method, std::string_view path) {
  Match match;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const auto& route : routes) {
    auto parameters = match_path(route.pattern, path);
    if (!parameters) continue;
    match.parameters = *std::move(parameters);
    match.sibling = &route;
    if (route.method == wanted) {
      match.route = &route;
      return match;
    }
    match.allowed.push_back(route.method);
  }
  return match;
}

}  // namespace sealflow::server
