// A flow as an SVG: stages, ends and the ways between them.
#pragma once

#include <string>
#include <string_view>

#include "sealflow/flow.hpp"

namespace sealflow::cli {

/// Titles in `language` where there are some. The same flow gives the same bytes.
std::string draw_flow(const Flow& flow, std::string_view language);

}  // namespace sealflow::cli
