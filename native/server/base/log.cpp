#include "server/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "server/base/clock.hpp"

namespace sealflow::server::log {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = spdlog::stderr_logger_mt("sealflow");
    made->set_pattern("%v");  // the line is JSON already
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

thread_local const std::vector<Member>* scope = nullptr;
std::atomic<std::uint64_t> warnings = 0;
std::atomic<std::uint64_t> errors = 0;

void write(spdlog::level::level_enum level, std::string_view name, std::string_view event,
           std::initializer_list<Member> fields) {
  if (!logger().should_log(level)) return;
  Value line = Value::object({{"at", wall_clock()()}, {"level", name}, {"event", event}});
  if (scope != nullptr) {
    for (const auto& [key, value] : *scope) line.set(key, value);
  }
  for (const auto& [key, value] : fields) line.set(key, value);
  logger().log(level, stringify(line));
}

}  // namespace

Scope::Scope(std::vector<Member> fields) : fields_(std::move(fields)), outer_(scope) {
  scope = &fields_;
}
Scope::~Scope() { scope = outer_; }

std::uint64_t lines(std::string_view level) {
  if (level == "warn") return warnings;
  return level == "error" ? errors.load() : 0;
}

bool set_level(std::string_view level) {
  const auto parsed = spdlog::level::from_str(std::string(level));
  if (parsed == spdlog::level::off && level != "off") return false;
  logger().set_level(parsed);
  return true;
}

void debug(std::string_view event, std::initializer_list<Member> fields) {
  write(spdlog::level::debug, "debug", event, fields);
}
void info(std::string_view event, std::initializer_list<Member> fields) {
  write(spdlog::level::info, "info", event, fields);
}
void warn(std::string_view event, std::initializer_list<Member> fields) {
  ++warnings;
  write(spdlog::level::warn, "warn", event, fields);
}
void error(std::string_view event, std::initializer_list<Member> fields) {
  ++errors;
  write(spdlog::level::err, "error", event, fields);
}

}  // namespace sealflow::server::log
