// A layered drawing: boxes in layers from top to bottom, lines between them that bend only in the
// space between two layers, so that no line crosses a box and no label lies on anything.
//
// The steps are the usual ones (Sugiyama, Tagawa, Toda 1981): take back what closes a loop, put
// each box below all that lead to it, order the layers for few crossings, then place and route.
#pragma once

#include <cstddef>
#include <vector>

namespace sealflow::cli {

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double width = 0;
  double height = 0;
  Point at;        ///< set by arrange(): the top left corner
  int layer = -1;  ///< set by arrange()
};

struct Line {
  std::size_t from = 0;
  std::size_t to = 0;
  double label_width = 0;     ///< 0: no label
  bool aside = false;         ///< does not say where the boxes stand, such as a way back
  std::vector<Point> points;  ///< set by arrange(): corners, from the one box to the other
  Point label;                ///< set by arrange(): its middle
};

struct Drawing {
  std::vector<Box> boxes;  ///< the first one is where reading begins
  std::vector<Line> lines;
  double label_height = 22;
  double width = 0;   ///< set by arrange()
  double height = 0;  ///< set by arrange()
};

/// Same drawing, same numbers: all of them whole.
void arrange(Drawing& drawing);

/// Values as near as can be to `wanted`, each at least `apart[i]` above the one before it.
std::vector<double> spread(const std::vector<double>& wanted, const std::vector<double>& weights,
                           const std::vector<double>& apart);

}  // namespace sealflow::cli
