// Commands, launches and decisions as JSON.
#include "reader.hpp"
#include "sealflow/decide.hpp"

namespace sealflow {
namespace {

LaunchToken read_token(const Value& json, std::string pointer, std::vector<Error>& problems) {
  ObjectReader reader(json, std::move(pointer), ErrorCode::malformed_request, problems);
  LaunchToken token{.app = reader.text("app"),
                    .flow = reader.text("flow", ObjectReader::required),
                    .handshake = reader.text("handshake", ObjectReader::required),
                    .unique_id = reader.text("uniqueId"),
                    .expires_at = reader.integer("expiresAt")};
  reader.refuse_unknown();
  return token;
}

Launch read_launch(const Value& json, const std::string& pointer, std::vector<Error>& problems) {
  ObjectReader reader(json, pointer, ErrorCode::malformed_request, problems);
  Launch launch;
  launch.app = reader.text("app");
  launch.handshake = reader.text("handshake", ObjectReader::required);
  std::string locale = reader.text("locale");
  if (!locale.empty()) launch.locale = locale;
  launch.variables = reader.value("variables");
  launch.backend_variables = reader.value("backendVariables", Value::object());
  if (reader.member("retry") != nullptr) launch.retry = reader.flag("retry");
  launch.device = reader.text("device");
  launch.new_device = reader.text("newDevice");
  if (const Value* token = reader.member("token")) {
    launch.token = read_token(*token, pointer_to(pointer, "token"), problems);
  }
  launch.expires_at = reader.integer("expiresAt");
  launch.pinned = reader.flag("pinned");
  launch.handshake_resumes = reader.flag("handshakeResumes");
  launch.invited = reader.flag("invited");
  launch.lease_alive = reader.flag("leaseAlive");
  launch.session_alive = reader.flag("sessionAlive");
  launch.authenticated = reader.flag("authenticated");
  reader.refuse_unknown();
  return launch;
}

}  // namespace

Result<Launch> launch_from_json(const Value& json) {
  std::vector<Error> problems;
  Launch launch = read_launch(json, "", problems);
  Result<void> checked = as_result(ErrorCode::malformed_request, std::move(problems));
  if (!checked) return checked.pass();
  return launch;
}

Result<Command> command_from_json(const Value& json) {
  std::vector<Error> problems;
  ObjectReader reader(json, "", ErrorCode::malformed_request, problems);
  Command command;
  command.type = reader.text("type", ObjectReader::required);
  std::string actor = reader.choice("actor", {"page", "server", "operator"});
  command.actor = actor == "server"     ? Actor::server
                  : actor == "operator" ? Actor::operator_
                                        : Actor::page;
  command.stage = reader.text("stage");
  command.input = reader.value("input");
  command.epoch = reader.integer("epoch");
  command.entropy = reader.text("entropy");
  command.media = reader.value("media", Value::object());
  const Value* launch = reader.member("launch");
  if (launch != nullptr) command.launch = read_launch(*launch, "/launch", problems);
  if (launch == nullptr && command.type == "launch") {
    reader.refuse("launch", "missing", "a launch comes with its particulars");
  }
  reader.refuse_unknown();
  Result<void> checked = as_result(ErrorCode::malformed_request, std::move(problems));
  if (!checked) return checked.pass();
  return command;
}

Value decision_to_json(const Decision& decision) {
  Value events = Value::array();
  for (const LoggedEvent& event : decision.events) events.push(event_to_json(event));
  Value effects = Value::array();
  for (const Effect& effect : decision.effects) {
    effects.push(Value::object({{"id", effect.id},
                                {"kind", effect.kind},
                                {"delivery", effect.delivery},
                                {"stage", effect.stage},
                                {"payload", effect.payload}}));
  }
  return Value::object({{"events", std::move(events)},
                        {"effects", std::move(effects)},
                        {"plan", decision.plan ? plan_to_json(*decision.plan) : Value()}});
}

}  // namespace sealflow
