// A second opinion on what is JSON: nlohmann's own parser, of which the core uses the lexer alone.
#pragma once

#include <string_view>

namespace fuzz {

/// Is the text JSON, duplicate names, depth and size aside? It must not have a NUL byte, where this
/// parser stops.
bool judge_accepts_json(std::string_view text);

}  // namespace fuzz
