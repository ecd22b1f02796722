// An index page and its steps: each step is a small flow of its own that begins and ends there.
#include <algorithm>

#include "flow_check.hpp"
#include "flow_ways.hpp"
#include "names.hpp"
#include "reader.hpp"

namespace sealflow {
namespace {

const Stage* index_of(const Flow& flow) {
  auto found = std::find_if(flow.stages.begin(), flow.stages.end(),
                            [](const Stage& stage) { return stage.type == "index"; });
  return found == flow.stages.end() ? nullptr : &*found;
}

std::size_t position_of(const Flow& flow, const Stage& stage) {
  return static_cast<std::size_t>(&stage - flow.stages.data());
}

class IndexCheck {
 public:
  IndexCheck(const Flow& flow, const Stage& index, std::vector<Error>& problems)
      : flow_(flow),
        index_(index),
        problems_(problems),
        ways_(flow),
        at_page_(position_of(flow, index)) {}

  void run() {
    only_one();
    for (std::size_t i = 0; i < index_.steps.size(); ++i) {
      name(i);
      start(i);
      dependencies(i);
    }
    apart();
    redirects();
  }

 private:
  std::string step_pointer(std::size_t step, std::string_view member = "") const {
    std::string pointer = pointer_to("/stages", at_page_);
    pointer = pointer_to(pointer_to(pointer, "steps"), step);
    return member.empty() ? pointer : pointer_to(pointer, member);
  }

  void refuse(const std::string& where, const char* reason, const std::string& message) {
    problems_.push_back(*failure(ErrorCode::flow_invalid, message, where, reason));
  }

  void only_one() {
    for (const Stage& stage : flow_.stages) {
      if (stage.type != "index" || &stage == &index_) continue;
      refuse(pointer_to("/stages", position_of(flow_, stage)), "index_twice",
             "a flow has one index page at most");
    }
  }

  const Step* find_step(std::string_view id) const {
    auto found = std::find_if(index_.steps.begin(), index_.steps.end(),
                              [&](const Step& step) { return step.id == id; });
    return found == index_.steps.end() ? nullptr : &*found;
  }

  void name(std::size_t i) {
    const std::string& id = index_.steps[i].id;
    if (id.empty()) return;
    bool group = std::any_of(flow_.stages.begin(), flow_.stages.end(),
                             [&](const Stage& stage) { return stage.group == id; });
    bool taken = group || flow_.find_stage(id) != nullptr || flow_.find_end(id) != nullptr;
    if (!taken && find_step(id) == &index_.steps[i]) return;
    refuse(step_pointer(i, "id"), "id_duplicate", "the name \"" + id + "\" is there twice");
  }

  void start(std::size_t i) {
    const Step& step = index_.steps[i];
    if (step.start.empty()) return;
    if (flow_.find_stage(step.start) == nullptr) {
      refuse(step_pointer(i, "start"), "target_unknown",
             "there is no stage \"" + step.start + "\"");
      return;
    }
    const std::vector<bool> stages = ways_.reached(ways_.position(step.start), at_page_);
    bool returns = false;
    for (std::size_t s = 0; s < stages.size(); ++s) {
      returns = returns || (stages[s] && leads_to(flow_.stages[s], index_.id));
    }
    if (returns) return;
    refuse(step_pointer(i), "step_without_return",
           "the step \"" + step.id + "\" never leads back to \"" + index_.id + "\"");
  }

  static bool leads_to(const Stage& stage, const std::string& to) {
    return std::any_of(stage.next.begin(), stage.next.end(),
                       [&](const Branch& branch) { return branch.to == to; });
  }

  void dependencies(std::size_t i) {
    const Step& step = index_.steps[i];
    for (const std::string& needed : step.depends_on) {
      if (find_step(needed) != nullptr) continue;
      refuse(step_pointer(i, "dependsOn"), "step_unknown", "there is no step \"" + needed + "\"");
    }
    // Each round follows one more dependency: after as many as there are steps, it is a circle.
    Names needed;
    for (const std::string& id : step.depends_on) add_name(needed, id);
    for (std::size_t round = 0; round < index_.steps.size(); ++round) {
      for (const Step& other : index_.steps) {
        if (!has_name(needed, other.id)) continue;
        for (const std::string& id : other.depends_on) add_name(needed, id);
      }
    }
    if (!has_name(needed, step.id)) return;
    refuse(step_pointer(i, "dependsOn"), "step_circle",
           "the step \"" + step.id + "\" would have to be done before itself");
  }

  /// A stage of two steps, or of a step and of the way past it, could not tell where it leads.
  void apart() {
    auto reached = [&](const std::string& id) {
      return ways_.reached(ways_.position(id), at_page_);
    };
    std::vector<std::vector<bool>> ways = {reached(flow_.start)};
    for (const Branch& branch : index_.next) {
      const std::vector<bool> past = reached(branch.to);
      for (std::size_t i = 0; i < past.size(); ++i) ways[0][i] = ways[0][i] || past[i];
    }
    for (const Step& step : index_.steps) ways.push_back(reached(step.start));
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const std::string& id = flow_.stages[i].id;
      auto ways_to =
          std::count_if(ways.begin(), ways.end(), [&](const auto& way) { return way[i]; });
      if (ways_to < 2) continue;
      refuse(pointer_to("/stages", i), "step_overlap",
             "the stage \"" + id + "\" is reached in two ways; a step begins at its index page, " +
                 "leads back to it, and shares no stage");
    }
  }

  void redirects() {
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const Stage& stage = flow_.stages[i];
      if (!stage.conditional_resume) continue;
      for (const Stage& target : flow_.stages) {
        const std::string& to = stage.conditional_resume->to;
        bool meant = target.id == to || target.group == to;
        if (!meant || target.step.empty() || target.step == stage.step) continue;
        refuse(pointer_to(pointer_to("/stages", i), "conditionalResumeFrom"), "target_other_step",
               "a resume cannot go back into another step, \"" + target.step + "\"");
        break;
      }
    }
  }

  const Flow& flow_;
  const Stage& index_;
  std::vector<Error>& problems_;
  Ways ways_;
  std::size_t at_page_;
};

}  // namespace

void assign_steps(Flow& flow) {
  const Stage* index = index_of(flow);
  if (index == nullptr) return;
  const Ways ways(flow);
  for (const Step& step : index->steps) {
    const std::vector<bool> stages =
        ways.reached(ways.position(step.start), position_of(flow, *index));
    for (std::size_t i = 0; i < flow.stages.size(); ++i) {
      if (stages[i]) flow.stages[i].step = step.id;
    }
  }
}

void check_index_page(const Flow& flow, std::vector<Error>& problems) {
  if (const Stage* index = index_of(flow)) IndexCheck(flow, *index, problems).run();
}

}  // namespace sealflow
