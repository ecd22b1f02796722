// The smallest program around the core: one form, one launch, one answer.
#include <iostream>
#include <sealflow/sealflow.hpp>

using namespace sealflow;

int main() {
  Result<Flow> flow = parse_flow(R"({
    "id": "FX0hello", "version": "1.0.0", "start": "FS0name",
    "stages": [{"id": "FS0name", "type": "form",
                "fields": [{"name": "name", "format": "name", "required": true}], "next": "done"}],
    "ends": {"done": {"status": "auto_approved"}}})");
  if (!flow) return 1;

  State state;
  auto carry_out = [&](Command command) {
    // Time and randomness come from you: here they stand still, so that every run prints the same.
    const std::int64_t now = 1'767'225'600'000;
    command.entropy = std::string(64, '0');
    Result<Decision> decision = decide(*flow, state, command, now);
    if (!decision) {
      std::cout << "refused: " << decision.error().details[0].message << "\n";
      return;
    }
    for (const LoggedEvent& event : decision->events) {
      if (!evolve(state, event)) return;
      std::cout << event.event.seq << " " << event.event.type << " " << event.event.stage << "\n";
    }
  };

  Command launch{.type = "launch"};
  launch.launch.handshake = "DS0hello";
  launch.launch.new_device = "this device";
  launch.launch.expires_at = INT64_MAX;
  carry_out(launch);
  carry_out({.type = "submit", .stage = "FS0name", .input = Value::object({{"name", ""}})});
  carry_out({.type = "submit", .stage = "FS0name", .input = Value::object({{"name", "Asha Rao"}})});
  if (state.outcome != Outcome::completed) return 1;
  std::cout << state.status << ": " << stringify(*result_of(state)) << "\n";
}
