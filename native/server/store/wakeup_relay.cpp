#include "server/store/wakeup_relay.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
namespace sealflow::server {
namespace {

constexpr int look_after_ms = 5000;
constexpr int pause_ms = 200;

}  // namespace

WakeupRelay::WakeupRelay(PostgresConnector& connector, Wakeups& wakeups)
    : connector_(connector), wakeups_(wakeups), event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw StorageError("no event handle left", 0);
  thread_ = std::thread([this] { work(); });
  wakeups_.relay_by([this](std::string_view topic) {
    // Work outside is done where it was decided; others look for what stays behind.
    if (topic == effects_topic || topic == webhooks_topic) return;
    {
      const std::lock_guard lock(mutex_);
      outgoing_.emplace(topic);
    }
    nudge();
  });
}

WakeupRelay::~WakeupRelay() {
  wakeups_.relay_by(nullptr);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  nudge();
  thread_.join();
  ::close(event_);
}

void WakeupRelay::nudge() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
}

bool WakeupRelay::wait(int socket, int milliseconds) {
  std::array<pollfd, 2> handles = {pollfd{event_, POLLIN, 0}, pollfd{socket, POLLIN, 0}};
  const int count = ::poll(handles.data(), socket < 0 ? 1 : 2, milliseconds);
  std::uint64_t ignored = 0;
  if (handles[0].revents != 0) {
    [[maybe_unused]] const auto read = ::read(event_, &ignored, sizeof ignored);
  }
  return count > 0;
}

void WakeupRelay::work() {
  for (;;) {
    try {
      const auto database = connector_.connect(Database::Mode::write);
      carry(*database);
      return;
    } catch (const StorageError&) {
      // Requests find out, and say so in the log, themselves.
    }
    wait(-1, pause_ms);
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
}

void WakeupRelay::carry(PostgresDatabase& database) {
  database.execute("LISTEN sealflow");
  wakeups_.wake_all();
  for (;;) {
    const bool news = wait(PQsocket(database.handle()), look_after_ms);
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    if (!news) wakeups_.wake_all();
    send(database);
    receive(database);
  }
}

void WakeupRelay::send(PostgresDatabase& database) {
  std::string topics;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& topic : outgoing_) topics += (topics.empty() ? "" : ",") + topic;
    outgoing_.clear();
  }
  if (topics.empty()) return;
  Rows rows = database.query(
      "SELECT pg_notify('sealflow', topic) FROM unnest(string_to_array(?1, ',')) AS topic", topics);
  while (rows.step()) {
  }
}

void WakeupRelay::receive(PostgresDatabase& database) {
  if (PQconsumeInput(database.handle()) == 0) throw StorageError("the connection is lost", 1);
  while (PGnotify* notice = PQnotifies(database.handle())) {
    const bool own = notice->be_pid == PQbackendPID(database.handle());
    if (!own) wakeups_.wake(notice->extra);
    PQfreemem(notice);
  }
}

}  // namespace sealflow::server
