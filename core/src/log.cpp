#include "sealflow/log.hpp"

#include "sealflow/signature.hpp"

namespace sealflow {

Result<LoggedEvent> append(const State& state, Event event, std::optional<PrivatePart> secret) {
  event.seq = state.seq + 1;
  event.prev = state.head;
  event.commit.clear();
  if (secret) {
    Result<std::string> commit = commitment(*secret);
    if (!commit) return commit.pass();
    event.commit = *commit;
  }
  event.hash = event_hash(event);
  return LoggedEvent{.event = std::move(event), .secret = std::move(secret)};
}

Result<Replay> replay(std::span<const LoggedEvent> events) {
  Replay replay;
  for (std::size_t i = 0; i < events.size(); ++i) {
    Result<Evolution> evolution = evolve(replay.state, events[i]);
    std::string where = "/" + std::to_string(i);
    if (!evolution) {
      Error error = evolution.error();
      error.where = where;
      return error;
    }
    if (*evolution != Evolution::applied) {
      return failure(ErrorCode::log_damaged,
                     "event " + std::to_string(events[i].event.seq) + " stands where " +
                         std::to_string(replay.state.seq + 1) + " should",
                     where);
    }
    if (!events[i].event.commit.empty() && !events[i].secret) replay.erased = true;
  }
  return replay;
}

Result<void> verify_log(std::span<const LoggedEvent> events) {
  Result<Replay> replayed = replay(events);
  if (!replayed) return replayed.pass();
  return {};
}

Result<std::vector<LoggedEvent>> parse_log(std::string_view json_lines) {
  std::vector<LoggedEvent> events;
  while (!json_lines.empty()) {
    std::size_t end = json_lines.find('\n');
    std::string_view line = json_lines.substr(0, end);
    json_lines = end == std::string_view::npos ? std::string_view() : json_lines.substr(end + 1);
    if (line.empty()) continue;
    std::string where = "/" + std::to_string(events.size());
    Result<Value> json = parse_json(line, {.max_bytes = std::size_t{1} << 22});
    Result<LoggedEvent> event = json ? event_from_json(*json) : json.error();
    if (!event) {
      Error error = event.error();
      // A byte offset is no part of a pointer: "/1" and "17" would name the event 117.
      if (!json) {
        error.message += " (at byte " + error.where + " of the event)";
        error.where.clear();
      }
      error.where.insert(0, where);
      for (Error& detail : error.details) detail.where.insert(0, where);
      return error;
    }
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace sealflow
