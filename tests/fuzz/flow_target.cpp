// Flow files: each problem has its place, what is taken is whole, and its client view tells nothing
// that the page may not know. The input is the file.
#include <algorithm>
#include <set>
#include <string>

#include "sealflow/decide.hpp"
#include "sealflow/flow.hpp"
#include "sealflow/signature.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

Value view_of(const Flow& flow) {
  Value view = client_view(flow);
  if (!fuzz::seeded_bug()) return view;
  // The seeded bug: stages go to the page as they were written.
  Value stages = Value::array();
  for (const Stage& stage : flow.stages) stages.push(stage.definition);
  view.set("stages", std::move(stages));
  return view;
}

void check_refusal(std::string_view text, const Error& error) {
  fuzz::must_be_complete(error);
  if (error.code == ErrorCode::invalid_json) return fuzz::must_be_offset(error.where, text.size());
  must(error.code == ErrorCode::flow_invalid, "what is JSON and no flow is flow_invalid");
  must(!error.details.empty(), "each problem is listed");
  for (const Error& problem : error.details) {
    must(problem.code == ErrorCode::flow_invalid, "each problem is one of the flow");
    must(!problem.reason.empty(), "each problem has a reason");
    fuzz::must_be_pointer(problem.where);
    must(place_of(text, problem.where) < text.size(), "each problem has a place in the file");
  }
}

/// Own walk over the graph, so that the checker is not judged by its own.
void check_graph(const Flow& flow) {
  must(flow.find_stage(flow.start) != nullptr, "the start is a stage");
  std::set<std::string> reached = {flow.start};
  std::vector<std::string> open = {flow.start};
  bool ends = false;
  while (!open.empty()) {
    const Stage* stage = flow.find_stage(open.back());
    open.pop_back();
    must(stage != nullptr && !stage->next.empty(), "each stage leads on");
    must(!stage->next.back().condition, "the last way is always open");
    for (const Branch& branch : stage->next) {
      const bool is_end = flow.find_end(branch.to) != nullptr;
      must(is_end || flow.find_stage(branch.to) != nullptr, "each target is there");
      ends |= is_end;
      if (!is_end && reached.insert(branch.to).second) open.push_back(branch.to);
    }
  }
  must(ends, "an end can be reached");
  must(reached.size() == flow.stages.size(),
       "each stage can be reached, and has a name of its own");
}

/// Does the rule read only what the page knows anyhow?
bool is_for_the_page(const Flow& flow, const Stage& stage, const std::string& path) {
  if (path == "input" || path.starts_with("input.")) return true;
  if (path.starts_with("output.")) {
    return std::find(stage.reveal.begin(), stage.reveal.end(), path.substr(7)) !=
           stage.reveal.end();
  }
  return std::none_of(flow.variables.begin(), flow.variables.end(), [&](const Variable& variable) {
    const std::string whole = "inputs." + variable.name;
    return variable.from_backend &&
           (path == "inputs" || path == whole || path.starts_with(whole + "."));
  });
}

void check_view(const Flow& flow) {
  const Value view = view_of(flow);
  const Result<Flow> read = parse_client_view(view);
  must(read.has_value(), "a client view can be read");
  must(read->view && read->hash == flow.hash, "a client view is one, of this flow");
  must(read->stages.size() == flow.stages.size(), "a client view has each stage");
  const Result<Value> sent = parse_json(stringify(view));
  must(sent && *sent == view, "a client view is the same after it was sent");
  for (const auto& [name, declared] : view["variables"].members()) {
    const Variable* variable = flow.find_variable(name);
    must(variable != nullptr && !variable->from_backend, "backend variables stay behind");
  }
  for (std::size_t i = 0; i < flow.stages.size(); ++i) {
    const Value& shown = view["stages"].items()[i];
    for (const char* hidden : {"toRule", "conditionalResumeFrom", "skipCPRPut", "provider"}) {
      must(shown.find(hidden) == nullptr, "what the server alone needs stays behind");
    }
    for (const Branch& branch : read->stages[i].next) {
      if (!branch.condition) continue;
      for (const std::string& path : branch.condition->paths()) {
        must(is_for_the_page(flow, flow.stages[i], path), "a rule over private data stays behind");
      }
    }
  }
}

void check_launch(const Flow& flow) {
  Command command{.type = "launch", .entropy = std::string(64, '0')};
  command.launch.handshake = "DS0aaaaaaaaaaaaaaaaaaaaaa";
  command.launch.new_device = "device";
  command.launch.expires_at = 2'000'000'000'000;
  State state;
  const Result<Decision> decision = decide(flow, state, command, 1'800'000'000'000);
  if (!decision) return fuzz::must_be_complete(decision.error());
  for (const LoggedEvent& event : decision->events) {
    const Result<Evolution> evolution = evolve(state, event);
    must(evolution && *evolution == Evolution::applied, "what was decided can be applied");
  }
  must(state.current == flow.start, "a run begins at the start");
}

void check(std::string_view text) {
  const Result<Flow> flow = parse_flow(text);
  if (!flow) return check_refusal(text, flow.error());
  const std::string canonical = canonicalize(*parse_json(text));
  must(flow->hash == sha256_hex(canonical), "the hash is that of the canonical form");
  const Result<Flow> again = parse_flow(canonical);
  must(again && again->hash == flow->hash, "the canonical form is the same flow");
  check_graph(*flow);
  check_view(*flow);
  check_launch(*flow);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
