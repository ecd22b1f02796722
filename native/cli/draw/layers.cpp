// Which layer a box stands in, and in which order: the first half of arrange().
#include <algorithm>
#include <numeric>

#include "cli/draw/grid.hpp"

namespace sealflow::cli {
namespace {

/// Lines that lead to a box still being walked close a loop. Found depth first, without recursion:
/// a flow may be thousands of stages deep.
std::vector<bool> closing_lines(const Drawing& drawing,
                                const std::vector<std::vector<std::size_t>>& out,
                                std::vector<std::size_t>& finished) {
  enum class Mark { fresh, open, done };
  std::vector<Mark> marks(drawing.boxes.size(), Mark::fresh);
  std::vector<bool> closing(drawing.lines.size());
  for (std::size_t first = 0; first < drawing.boxes.size(); ++first) {
    if (marks[first] != Mark::fresh) continue;
    std::vector<std::pair<std::size_t, std::size_t>> stack = {{first, 0}};
    marks[first] = Mark::open;
    while (!stack.empty()) {
      auto& [box, at] = stack.back();
      if (at == out[box].size()) {
        marks[box] = Mark::done;
        finished.push_back(box);
        stack.pop_back();
        continue;
      }
      std::size_t line = out[box][at++];
      std::size_t to = drawing.lines[line].to;
      if (marks[to] == Mark::open) closing[line] = true;
      if (marks[to] != Mark::fresh) continue;
      marks[to] = Mark::open;
      stack.emplace_back(to, 0);
    }
  }
  return closing;
}

/// Boxes stand in the even layers, each below all that lead to it; labels in the odd ones.
void find_layers(Drawing& drawing) {
  std::vector<std::vector<std::size_t>> out(drawing.boxes.size());
  for (std::size_t i = 0; i < drawing.lines.size(); ++i) {
    if (!drawing.lines[i].aside) out[drawing.lines[i].from].push_back(i);
  }
  std::vector<std::size_t> finished;
  std::vector<bool> closing = closing_lines(drawing, out, finished);
  for (Box& box : drawing.boxes) box.layer = 0;
  for (auto box = finished.rbegin(); box != finished.rend(); ++box) {
    for (std::size_t line : out[*box]) {
      if (closing[line]) continue;
      int& layer = drawing.boxes[drawing.lines[line].to].layer;
      layer = std::max(layer, drawing.boxes[*box].layer + 2);
    }
  }
}

void join(Grid& grid, std::size_t upper, std::size_t lower) {
  grid.cells[upper].below.push_back(lower);
  grid.cells[lower].above.push_back(upper);
}

void add_chain(Grid& grid, const Drawing& drawing, std::size_t index) {
  const Line& line = drawing.lines[index];
  int from = drawing.boxes[line.from].layer;
  int to = drawing.boxes[line.to].layer;
  bool up = to <= from;
  grid.upward[index] = up;
  // A line that goes back leaves below its box, as all do, and comes up beside it.
  int first = up ? from : from + 1;
  int last = up ? to : to - 1;
  int step = up ? -1 : 1;
  std::vector<std::size_t>& chain = grid.chains[index];
  chain.push_back(line.from);
  for (int layer = first; layer != last + step; layer += step) {
    std::size_t cell = grid.cells.size();
    bool label = layer == first && line.label_width > 0;
    grid.cells.push_back({.line = index,
                          .label = label,
                          .width = label ? line.label_width : 0,
                          .height = label ? drawing.label_height : 0,
                          .layer = layer});
    std::size_t before = chain.back();
    if (grid.cells[before].layer == layer) {
      grid.cells[cell].beside.push_back(before);
    } else {
      up ? join(grid, cell, before) : join(grid, before, cell);
    }
    chain.push_back(cell);
  }
  if (up) {
    grid.cells[chain.back()].beside.push_back(line.to);
  } else {
    join(grid, chain.back(), line.to);
  }
  chain.push_back(line.to);
}

std::vector<double> positions_of(const Grid& grid) {
  std::vector<double> positions(grid.cells.size());
  for (const auto& layer : grid.layers) {
    for (std::size_t i = 0; i < layer.size(); ++i) positions[layer[i]] = static_cast<double>(i);
  }
  return positions;
}

/// Crossings between the layer and the one below it.
std::size_t crossings(const Grid& grid, const std::vector<std::size_t>& layer,
                      const std::vector<double>& positions) {
  std::size_t count = 0;
  std::vector<double> ends;  // of the lines seen so far, sorted
  for (std::size_t cell : layer) {
    std::vector<double> own;
    for (std::size_t lower : grid.cells[cell].below) own.push_back(positions[lower]);
    for (double end : own) {
      count +=
          static_cast<std::size_t>(ends.end() - std::upper_bound(ends.begin(), ends.end(), end));
    }
    ends.insert(ends.end(), own.begin(), own.end());
    std::sort(ends.begin(), ends.end());
  }
  return count;
}

std::size_t all_crossings(const Grid& grid) {
  std::vector<double> positions = positions_of(grid);
  std::size_t count = 0;
  for (const auto& layer : grid.layers) count += crossings(grid, layer, positions);
  return count;
}

/// Each cell goes where the cells that it is joined with are on average.
void sweep(Grid& grid, std::vector<double>& positions, std::vector<std::size_t>& layer, bool down) {
  std::vector<double> keys(grid.cells.size());
  auto mean = [&](const std::vector<std::size_t>& joined) {
    double sum = 0;
    for (std::size_t other : joined) sum += positions[other];
    return sum / static_cast<double>(joined.size());
  };
  for (std::size_t cell : layer) {
    const auto& joined = down ? grid.cells[cell].above : grid.cells[cell].below;
    keys[cell] = joined.empty() ? positions[cell] : mean(joined);
  }
  for (std::size_t cell : layer) {
    const auto& beside = grid.cells[cell].beside;
    const auto& joined = down ? grid.cells[cell].above : grid.cells[cell].below;
    if (joined.empty() && !beside.empty()) keys[cell] = keys[beside.front()] + 0.25;
  }
  std::stable_sort(layer.begin(), layer.end(),
                   [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  for (std::size_t i = 0; i < layer.size(); ++i) positions[layer[i]] = static_cast<double>(i);
}

}  // namespace

Grid make_grid(Drawing& drawing) {
  find_layers(drawing);
  Grid grid;
  grid.chains.resize(drawing.lines.size());
  grid.upward.resize(drawing.lines.size());
  for (std::size_t i = 0; i < drawing.boxes.size(); ++i) {
    const Box& box = drawing.boxes[i];
    grid.cells.push_back({.box = i, .width = box.width, .height = box.height, .layer = box.layer});
  }
  for (std::size_t i = 0; i < drawing.lines.size(); ++i) add_chain(grid, drawing, i);
  int last = 0;
  for (const Cell& cell : grid.cells) last = std::max(last, cell.layer);
  grid.layers.resize(static_cast<std::size_t>(last) + 1);
  for (std::size_t i = 0; i < grid.cells.size(); ++i) {
    grid.layers[static_cast<std::size_t>(grid.cells[i].layer)].push_back(i);
  }
  return grid;
}

void order_layers(Grid& grid) {
  constexpr int sweeps = 24;
  auto best = grid.layers;
  std::size_t fewest = all_crossings(grid);
  std::vector<double> positions = positions_of(grid);
  for (int i = 0; i < sweeps && fewest > 0; ++i) {
    bool down = i % 2 == 0;
    for (std::size_t l = 0; l < grid.layers.size(); ++l) {
      sweep(grid, positions, grid.layers[down ? l : grid.layers.size() - 1 - l], down);
    }
    std::size_t now = all_crossings(grid);
    if (now >= fewest) continue;
    fewest = now;
    best = grid.layers;
  }
  grid.layers = best;
}

}  // namespace sealflow::cli
