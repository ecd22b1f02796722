// The walk: ten one-time codes, each typed wrongly, wrongly, rightly. Thirty transitions.
#include "contenders.hpp"
#include "sealflow/sealflow.hpp"

namespace sealflow::bench {
namespace {

constexpr std::int64_t start_time = 1'800'000'000'000;
constexpr int transitions = 30;

Command launch_command() {
  Command command{.type = "launch", .entropy = std::string(64, 'e')};
  command.launch.handshake = "DS0" + std::string(22, 'a');
  command.launch.backend_variables = Value::object({{"mobile", "+919876543210"}});
  command.launch.new_device = "device";
  command.launch.expires_at = start_time + 86'400'000;
  return command;
}

/// Who decides, and what is kept between two commands.
class Walk {
 public:
  explicit Walk(const Flow& flow) : flow_(flow) {}

  State run() {
    send(launch_command());
    while (state_.outcome == Outcome::none) {
      Command command{.type = "submit",
                      .stage = state_.current,
                      .epoch = state_.epoch,
                      .entropy = std::string(64, 'e')};
      const std::string right = code_;
      std::string wrong = right;
      wrong.back() = wrong.back() == '0' ? '1' : '0';
      for (const std::string& code : {wrong, wrong, right}) {
        command.input = Value::object({{"code", code}});
        send(command);
      }
    }
    return std::move(state_);
  }

  bool restores = false;
  std::vector<LoggedEvent> log;
  bool logs = false;

 private:
  void send(const Command& command) {
    if (restores) {
      // What a server without memory does: read the state, decide, write the state.
      Result<Value> json = text_.empty() ? Value() : parse_json(text_);
      state_ = *state_from_json(*json);
    }
    Result<Decision> decision = decide(flow_, std::move(state_), command, start_time);
    if (!decision) return;
    state_ = std::move(decision->state);
    if (logs) {
      for (LoggedEvent& event : decision->events) log.push_back(std::move(event));
    }
    if (restores) text_ = stringify(state_to_json(state_));
    if (!decision->effects.empty()) code_ = decision->effects.back().payload["code"].as_string();
  }

  const Flow& flow_;
  State state_;
  std::string text_;
  std::string code_;
};

}  // namespace

std::vector<Contender> walk_contenders(const std::string& flow_text) {
  const Result<Flow> parsed = parse_flow(flow_text);
  if (!parsed) return {};
  const auto flow = std::make_shared<const Flow>(*parsed);
  Walk logged(*flow);
  logged.logs = true;
  logged.run();
  const auto log = std::make_shared<const std::vector<LoggedEvent>>(std::move(logged.log));
  return {
      {"walk", transitions, [flow] { return Walk(*flow).run().head; }},
      {"walk-restored", transitions,
       [flow] {
         Walk walk(*flow);
         walk.restores = true;
         return walk.run().head;
       }},
      // What of it is the chain: the canonical JSON and the hashes of the same events, nothing
      // else.
      {"walk-chain", transitions,
       [log] {
         std::string head;
         for (const LoggedEvent& event : *log) {
           if (event.secret) head = *commitment(*event.secret);
           head = event_hash(event.event);
         }
         return head;
       }},
  };
}

}  // namespace sealflow::bench
