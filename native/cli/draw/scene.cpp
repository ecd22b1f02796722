#include "cli/draw/scene.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "cli/draw/text.hpp"

namespace sealflow::cli {
namespace {

constexpr double stage_width = 236;
constexpr double bold_size = 15.5;  ///< what a title's letters take, being bold
constexpr double note_size = 11.5;
constexpr double rule_size = 11.5;
constexpr double longest_label = 232;

class SceneMaker {
 public:
  SceneMaker(const Flow& flow, std::string_view language) : flow_(flow), language_(language) {}

  Scene make() {
    add_box({}, 26, 26);
    for (const Stage& stage : flow_.stages) add_stage(stage);
    for (const End& end : flow_.ends) add_end(end);
    connect(0, flow_.start, {});
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) add_ways(flow_.stages[i], i + 1);
    for (std::size_t i = 0; i < flow_.ends.size(); ++i) {
      const End& end = flow_.ends[i];
      if (end.resume_from.empty()) continue;
      connect(1 + flow_.stages.size() + i, end.resume_from, {.label = "try again", .resume = true});
    }
    return std::move(scene_);
  }

 private:
  std::size_t add_box(Shape shape, double width, double height) {
    scene_.shapes.push_back(std::move(shape));
    scene_.drawing.boxes.push_back({.width = width, .height = height});
    return scene_.shapes.size() - 1;
  }

  void add_stage(const Stage& stage) {
    Shape shape{.stage = &stage, .look = look_of_type(stage.type)};
    std::string title = in_language(stage.title, language_);
    shape.title =
        wrap_text(title.empty() ? stage.id : title, bold_size, stage_width - text_left - 14, 3);
    shape.hover = title;
    auto note = [&](const std::string& text, std::string_view kind = "note") {
      for (const std::string& line : wrap_text(text, note_size, stage_width - text_left - 14, 2)) {
        shape.notes.push_back({line, kind});
      }
    };
    if (!title.empty()) note(stage.id, "id");
    for (const Step& step : stage.steps) note(step_words(step));
    if (stage.attempts > 0) {
      note(std::to_string(stage.attempts) + (stage.attempts == 1 ? " try" : " tries") +
           (stage.attempts_reset > 0 ? ", again after " + duration_words(stage.attempts_reset)
                                     : ""));
    }
    if (stage.expires_after > 0) note("good for " + duration_words(stage.expires_after));
    if (stage.provisional) note("provisional until a later stage passes");
    if (stage.conditional_resume && stage.conditional_resume->to == "self") {
      note("a resume starts here anew");
    }
    if (!stage.group.empty()) note("group: " + stage.group);
    double text = note_height + line_height * static_cast<double>(shape.title.size()) +
                  note_height * static_cast<double>(shape.notes.size());
    add_box(std::move(shape), stage_width, text + 24);
  }

  std::string step_words(const Step& step) const {
    std::string words = "• " + name_of(step);
    std::string after;
    for (const std::string& other : step.depends_on) {
      after += (after.empty() ? ", after " : ", ") + other;
    }
    return words + after + (step.optional ? ", optional" : "");
  }

  std::string name_of(const Step& step) const {
    std::string title = in_language(step.title, language_);
    return title.empty() ? step.id : title;
  }

  void add_end(const End& end) {
    Shape shape{.end = &end, .look = look_of_status(end.status)};
    shape.title = {std::string(shape.look.words)};
    shape.notes.push_back({shorten(end.name, note_size, 180), "id"});
    for (const std::string& line : wrap_text(end.reason, note_size, 190, 2)) {
      shape.notes.push_back({line, "note"});
    }
    shape.hover = end.reason.empty() ? end.status : end.status + ": " + end.reason;
    double widest = text_width(shape.title.front(), bold_size);
    for (const Note& note : shape.notes)
      widest = std::max(widest, text_width(note.text, note_size));
    double height = 24 + line_height + note_height * static_cast<double>(shape.notes.size());
    add_box(std::move(shape), std::ceil(widest) + text_left + 24, height);
  }

  void add_ways(const Stage& stage, std::size_t box) {
    std::size_t rules = static_cast<std::size_t>(
        std::count_if(stage.next.begin(), stage.next.end(),
                      [](const Branch& branch) { return branch.condition.has_value(); }));
    std::size_t at = 0;
    for (const Branch& branch : stage.next) {
      Way way;
      if (branch.condition) {
        way.rule = branch.condition->text();
        way.label = (rules > 1 ? std::to_string(++at) + ". " : "") + way.rule;
      } else if (rules > 0) {
        way.label = "otherwise";
      } else if (!stage.steps.empty()) {
        way.label = "when all is done";
      }
      connect(box, branch.to, way);
    }
    for (const Step& step : stage.steps) connect(box, step.start, {.label = name_of(step)});
    if (stage.conditional_resume && stage.conditional_resume->to != "self") {
      Way way{.label = "on a resume", .resume = true};
      if (stage.conditional_resume->condition) {
        way.rule = stage.conditional_resume->condition->text();
        way.label = "resume if " + way.rule;
      }
      connect(box, stage.conditional_resume->to, way);
    }
  }

  /// The box of a stage, a group (its first stage) or an end.
  std::optional<std::size_t> box_of(const std::string& name) const {
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      if (flow_.stages[i].id == name || flow_.stages[i].group == name) return i + 1;
    }
    for (std::size_t i = 0; i < flow_.ends.size(); ++i) {
      if (flow_.ends[i].name == name) return 1 + flow_.stages.size() + i;
    }
    return std::nullopt;
  }

  void connect(std::size_t from, const std::string& name, Way way) {
    std::optional<std::size_t> to = box_of(name);
    if (!to) return;
    way.label = shorten(way.label, rule_size, longest_label);
    double width = way.label.empty() ? 0 : std::ceil(text_width(way.label, rule_size)) + 16;
    scene_.drawing.lines.push_back(
        {.from = from, .to = *to, .label_width = width, .aside = way.resume});
    scene_.ways.push_back(std::move(way));
  }

  const Flow& flow_;
  std::string_view language_;
  Scene scene_;
};

}  // namespace

Scene scene_of(const Flow& flow, std::string_view language) {
  return SceneMaker(flow, language).make();
}

}  // namespace sealflow::cli
