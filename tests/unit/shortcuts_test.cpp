// Shortcuts that must not be seen: they say what the long way says.
#include "support.hpp"

using namespace support;

namespace {

Command launch_command() {
  Command command{.type = "launch", .entropy = std::string(64, 'e')};
  command.launch.handshake = "DS0" + std::string(22, 'a');
  command.launch.new_device = "device";
  command.launch.expires_at = start_time + day;
  return command;
}

}  // namespace

TEST_CASE("the state of a decision is what evolve makes of its events", "[decide]") {
  const Flow flow = three_forms();
  State state;
  for (const Command& command : {launch_command(), Command{.type = "submit",
                                                   .stage = "FS0a",
                                                   .input = Value::object({{"x", "yes"}}),
                                                   .entropy = std::string(64, 'f')}}) {
    const Result<Decision> decision = decide(flow, state, command, start_time);
    REQUIRE(decision.has_value());
    for (const LoggedEvent& event : decision->events) {
      const Result<Evolution> evolution = evolve(state, event);
      REQUIRE(evolution.has_value());
      CHECK(*evolution == Evolution::applied);
    }
    CHECK(stringify(state_to_json(decision->state)) == stringify(state_to_json(state)));
  }
}

TEST_CASE("a kept key signs like a key that is given each time", "[signature]") {
  for (const std::size_t size : {0U, 1U, 32U, 64U, 65U, 200U}) {
    const std::string key(size, 'k');
    const HmacKey kept(key);
    for (const std::size_t length : {0U, 1U, 55U, 56U, 64U, 1000U}) {
      const std::string message(length, 'm');
      CHECK(kept.bytes(message) == hmac_sha256_bytes(key, message));
      CHECK(kept.bytes(message) == kept.bytes(message));
    }
  }
}

TEST_CASE("a rule is bound to what it reads", "[rule]") {
  const Result<Rule> rule = parse_rule("stages.FS0a.output.ok && input.x == 1");
  REQUIRE(rule.has_value());
  for (const char* read : {"stages", "stages.FS0a", "stages.FS0a.output.ok.deep", "input"}) {
    CHECK(rule->reads(read));
  }
  for (const char* other : {"inputs", "output", "stages.FS0ab", "stages.FS0", "in"}) {
    CHECK_FALSE(rule->reads(other));
  }
}
