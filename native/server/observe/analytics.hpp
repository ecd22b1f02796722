// The stream of analytics: how people come through their flows, without saying who they are.
//
// One JSON object per line, of the form docs/reference/analytics.schema.json, to a file or standard
// output. Handshakes appear as SHA-256 of their id, which nobody can guess; nothing that somebody
// typed, sent or uploaded is in it. A line is made after the commit of what it tells. Nobody waits
// for the sink: what it does not take in time is dropped and counted.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "sealflow/event.hpp"
#include "sealflow/state.hpp"

namespace sealflow::server {

class Analytics {
 public:
  /// "": none, "stdout", "file:PATH" (appended to). Throws std::runtime_error when it is none of
  /// these, or cannot be opened.
  explicit Analytics(std::string sink, std::size_t most_waiting = 10'000);
  /// Gives the sink a moment for what waits.
  ~Analytics();
  Analytics(const Analytics&) = delete;
  Analytics& operator=(const Analytics&) = delete;

  bool on() const { return !sink_.empty(); }
  /// Any thread; never waits.
  void emit(const Value& entry);
  std::uint64_t written() const { return written_; }
  std::uint64_t dropped() const { return dropped_; }

 private:
  void open();
  void work();
  bool write_line(std::string_view line);
  bool wait_for_room();

  std::string sink_;
  std::string path_;  ///< empty: standard output
  std::size_t most_waiting_;
  int file_ = -1;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::string> waiting_;
  bool stopping_ = false;
  std::atomic<std::int64_t> give_up_at_ = 0;  ///< steady ms; 0: not stopping
  std::atomic<std::uint64_t> written_ = 0;
  std::atomic<std::uint64_t> dropped_ = 0;
  std::thread thread_;
};

/// A handshake that a backend made.
Value analytics_created(std::string_view handshake, std::string_view app, std::string_view flow,
                        std::int64_t now);

/// What an event tells, or nothing. `state` has the event in it.
std::optional<Value> analytics_of(const Event& event, const State& state, std::string_view app);

}  // namespace sealflow::server
