#include "flow_ways.hpp"

#include <algorithm>

namespace sealflow {

Ways::Ways(const Flow& flow, Returns returns) : flow_(flow), to_(flow.stages.size()) {
  for (std::size_t i = 0; i < flow.stages.size(); ++i) {
    const Stage& stage = flow.stages[i];
    auto add = [&](std::string_view id) {
      std::size_t next = position(id);
      if (next == nowhere) return;
      bool back = !stage.step.empty() && flow.stages[next].type == "index";
      if (!back || returns == Returns::followed) to_[i].push_back(next);
    };
    for (const Branch& branch : stage.next) add(branch.to);
    for (const Step& step : stage.steps) add(step.start);
  }
}

std::size_t Ways::position(std::string_view id) const {
  const Stage* stage = flow_.find_stage(id);
  return stage == nullptr ? nowhere : static_cast<std::size_t>(stage - flow_.stages.data());
}

std::vector<bool> Ways::after(std::size_t from, const std::vector<bool>& closed) const {
  std::vector<bool> seen(to_.size());
  std::vector<std::size_t> open = {from};
  while (!open.empty()) {
    std::size_t at = open.back();
    open.pop_back();
    for (std::size_t next : to_[at]) {
      if (seen[next] || (!closed.empty() && closed[next])) continue;
      seen[next] = true;
      open.push_back(next);
    }
  }
  return seen;
}

bool Ways::leads(std::size_t from, std::size_t to, const std::vector<bool>& closed) const {
  return after(from, closed)[to];
}

std::vector<bool> Ways::reached(std::size_t from, std::size_t closed) const {
  if (from == nowhere || from == closed) return std::vector<bool>(to_.size());
  std::vector<bool> shut(to_.size());
  if (closed != nowhere) shut[closed] = true;
  std::vector<bool> found = after(from, shut);
  found[from] = true;
  return found;
}

bool Ways::always_before(std::size_t other, std::size_t stage) const {
  std::size_t start = position(flow_.start);
  if (other == stage || other == nowhere || stage == nowhere) return false;
  if (step_done_before(other, stage)) return true;
  return start != nowhere && !reached(start, other)[stage];
}

/// What was done in another step is there when that step is waited for, or when the page is left.
bool Ways::step_done_before(std::size_t other, std::size_t stage) const {
  const std::string& step = flow_.stages[other].step;
  auto page = std::find_if(flow_.stages.begin(), flow_.stages.end(),
                           [](const Stage& one) { return one.type == "index"; });
  if (step.empty() || page == flow_.stages.end() || flow_.stages[stage].step == step) return false;
  auto find = [&](std::string_view id) {
    return std::find_if(page->steps.begin(), page->steps.end(),
                        [&](const Step& one) { return one.id == id; });
  };
  const auto at_page = static_cast<std::size_t>(page - flow_.stages.begin());
  const auto done = find(step);
  const std::size_t begin = position(done->start);
  if (begin == nowhere || (begin != other && reached(begin, other)[at_page])) return false;

  const std::string& into = flow_.stages[stage].step;
  if (into.empty()) {
    bool after_page = stage == at_page || always_before(at_page, stage);
    return after_page && !done->optional;
  }
  // Each round follows one more dependency, so that steps which wait for each other end it, too.
  std::vector<std::string> needed = {into};
  for (std::size_t i = 0; i < needed.size() && i < page->steps.size(); ++i) {
    const auto waits = find(needed[i]);
    if (waits == page->steps.end()) continue;
    for (const std::string& id : waits->depends_on) {
      if (std::find(needed.begin(), needed.end(), id) == needed.end()) needed.push_back(id);
    }
  }
  return std::find(needed.begin(), needed.end(), step) != needed.end();
}

}  // namespace sealflow
