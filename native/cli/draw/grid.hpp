// What the steps of arrange() hand on: the boxes, and the cells that keep room for lines and labels
// in each layer.
#pragma once

#include <limits>
#include <vector>

#include "cli/draw/layout.hpp"

namespace sealflow::cli {

inline constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// A box, or the place where a line (perhaps with its label) goes through a layer.
struct Cell {
  std::size_t box = none;
  std::size_t line = none;
  bool label = false;
  double width = 0;
  double height = 0;
  int layer = 0;
  double x = 0;                     ///< its middle
  std::vector<std::size_t> above;   ///< cells of the layer before that it is joined with
  std::vector<std::size_t> below;   ///< likewise of the layer after
  std::vector<std::size_t> beside;  ///< a line that turns round: its box, in the same layer
};

struct Grid {
  std::vector<Cell> cells;                       ///< those of the boxes first
  std::vector<std::vector<std::size_t>> layers;  ///< from left to right
  std::vector<std::vector<std::size_t>> chains;  ///< by line: its cells, from its start to its end
  std::vector<bool> upward;                      ///< by line: does it go back up?
};

Grid make_grid(Drawing& drawing);                // layers.cpp
void order_layers(Grid& grid);                   // layers.cpp
void place_cells(Grid& grid);                    // layout.cpp
void route(const Grid& grid, Drawing& drawing);  // route.cpp

}  // namespace sealflow::cli
