// GET /v1/sessions/{handshake}/events: at once, or as a stream while the page waits for something.
#include <charconv>
#include <optional>

#include "server/engine/walk.hpp"
#include "server/handlers/handlers.hpp"
#include "server/handlers/session.hpp"
#include "server/store/apps.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t longest_stream = 5 * minute_ms;
/// A page has one, and one that reloads leaves some behind for a few seconds. Each reads and
/// verifies the log again with every event: thousands of them would keep everybody else waiting.
constexpr int most_streams = 16;
constexpr std::int64_t pause_when_full_s = 5;

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

std::string stream_text(const Value& events) {
  std::string text;
  for (const auto& event : events.items()) {
    text += "id: " + std::to_string(event["seq"].as_integer()) +
            "\nevent: " + event["type"].as_string() + "\ndata: " + stringify(event) + "\n\n";
  }
  return text;
}

/// What a device that lost the lease may still read: stage ids, no data (design, section 6).
Value progress_of(const Walk& walk) {
  Value progress = Value::array();
  for (const auto& stage : walk.state.path) {
    progress.push(Value::object({{"stage", stage}, {"passed", walk.state.passed(stage)}}));
  }
  return progress;
}

/// Reads the log again whenever it is woken, and ends when the lease is lost. The log is verified
/// each time: a page never sees events that do not belong to a whole chain.
StreamPart pull(Services& services, const Session& session, std::int64_t& sent) {
  return services.store.read([&](Database& db) -> StreamPart {
    const auto row = find_handshake(db, session.handshake);
    if (!row || !session_goes_on(db, session, app_time(db, row->app, services.clock())))
      return {"", true};
    if (row->seq == sent) return {};
    const auto walk = open_walk(db, services.vault, *row);
    if (!walk || walk->state.device != session.device) return {"", true};
    StreamPart part{stream_text(events_after(*walk, sent)), walk->state.outcome != Outcome::none};
    sent = walk->state.seq;
    return part;
  });
}

Result<Response> stream_response(Call& call, const Session& session, std::int64_t after,
                                 bool ended) {
  auto place = call.services.streams.take(session.handshake, most_streams);
  if (!place) {
    call.retry_after_s = pause_when_full_s;
    return failure(ErrorCode::rate_limited, "enough streams of this handshake are open already");
  }
  Response response;
  response.set("content-type", "text/event-stream");
  response.stream = std::make_shared<EventStream>();
  response.stream->topic = session.handshake;
  response.stream->longest_ms = longest_stream;
  response.stream->open.emplace(call.services.metrics.streams);
  response.stream->pull = [&services = call.services, session, sent = after, ended,
                           place = std::move(place)]() mutable {
    StreamPart part = pull(services, session, sent);
    // Nothing will come after the end that the page has had already.
    part.last = part.last || ended;
    return part;
  };
  return response;
}

}  // namespace

Result<Response> events(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  const auto header = call.request.header("last-event-id");
  const auto after = header.empty() ? std::optional<std::int64_t>(0) : read_number(header);
  if (!after || *after > holder->handshake.seq) {
    return failure(ErrorCode::malformed_request,
                   "Last-Event-ID is the seq of an event that there is");
  }
  const auto walk = open_walk(call.db(), call.services.vault, holder->handshake, holder->app);
  if (!walk) return walk.error();
  call.request.locale = walk->state.locale;
  if (walk->state.device != holder->session.device) {
    return error_response(*failure(ErrorCode::session_superseded), call.error_form(), call.request,
                          {{"progress", progress_of(*walk)}, {"seq", walk->state.seq}});
  }
  if (call.request.header("accept").find("text/event-stream") != std::string_view::npos) {
    return stream_response(call, holder->session, *after, walk->state.outcome != Outcome::none);
  }
  return json_response(Value::object({{"events", events_after(*walk, *after)},
                                      {"seq", walk->state.seq},
                                      {"delivery", page_delivery(call.db(), call.services, *walk)},
                                      {"now", call.now}}));
}

}  // namespace sealflow::server
