#include "cli/draw/picture.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/draw/scene.hpp"
#include "cli/draw/style.hpp"
#include "cli/draw/text.hpp"

namespace sealflow::cli {
namespace {

constexpr double margin = 28;

std::string number(double value) { return std::to_string(std::lround(value)); }

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_text(value) + "\"";
}

class Picture {
 public:
  Picture(const Flow& flow, std::string_view language)
      : flow_(flow), language_(language), scene_(scene_of(flow, language)) {
    arrange(scene_.drawing);
  }

  std::string write() {
    std::string title = in_language(flow_.title, language_);
    if (title.empty()) title = flow_.id;
    double head = 58;
    frames();
    bool dashed =
        std::any_of(scene_.ways.begin(), scene_.ways.end(), [](const Way& w) { return w.resume; });
    double foot = dashed ? 34 : 0;
    double title_width = std::max(text_width(title, 22), text_width(subtitle(), 12)) + 8;
    double inner = std::max({scene_.drawing.width, title_width, dashed ? 330.0 : 0.0});
    double width = std::ceil(inner) + 2 * margin;
    double height = scene_.drawing.height + head + foot + 2 * margin;
    shift_ = {margin + std::floor((inner - scene_.drawing.width) / 2), margin + head};
    place_everything();

    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(width) +
                      "\" height=\"" + number(height) + "\" viewBox=\"0 0 " + number(width) + " " +
                      number(height) + "\" role=\"img\" aria-labelledby=\"title desc\"" +
                      attribute("lang", language_) + ">\n";
    svg += "<title id=\"title\">" + xml_text(title) + "</title>\n";
    svg += "<desc id=\"desc\">" + xml_text(description()) + "</desc>\n";
    svg += "<style>" + std::string(style_sheet) + "</style>\n" + std::string(definitions);
    svg += "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n";
    svg += text(margin, margin + 20, title, "head") + "\n";
    svg += text(margin, margin + 40, subtitle(), "note") + "\n";
    for (const std::string& frame : frames_) svg += frame;
    for (std::size_t i = 0; i < scene_.ways.size(); ++i) svg += way_line(i);
    for (std::size_t i = 0; i < scene_.ways.size(); ++i) svg += way_label(i);
    for (std::size_t i = 0; i < scene_.shapes.size(); ++i) svg += shape(i);
    if (dashed) svg += legend(height - margin);
    return svg + "</svg>\n";
  }

 private:
  std::string subtitle() const {
    return flow_.id + " " + flow_.version + ", " + count(flow_.stages.size(), "stage") + ", " +
           count(flow_.ends.size(), "end");
  }

  static std::string count(std::size_t number, const std::string& word) {
    return std::to_string(number) + " " + word + (number == 1 ? "" : "s");
  }

  /// The picture in words, for those who do not see it.
  std::string description() const {
    std::string words = "Begins at " + flow_.start + ".";
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const Stage& stage = flow_.stages[i];
      words += " " + stage.id + " (" + std::string(look_of_type(stage.type).words) + ")";
      std::string separator = " goes on to ";
      for (const Branch& branch : stage.next) {
        words += separator + branch.to;
        if (branch.condition) words += " if " + branch.condition->text();
        separator = ", else to ";
      }
      words += ".";
    }
    for (const End& end : flow_.ends) {
      words +=
          " " + end.name + " is an end: " + std::string(look_of_status(end.status).words) + ".";
    }
    return words;
  }

  void place_everything() {
    auto move = [&](Point& point) {
      point.x += shift_.x;
      point.y += shift_.y;
    };
    for (Box& box : scene_.drawing.boxes) move(box.at);
    for (Line& line : scene_.drawing.lines) {
      for (Point& point : line.points) move(point);
      move(line.label);
    }
    for (auto& [name, frame] : frame_boxes_) {
      frames_.push_back(
          "<g class=\"group\"" + attribute("data-group", name) + "><rect" +
          place(frame.at.x + shift_.x, frame.at.y + shift_.y, frame.width, frame.height, 14) +
          "/></g>\n");
    }
  }

  /// A frame around the stages of a group, where nothing else stands between them.
  void frames() {
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      if (!flow_.stages[i].group.empty()) groups[flow_.stages[i].group].push_back(i + 1);
    }
    for (const auto& [name, boxes] : groups) {
      constexpr double around = 9;
      double left = 1e9, top = 1e9, right = 0, bottom = 0;
      for (std::size_t i : boxes) {
        const Box& box = scene_.drawing.boxes[i];
        left = std::min(left, box.at.x - around);
        top = std::min(top, box.at.y - around);
        right = std::max(right, box.at.x + box.width + around);
        bottom = std::max(bottom, box.at.y + box.height + around);
      }
      bool alone = true;
      for (std::size_t i = 0; i < scene_.drawing.boxes.size(); ++i) {
        if (std::find(boxes.begin(), boxes.end(), i) != boxes.end()) continue;
        const Box& box = scene_.drawing.boxes[i];
        bool outside = box.at.x > right || box.at.x + box.width < left || box.at.y > bottom ||
                       box.at.y + box.height < top;
        alone = alone && outside;
      }
      for (const Line& line : scene_.drawing.lines) {
        double half = line.label_width / 2;
        bool outside = half == 0 || line.label.x - half > right || line.label.x + half < left ||
                       line.label.y - 11 > bottom || line.label.y + 11 < top;
        alone = alone && outside;
      }
      if (!alone) continue;
      frame_boxes_.emplace_back(
          name, Box{.width = right - left, .height = bottom - top, .at = {left, top}});
    }
  }

  static std::string place(double x, double y, double width, double height, double round) {
    return " x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) +
           "\" height=\"" + number(height) + "\" rx=\"" + number(round) + "\"";
  }

  static std::string text(double x, double y, std::string_view words, std::string_view kind) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" class=\"" + std::string(kind) +
           "\">" + xml_text(words) + "</text>";
  }

  static std::string icon(double x, double y, std::string_view path) {
    return "<path class=\"icon\" transform=\"translate(" + number(x) + " " + number(y) +
           ")\" d=\"" + std::string(path) + "\"/>";
  }

  std::string name_of(std::size_t box) const {
    const Shape& shape = scene_.shapes[box];
    if (shape.stage != nullptr) return shape.stage->id;
    return shape.end != nullptr ? shape.end->name : "";
  }

  std::string shape(std::size_t index) const {
    const Shape& shape = scene_.shapes[index];
    const Box& box = scene_.drawing.boxes[index];
    double x = box.at.x;
    double y = box.at.y;
    if (shape.stage == nullptr && shape.end == nullptr) {
      return "<g class=\"start\"><circle cx=\"" + number(x + 13) + "\" cy=\"" + number(y + 13) +
             "\" r=\"12\"/><path d=\"M" + number(x + 10) + " " + number(y + 8) +
             "l8 5-8 5z\"/></g>\n";
    }
    bool is_end = shape.end != nullptr;
    std::string svg = "<g class=\"" + std::string(is_end ? "end " : "stage ") +
                      std::string(shape.look.kind) + "\"" + attribute("data-id", name_of(index)) +
                      ">";
    if (!shape.hover.empty()) svg += "<title>" + xml_text(shape.hover) + "</title>";
    svg += "<rect class=\"box\"" +
           place(x, y, box.width, box.height, is_end ? std::min(box.height / 2, 30.0) : 12) + "/>";
    if (is_end) {
      svg += "<circle class=\"sign\" cx=\"" + number(x + 28) + "\" cy=\"" +
             number(y + box.height / 2) + "\" r=\"14\"/>";
      svg += icon(x + 16, y + box.height / 2 - 12, shape.look.icon);
    } else {
      svg += "<rect class=\"sign\"" + place(x + 10, y + 12, 32, 32, 8) + "/>";
      svg += icon(x + 14, y + 16, shape.look.icon);
    }
    double at = y + 12;
    if (!is_end) svg += text(x + text_left, (at += note_height) - 3, shape.look.words, "kind");
    for (const std::string& line : shape.title) {
      svg += text(x + text_left, (at += line_height) - 4, line, "title");
    }
    for (const Note& note : shape.notes) {
      svg += text(x + text_left, (at += note_height) - 3, note.text, note.kind);
    }
    return svg + "</g>\n";
  }

  /// The corners, rounded.
  static std::string path(const std::vector<Point>& points) {
    auto at = [](const Point& point) { return number(point.x) + " " + number(point.y); };
    std::string data = "M" + at(points.front());
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
      const Point& corner = points[i];
      auto toward = [&](const Point& other) {
        double length = std::abs(other.x - corner.x) + std::abs(other.y - corner.y);
        double step = std::min(6.0, std::floor(length / 2)) / std::max(length, 1.0);
        return Point{corner.x + (other.x - corner.x) * step,
                     corner.y + (other.y - corner.y) * step};
      };
      data += "L" + at(toward(points[i - 1])) + "Q" + at(corner) + " " + at(toward(points[i + 1]));
    }
    return data + "L" + at(points.back());
  }

  std::string way_line(std::size_t index) const {
    const Line& line = scene_.drawing.lines[index];
    bool resume = scene_.ways[index].resume;
    return "<path class=\"way" + std::string(resume ? " resume" : "") + "\"" +
           attribute("data-from", name_of(line.from)) + attribute("data-to", name_of(line.to)) +
           " d=\"" + path(line.points) + "\" marker-end=\"url(#" + (resume ? "back" : "arrow") +
           ")\"/>\n";
  }

  std::string way_label(std::size_t index) const {
    const Line& line = scene_.drawing.lines[index];
    const Way& way = scene_.ways[index];
    if (way.label.empty()) return "";
    double width = line.label_width;
    std::string svg = "<g class=\"label" + std::string(way.resume ? " resume" : "") + "\">";
    if (!way.rule.empty()) svg += "<title>" + xml_text(way.rule) + "</title>";
    svg += "<rect" + place(line.label.x - width / 2, line.label.y - 10, width, 20, 10) + "/>";
    return svg + text(line.label.x, line.label.y + 4, way.label, "rule") + "</g>\n";
  }

  static std::string legend(double y) {
    return "<g class=\"legend\"><path class=\"way resume\" d=\"M" + number(margin) + " " +
           number(y - 4) + "L" + number(margin + 34) + " " + number(y - 4) +
           "\" marker-end=\"url(#back)\"/>" +
           text(margin + 44, y, "where a later launch may start again", "note") + "</g>\n";
  }

  const Flow& flow_;
  std::string language_;
  Scene scene_;
  Point shift_;
  std::vector<std::pair<std::string, Box>> frame_boxes_;
  std::vector<std::string> frames_;
};

}  // namespace

std::string draw_flow(const Flow& flow, std::string_view language) {
  return Picture(flow, language).write();
}

}  // namespace sealflow::cli
