#include "sealflow/state.hpp"

#include <algorithm>

#include "append.hpp"
#include "reader.hpp"
#include "sealflow/log.hpp"

namespace sealflow {
namespace {

ErrorBox damaged(const Event& event, const std::string& message) {
  return failure(ErrorCode::log_damaged, "event " + std::to_string(event.seq) + ": " + message);
}

StageRecord& record_of(State& state, const std::string& id) {
  if (StageRecord* record = state.find(id)) return *record;
  return state.stages.emplace_back(StageRecord{.id = id});
}

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (!item.empty() && std::find(list.begin(), list.end(), item) == list.end())
    list.push_back(item);
}

/// Nothing stays but the tries.
void forget(StageRecord& record) {
  record = StageRecord{.id = record.id,
                       .progress = Progress::dropped,
                       .tries = record.tries,
                       .last_try = record.last_try};
}

/// What was done of a step is no longer whole, so the index does not count it any more.
void reopen_step(State& state, const std::string& step) {
  if (step.empty()) return;
  for (StageRecord& record : state.stages) {
    if (std::erase(record.steps_done, step) > 0) record.progress = Progress::entered;
  }
}

/// A pass that is dropped gives its stage its tries back; a mere entry does not.
void drop(StageRecord& record) {
  if (record.progress == Progress::passed) record.tries = 0;
  forget(record);
}

void clear_outcome(State& state) {
  state.outcome = Outcome::none;
  state.end.clear();
  state.status.clear();
  state.outcome_stage.clear();
  state.review_seq = 0;
  state.error = Value();
  state.acknowledged = false;
}

/// Who is there, and with which values: of run_started and run_resumed.
void take_launch(State& state, const Value& open, const Value& secret) {
  state.device = open["device"].as_string();
  add_once(state.devices, state.device);
  state.epoch = open["epoch"].as_integer();
  state.locale = open["locale"].as_string();
  if (secret["variables"].is_object()) state.variables = secret["variables"];
  if (secret["owner"].is_string()) state.owner = secret["owner"].as_string();
}

void start_run(State& state, const Event& event, const Value& secret) {
  const Value& open = event.public_part;
  std::vector<std::string> kept = texts_of(open["kept"]);
  std::vector<std::string> dropped = texts_of(open["dropped"]);
  auto names = [](const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  for (StageRecord& record : state.stages) {
    if (names(kept, record.id)) continue;
    reopen_step(state, std::string(record.step));
    if (names(dropped, record.id)) drop(record);
    // Tries survive a run that the page can cause, or a reload would buy new ones.
    forget(record);
  }
  // Whoever opened the handshake before, and whatever it held, is forgotten: else the first to open
  // a link could go on after the person to whom it belongs.
  const std::string& reason = open["reason"].as_string();
  bool anew = reason == "no_state" || reason == "retention_over";
  if (anew) {
    state.owner.clear();
    state.devices.clear();
    state.variables = Value::object();
  }
  state.run = event.run;
  state.flow_id = open["flow"].as_string();
  state.flow_version = open["version"].as_string();
  state.flow_hash = open["flowHash"].as_string();
  state.pinned = open["pinned"].as_bool();
  state.path = kept;
  state.current.clear();
  state.started_at = event.at;
  if (anew) state.last_write = event.at;  // any other launch alone is no write
  clear_outcome(state);
  take_launch(state, open, secret);
}

void resume_run(State& state, const Event& event, const Value& secret) {
  std::vector<std::string> dropped = texts_of(event.public_part["dropped"]);
  for (const std::string& id : dropped) {
    if (StageRecord* record = state.find(id)) {
      reopen_step(state, std::string(record->step));
      drop(*record);
    }
    std::erase(state.path, id);
    if (state.current == id) state.current.clear();
  }
  clear_outcome(state);
  take_launch(state, event.public_part, secret);
}

void enter(State& state, const Event& event) {
  StageRecord& record = record_of(state, event.stage);
  auto place = std::find(state.path.begin(), state.path.end(), event.stage);
  if (place != state.path.end()) {
    // A rule led back to a stage: what came after it on the way here is no longer the path.
    for (auto later = place + 1; later != state.path.end(); ++later) {
      if (StageRecord* other = state.find(*later)) forget(*other);
    }
    state.path.erase(place, state.path.end());
  }
  state.path.push_back(event.stage);
  record = StageRecord{.id = record.id,
                       .entered_at = event.at,
                       .tries = record.tries,
                       .last_try = record.last_try,
                       .step = event.public_part["step"].as_string()};
  state.current = event.stage;
}

void complete_step(State& state, const Event& event) {
  add_once(record_of(state, event.stage).steps_done, event.public_part["step"].as_string());
  state.current = event.stage;
}

void note(StageRecord& record, const Event& event, const Value& secret, bool has_secret) {
  record.notes = event.public_part;
  // Beside what is hashed, never instead of it.
  for (const auto& [name, value] : secret["shown"].members()) {
    if (record.notes.find(name) == nullptr) record.notes.set(name, value);
  }
  record.waiting = event.public_part["waiting"].as_bool();
  if (has_secret && secret.find("memory") != nullptr) record.memory = secret["memory"];
}

void count_try(StageRecord& record, const Event& event) {
  record.tries = event.public_part["tries"].as_integer();
  record.last_try = event.at;
}

void pass(State& state, const Event& event, const Value& secret, bool has_secret) {
  StageRecord& record = record_of(state, event.stage);
  count_try(record, event);
  record.progress = Progress::passed;
  record.passed_at = event.at;
  record.provisional = event.public_part["provisional"].as_bool();
  record.revealed = event.public_part["revealed"];
  record.waiting = false;
  record.notes = Value();
  record.memory = Value();
  record.erased = !has_secret;
  record.input = secret["input"];
  record.output = secret["output"];
  if (!record.provisional) {
    // A kept stage confirms the provisional ones before it.
    for (const std::string& id : state.path) record_of(state, id).provisional = false;
  }
  state.current.clear();
  state.last_write = event.at;
}

void end_run(State& state, const Event& event) {
  const Value& open = event.public_part;
  const std::string& outcome = open["outcome"].as_string();
  state.outcome = outcome == "completed" ? Outcome::completed
                  : outcome == "errored" ? Outcome::errored
                                         : Outcome::skipped;
  state.end = open["end"].as_string();
  state.status = open["status"].as_string();
  state.error = open["error"];
  state.outcome_stage = event.stage;
  state.outcome_seq = event.seq;
  state.last_write = event.at;
}

void review(State& state, const Event& event) {
  state.status = event.public_part["status"].as_string();
  state.review_seq = event.seq;
  state.last_write = event.at;
}

using Apply = void (*)(State&, const Event&, const Value& secret, bool has_secret);

struct EventKind {
  std::string_view type;
  bool of_stage;  ///< names the stage it is about
  Apply apply;
};

constexpr EventKind kinds[] = {
    {event_type::run_started, false,
     [](State& s, const Event& e, const Value& p, bool) { start_run(s, e, p); }},
    {event_type::run_resumed, false,
     [](State& s, const Event& e, const Value& p, bool) { resume_run(s, e, p); }},
    {event_type::stage_entered, true,
     [](State& s, const Event& e, const Value&, bool) { enter(s, e); }},
    {event_type::step_completed, true,
     [](State& s, const Event& e, const Value&, bool) { complete_step(s, e); }},
    {event_type::stage_progressed, true,
     [](State& s, const Event& e, const Value& p, bool has) {
       note(record_of(s, e.stage), e, p, has);
     }},
    {event_type::stage_rejected, true,
     [](State& s, const Event& e, const Value& p, bool has) {
       note(record_of(s, e.stage), e, p, has);
       count_try(record_of(s, e.stage), e);
     }},
    {event_type::stage_passed, true, pass},
    {event_type::run_ended, false,
     [](State& s, const Event& e, const Value&, bool) { end_run(s, e); }},
    {event_type::review_decided, false,
     [](State& s, const Event& e, const Value&, bool) { review(s, e); }},
    {event_type::outcome_acknowledged, false,
     [](State& s, const Event&, const Value&, bool) { s.acknowledged = true; }},
};

/// Error: log_damaged when there is no such kind, or when it needs a stage and the event has none.
Result<const EventKind*> kind_of(const Event& event) {
  for (const EventKind& kind : kinds) {
    if (kind.type != event.type) continue;
    if (kind.of_stage && event.stage.empty()) return damaged(event, "it names no stage");
    return &kind;
  }
  return damaged(event, "its type \"" + event.type + "\" is not known");
}

void take_in(State& state, const LoggedEvent& logged, const EventKind& kind, const Value& secret) {
  const Event& event = logged.event;
  state.handshake = event.handshake;
  state.seq = event.seq;
  state.head = event.hash;
  kind.apply(state, event, secret, logged.secret.has_value());
}

/// What the event has to hide, as it was written.
Result<Value> secret_of(const LoggedEvent& logged) {
  if (!logged.secret && logged.shown.is_null()) return Value();
  if (!logged.secret) return Value::object({{"shown", logged.shown}});
  constexpr JsonLimits roomy = {.max_bytes = std::size_t{1} << 22, .max_depth = 128};
  Result<Value> parsed = parse_json(logged.secret->bytes, roomy);
  if (!parsed) return damaged(logged.event, "its private part is no JSON");
  return parsed;
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::none:
      return "none";
    case Outcome::completed:
      return "completed";
    case Outcome::errored:
      return "errored";
    case Outcome::skipped:
      return "skipped";
  }
  return "none";
}

std::string_view evolution_name(Evolution evolution) {
  switch (evolution) {
    case Evolution::applied:
      return "applied";
    case Evolution::duplicate:
      return "duplicate";
    case Evolution::stale:
      return "stale";
    case Evolution::gap:
      return "gap";
  }
  return "gap";
}

const StageRecord* State::find(std::string_view stage) const {
  auto found = std::find_if(stages.begin(), stages.end(),
                            [&](const StageRecord& record) { return record.id == stage; });
  return found == stages.end() ? nullptr : &*found;
}

StageRecord* State::find(std::string_view stage) {
  return const_cast<StageRecord*>(std::as_const(*this).find(stage));
}

bool State::consumed() const {
  return outcome_seq > 0 ||
         std::any_of(stages.begin(), stages.end(),
                     [](const StageRecord& record) { return record.last_try > 0; });
}

bool State::passed(std::string_view stage) const {
  const StageRecord* record = find(stage);
  return record != nullptr && record->progress == Progress::passed;
}

std::string State::last_passed() const {
  auto last = std::find_if(path.rbegin(), path.rend(), [&](const auto& id) { return passed(id); });
  if (last == path.rend()) return {};
  if (find(*last)->step.empty()) return *last;
  // An index page stands before its steps on the path, but is passed after all of them.
  auto page = std::find_if(last, path.rend(), [&](const auto& id) {
    return passed(id) && !find(id)->steps_done.empty();
  });
  return page == path.rend() ? *last : *page;
}

Result<Evolution> evolve(State& state, const LoggedEvent& logged) {
  const Event& event = logged.event;
  if (state.exists() && event.handshake != state.handshake) {
    return damaged(event, "it belongs to another handshake");
  }
  if (event.hash != event_hash(event)) return damaged(event, "its hash does not match its content");
  if (event.seq < state.seq) return Evolution::stale;
  if (event.seq == state.seq) {
    if (event.hash == state.head) return Evolution::duplicate;
    return damaged(event, "another event has this place already");
  }
  if (event.seq > state.seq + 1) return Evolution::gap;
  if (event.prev != state.head) return damaged(event, "it does not follow the event before it");
  Result<const EventKind*> kind = kind_of(event);
  if (!kind) return kind.pass();
  bool starts = event.type == event_type::run_started;
  if (event.run != state.run + (starts ? 1 : 0)) return damaged(event, "its run number is wrong");

  if (logged.secret) {
    Result<std::string> commit = commitment(*logged.secret);
    if (!commit || *commit != event.commit) {
      return damaged(event, "its private part is not the one it was committed with");
    }
  }
  Result<Value> secret = secret_of(logged);
  if (!secret) return secret.pass();
  take_in(state, logged, **kind, *secret);
  return Evolution::applied;
}

Result<LoggedEvent> append_and_apply(State& state, Event event, std::optional<PrivatePart> part) {
  Result<const EventKind*> kind = kind_of(event);
  if (!kind) return kind.pass();
  Result<LoggedEvent> logged = append(state, std::move(event), std::move(part));
  if (!logged) return logged;
  // From its bytes all the same, so that a state is the same however it was come by: the members of
  // a value that was just made may stand in another order.
  Result<Value> secret = secret_of(*logged);
  if (!secret) return secret.pass();
  take_in(state, *logged, **kind, *secret);
  return logged;
}

Result<Value> result_of(const State& state) {
  if (state.outcome != Outcome::completed) {
    return failure(ErrorCode::no_outcome, "the run is not completed");
  }
  Value result = Value::object();
  for (const std::string& id : state.path) {
    const StageRecord* record = state.find(id);
    if (record == nullptr || record->progress != Progress::passed) continue;
    if (record->erased) {
      return failure(ErrorCode::not_found, "the data of this stage was erased", "/" + id, "erased");
    }
    result.set(id, Value::object({{"input", record->input}, {"output", record->output}}));
  }
  return result;
}

}  // namespace sealflow
