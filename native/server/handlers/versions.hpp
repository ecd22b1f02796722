// Which launchers a server serves.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace sealflow::server {

/// What counts as one version: before 1.0 a minor one, from then on a major one. Whatever differs
/// behind that understands each other.
struct ReleaseLine {
  int major = 0;
  int minor = 0;  ///< 0 from 1.0 on

  // clang-tidy 14 sees a 0 for a pointer in what the compiler writes here.
  friend auto operator<=>(const ReleaseLine&,             // NOLINT(modernize-use-nullptr)
                          const ReleaseLine&) = default;  // NOLINT(modernize-use-nullptr)
};

/// All there were, the oldest first. A release that begins a line adds it; a test holds the last
/// one against the program's own version.
std::span<const ReleaseLine> release_lines();

/// Of "1.2.3", "1.2.3-beta.1" or "1.2.3+build"; nothing for anything else.
std::optional<ReleaseLine> release_line(std::string_view version);

/// Served are the last line of `lines`, the one before it, and whatever is newer: while servers are
/// upgraded one by one, a page may have come from one that is ahead.
bool is_served(const ReleaseLine& line, std::span<const ReleaseLine> lines = release_lines());

}  // namespace sealflow::server
