// Planning a resume in a flow of 200 stages, of which a quarter has passed.
#include <memory>

#include "contenders.hpp"
#include "sealflow/sealflow.hpp"

namespace sealflow::bench {
namespace {

constexpr std::int64_t now = 1'800'000'000'000;

std::string long_flow() {
  std::string stages;
  for (int i = 0; i < 200; ++i) {
    std::string next = "approved";
    if (i < 199) next.assign("FS0s").append(std::to_string(i + 1));
    if (i > 0) stages += ',';
    stages += R"({"id":"FS0s)";
    stages += std::to_string(i);
    stages += R"(","type":"form","fields":[{"name":"x","required":true}],"next":[)";
    stages += R"({"if":"input.x == 'no'","to":"declined"},{"to":")";
    stages += next;
    stages += R"("}]})";
  }
  return R"({"id":"FX0long","version":"1.0.0","start":"FS0s0","stages":[)" + stages +
         R"(],"ends":{"approved":{"status":"auto_approved"},"declined":{"status":"auto_declined"}}})";
}

Launch launch(bool first) {
  Launch launch{.handshake = "DS0" + std::string(22, 'a'), .retry = !first};
  (first ? launch.new_device : launch.device) = "device";
  launch.expires_at = now + 86'400'000;
  return launch;
}

/// Fifty stages, then given up and taken up again until there are that many events: what the events
/// add up to stays the same.
State walked(const Flow& flow, std::int64_t events) {
  State state;
  const auto send = [&](Command command) {
    command.entropy = std::string(64, 'e');
    Result<Decision> decision = decide(flow, state, command, now);
    if (decision) state = std::move(decision->state);
  };
  send({.type = "launch", .launch = launch(true)});
  for (int i = 0; i < 50; ++i) {
    send({.type = "submit", .stage = state.current, .input = Value::object({{"x", "yes"}})});
  }
  do {
    send({.type = "skip"});
    send({.type = "launch", .launch = launch(false)});
  } while (state.seq < events);
  return state;
}

}  // namespace

std::vector<Contender> plan_contenders() {
  const Result<Flow> parsed = parse_flow(long_flow());
  if (!parsed) return {};
  const auto flow = std::make_shared<const Flow>(*parsed);
  std::vector<Contender> contenders;
  for (const auto& [name, events] : {std::pair("plan-few", 100), std::pair("plan-many", 10'000)}) {
    const auto state = std::make_shared<const State>(walked(*flow, events));
    contenders.push_back({name, 1, [flow, state] {
                            const Result<Plan> made = plan(*flow, *state, launch(false), now);
                            return made ? made->target : std::string();
                          }});
    contenders.back().shown = [flow, state](const std::string& target) {
      const Result<Plan> made = plan(*flow, *state, launch(false), now);
      return target + " " + (made ? stringify(plan_to_json(*made)) : "");
    };
  }
  return contenders;
}

}  // namespace sealflow::bench
