// POST /v1/sessions/{handshake}/commands: what the page asks for, decided again here whatever the
// page decided.
#include <algorithm>
#include <array>

#include "server/base/random.hpp"
#include "server/effects/code_limits.hpp"
#include "server/engine/walk.hpp"
#include "server/handlers/handlers.hpp"
#include "server/handlers/session.hpp"
#include "server/store/media.hpp"

namespace sealflow::server {
namespace {

/// The page's commands. Everything else that the core knows (launch, effect_result) is the server's
/// to say.
constexpr std::array<std::string_view, 7> page_commands = {
    "submit", "send_code", "renew_token", "skip", "fail", "acknowledge", "heartbeat"};

struct PageCommand {
  Command command;
  std::int64_t expected_seq = 0;
  bool heartbeat = false;
};

Result<PageCommand> read_command(const Call& call) {
  const auto body = json_body(call);
  if (!body) return body.error();
  const Value& given = (*body)["command"];
  PageCommand read;
  read.command.type = given["type"].as_string();
  if (!given.is_object() || read.command.type.empty()) {
    return failure(ErrorCode::malformed_request, "a command has a type", "/command/type");
  }
  if (std::find(page_commands.begin(), page_commands.end(), read.command.type) ==
      page_commands.end()) {
    return failure(ErrorCode::command_unknown,
                   "a page has no command \"" + read.command.type + "\"", "/command/type");
  }
  read.heartbeat = read.command.type == "heartbeat";
  // Zero would switch the core's own check off; it is the server's privilege.
  read.command.epoch = (*body)["epoch"].as_integer(0);
  if (read.command.epoch < 1)
    return failure(ErrorCode::malformed_request, "epoch is a number from 1 on", "/epoch");
  const Value& expected = (*body)["expectedSeq"];
  if (!read.heartbeat && (!expected.is_integer() || expected.as_integer() < 0)) {
    return failure(ErrorCode::malformed_request, "expectedSeq is the seq of the page's state",
                   "/expectedSeq");
  }
  read.expected_seq = expected.as_integer();
  const Value& stage = given["stage"];
  if (!stage.is_null() && !stage.is_string()) {
    return failure(ErrorCode::malformed_request, "stage is the id of a stage", "/command/stage");
  }
  read.command.stage = stage.as_string();
  const Value& input = given["input"];
  if (!input.is_null() && !input.is_object()) {
    return failure(ErrorCode::malformed_request, "input is an object", "/command/input");
  }
  read.command.input = input.is_null() ? Value::object() : input;
  return read;
}

/// What the server knows of the files that the input names.
void collect_media(Database& db, const std::string& handshake, const Value& input, Value& found) {
  const auto& text = input.as_string();
  if (text.starts_with("MX1")) {
    if (const auto media = find_media(db, handshake, text)) {
      found.set(
          media->id,
          Value::object({{"type", media->type}, {"size", media->size}, {"sha256", media->sha256}}));
    }
  }
  for (const auto& item : input.items()) collect_media(db, handshake, item, found);
  for (const auto& [name, value] : input.members()) collect_media(db, handshake, value, found);
}

Response events_response(Call& call, const Walk& walk, std::int64_t after) {
  return json_response(Value::object({{"events", events_after(walk, after)},
                                      {"seq", walk.state.seq},
                                      {"delivery", page_delivery(call.db(), call.services, walk)},
                                      {"now", call.now}}));
}

/// Whoever lost the lease is told so, also when it guesses the other's epoch: the token names the
/// device.
bool holds_lease(const Walk& walk, const Session& session, std::int64_t epoch) {
  return walk.state.epoch == epoch && walk.state.device == session.device;
}

// --- Guesses at one-time codes: counted per contact, over all handshakes

/// The contact's index, when the command is about a code that was sent to one; or "".
std::string contact_of_code(const Call& call, const Walk& walk, const Command& command) {
  if (command.type != "submit" && command.type != "send_code") return {};
  const StageRecord* record = walk.state.find(command.stage);
  // Only a stage of the type `otp` remembers a digest of a code and whom it went to.
  if (record == nullptr || !record->memory["digest"].is_string()) return {};
  return contact_index(code_index_key(call.db(), call.services.vault), walk.app.mode,
                       record->memory["to"].as_string());
}

std::int64_t lock_left(const Call& call, const std::string& contact) {
  if (contact.empty()) return 0;
  call.db().lock(contact);  // its guesses are counted over all handshakes
  const auto wrong = wrong_codes(call.db(), contact);
  return wrong ? std::max<std::int64_t>(wrong->locked_until - call.now, 0) : 0;
}

Response locked(const Call& call, std::int64_t left) {
  Response response =
      error_response(*failure(ErrorCode::rate_limited, "too many wrong codes", "/code"),
                     call.error_form(), call.request, {{"retryAt", call.now + left}});
  response.set("retry-after", std::to_string((left + second_ms - 1) / second_ms));
  return response;
}

void count_guess(const Call& call, const std::string& contact, const Decision& decision) {
  for (const auto& event : decision.events) {
    const bool wrong = event.event.type == event_type::stage_rejected &&
                       event.event.public_part["code"] == Value("wrong_code");
    if (wrong) return count_wrong_code(call.db(), contact, call.now);
    if (event.event.type == event_type::stage_passed) return forget_wrong_codes(call.db(), contact);
  }
}

/// `too_soon` points to the time, in what the stage remembers.
void say_when(Call& call, const Walk& walk, const Command& command, const Error& error) {
  const StageRecord* record = walk.state.find(command.stage);
  if (error.code != ErrorCode::too_soon || error.where.empty() || record == nullptr) return;
  const std::int64_t time = record->memory[error.where.substr(1)].as_integer();
  call.retry_after_s = (time - call.now + second_ms - 1) / second_ms;
}

Result<Response> run_command(Call& call, const SessionHolder& holder, PageCommand read) {
  auto walk = open_walk(call.db(), call.services.vault, holder.handshake, holder.app);
  if (!walk) return walk.error();
  call.request.locale = walk->state.locale;
  if (!holds_lease(*walk, holder.session, read.command.epoch))
    return failure(ErrorCode::session_superseded);
  if (read.heartbeat) {
    touch_lease(call.db(), holder.handshake.id, call.now);
    return events_response(call, *walk, walk->state.seq);
  }
  if (read.expected_seq != walk->state.seq) {
    return error_response(*failure(ErrorCode::seq_conflict), call.error_form(), call.request,
                          {{"events", events_after(*walk, read.expected_seq)},
                           {"seq", walk->state.seq},
                           {"delivery", page_delivery(call.db(), call.services, *walk)},
                           {"now", call.now}});
  }
  collect_media(call.db(), holder.handshake.id, read.command.input, read.command.media);
  read.command.entropy = random_hex(32);
  const auto flow = flow_of_run(call.db(), call.services, *walk);
  if (!flow) return failure(ErrorCode::run_not_started);
  const auto contact = contact_of_code(call, *walk, read.command);
  if (const auto lock = lock_left(call, contact); lock > 0) return locked(call, lock);
  const auto decision = decide(*flow, walk->state, read.command, call.now);
  if (!decision) {
    say_when(call, *walk, read.command, decision.error());
    return decision.error();
  }
  if (auto room = check_room(call.services, *walk, read.command, *decision); !room)
    return room.error();
  if (!contact.empty()) count_guess(call, contact, *decision);
  walk->handshake.lease_seen = call.now;
  record(*call.transaction, call.services, *walk, *decision);
  return events_response(call, *walk, read.expected_seq);
}

}  // namespace

Result<Response> command(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  const auto key = idempotency_key(call.request);
  if (!key) return key.error();
  if (!*key) return failure(ErrorCode::malformed_request, "the header Idempotency-Key is missing");
  auto read = read_command(call);
  if (!read) return read.error();
  // It changes nothing that a repetition could change again: its answers are not worth a row each.
  if (read->heartbeat) return run_command(call, *holder, *std::move(read));
  const auto handshake_key =
      call.services.vault.unwrap(holder->handshake.wrapped_key, holder->handshake.id);
  if (!handshake_key) throw StorageError("the key of a handshake does not open", 0);
  return answer_once(call, {*handshake_key, holder->handshake.id, holder->session.device, **key},
                     [&] { return run_command(call, *holder, *std::move(read)); });
}

}  // namespace sealflow::server
