#include "random_flow.hpp"

#include "stage_kinds.hpp"

namespace property {

using sealflow::Array;
using sealflow::Value;

namespace {

constexpr const char* rules[] = {"has(inputs.who) && inputs.who == 'a'", "has(inputs.who)",
                                 "inputs.who == 'a' || has(stages.FS0s0)",
                                 // Cannot be evaluated where a launch brought no `who`.
                                 "inputs.who == 'b'"};
constexpr const char* form_rules[] = {"input.x == 'b'", "input.x.startsWith('a')",
                                      "size(input.x) > 1"};
constexpr const char* number_rules[] = {"input.n != null && input.n + 1.0 > 0.0",
                                        // Cannot be evaluated where nothing was typed.
                                        "input.n > 0.0"};

const char* random_rule(Random& random, const Value& stage) {
  const std::size_t fields = stage["fields"].size();
  if (fields > 0 && random.chance(2)) return random.one_of(form_rules);
  const bool has_number = fields > 1 && stage["fields"].items()[1]["name"] == Value("n");
  if (has_number && random.chance(2)) return random.one_of(number_rules);
  if (stage.find("reveal") != nullptr && random.chance(2)) {
    return "has(output.category) ? output.category == 'P' : false";
  }
  return random.one_of(rules);
}

Value random_next(Random& random, const Value& stage, std::size_t index, std::size_t count) {
  // The last entry leads on by number, so that every stage can be reached; others lead anywhere.
  Value next = Value::array();
  while (random.chance(2)) {
    const std::string to = random.chance(3) ? "declined" : stage_id(random.below(count));
    next.push(Value::object({{"if", random_rule(random, stage)}, {"to", to}}));
  }
  next.push(Value::object({{"to", index + 1 < count ? stage_id(index + 1) : "approved"}}));
  return next;
}

Value random_stage(Random& random, std::size_t index, std::size_t count) {
  Value stage = Value::object({{"id", stage_id(index)}});
  const StageKind& kind = random_kind(random);
  stage.set("type", kind.type);
  kind.define(random, stage);
  stage.set("attempts", static_cast<std::int64_t>(1 + random.below(4)));
  if (random.chance(3)) stage.set("attemptsReset", "12h");
  if (random.chance(3)) stage.set("expiresAfter", random.chance(2) ? "1d" : "3d");
  if (random.chance(4)) stage.set("skipCPRPut", true);
  if (random.chance(4)) stage.set("group", random.chance(2) ? "g1" : "g2");
  if (random.chance(4)) {
    const std::string to = random.chance(2) ? "self" : stage_id(random.below(index + 1));
    stage.set("conditionalResumeFrom", Value::object({{"if", "inputs.who == 'a'"}, {"to", to}}));
  }
  stage.set("next", random_next(random, stage, index, count));
  return stage;
}

/// A stage whose only ways are to `to` and, perhaps, to an end.
Value plain_stage(Random& random, std::size_t index, const std::string& to) {
  Value stage = random_stage(random, index, index + 1);
  Value next = Value::array();
  if (random.chance(4)) next.push(Value::object({{"if", "inputs.who == 'a'"}, {"to", "declined"}}));
  next.push(Value::object({{"to", to}}));
  stage.set("next", std::move(next));
  return stage;
}

/// An index page with one to three steps of one or two stages, and a stage after it.
Value index_stages(Random& random) {
  Value stages = Value::array({Value()});
  Value steps = Value::array();
  std::size_t next = 1;
  for (std::size_t count = 1 + random.below(3); steps.size() < count;) {
    Value step = Value::object({{"id", "t" + std::to_string(steps.size())}});
    step.set("start", stage_id(next));
    if (random.chance(3)) step.set("optional", true);
    if (steps.size() > 0 && random.chance(2)) step.set("dependsOn", Value::array({Value("t0")}));
    if (random.chance(2)) {
      stages.push(plain_stage(random, next, stage_id(next + 1)));
      ++next;
    }
    stages.push(plain_stage(random, next++, stage_id(0)));
    steps.push(std::move(step));
  }
  stages.push(plain_stage(random, next, "approved"));
  Array list = stages.items();
  list.front() = Value::object({{"id", stage_id(0)},
                                {"type", "index"},
                                {"steps", std::move(steps)},
                                {"next", Value::array({Value::object({{"to", stage_id(next)}})})}});
  return Value(std::move(list));
}

bool leads_to(const Value& stages, std::string_view target) {
  for (const Value& stage : stages.items()) {
    for (const Value& branch : stage["next"].items()) {
      if (branch["to"] == Value(target)) return true;
    }
  }
  return false;
}

Value random_resume(Random& random) {
  Value resume = Value::object({{"retention", "5d"}});
  resume.set("ignoredStateRefreshInputKeys", Value::array({Value("tag")}));
  if (random.chance(3)) resume.set("afterEnd", "restart");
  if (random.chance(4)) {
    resume.set("exitOnEndStates", Value::array({Value("auto_approved"), Value("error")}));
  }
  if (random.chance(4)) resume.set("parallelSessions", random.chance(2) ? "oldest" : "allow");
  return resume;
}

}  // namespace

std::string stage_id(std::size_t index) { return "FS0s" + std::to_string(index); }

Value random_definition(Random& random) {
  const std::size_t count = 1 + random.below(6);
  const Value text = Value::object({{"type", "string"}});
  Value flow = Value::object({{"id", "FX0random"}, {"version", "1.0.0"}, {"start", stage_id(0)}});
  flow.set("variables",
           Value::object({{"who", text},
                          {"tag", text},
                          {"mobile", Value::object({{"type", "string"}, {"source", "backend"}})}}));
  Value stages = Value::array();
  if (random.chance(5)) {
    stages = index_stages(random);
  } else {
    for (std::size_t i = 0; i < count; ++i) stages.push(random_stage(random, i, count));
  }
  const char* status = random.chance(3) ? "needs_review" : "auto_approved";
  Value ends = Value::object({{"approved", Value::object({{"status", status}})}});
  if (leads_to(stages, "declined")) {
    Value declined = Value::object({{"status", "auto_declined"}, {"reason", "by rule"}});
    // The first stage is on every way; others may not be on the way to this end.
    if (random.chance(2)) {
      declined.set("resumeFrom", stage_id(random.chance(2) ? 0 : random.below(count)));
    }
    ends.set("declined", std::move(declined));
  }
  flow.set("stages", std::move(stages));
  flow.set("ends", std::move(ends));
  flow.set("resume", random_resume(random));
  return flow;
}

}  // namespace property
