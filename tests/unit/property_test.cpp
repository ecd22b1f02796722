// What holds for any flow and any walk: random flows, random commands, fixed seeds.
#include <set>

#include "support.hpp"

using namespace support;

namespace {

/// SplitMix64: small, and the same everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  bool chance(std::size_t in) { return below(in) == 0; }

 private:
  std::uint64_t state_;
};

std::string id_of(std::size_t stage) { return "FS0s" + std::to_string(stage); }

Value stage_of(Random& random, std::size_t index, std::size_t count) {
  Value stage = Value::object({{"id", id_of(index)}});
  const std::size_t type = random.below(4);
  if (type == 0) {
    stage.set("type", "consent");
    stage.set("text", "Yes?");
  } else if (type == 1) {
    stage.set("type", "otp");
    stage.set("toRule", "inputs.mobile");
  } else {
    stage.set("type", "form");
    stage.set("fields", json(R"([{"name": "x", "required": true}])"));
  }
  stage.set("attempts", static_cast<std::int64_t>(1 + random.below(4)));
  if (random.chance(3)) stage.set("attemptsReset", "12h");
  if (random.chance(3)) stage.set("expiresAfter", random.chance(2) ? "1d" : "3d");
  if (random.chance(4)) stage.set("skipCPRPut", true);
  if (random.chance(4)) stage.set("group", random.chance(2) ? "g1" : "g2");
  if (random.chance(4)) {
    const std::string to = random.chance(2) ? "self" : id_of(random.below(index + 1));
    stage.set("conditionalResumeFrom", Value::object({{"if", "inputs.who == 'a'"}, {"to", to}}));
  }
  // The way on is by number, so that every stage can be reached; other entries lead anywhere.
  Value next = Value::array();
  while (random.chance(2)) {
    const char* rules[] = {"inputs.who == 'a'", "input.x == 'b'", "output.none == 1",
                           "has(stages.FS0s0.input.x)"};
    const std::string to = random.chance(3) ? "declined" : id_of(random.below(count));
    next.push(Value::object({{"if", rules[random.below(4)]}, {"to", to}}));
  }
  next.push(Value::object({{"to", index + 1 < count ? id_of(index + 1) : "approved"}}));
  stage.set("next", std::move(next));
  return stage;
}

/// Most definitions are valid; the others say which problem they have, and are thrown away.
std::optional<Flow> random_flow(Random& random) {
  const std::size_t count = 1 + random.below(5);
  Value flow = json(R"({"id": "FX0random", "version": "1.0.0", "start": "FS0s0", "variables": {
      "who": {"type": "string"}, "tag": {"type": "string"},
      "mobile": {"type": "string", "source": "backend"}}})");
  Value stages = Value::array();
  for (std::size_t i = 0; i < count; ++i) stages.push(stage_of(random, i, count));
  flow.set("stages", std::move(stages));
  Value declined = Value::object({{"status", "auto_declined"}});
  if (random.chance(2)) declined.set("resumeFrom", id_of(random.below(count)));
  Value ends = Value::object({{"approved", Value::object({{"status", "auto_approved"}})}});
  if (stringify(flow).find("\"declined\"") != std::string::npos)
    ends.set("declined", std::move(declined));
  flow.set("ends", std::move(ends));
  Value resume = json(R"({"retention": "5d", "ignoredStateRefreshInputKeys": ["tag"]})");
  if (random.chance(3)) resume.set("afterEnd", "restart");
  if (random.chance(4)) resume.set("exitOnEndStates", json(R"(["auto_approved", "error"])"));
  if (random.chance(4)) resume.set("parallelSessions", "oldest");
  flow.set("resume", std::move(resume));
  Result<Flow> parsed = flow_from_json(flow);
  return parsed ? std::optional<Flow>(std::move(*parsed)) : std::nullopt;
}

Value random_input(Random& random, const Walker& walker) {
  switch (random.below(5)) {
    case 0:
      return json(R"({"accepted": true})");
    case 1:
      return random.chance(2) ? json(R"({"x": "a"})") : json(R"({"x": "b"})");
    case 2:
      return json(R"({"code": "000000"})");
    case 3:
      if (walker.effects.empty()) return Value();
      return Value::object({{"code", walker.effects.back().payload["code"]}});
    default:
      return json(R"({"x": 1, "y": [], "accepted": "no"})");
  }
}

Value random_variables(Random& random) {
  switch (random.below(6)) {
    case 0:
      return json(R"({"who": "a"})");
    case 1:
      return json(R"({"who": "b", "tag": "t"})");
    case 2:
      return json(R"({"who": 7})");
    default:
      return Value();
  }
}

Result<Decision> random_step(Random& random, Walker& walker) {
  const std::string current = walker.state.current;
  switch (random.below(12)) {
    case 0:
      return walker.launch(random.chance(2), random_variables(random));
    case 1:
      return walker.launch(true);
    case 2:
      return walker.launch_on(random.chance(2) ? "" : "device1", true);
    case 3:
      return walker.send({.type = "send_code", .stage = current});
    case 4:
      return random.chance(4) ? walker.send_plain("skip") : walker.send_plain("acknowledge");
    case 5:
      if (random.chance(3)) {
        return walker.send({.type = "fail", .input = json(R"({"code": "camera_unavailable"})")});
      }
      return walker.send({.type = "effect_result",
                          .actor = random.chance(2) ? Actor::server : Actor::page,
                          .stage = current,
                          .input = json(R"({"ok": false})")});
    case 6:
      return walker.submit(id_of(random.below(6)), random_input(random, walker));
    default:
      return walker.submit(current, random_input(random, walker));
  }
}

/// A walk of random steps; refused ones must leave everything as it was.
void walk(Random& random, Walker& walker, int steps) {
  walker.backend_variables = json(R"({"mobile": "+919876543210"})");
  if (random.chance(8)) walker.backend_variables = json(R"({"mobile": "none"})");
  REQUIRE(walker.launch(false, json(R"({"who": "b"})")));
  for (int i = 0; i < steps; ++i) {
    walker.now += static_cast<std::int64_t>(random.below(4) == 0 ? random.below(2 * 86'400'000)
                                                                 : random.below(60'000));
    const std::string before = walker.text();
    const Result<Decision> decision = random_step(random, walker);
    if (decision) continue;
    INFO(decision.error().message);
    REQUIRE(decision.error().code != ErrorCode::internal);
    REQUIRE(decision.error().code != ErrorCode::log_damaged);
    REQUIRE(walker.text() == before);
  }
}

/// What must be true of any state.
void check_sound(const Walker& walker) {
  const State& state = walker.state;
  std::set<std::string> path(state.path.begin(), state.path.end());
  CHECK(path.size() == state.path.size());
  for (const std::string& id : state.path) CHECK(state.find(id)->progress != Progress::dropped);
  if (!state.current.empty()) CHECK((!state.path.empty() && state.path.back() == state.current));
  if (state.outcome == Outcome::completed) {
    for (const std::string& id : state.path) CHECK(state.passed(id));
    CHECK(result_of(state).has_value());
  }
  for (const StageRecord& record : state.stages) {
    const Stage* stage = walker.flow.find_stage(record.id);
    REQUIRE(stage != nullptr);
    CHECK(record.tries <= stage->attempts);
    if (record.progress == Progress::dropped)
      CHECK((record.input.is_null() && record.memory.is_null()));
  }
}

}  // namespace

TEST_CASE("random walks over random flows stay sound and replay to the same bytes", "[property]") {
  int flows = 0;
  int events = 0;
  std::set<std::string> outcomes;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    std::optional<Flow> flow = random_flow(random);
    if (!flow) continue;
    ++flows;
    Walker walker(std::move(*flow));
    walk(random, walker, 40);
    check_sound(walker);
    CHECK(replayed(walker.log) == walker.text());
    CHECK(stringify(state_to_json(*state_from_json(json(walker.text())))) == walker.text());
    events += static_cast<int>(walker.log.size());
    outcomes.insert(std::string(outcome_name(walker.state.outcome)) + walker.state.status);
  }
  // The walks are worth something only if they get somewhere.
  CHECK(flows > 40);
  CHECK(events > 500);
  CHECK(outcomes.size() >= 4);
}

TEST_CASE("events in any order, with repeats, end in the same state", "[property]") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    Random random(seed * 1009);
    std::optional<Flow> flow = random_flow(random);
    if (!flow) continue;
    Walker walker(std::move(*flow));
    walk(random, walker, 15);
    State state;
    std::vector<std::size_t> waiting;
    for (std::size_t i = 0; i < walker.log.size(); ++i) waiting.insert(waiting.end(), 2, i);
    // Whatever is refused for a gap is offered again, as a page would fetch it again.
    while (!waiting.empty()) {
      const std::size_t pick = random.below(waiting.size());
      const Result<Evolution> evolution = evolve(state, walker.log[waiting[pick]]);
      REQUIRE(evolution.has_value());
      if (*evolution != Evolution::gap)
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(pick));
    }
    CHECK(stringify(state_to_json(state)) == walker.text());
  }
}

TEST_CASE("a page's copy of a random log verifies", "[property]") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Random random(seed * 7919);
    std::optional<Flow> flow = random_flow(random);
    if (!flow) continue;
    Walker walker(std::move(*flow));
    walk(random, walker, 20);
    const Result<Replay> page = sealflow::replay(without_secrets(walker.log));
    REQUIRE(page.has_value());
    CHECK(page->erased);
    CHECK(page->state.head == walker.state.head);
    CHECK(page->state.status == walker.state.status);
    CHECK(page->state.path == walker.state.path);
    CHECK(page->state.current == walker.state.current);
  }
}
