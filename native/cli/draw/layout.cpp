// Where in its layer a box stands: the second half of arrange().
#include "cli/draw/layout.hpp"

#include <algorithm>

#include "cli/draw/grid.hpp"

namespace sealflow::cli {
namespace {

constexpr double between_boxes = 36;
constexpr double between_lines = 20;

double room(const Cell& left, const Cell& right) {
  bool both = left.box != none && right.box != none;
  return (left.width + right.width) / 2 + (both ? between_boxes : between_lines);
}

/// The cells of a line between its two boxes should stand in one column, and the ways forward
/// should be straighter than the ways back.
class Columns {
 public:
  explicit Columns(Grid& grid) : grid_(grid), means_(grid.chains.size()) {}

  /// From now on the boxes stay about where they are, and the columns find their places between.
  void settle() { settled_ = true; }

  void place_layer(const std::vector<std::size_t>& layer) {
    std::vector<double> wanted;
    std::vector<double> weights;
    std::vector<double> apart;
    for (std::size_t i = 0; i < layer.size(); ++i) {
      const Cell& cell = grid_.cells[layer[i]];
      auto [sum, weight] = cell.line == none ? box_wants(cell) : line_wants(layer, i);
      wanted.push_back(sum / weight);
      weights.push_back(weight);
      apart.push_back(i == 0 ? 0 : room(grid_.cells[layer[i - 1]], cell));
    }
    std::vector<double> placed = spread(wanted, weights, apart);
    for (std::size_t i = 0; i < layer.size(); ++i) grid_.cells[layer[i]].x = placed[i];
  }

  void find_means() {
    for (std::size_t line = 0; line < grid_.chains.size(); ++line) {
      const auto& chain = grid_.chains[line];
      double sum = 0;
      for (std::size_t i = 1; i + 1 < chain.size(); ++i) sum += grid_.cells[chain[i]].x;
      means_[line] = sum / static_cast<double>(chain.size() - 2);
    }
  }

  /// Whole columns at once, as far as what stands beside them leaves room.
  void straighten() {
    std::vector<std::size_t> place(grid_.cells.size());
    for (const auto& layer : grid_.layers) {
      for (std::size_t i = 0; i < layer.size(); ++i) place[layer[i]] = i;
    }
    for (std::size_t line = 0; line < grid_.chains.size(); ++line) {
      const auto& chain = grid_.chains[line];
      double from = -1e9;
      double to = 1e9;
      double sum = 0;
      for (std::size_t i = 1; i + 1 < chain.size(); ++i) {
        const Cell& cell = grid_.cells[chain[i]];
        const auto& layer = grid_.layers[static_cast<std::size_t>(cell.layer)];
        std::size_t at = place[chain[i]];
        if (at > 0) {
          const Cell& left = grid_.cells[layer[at - 1]];
          from = std::max(from, left.x + room(left, cell));
        }
        if (at + 1 < layer.size()) {
          const Cell& right = grid_.cells[layer[at + 1]];
          to = std::min(to, right.x - room(cell, right));
        }
        sum += cell.x;
      }
      if (from > to) continue;
      double x = std::clamp(sum / static_cast<double>(chain.size() - 2), from, to);
      for (std::size_t i = 1; i + 1 < chain.size(); ++i) grid_.cells[chain[i]].x = x;
    }
  }

 private:
  struct Pull {
    double sum;
    double weight;
    void to(double x, double by) {
      sum += x * by;
      weight += by;
    }
  };

  Pull box_wants(const Cell& cell) const {
    bool at_end = cell.above.size() + cell.below.size() < 2;
    double firm = settled_ && !at_end ? 60 : 0.01;
    Pull pull{cell.x * firm, firm};
    for (const auto* joined : {&cell.above, &cell.below}) {
      for (std::size_t other : *joined) pull.to(grid_.cells[other].x, 3);
    }
    return pull;
  }

  Pull line_wants(const std::vector<std::size_t>& layer, std::size_t at) const {
    const Cell& cell = grid_.cells[layer[at]];
    bool back = grid_.upward[cell.line];
    double firm = settled_ ? 8 : back ? 0.6 : 2;
    Pull pull{means_[cell.line] * firm, firm};
    for (const auto* joined : {&cell.above, &cell.below}) {
      for (std::size_t other : *joined) {
        const Cell& end = grid_.cells[other];
        if (end.box == none) continue;
        if (!back) pull.to(end.x, 1);
      }
    }
    // A way back keeps as near to its boxes as what stands between leaves room.
    for (std::size_t box : cell.beside) {
      bool right = grid_.cells[box].x < cell.x;
      const Cell& next = grid_.cells[layer[right ? at - 1 : at + 1]];
      pull.to(next.x + (right ? room(next, cell) : -room(cell, next)), 0.3);
    }
    return pull;
  }

  Grid& grid_;
  std::vector<double> means_;
  bool settled_ = false;
};

}  // namespace

// Least squares under an order, by pooling neighbours that would be too near (Ayer et al. 1955).
std::vector<double> spread(const std::vector<double>& wanted, const std::vector<double>& weights,
                           const std::vector<double>& apart) {
  struct Pool {
    double sum;
    double weight;
    std::size_t size;
    double mean() const { return sum / weight; }
  };
  std::vector<Pool> pools;
  double offset = 0;
  std::vector<double> offsets;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    offset += apart[i];
    offsets.push_back(offset);
    pools.push_back({(wanted[i] - offset) * weights[i], weights[i], 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().weight += last.weight;
      pools.back().size += last.size;
    }
  }
  std::vector<double> values;
  for (const Pool& pool : pools) {
    for (std::size_t i = 0; i < pool.size; ++i) {
      values.push_back(pool.mean() + offsets[values.size()]);
    }
  }
  return values;
}

void place_cells(Grid& grid) {
  for (const auto& layer : grid.layers) {
    double x = 0;
    for (std::size_t i = 0; i < layer.size(); ++i) {
      if (i > 0) x += room(grid.cells[layer[i - 1]], grid.cells[layer[i]]);
      grid.cells[layer[i]].x = x;
    }
  }
  constexpr int rounds = 400;
  Columns columns(grid);
  for (int i = 0; i < rounds; ++i) {
    if (i == rounds / 2) columns.settle();
    columns.find_means();
    for (std::size_t l = 0; l < grid.layers.size(); ++l) {
      columns.place_layer(grid.layers[i % 2 == 0 ? l : grid.layers.size() - 1 - l]);
    }
  }
  columns.straighten();
}

void arrange(Drawing& drawing) {
  Grid grid = make_grid(drawing);
  order_layers(grid);
  place_cells(grid);
  route(grid, drawing);
}

}  // namespace sealflow::cli
