// What the parts of a flow are called in a picture: plain words and signs.
#pragma once

#include <string>
#include <string_view>

#include "sealflow/flow.hpp"

namespace sealflow::cli {

struct Look {
  std::string_view words;
  std::string_view kind;  ///< a class of the picture's style sheet
  std::string_view icon;  ///< path data in a square of 24 by 24, drawn as lines
};

Look look_of_type(std::string_view type);
Look look_of_status(std::string_view status);

/// The text in that language, else in English, else the first.
std::string in_language(const Value& text, std::string_view language);

/// 86'400'000 ms -> "1 day"
std::string duration_words(std::int64_t ms);

}  // namespace sealflow::cli
