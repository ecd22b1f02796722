// What the tests of runs share: flows, and a walker that plays page and server in one.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sealflow/sealflow.hpp"

namespace support {

using namespace sealflow;

inline constexpr std::int64_t start_time = 1'800'000'000'000;
inline constexpr std::int64_t hour = 3'600'000;
inline constexpr std::int64_t day = 24 * hour;

/// A file of the repository.
inline std::string read_file(std::string_view path) {
  std::ifstream file(std::string(SEALFLOW_SOURCE_DIR "/").append(path), std::ios::binary);
  REQUIRE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Value json(std::string_view text) {
  Result<Value> value = parse_json(text);
  INFO(text);
  REQUIRE(value.has_value());
  return *value;
}

inline std::string bytes_of(std::string_view hex) {
  Result<std::string> bytes = from_hex(hex);
  REQUIRE(bytes.has_value());
  return *bytes;
}

inline Flow flow_of(std::string_view text) {
  Result<Flow> flow = parse_flow(text);
  INFO((flow ? "" : flow.error().message + " at " + flow.error().where));
  REQUIRE(flow.has_value());
  return *flow;
}

inline Flow onboarding() { return flow_of(read_file("examples/flows/onboarding.flow.json")); }

/// Three forms with one field `x`, and a decline that resumes at the second.
inline Flow three_forms() {
  return flow_of(R"({"id": "FX0three", "version": "1.0.0", "start": "FS0a", "stages": [
    {"id": "FS0a", "type": "form", "fields": [{"name": "x", "required": true}], "next": "FS0b"},
    {"id": "FS0b", "type": "form", "fields": [{"name": "x", "required": true}], "next": "FS0c"},
    {"id": "FS0c", "type": "form", "fields": [{"name": "x", "required": true}],
     "next": [{"if": "input.x == 'no'", "to": "declined"}, {"to": "approved"}]}],
    "ends": {"approved": {"status": "auto_approved"},
             "declined": {"status": "auto_declined", "resumeFrom": "FS0b"}}})");
}

/// One handshake: what the server would keep of it.
class Walker {
 public:
  explicit Walker(Flow walked) : flow(std::move(walked)) {}

  Flow flow;
  State state;
  std::vector<LoggedEvent> log;
  std::vector<Effect> effects;
  std::int64_t now = start_time;
  Value backend_variables = Value::object();

  Result<Decision> send(Command command) {
    ++commands_;
    command.entropy = sha256_hex("entropy " + std::to_string(commands_));
    if (command.type != "launch" && command.epoch == 0) command.epoch = state.epoch;
    Result<Decision> decision = decide(flow, state, command, now);
    if (!decision) return decision;
    for (const LoggedEvent& event : decision->events) {
      Result<Evolution> evolution = evolve(state, event);
      REQUIRE(evolution.has_value());
      REQUIRE(*evolution == Evolution::applied);
      log.push_back(event);
    }
    effects.insert(effects.end(), decision->effects.begin(), decision->effects.end());
    return decision;
  }

  Result<Decision> launch(bool retry = false, Value variables = Value()) {
    return launch_on(state.exists() ? state.device : "", retry, std::move(variables));
  }

  Result<Decision> launch_on(std::string device, bool retry = false, Value variables = Value()) {
    Command command{.type = "launch"};
    command.launch.handshake = "DS0" + std::string(22, 'a');
    command.launch.variables = std::move(variables);
    command.launch.backend_variables = backend_variables;
    command.launch.retry = retry;
    command.launch.expires_at = start_time + 30 * day;
    command.launch.device = std::move(device);
    if (command.launch.device.empty())
      command.launch.new_device = "device" + std::to_string(commands_);
    return send(std::move(command));
  }

  Result<Decision> submit(std::string stage, Value input) {
    return send(
        {.type = "submit", .stage = std::move(stage), .input = std::move(input), .media = media});
  }

  Result<Decision> submit_x(std::string stage, std::string_view x = "yes") {
    return submit(std::move(stage), Value::object({{"x", x}}));
  }

  Result<Decision> send_plain(std::string type) { return send({.type = std::move(type)}); }

  std::string text() const { return stringify(state_to_json(state)); }

  Value media = Value::object();

 private:
  int commands_ = 0;
};

/// The text of a state that was rebuilt from the log.
inline std::string replayed(const std::vector<LoggedEvent>& log) {
  Result<Replay> replay = sealflow::replay(log);
  REQUIRE(replay.has_value());
  return stringify(state_to_json(replay->state));
}

inline std::vector<LoggedEvent> without_secrets(const std::vector<LoggedEvent>& log) {
  std::vector<LoggedEvent> bare;
  for (const LoggedEvent& event : log) bare.push_back(without_secret(event));
  return bare;
}

/// A walk through the three forms to the end.
inline Walker completed_walk() {
  Walker walker(three_forms());
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a"));
  REQUIRE(walker.submit_x("FS0b"));
  REQUIRE(walker.submit_x("FS0c"));
  return walker;
}

}  // namespace support
