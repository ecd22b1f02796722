// State as JSON, with its version: a cached state of another build is refused, never guessed at.
#include "members.hpp"
#include "sealflow/state.hpp"

namespace sealflow {
namespace {

template <class Kind>
void choice(Members& members, const char* name, Kind& kind,
            std::initializer_list<std::string_view> names) {
  auto at = static_cast<std::size_t>(kind);
  members.choice(name, at, names);
  kind = static_cast<Kind>(at);
}

void list_members(Members& members, StageRecord& record) {
  members.text("id", record.id, ObjectReader::required);
  choice(members, "progress", record.progress, {"entered", "passed", "dropped"});
  members.integer("enteredAt", record.entered_at);
  members.integer("passedAt", record.passed_at);
  members.integer("tries", record.tries);
  members.integer("lastTry", record.last_try);
  members.flag("provisional", record.provisional);
  members.flag("waiting", record.waiting);
  members.flag("erased", record.erased);
  members.text("step", record.step);
  members.texts("stepsDone", record.steps_done);
  members.value("revealed", record.revealed);
  members.value("notes", record.notes);
  members.value("input", record.input);
  members.value("output", record.output);
  members.value("memory", record.memory);
}

Value record_to_json(StageRecord& record) {
  Value json = Value::object();
  Members members(json);
  list_members(members, record);
  return json;
}

StageRecord record_from_json(const Value& json, const std::string& pointer,
                             std::vector<Error>& problems) {
  ObjectReader reader(json, pointer, ErrorCode::malformed_request, problems);
  StageRecord record;
  Members members(reader);
  list_members(members, record);
  reader.refuse_unknown();
  return record;
}

void list_stages(Members& members, std::vector<StageRecord>& stages, std::vector<Error>* problems) {
  if (members.reader() == nullptr) {
    Value& list = members.written()->set("stages", Value::array());
    for (StageRecord& record : stages) list.push(record_to_json(record));
    return;
  }
  for (const Value& json : members.reader()->array("stages")) {
    stages.push_back(record_from_json(json, pointer_to("/stages", stages.size()), *problems));
  }
}

/// `problems`: where a reader reports to.
void list_members(Members& members, State& state, std::vector<Error>* problems = nullptr) {
  members.integer("v", state.v);
  members.text("handshake", state.handshake);
  members.integer("run", state.run);
  members.integer("seq", state.seq);
  members.text("head", state.head, ObjectReader::required);
  members.text("flowId", state.flow_id);
  members.text("flowVersion", state.flow_version);
  members.text("flowHash", state.flow_hash);
  members.flag("pinned", state.pinned);
  members.text("locale", state.locale);
  members.value("variables", state.variables);
  members.text("owner", state.owner);
  members.texts("devices", state.devices);
  members.text("device", state.device);
  members.integer("epoch", state.epoch);
  list_stages(members, state.stages, problems);
  members.texts("path", state.path);
  members.text("current", state.current);
  choice(members, "outcome", state.outcome,
         {outcome_name(Outcome::none), outcome_name(Outcome::completed),
          outcome_name(Outcome::errored), outcome_name(Outcome::skipped)});
  members.text("end", state.end);
  members.text("status", state.status);
  members.text("outcomeStage", state.outcome_stage);
  members.integer("outcomeSeq", state.outcome_seq);
  members.integer("reviewSeq", state.review_seq);
  members.value("error", state.error);
  members.flag("acknowledged", state.acknowledged);
  members.integer("startedAt", state.started_at);
  members.integer("lastWrite", state.last_write);
}

/// What a state that decide() made always fulfils.
void check_state(const State& state, ObjectReader& reader) {
  for (const StageRecord& record : state.stages) {
    if (state.find(record.id) == &record) continue;
    reader.refuse("stages", "id_duplicate", "\"" + record.id + "\" is there twice");
  }
  if (!state.current.empty() && state.find(state.current) == nullptr) {
    reader.refuse("current", "stage_unknown", "\"" + state.current + "\" is due but has no record");
  }
  for (const std::string& id : state.path) {
    if (state.find(id) != nullptr) continue;
    reader.refuse("path", "stage_unknown", "\"" + id + "\" is on the path but has no record");
  }
}

}  // namespace

Value state_to_json(const State& state) {
  Value json = Value::object();
  Members members(json);
  list_members(members, const_cast<State&>(state));  // which only a reader changes
  return json;
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
  Members members(reader);
  list_members(members, state, &problems);
  reader.refuse_unknown();
  check_state(state, reader);
  Result<void> checked = as_result(ErrorCode::malformed_request, std::move(problems));
  if (!checked) return checked.pass();
  return state;
}

}  // namespace sealflow
