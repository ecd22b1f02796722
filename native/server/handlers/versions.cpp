#include "server/handlers/versions.hpp"

#include <array>
#include <charconv>

namespace sealflow::server {
namespace {

constexpr std::array<ReleaseLine, 1> lines = {{{0, 1}}};

/// A whole number without sign or leading zero, taken off the front.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || text.front() == '-') return std::nullopt;
  if (length > 1 && text.front() == '0') return std::nullopt;
  text.remove_prefix(length);
  return number;
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::span<const ReleaseLine> release_lines() { return lines; }

std::optional<ReleaseLine> release_line(std::string_view version) {
  const auto major = take_number(version);
  if (!major || !take(version, '.')) return std::nullopt;
  const auto minor = take_number(version);
  if (!minor || !take(version, '.') || !take_number(version)) return std::nullopt;
  if (!version.empty() && !version.starts_with('-') && !version.starts_with('+'))
    return std::nullopt;
  return ReleaseLine{*major, *major == 0 ? *minor : 0};
}

bool is_served(const ReleaseLine& line, std::span<const ReleaseLine> known) {
  return line >= known[known.size() < 2 ? 0 : known.size() - 2];
}

}  // namespace sealflow::server
