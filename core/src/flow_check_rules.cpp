// Checks of single rules against the flow around them: can they ever be true, and is what they
// read there on every way?
#include "flow_check.hpp"
#include "flow_ways.hpp"
#include "names.hpp"
#include "reader.hpp"
#include "rule_outcomes.hpp"

namespace sealflow {
namespace {

class RuleCheck {
 public:
  RuleCheck(const Flow& flow, std::vector<Error>& problems)
      : flow_(flow), problems_(problems), ways_(flow) {}

  void run() {
    for (std::size_t i = 0; i < flow_.stages.size(); ++i) {
      const Stage& stage = flow_.stages[i];
      std::string pointer = pointer_to("/stages", i);
      branches(i, pointer_to(pointer, "next"));
      for (const EntryRule& entry : stage.entry_rules) {
        reads(entry.rule, i, pointer + "/" + entry.at);
      }
      // A redirect's rule that fails is no redirect, so it may read what is not there.
      if (stage.conditional_resume && stage.conditional_resume->condition) {
        can_hold(*stage.conditional_resume->condition,
                 pointer_to(pointer_to(pointer, "conditionalResumeFrom"), "if"));
      }
    }
  }

 private:
  void refuse(const std::string& where, const char* reason, const std::string& message) {
    problems_.push_back(*failure(ErrorCode::flow_invalid, message, where, reason));
  }

  bool can_hold(const Rule& rule, const std::string& where) {
    if (outcomes_of(rule, flow_).yes) return true;
    refuse(where, "rule_dead", "this rule is never true");
    return false;
  }

  void branches(std::size_t stage, const std::string& pointer) {
    Names earlier;
    const std::vector<Branch>& next = flow_.stages[stage].next;
    for (std::size_t b = 0; b < next.size(); ++b) {
      if (!next[b].condition) continue;
      const Rule& rule = *next[b].condition;
      std::string where = pointer_to(pointer_to(pointer, b), "if");
      reads(rule, stage, where);
      if (!add_name(earlier, rule.text())) {
        refuse(where, "rule_dead", "an entry before this one has the same rule");
      } else if (can_hold(rule, where) && !outcomes_of(rule, flow_).no) {
        refuse(where, "rule_dead",
               "this rule is never false, so the entries after it can never be taken");
      }
    }
  }

  /// A stage that may have been left out, read without asking: the run would end with `rule_error`
  /// for those who came the other way, and only for them.
  void reads(const Rule& rule, std::size_t stage, const std::string& where) {
    Names names;
    for (const std::string& path : rule.paths()) {
      if (!path.starts_with("stages.")) continue;
      std::string name = path.substr(std::string_view("stages.").size());
      add_name(names, name.substr(0, name.find('.')));
    }
    for (const std::string& name : names) {
      std::size_t read = ways_.position(name);
      if (read == Ways::nowhere || read == stage || !ways_.leads(read, stage)) continue;
      if (ways_.always_before(read, stage) || !needs_stage(rule, flow_, name)) continue;
      refuse(
          where, "output_uncertain",
          "not every way here passes \"" + name + "\"; ask first: has(stages." + name + ") && …");
    }
  }

  const Flow& flow_;
  std::vector<Error>& problems_;
  Ways ways_;
};

}  // namespace

void check_rules(const Flow& flow, std::vector<Error>& problems) {
  RuleCheck(flow, problems).run();
}

}  // namespace sealflow
