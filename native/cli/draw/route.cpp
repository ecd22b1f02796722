// The last step of arrange(): where lines leave and enter their boxes, how they bend in the space
// between two layers, and from that how high those spaces are.
#include <algorithm>
#include <cmath>

#include "cli/draw/grid.hpp"

namespace sealflow::cli {
namespace {

constexpr double port_margin = 18;
constexpr double port_distance = 18;
constexpr double track_distance = 13;
constexpr double space_above = 12;  ///< from a layer to the first bend below it
constexpr double space_below = 12;  ///< from the last bend to the layer
constexpr double arrow_head = 12;   ///< above boxes, on top of that
constexpr double too_near = 10;     ///< two lines, side by side

/// The part of a line in the space below a layer. Both ends on the same side: it turns round there.
struct Piece {
  std::size_t line;
  std::size_t cells[2];
  bool above[2];  ///< does that end come from the layer above?
  double x[2] = {0, 0};
  int track = -1;  ///< -1: straight

  double left() const { return std::min(x[0], x[1]); }
  double right() const { return std::max(x[0], x[1]); }
  bool straight() const { return above[0] != above[1] && x[0] == x[1]; }
};

/// What it costs to let `upper` bend above `lower`: crossings, and lines that would lie on another.
int cost(const Piece& upper, const Piece& lower) {
  int sum = 0;
  auto within = [](const Piece& piece, double x) { return piece.left() < x && x < piece.right(); };
  for (int i = 0; i < 2; ++i) {
    if (!upper.above[i] && within(lower, upper.x[i])) ++sum;
    if (lower.above[i] && within(upper, lower.x[i])) ++sum;
    for (int k = 0; k < 2; ++k) {
      bool side_by_side = std::abs(upper.x[i] - lower.x[k]) < too_near;
      if (!upper.above[i] && lower.above[k] && side_by_side) sum += 20;
    }
  }
  return sum;
}

bool apart(const Piece& a, const Piece& b) {
  return a.right() + too_near < b.left() || b.right() + too_near < a.left();
}

class Router {
 public:
  Router(const Grid& grid, Drawing& drawing) : grid_(grid), drawing_(drawing) {}

  void run() {
    spaces_.resize(grid_.layers.size() + 1);  // the space above layer i
    for (std::size_t i = 0; i < drawing_.lines.size(); ++i) cut(i);
    for (std::size_t i = 0; i < drawing_.boxes.size(); ++i) {
      ports(i, true);
      ports(i, false);
    }
    for (auto& space : spaces_) choose_tracks(space);
    place_layers();
    write();
  }

 private:
  double left_of(const Cell& cell) const { return cell.x - cell.width / 2; }

  std::vector<Piece>& below(int layer) { return spaces_[static_cast<std::size_t>(layer) + 1]; }

  void cut(std::size_t line) {
    const auto& chain = grid_.chains[line];
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      const Cell& from = grid_.cells[chain[i]];
      const Cell& to = grid_.cells[chain[i + 1]];
      Piece piece{.line = line, .cells = {chain[i], chain[i + 1]}, .above = {true, false}};
      int layer = std::min(from.layer, to.layer);
      if (from.layer == to.layer) {
        bool leaves = i == 0;  // below its own box, and in again above the other
        piece.above[0] = piece.above[1] = leaves;
        layer = leaves ? from.layer : from.layer - 1;
      } else if (from.layer > to.layer) {
        piece.above[0] = false;
        piece.above[1] = true;
      }
      piece.x[0] = std::round(from.x);
      piece.x[1] = std::round(to.x);
      below(layer).push_back(piece);
    }
  }

  /// Where lines meet the lower or upper edge of a box: straight above or below where they come
  /// from if that can be, and never two at the same place.
  void ports(std::size_t box, bool lower_edge) {
    const Cell& cell = grid_.cells[box];
    struct End {
      Piece* piece;
      int end;
      double wanted;
    };
    std::vector<End> ends;
    double inner = std::max(0.0, cell.width / 2 - port_margin);
    for (Piece& piece : below(lower_edge ? cell.layer : cell.layer - 1)) {
      for (int end = 0; end < 2; ++end) {
        if (piece.cells[end] != box || piece.above[end] != lower_edge) continue;
        double other = grid_.cells[piece.cells[1 - end]].x;
        ends.push_back({&piece, end, std::clamp(other, cell.x - inner, cell.x + inner)});
      }
    }
    if (ends.empty()) return;
    std::stable_sort(ends.begin(), ends.end(), [&](const End& a, const End& b) {
      double x = grid_.cells[a.piece->cells[1 - a.end]].x;
      double y = grid_.cells[b.piece->cells[1 - b.end]].x;
      return x < y;
    });
    double gaps = static_cast<double>(ends.size()) - 1;
    double distance = gaps > 0 ? std::min(port_distance, 2 * inner / gaps) : 0;
    std::vector<double> wanted;
    std::vector<double> distances;
    for (const End& end : ends) {
      wanted.push_back(end.wanted);
      distances.push_back(distances.empty() ? 0 : distance);
    }
    std::vector<double> x = spread(wanted, std::vector<double>(ends.size(), 1), distances);
    double most = cell.x + inner;
    for (std::size_t i = x.size(); i-- > 0; most -= distance) x[i] = std::min(x[i], most);
    double least = cell.x - inner;
    for (double& each : x) {
      each = std::max(each, least);
      least += distance;
    }
    for (std::size_t i = 0; i < ends.size(); ++i) {
      ends[i].piece->x[ends[i].end] = std::round(x[i]);
    }
  }

  /// Puts the pieces that bend into an order from top to bottom with few crossings.
  static void choose_tracks(std::vector<Piece>& space) {
    std::vector<Piece*> order;
    for (Piece& piece : space) {
      if (piece.straight()) continue;
      // The best place among those that have one.
      std::size_t best = 0;
      int least = 0;
      int sum = 0;
      for (const Piece* other : order) sum += cost(piece, *other);
      least = sum;
      for (std::size_t i = 0; i < order.size(); ++i) {
        sum += cost(*order[i], piece) - cost(piece, *order[i]);
        if (sum < least) {
          least = sum;
          best = i + 1;
        }
      }
      order.insert(order.begin() + static_cast<std::ptrdiff_t>(best), &piece);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i]->track = 0;
      for (std::size_t k = 0; k < i; ++k) {
        if (apart(*order[i], *order[k])) continue;
        order[i]->track = std::max(order[i]->track, order[k]->track + 1);
      }
    }
  }

  /// Of the space above a layer. Boxes stand in the even ones.
  static double height_of(const std::vector<Piece>& space, std::size_t layer) {
    int tracks = 0;
    for (const Piece& piece : space) tracks = std::max(tracks, piece.track + 1);
    double head = layer % 2 == 0 ? arrow_head : 0;
    if (tracks == 0) return space_above + head;
    return space_above + space_below + head + track_distance * (tracks - 1);
  }

  void place_layers() {
    double y = 0;
    double left = 0;
    double right = 0;
    for (std::size_t l = 0; l < grid_.layers.size(); ++l) {
      // Nothing comes from above the first layer but what turns round there.
      double space = l == 0 && spaces_[0].empty() ? 0 : height_of(spaces_[l], l);
      double height = 0;
      for (std::size_t cell : grid_.layers[l]) {
        height = std::max(height, grid_.cells[cell].height);
        left = std::min(left, left_of(grid_.cells[cell]));
        right = std::max(right, left_of(grid_.cells[cell]) + grid_.cells[cell].width);
      }
      spaces_at_.push_back(y);
      y += space;
      tops_.push_back(y);
      y += height;
      bottoms_.push_back(y);
    }
    spaces_at_.push_back(y);
    if (!spaces_.back().empty()) y += height_of(spaces_.back(), spaces_.size() - 1);
    left_ = std::floor(left);
    drawing_.width = std::ceil(right) - left_;
    drawing_.height = y;
  }

  double top_of(const Cell& cell) const {
    auto layer = static_cast<std::size_t>(cell.layer);
    return cell.box == none ? tops_[layer]
                            : std::round((tops_[layer] + bottoms_[layer] - cell.height) / 2);
  }

  double bottom_of(const Cell& cell) const {
    return cell.box == none ? bottoms_[static_cast<std::size_t>(cell.layer)]
                            : top_of(cell) + cell.height;
  }

  void write() {
    for (std::size_t i = 0; i < drawing_.boxes.size(); ++i) {
      const Cell& cell = grid_.cells[i];
      drawing_.boxes[i].at = {std::round(left_of(cell)) - left_, top_of(cell)};
    }
    for (std::size_t i = 0; i < drawing_.lines.size(); ++i) write_line(i);
  }

  void write_line(std::size_t index) {
    Line& line = drawing_.lines[index];
    const auto& chain = grid_.chains[index];
    auto add = [&](double x, double y) {
      auto& points = line.points;
      Point next{x - left_, y};
      // A corner on a straight line is none.
      if (points.size() > 1) {
        const Point& a = points[points.size() - 2];
        const Point& b = points.back();
        if ((a.x == b.x && b.x == next.x) || (a.y == b.y && b.y == next.y)) points.pop_back();
      }
      if (points.empty() || points.back().x != next.x || points.back().y != next.y) {
        points.push_back(next);
      }
    };
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      const Piece& piece = find(index, chain[i], chain[i + 1]);
      const Cell& from = grid_.cells[chain[i]];
      const Cell& to = grid_.cells[chain[i + 1]];
      add(piece.x[0], piece.above[0] ? bottom_of(from) : top_of(from));
      if (piece.track >= 0) {
        std::size_t space = static_cast<std::size_t>(piece.above[0] ? from.layer + 1 : from.layer);
        double y = spaces_at_[space] + space_above + track_distance * piece.track;
        add(piece.x[0], y);
        add(piece.x[1], y);
      }
      add(piece.x[1], piece.above[1] ? bottom_of(to) : top_of(to));
      if (to.label) {
        auto layer = static_cast<std::size_t>(to.layer);
        line.label = {std::round(to.x) - left_, std::round((tops_[layer] + bottoms_[layer]) / 2)};
      }
    }
  }

  const Piece& find(std::size_t line, std::size_t from, std::size_t to) {
    const Cell& a = grid_.cells[from];
    const Cell& b = grid_.cells[to];
    int layer = std::min(a.layer, b.layer);
    for (int space : {layer, layer - 1}) {
      for (const Piece& piece : below(space)) {
        if (piece.line == line && piece.cells[0] == from && piece.cells[1] == to) return piece;
      }
    }
    return spaces_.front().front();  // not reached: cut() made one for each step of a chain
  }

  const Grid& grid_;
  Drawing& drawing_;
  std::vector<std::vector<Piece>> spaces_;
  std::vector<double> spaces_at_;
  std::vector<double> tops_;
  std::vector<double> bottoms_;
  double left_ = 0;
};

}  // namespace

void route(const Grid& grid, Drawing& drawing) { Router(grid, drawing).run(); }

}  // namespace sealflow::cli
