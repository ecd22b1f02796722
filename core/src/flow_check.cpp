#include "flow_check.hpp"

#include <algorithm>
#include <string>

#include "flow_ways.hpp"
#include "names.hpp"
#include "reader.hpp"
#include "stages/stage_type.hpp"

namespace sealflow {
namespace {

class GraphCheck {
 public:
  GraphCheck(const Flow& flow, std::vector<Error>& problems)
      : flow_(flow), problems_(problems), ways_(flow) {
    for (std::size_t i = 0; i < flow.stages.size(); ++i) after_.push_back(ways_.after(i));
  }

  void run() {
    unique_names();
    targets();
    reachability();
    loops();
    rules();
    reveals();
    resume_targets();
    check_index_page(flow_, problems_);
    check_resume_auth(flow_, problems_);
  }

 private:
  void refuse(std::string where, std::string_view reason, std::string message) {
    problems_.push_back({.code = ErrorCode::flow_invalid,
                         .message = std::move(message),
                         .where = std::move(where),
                         .reason = std::string(reason)});
  }

  static std::string stage_pointer(std::size_t index, std::string_view member = "") {
    std::string pointer = pointer_to("/stages", index);
    return member.empty() ? pointer : pointer_to(pointer, member);
  }

  std::string next_pointer(std::size_t stage, std::size_t branch) const {
    std::string pointer = stage_pointer(stage, "next");
    bool is_list = flow_.stages[stage].definition["next"].is_array();
    return is_list ? pointer_to(pointer, branch) : pointer;
  }

  /// Stages, groups and ends share one name space: a rule or a target must mean one thing.
  void unique_names() {
    Names names;
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const std::string& id = flow_.stages[i].id;
      if (!id.empty() && !add_name(names, id)) {
        refuse(stage_pointer(i, "id"), "id_duplicate", "the id \"" + id + "\" is there twice");
      }
    }
    for (const End& end : flow_.ends) {
      if (!add_name(names, end.name)) {
        refuse(pointer_to("/ends", end.name), "id_duplicate",
               "\"" + end.name + "\" is the name of a stage, too");
      }
    }
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const std::string& group = flow_.stages[i].group;
      if (group == "self") {
        refuse(stage_pointer(i, "group"), "id_duplicate",
               "\"self\" is the word for the stage itself in \"conditionalResumeFrom\"");
      }
      if (!group.empty() && has_name(names, group)) {
        refuse(stage_pointer(i, "group"), "id_duplicate",
               "\"" + group + "\" is the name of a stage or an end, too");
      }
    }
  }

  void targets() {
    if (!flow_.start.empty() && flow_.find_stage(flow_.start) == nullptr) {
      refuse("/start", "target_unknown", "there is no stage \"" + flow_.start + "\"");
    }
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const Stage& stage = flow_.stages[i];
      for (std::size_t b = 0; b < stage.next.size(); ++b) {
        const std::string& to = stage.next[b].to;
        if (to.empty() || flow_.find_stage(to) != nullptr || flow_.find_end(to) != nullptr)
          continue;
        refuse(next_pointer(i, b), "target_unknown", "there is no stage or end \"" + to + "\"");
      }
    }
  }

  /// Positions of the stages that can come after the one at `index`, in one or more steps.
  const std::vector<bool>& after(std::size_t index) const { return after_[index]; }

  bool leads_to_end(std::size_t index) const {
    const auto& next = flow_.stages[index].next;
    return std::any_of(next.begin(), next.end(),
                       [&](const Branch& b) { return flow_.find_end(b.to) != nullptr; });
  }

  void reachability() {
    if (flow_.find_stage(flow_.start) == nullptr) return;
    const std::vector<bool> reached = ways_.reached(ways_.position(flow_.start));
    Names ends;
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      if (!reached[i]) {
        refuse(stage_pointer(i), "stage_unreachable",
               "no way leads to the stage \"" + flow_.stages[i].id + "\"");
        continue;
      }
      for (const Branch& branch : flow_.stages[i].next) add_name(ends, branch.to);
      bool ends_somewhere = leads_to_end(i);
      for (std::size_t s = 0; s < flow_.stages.size() && !ends_somewhere; ++s) {
        ends_somewhere = after(i)[s] && leads_to_end(s);
      }
      if (!ends_somewhere) {
        refuse(stage_pointer(i), "no_end_reachable",
               "from the stage \"" + flow_.stages[i].id + "\" no end can be reached");
      }
    }
    for (const End& end : flow_.ends) {
      if (has_name(ends, end.name)) continue;
      refuse(pointer_to("/ends", end.name), "end_unreachable",
             "no way leads to the end \"" + end.name + "\"");
    }
  }

  /// A loop in which nothing counts tries lets a page run in circles for ever.
  void loops() {
    // The ways that no limit ends: a stage that counts tries limits the loops through itself only.
    std::vector<bool> limited;
    for (const Stage& stage : flow_.stages) limited.push_back(stage.attempts > 0);
    const Ways ways(flow_, Ways::Returns::left_out);
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      if (limited[i] || !ways.leads(i, i, limited)) continue;
      refuse(stage_pointer(i), "loop_without_limit",
             "the stage \"" + flow_.stages[i].id +
                 "\" is in a loop; give one stage of the loop \"attempts\"");
    }
  }

  /// When a rule is evaluated, which tells what it can read of its own stage.
  enum class Moment {
    entry,   ///< `toRule` and the `…From`: nothing
    resume,  ///< `conditionalResumeFrom`: what it gave when it passed before
    pass,    ///< `next`: all, also under the short names
  };

  void rule(const Rule& rule, const std::string& where, const Stage& stage, Moment moment) {
    for (const std::string& root : rule.roots()) {
      bool own = root == "output" || root == "input";
      if (root == "inputs" || root == "stages" || (own && moment == Moment::pass)) continue;
      refuse(where, own ? "output_too_early" : "name_unknown",
             "a rule here cannot read \"" + root + "\"");
    }
    for (const std::string& path : rule.paths()) {
      std::size_t dot = path.find('.');
      if (dot == std::string::npos) continue;
      std::string root = path.substr(0, dot);
      std::string name = path.substr(dot + 1, path.find('.', dot + 1) - dot - 1);
      if (root == "inputs" && flow_.find_variable(name) == nullptr) {
        refuse(where, "variable_unknown", "the variable \"" + name + "\" is not declared");
      }
      if (root == "output" && moment == Moment::pass) output(stage, name, where);
      if (root == "stages" && other_stage(name, where, stage, moment)) {
        stage_part(path, name, where);
      }
    }
  }

  /// `stages.<id>` has `input` and `output`, and nothing else.
  void stage_part(const std::string& path, const std::string& name, const std::string& where) {
    constexpr std::size_t prefix = std::string_view("stages..").size();
    if (path.size() < prefix + name.size()) return;
    std::string part = path.substr(prefix + name.size());
    std::size_t end = std::min(part.find('.'), part.size());
    std::string of = part.substr(std::min(end + 1, part.size()));
    part.resize(end);
    if (part == "output" && !of.empty()) {
      output(*flow_.find_stage(name), of.substr(0, of.find('.')), where);
    }
    if (part == "input" || part == "output") return;
    refuse(where, "name_unknown",
           "of a stage a rule can read input and output, not \"" + part + "\"");
  }

  /// Can the stage ever have this output?
  void output(const Stage& stage, const std::string& name, const std::string& where) {
    const StageType* type = find_stage_type(stage.type);
    if (type == nullptr || type->outputs == nullptr) return;
    std::vector<std::string> possible = type->outputs(stage);
    if (std::find(possible.begin(), possible.end(), name) != possible.end()) return;
    refuse(where, "output_unknown",
           "the stage \"" + stage.id + "\" never has an output \"" + name + "\"");
  }

  void reveals() {
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const std::vector<std::string>& names = flow_.stages[i].reveal;
      for (std::size_t n = 0; n < names.size(); ++n) {
        output(flow_.stages[i], names[n], pointer_to(stage_pointer(i, "reveal"), n));
      }
    }
  }

  /// Can this stage be read here?
  bool other_stage(const std::string& name, const std::string& where, const Stage& stage,
                   Moment moment) {
    const Stage* other = flow_.find_stage(name);
    if (other == nullptr) {
      refuse(where, "stage_unknown", "there is no stage \"" + name + "\"");
      return false;
    }
    if (other->id == stage.id) {
      if (moment != Moment::entry) return true;
      refuse(where, "output_too_early", "the stage \"" + name + "\" has no output yet");
      return false;
    }
    if (after(ways_.position(name))[ways_.position(stage.id)]) return true;
    refuse(where, "output_too_early",
           "the stage \"" + name + "\" never comes before \"" + stage.id + "\"");
    return false;
  }

  void rules() {
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const Stage& stage = flow_.stages[i];
      for (std::size_t b = 0; b < stage.next.size(); ++b) {
        if (!stage.next[b].condition) continue;
        rule(*stage.next[b].condition, pointer_to(next_pointer(i, b), "if"), stage, Moment::pass);
      }
      for (const EntryRule& entry : stage.entry_rules) {
        rule(entry.rule, stage_pointer(i) + "/" + entry.at, stage, Moment::entry);
      }
      if (stage.conditional_resume && stage.conditional_resume->condition) {
        rule(*stage.conditional_resume->condition,
             pointer_to(stage_pointer(i, "conditionalResumeFrom"), "if"), stage, Moment::resume);
      }
    }
  }

  void resume_targets() {
    for (const End& end : flow_.ends) {
      if (end.resume_from.empty()) continue;
      std::string where = pointer_to(pointer_to("/ends", end.name), "resumeFrom");
      if (!known_target(end.resume_from)) {
        refuse(where, "target_unknown", "there is no stage or group \"" + end.resume_from + "\"");
      } else if (!comes_before_end(end)) {
        refuse(where, "target_forward",
               "no way from \"" + end.resume_from + "\" leads to this end");
      }
    }
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const Stage& stage = flow_.stages[i];
      if (!stage.conditional_resume || stage.conditional_resume->to.empty()) continue;
      const std::string& to = stage.conditional_resume->to;
      std::string where = pointer_to(stage_pointer(i, "conditionalResumeFrom"), "to");
      if (to == "self") continue;
      if (!known_target(to)) {
        refuse(where, "target_unknown", "there is no stage or group \"" + to + "\"");
      } else if (!can_go_back(i, to)) {
        refuse(where, "target_forward",
               "a resume can only go back, and \"" + to + "\" comes later");
      }
    }
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      if (flow_.stages[i].expires_after > flow_.resume.retention) {
        refuse(stage_pointer(i, "expiresAfter"), "beyond_retention",
               "the state is forgotten before this stage expires: see \"resume.retention\"");
      }
    }
    for (const std::string& name : flow_.resume.ignored_inputs) {
      if (flow_.find_variable(name) != nullptr) continue;
      refuse("/resume/ignoredStateRefreshInputKeys", "variable_unknown",
             "the variable \"" + name + "\" is not declared");
    }
  }

  /// Is the target, or a stage of it when it is a group, this stage or one before it?
  bool can_go_back(std::size_t from, const std::string& to) const {
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      bool meant = flow_.stages[i].id == to || flow_.stages[i].group == to;
      if (meant && (i == from || after(i)[from])) return true;
    }
    return false;
  }

  /// Can the stage that the end resumes from have been passed when the end is reached?
  bool comes_before_end(const End& end) const {
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const auto& next = flow_.stages[i].next;
      bool leads_here = std::any_of(next.begin(), next.end(),
                                    [&](const Branch& branch) { return branch.to == end.name; });
      if (leads_here && can_go_back(i, end.resume_from)) return true;
    }
    return false;
  }

  bool known_target(const std::string& name) const {
    return flow_.find_stage(name) != nullptr ||
           std::any_of(flow_.stages.begin(), flow_.stages.end(),
                       [&](const Stage& stage) { return stage.group == name; });
  }

  const Flow& flow_;
  std::vector<Error>& problems_;
  Ways ways_;
  std::vector<std::vector<bool>> after_;  ///< by position of the stage
};

}  // namespace

void check_graph(const Flow& flow, std::vector<Error>& problems) {
  GraphCheck(flow, problems).run();
  check_rules(flow, problems);
}

}  // namespace sealflow
