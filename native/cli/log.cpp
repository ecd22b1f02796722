// log verify, log replay, log export
#include "sealflow/log.hpp"

#include "cli/commands.hpp"
#include "cli/events.hpp"
#include "cli/output.hpp"
#include "server/operate/operate.hpp"
#include "server/store/store.hpp"

namespace sealflow::cli {
std::variant<Events, Trouble> load_events(const Options& options) {
  if (options.file.empty() && options.handshake.empty()) {
    return Trouble{
        exit_code::usage,
        {.code = ErrorCode::malformed_request, .message = "name a file or a --handshake"}};
  }
  if (!options.file.empty()) {
    const auto text = read_input(options.file);
    if (!text) return Trouble{exit_code::input, text.error()};
    auto events = parse_log(*text);
    if (!events) return Trouble{exit_code::input, events.error()};
    return *std::move(events);
  }
  const auto vault = server::Vault::open(options.master_key);
  if (!vault) return Trouble{exit_code::storage, vault.error()};
  server::Store store(options.database, options.database_password);
  auto events = store.read(
      [&](server::Database& db) { return server::read_log(db, *vault, options.handshake); });
  if (!events) {
    const bool checked = events.error().code == ErrorCode::log_damaged;
    return Trouble{checked ? exit_code::failed : exit_code::storage, events.error()};
  }
  return *std::move(events);
}

int log_verify(const Options& options) {
  const auto loaded = load_events(options);
  if (const auto* trouble = std::get_if<Trouble>(&loaded))
    return fail(options, trouble->code, trouble->error);
  const auto& events = std::get<Events>(loaded);
  if (const auto verified = verify_log(events); !verified)
    return fail(options, exit_code::failed, verified.error());
  const std::string head =
      events.empty() ? std::string(no_previous_hash) : events.back().event.hash;
  return succeed(
      options,
      Value::object({{"events", static_cast<std::int64_t>(events.size())}, {"head", head}}),
      "verified: " + std::to_string(events.size()) + " events, head " + head + "\n");
}

int log_replay(const Options& options) {
  const auto loaded = load_events(options);
  if (const auto* trouble = std::get_if<Trouble>(&loaded))
    return fail(options, trouble->code, trouble->error);
  const auto replayed = replay(std::get<Events>(loaded));
  if (!replayed) return fail(options, exit_code::failed, replayed.error());
  const Value state = state_to_json(replayed->state);
  const auto result = result_of(replayed->state);
  const Value bytes = result ? Value(stringify(*result)) : Value();
  std::string text = stringify(state) + "\n";
  if (replayed->erased) {
    text += "erased: some private part is gone\n";
  } else if (result) {
    text += bytes.as_string() + "\n";
  }
  return succeed(options,
                 Value::object({{"state", state}, {"result", bytes}, {"erased", replayed->erased}}),
                 text);
}

int log_export(const Options& options) {
  const auto loaded = load_events(options);
  if (const auto* trouble = std::get_if<Trouble>(&loaded))
    return fail(options, trouble->code, trouble->error);
  Value list = Value::array();
  std::string lines;
  for (const auto& event : std::get<Events>(loaded)) {
    const Value json = event_to_json(options.with_private ? event : without_secret(event));
    lines += stringify(json) + "\n";
    list.push(json);
  }
  return succeed(options, Value::object({{"events", std::move(list)}}), lines);
}

}  // namespace sealflow::cli
