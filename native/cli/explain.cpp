// rule eval, plan: what the core would say, and why
#include <array>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "sealflow/api.hpp"
#include "sealflow/log.hpp"
#include "sealflow/messages.hpp"
#include "sealflow/plan.hpp"
#include "sealflow/rule.hpp"
#include "server/base/clock.hpp"

namespace sealflow::cli {
namespace {

/// The rule with a mark below the place, as compilers do it. A place counts bytes.
void point_at(const std::string& rule, const std::string& where) {
  std::size_t byte = 0;
  const auto [end, failure] = std::from_chars(where.data(), where.data() + where.size(), byte);
  if (failure != std::errc() || rule.find('\n') != std::string::npos) return;
  std::size_t column = 0;
  for (std::size_t i = 0; i < std::min(byte, rule.size()); ++i) {
    if ((static_cast<unsigned char>(rule[i]) & 0xC0U) != 0x80U) ++column;
  }
  std::cerr << "  " << rule << "\n  " << std::string(column, ' ') << "^\n";
}

/// Which of the files it is; the place in it stays as it is, for programs.
Error in_file(const std::string& path, Error error) {
  error.message = (path == "-" ? "standard input" : path) + ": " + error.message;
  return error;
}

Result<Value> read_json(const std::string& path, const JsonLimits& limits = {}) {
  const auto text = read_input(path);
  if (!text) return text.error();
  auto json = parse_json(*text, limits);
  if (json) return json;
  return in_file(path, json.error());
}

std::string utc(std::int64_t ms) {
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts{};
  std::array<char, 32> text{};
  if (gmtime_r(&seconds, &parts) == nullptr) return std::to_string(ms);
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

std::string plan_text(const Plan& plan, const std::string& language) {
  std::ostringstream text;
  text << plan_action_name(plan.action);
  if (!plan.target.empty()) text << " at " << plan.target;
  text << " (" << plan.reason << "): " << plan_message(plan, language) << "\n";
  for (const auto& step : plan.steps) {
    text << "  " << std::left << std::setw(24) << step.stage << std::setw(9) << step.verdict
         << std::setw(20) << step.reason << step_message(step, utc(step.at), language) << "\n";
  }
  for (const auto& note : plan.notes) text << "  note: " << note << "\n";
  return text.str();
}

/// The core's plan, with the texts for people beside its names.
Value explained(const Plan& plan, const std::string& language) {
  Value json = plan_to_json(plan);
  json.set("userMessage", plan_message(plan, language));
  Value steps = Value::array();
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    Value step = json["steps"].items()[i];
    step.set("userMessage", step_message(plan.steps[i], utc(plan.steps[i].at), language));
    steps.push(std::move(step));
  }
  json.set("steps", std::move(steps));
  return json;
}

/// A launch that is refused is a decision, too: the core's error, and what people are told.
int refuse(const Options& options, const Error& error) {
  const std::string message = error_message(error, options.lang);
  if (options.json) {
    Value json = error_to_json(error);
    json.set("userMessage", message);
    std::cout << stringify(Value::object({{"ok", false}, {"error", std::move(json)}})) << "\n";
    return exit_code::failed;
  }
  const int code = fail(options, exit_code::failed, error);
  std::cerr << "  " << error_info(error.code).name << ": " << message << "\n";
  return code;
}

/// The state that a file of events adds up to; a new one without a file.
Result<State> state_of(const std::string& path) {
  if (path.empty()) return State{};
  const auto text = read_input(path);
  if (!text) return text.error();
  const auto events = parse_log(*text);
  if (!events) return events.error();
  auto replayed = replay(*events);
  if (!replayed) return replayed.error();
  return std::move(replayed->state);
}

}  // namespace

int rule_eval(const Options& options) {
  const auto rule = parse_rule(options.rule);
  Value bindings = Value::object();
  if (!options.bindings.empty()) {
    // A rule tells 2.0 from 2, so that one must be able to write both.
    auto given = read_json(options.bindings, {.keep_doubles = true});
    if (!given) return fail(options, exit_code::input, given.error());
    bindings = std::move(*given);
  }
  const auto value = rule ? evaluate(*rule, bindings) : Result<Value>(rule.error());
  if (value) return succeed(options, Value::object({{"value", *value}}), stringify(*value) + "\n");
  const int code = fail(options, exit_code::failed, value.error());
  if (!options.json) point_at(options.rule, value.error().where);
  return code;
}

int show_plan(const Options& options) {
  const auto text = read_input(options.flow);
  if (!text) return fail(options, exit_code::input, text.error());
  const auto flow = parse_flow(*text);
  if (!flow) return fail(options, exit_code::input, flow.error());
  const auto state = state_of(options.log);
  if (!state) return fail(options, exit_code::input, state.error());
  const auto json = read_json(options.launch);
  if (!json) return fail(options, exit_code::input, json.error());
  const auto launch = launch_from_json(*json);
  if (!launch) return fail(options, exit_code::input, in_file(options.launch, launch.error()));
  const auto made =
      plan(*flow, *state, *launch, options.now > 0 ? options.now : server::wall_clock()());
  if (!made) return refuse(options, made.error());
  return succeed(options, Value::object({{"plan", explained(*made, options.lang)}}),
                 plan_text(*made, options.lang));
}

}  // namespace sealflow::cli
