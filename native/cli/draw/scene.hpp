// What a picture of a flow shows: a box for each stage and end, and the ways between them, each
// with its words. Nothing of it has a place yet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/draw/layout.hpp"
#include "cli/draw/words.hpp"

namespace sealflow::cli {

inline constexpr double text_left = 52;  ///< of a box: beside the icon
inline constexpr double line_height = 18;
inline constexpr double note_height = 15;

struct Note {
  std::string text;
  std::string_view kind;  ///< class
};

/// What is drawn as a box: a stage, an end, or the mark where it begins.
struct Shape {
  const Stage* stage = nullptr;
  const End* end = nullptr;
  Look look;
  std::vector<std::string> title;
  std::vector<Note> notes;
  std::string hover;
};

struct Way {
  std::string label;
  std::string rule;  ///< in full; "" when there is none
  bool resume = false;
};

struct Scene {
  std::vector<Shape> shapes;
  std::vector<Way> ways;
  Drawing drawing;  ///< a box for each shape, a line for each way
};

/// Titles in `language` where there are some.
Scene scene_of(const Flow& flow, std::string_view language);

}  // namespace sealflow::cli
