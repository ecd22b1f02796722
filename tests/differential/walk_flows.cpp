// walk_flows: a line {"flow", "inputs", "commands"} in, a line with what there is to see after the
// launch and after each command out. What core.mjs does through WebAssembly, natively and fast
// enough for a hundred thousand flows.
#include <iostream>
#include <string>

#include "sealflow/sealflow.hpp"

namespace {

using namespace sealflow;

constexpr std::int64_t begin = 1'800'000'000'000;

class Core {
 public:
  explicit Core(Flow flow) : flow_(std::move(flow)) {}

  Result<void> launch(Launch launch) {
    launch.handshake = "DS0" + std::string(22, 'a');
    launch.backend_variables = Value::object({{"mobile", "+919876543210"}});
    launch.expires_at = begin + 86'400'000;
    return decide({.type = "launch", .launch = std::move(launch)});
  }

  Result<void> send(const Value& command) {
    const std::string& type = command["type"].as_string();
    if (type == "retry") return launch({.retry = true, .device = "d1"});
    if (type == "skip") return decide({.type = "skip"});
    if (type == "fail") {
      return decide({.type = "fail", .input = Value::object({{"code", "camera_unavailable"}})});
    }
    const Value* named = command.find("stage");
    return decide({.type = "submit",
                   .stage = named != nullptr ? named->as_string() : state_.current,
                   .input = input_of(command["answers"]),
                   .media = media_});
  }

  Value seen() const {
    Value tries = Value::array();
    for (const Stage& stage : flow_.stages) {
      const StageRecord* record = state_.find(stage.id);
      tries.push(record != nullptr ? record->tries : 0);
    }
    const bool open = state_.outcome == Outcome::none;
    return Value::array({Value(open ? state_.current : ""), Value(outcome_name(state_.outcome)),
                         Value(state_.end), Value(state_.status), tries});
  }

 private:
  Result<void> decide(Command command) {
    ++count_;
    command.entropy = sha256_hex(std::to_string(count_));
    Result<Decision> decision = sealflow::decide(flow_, state_, command, begin + count_ * 1000);
    if (!decision) {
      // Others change nothing and are part of the walk.
      if (decision.error().code == ErrorCode::internal) return decision.pass();
      return {};
    }
    for (const LoggedEvent& event : decision->events) {
      if (Result<Evolution> evolution = evolve(state_, event); !evolution) return evolution.pass();
    }
    for (const Effect& effect : decision->effects) code_ = effect.payload["code"].as_string();
    return {};
  }

  /// The answer for the stage that is due, with the code that was sent.
  Value input_of(const Value& answers) const {
    const Stage* stage = flow_.find_stage(state_.current);
    const Value& answer = answers[stage != nullptr ? stage->type : "form"];
    if (stage == nullptr || stage->type != "otp") return answer;
    std::string code = code_;
    if (answer == Value("short")) code = "12";
    if (answer == Value("wrong")) code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
    return Value::object({{"code", code}});
  }

  Flow flow_;
  State state_;
  std::string code_ = "000000";
  std::int64_t count_ = 0;
  Value media_ =
      Value::object({{"MX1known", Value::object({{"type", "image/png"}, {"size", 1000}})}});
};

Value walk(const Value& task) {
  Result<Flow> flow = flow_from_json(task["flow"]);
  if (!flow) return error_to_json(flow.error());
  Core core(std::move(*flow));
  if (Result<void> done = core.launch({.variables = task["inputs"], .new_device = "d1"}); !done) {
    return error_to_json(done.error());
  }
  Value seen = Value::array({core.seen()});
  for (const Value& command : task["commands"].items()) {
    if (Result<void> done = core.send(command); !done) return error_to_json(done.error());
    seen.push(core.seen());
  }
  return seen;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  while (std::getline(std::cin, line)) {
    Result<Value> task = parse_json(line);
    std::cout << stringify(task ? walk(*task) : error_to_json(task.error())) << '\n';
  }
  return std::cout.flush().good() ? 0 : 1;
}
