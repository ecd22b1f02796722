// State as JSON, with its version: a cached state of another build is refused, never guessed at.
#include <array>

#include "reader.hpp"
#include "sealflow/state.hpp"

namespace sealflow {
namespace {

constexpr std::array<std::string_view, 3> progress_names = {"entered", "passed", "dropped"};

Value record_to_json(const StageRecord& record) {
  return Value::object({{"id", record.id},
                        {"progress", progress_names[static_cast<std::size_t>(record.progress)]},
                        {"enteredAt", record.entered_at},
                        {"passedAt", record.passed_at},
                        {"tries", record.tries},
                        {"lastTry", record.last_try},
                        {"provisional", record.provisional},
                        {"waiting", record.waiting},
                        {"erased", record.erased},
                        {"step", record.step},
                        {"stepsDone", list_of(record.steps_done)},
                        {"revealed", record.revealed},
                        {"notes", record.notes},
                        {"input", record.input},
                        {"output", record.output},
                        {"memory", record.memory}});
}

StageRecord record_from_json(const Value& json, const std::string& pointer,
                             std::vector<Error>& problems) {
  ObjectReader reader(json, pointer, ErrorCode::malformed_request, problems);
  StageRecord record;
  record.id = reader.text("id", ObjectReader::required);
  std::string progress =
      reader.choice("progress", {progress_names[0], progress_names[1], progress_names[2]});
  for (std::size_t i = 0; i < progress_names.size(); ++i) {
    if (progress == progress_names[i]) record.progress = static_cast<Progress>(i);
  }
  record.entered_at = reader.integer("enteredAt");
  record.passed_at = reader.integer("passedAt");
  record.tries = reader.integer("tries");
  record.last_try = reader.integer("lastTry");
  record.provisional = reader.flag("provisional");
  record.waiting = reader.flag("waiting");
  record.erased = reader.flag("erased");
  record.step = reader.text("step");
  record.steps_done = reader.texts("stepsDone");
  record.revealed = reader.value("revealed");
  record.notes = reader.value("notes");
  record.input = reader.value("input");
  record.output = reader.value("output");
  record.memory = reader.value("memory");
  reader.refuse_unknown();
  return record;
}

}  // namespace

Value state_to_json(const State& state) {
  Value stages = Value::array();
  for (const StageRecord& record : state.stages) stages.push(record_to_json(record));
  return Value::object({{"v", state.v},
                        {"handshake", state.handshake},
                        {"run", state.run},
                        {"seq", state.seq},
                        {"head", state.head},
                        {"flowId", state.flow_id},
                        {"flowVersion", state.flow_version},
                        {"flowHash", state.flow_hash},
                        {"pinned", state.pinned},
                        {"locale", state.locale},
                        {"variables", state.variables},
                        {"owner", state.owner},
                        {"devices", list_of(state.devices)},
                        {"device", state.device},
                        {"epoch", state.epoch},
                        {"stages", std::move(stages)},
                        {"path", list_of(state.path)},
                        {"current", state.current},
                        {"outcome", outcome_name(state.outcome)},
                        {"end", state.end},
                        {"status", state.status},
                        {"outcomeStage", state.outcome_stage},
                        {"outcomeSeq", state.outcome_seq},
                        {"reviewSeq", state.review_seq},
                        {"error", state.error},
                        {"acknowledged", state.acknowledged},
                        {"startedAt", state.started_at},
                        {"lastWrite", state.last_write}});
}

Result<State> state_from_json(const Value& json) {
  State state;
  if (json.is_null()) return state;
  if (json.is_object() && json["v"] != Value(State::current_version)) {
    return failure(ErrorCode::state_incompatible,
                   "this state was written by another version; rebuild it from the log", "/v");
  }
  std::vector<Error> problems;
  ObjectReader reader(json, "", ErrorCode::malformed_request, problems);
  reader.member("v");
  state.handshake = reader.text("handshake");
  state.run = reader.integer("run");
  state.seq = reader.integer("seq");
  state.head = reader.text("head", ObjectReader::required);
  state.flow_id = reader.text("flowId");
  state.flow_version = reader.text("flowVersion");
  state.flow_hash = reader.text("flowHash");
  state.pinned = reader.flag("pinned");
  state.locale = reader.text("locale");
  state.variables = reader.value("variables");
  state.owner = reader.text("owner");
  state.devices = reader.texts("devices");
  state.device = reader.text("device");
  state.epoch = reader.integer("epoch");
  const Array& stages = reader.array("stages");
  for (std::size_t i = 0; i < stages.size(); ++i) {
    state.stages.push_back(record_from_json(stages[i], pointer_to("/stages", i), problems));
  }
  state.path = reader.texts("path");
  state.current = reader.text("current");
  std::string outcome = reader.choice("outcome", {"none", "completed", "errored", "skipped"});
  for (Outcome one : {Outcome::completed, Outcome::errored, Outcome::skipped}) {
    if (outcome == outcome_name(one)) state.outcome = one;
  }
  state.end = reader.text("end");
  state.status = reader.text("status");
  state.outcome_stage = reader.text("outcomeStage");
  state.outcome_seq = reader.integer("outcomeSeq");
  state.review_seq = reader.integer("reviewSeq");
  state.error = reader.value("error");
  state.acknowledged = reader.flag("acknowledged");
  state.started_at = reader.integer("startedAt");
  state.last_write = reader.integer("lastWrite");
  reader.refuse_unknown();
  for (std::size_t i = 0; i < state.stages.size(); ++i) {
    if (state.find(state.stages[i].id) == &state.stages[i]) continue;
    reader.refuse("stages", "id_duplicate", "\"" + state.stages[i].id + "\" is there twice");
  }
  if (!state.current.empty() && state.find(state.current) == nullptr) {
    reader.refuse("current", "stage_unknown", "\"" + state.current + "\" is due but has no record");
  }
  for (const std::string& id : state.path) {
    if (state.find(id) != nullptr) continue;
    reader.refuse("path", "stage_unknown", "\"" + id + "\" is on the path but has no record");
  }
  Result<void> checked = as_result(ErrorCode::malformed_request, std::move(problems));
  if (!checked) return checked.pass();
  return state;
}

}  // namespace sealflow
