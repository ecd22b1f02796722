#include "server/observe/analytics.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

#include "sealflow/signature.hpp"
#include "server/base/clock.hpp"

namespace sealflow::server {
namespace {

constexpr int version = 1;
constexpr std::int64_t longest_stop_ms = 2000;
constexpr int poll_ms = 100;
/// A pipe that is ready takes this much at once, so that writing no more than it never blocks.
constexpr std::size_t pipe_piece = 4096;

Value entry_of(std::string_view type, std::string_view handshake, std::string_view app,
               std::string_view flow, std::int64_t at) {
  return Value::object({{"v", version},
                        {"type", type},
                        {"at", at},
                        {"handshake", sha256_hex(handshake)},
                        {"app", app},
                        {"flow", flow}});
}

}  // namespace

Analytics::Analytics(std::string sink, std::size_t most_waiting)
    : sink_(std::move(sink)), most_waiting_(most_waiting) {
  if (sink_.empty() || sink_ == "none") {
    sink_.clear();
    return;
  }
  if (sink_.starts_with("file:") && sink_.size() > 5) {
    path_ = sink_.substr(5);
  } else if (sink_ != "stdout") {
    throw std::runtime_error("analytics go to file:PATH, stdout or none");
  }
  open();
  thread_ = std::thread([this] { work(); });
}

Analytics::~Analytics() {
  if (!on()) return;
  give_up_at_ = steady_ms() + longest_stop_ms;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  if (!path_.empty()) ::close(file_);
}

void Analytics::open() {
  if (path_.empty()) {
    file_ = STDOUT_FILENO;
    return;
  }
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) throw std::runtime_error("cannot open the analytics file " + path_);
}

void Analytics::emit(const Value& entry) {
  if (!on()) return;
  std::string line = stringify(entry) + "\n";
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= most_waiting_) {
      ++dropped_;
      return;
    }
    waiting_.push_back(std::move(line));
  }
  wake_.notify_one();
}

void Analytics::work() {
  for (;;) {
    std::string line;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      line = std::move(waiting_.front());
      waiting_.pop_front();
    }
    ++(write_line(line) ? written_ : dropped_);
  }
}

/// False when the sink took nothing until the server had to end.
bool Analytics::wait_for_room() {
  for (;;) {
    // Once the time is over, no line waits any more: thousands may be left.
    const auto give_up_at = give_up_at_.load();
    const bool over = give_up_at != 0 && steady_ms() >= give_up_at;
    pollfd ready{file_, POLLOUT, 0};
    if (::poll(&ready, 1, over ? 0 : poll_ms) > 0)
      return (ready.revents & (POLLERR | POLLNVAL)) == 0;
    if (over) return false;
  }
}

bool Analytics::write_line(std::string_view line) {
  while (!line.empty()) {
    if (!wait_for_room()) return false;
    const auto piece = line.substr(0, pipe_piece);
    const auto written = ::write(file_, piece.data(), piece.size());
    if (written <= 0) return false;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Value analytics_created(std::string_view handshake, std::string_view app, std::string_view flow,
                        std::int64_t now) {
  return entry_of("created", handshake, app, flow, now);
}

std::optional<Value> analytics_of(const Event& event, const State& state, std::string_view app) {
  const auto entry = [&](std::string_view type) {
    Value made = entry_of(type, event.handshake, app, state.flow_id, event.at);
    made.set("version", state.flow_version);
    made.set("run", event.run);
    made.set("seq", event.seq);
    if (!event.stage.empty()) made.set("stage", event.stage);
    return made;
  };
  const auto since_entered = [&] {
    const StageRecord* record = state.find(event.stage);
    return record == nullptr ? Value() : Value(event.at - record->entered_at);
  };
  if (event.type == event_type::run_started || event.type == event_type::run_resumed) {
    Value made = entry("launched");
    made.set("reason", event.public_part["reason"]);
    return made;
  }
  if (event.type == event_type::stage_entered) return entry("stage_entered");
  if (event.type == event_type::stage_passed) {
    Value made = entry("stage_passed");
    made.set("durationMs", since_entered());
    return made;
  }
  if (event.type == event_type::stage_rejected) {
    Value made = entry("stage_rejected");
    made.set("durationMs", since_entered());
    made.set("code", event.public_part["code"]);
    return made;
  }
  if (event.type == event_type::run_ended) {
    Value made = entry("ended");
    made.set("durationMs", event.at - state.started_at);
    made.set("outcome", outcome_name(state.outcome));
    made.set("status", state.status.empty() ? Value() : Value(state.status));
    made.set("end", state.end.empty() ? Value() : Value(state.end));
    return made;
  }
  return std::nullopt;
}

}  // namespace sealflow::server
