#include "server/observe/metrics.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "server/base/log.hpp"
#include "server/services.hpp"

namespace sealflow::server {
namespace {

/// The text format: per family a HELP and a TYPE line, then its samples.
class Text {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += "# HELP " + name_ + " " + std::string(help) + "\n# TYPE " + name_ + " " +
             std::string(type) + "\n";
  }
  template <class Number>
  void sample(Number value, std::string_view labels = {}, std::string_view suffix = {}) {
    text_ += name_;
    text_ += suffix;
    if (!labels.empty()) text_ += "{" + std::string(labels) + "}";
    text_ += " " + number(value) + "\n";
  }
  template <class Number>
  void single(std::string_view name, std::string_view type, std::string_view help, Number value) {
    family(name, type, help);
    sample(value);
  }
  std::string take() { return std::move(text_); }

  template <class Number>
  static std::string number(Number value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
  }

 private:
  std::string name_;
  std::string text_;
};

// Neither methods nor patterns hold anything that would have to be escaped.
std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t all = 0;
  std::int64_t resident = 0;
  file >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::int64_t open_files() {
  std::error_code failure;
  const std::filesystem::directory_iterator files("/proc/self/fd", failure);
  return failure ? 0 : std::distance(begin(files), end(files));
}

void add_process(Text& text) {
  text.family("sealflow_build_info", "gauge", "Always 1; the label says which build this is.");
  text.sample(1, label("version", SEALFLOW_VERSION));
  text.single("process_resident_memory_bytes", "gauge", "Memory in use.", resident_bytes());
  text.single("process_open_fds", "gauge", "Open files and sockets.", open_files());
}

void add_store(Text& text, const Services& services) {
  const auto counts = services.store.counts();
  text.single("sealflow_commits_total", "counter", "Transactions of the writer.", counts.batches);
  text.single("sealflow_jobs_total", "counter",
              "Jobs in these transactions; by commits_total, how many share one.", counts.jobs);
  text.single("sealflow_writes_waiting", "gauge", "Requests that wait for the writer.",
              services.metrics.writes.value());
}

void add_database(Text& text, Database& db, std::int64_t now) {
  Rows effects = db.query(
      "SELECT count(*), min(created_at) FROM effects WHERE status IN ('pending', 'started')");
  effects.step();
  const auto open = effects.integer(0);
  text.single("sealflow_effects_open", "gauge", "Outside work that is not done yet.", open);
  text.single("sealflow_effects_oldest_seconds", "gauge", "Age of the oldest of them.",
              open == 0 ? 0.0 : static_cast<double>(now - effects.integer(1)) / second_ms);
  Rows sessions =
      db.query("SELECT count(*) FROM sessions WHERE ends_at > ?1 AND idle_until > ?1", now);
  sessions.step();
  text.single("sealflow_sessions", "gauge", "Session tokens that are valid.", sessions.integer(0));
  Rows uploads =
      db.query("SELECT count(*) FROM uploads WHERE media IS NULL AND expires_at > ?1", now);
  uploads.step();
  text.single("sealflow_uploads_open", "gauge", "Uploads in pieces that are not whole yet.",
              uploads.integer(0));
}

}  // namespace

std::string_view known_method(std::string_view method) {
  static constexpr std::array<std::string_view, 7> known = {"GET", "HEAD",   "POST", "OPTIONS",
                                                            "PUT", "DELETE", "PATCH"};
  const auto* const found = std::find(known.begin(), known.end(), method);
  return found == known.end() ? "other" : *found;
}

void Metrics::count_request(std::string_view method, std::string_view route, int status,
                            std::chrono::duration<double> took) {
  const auto* const bound = std::lower_bound(bounds.begin(), bounds.end(), took.count());
  const auto bucket = static_cast<std::size_t>(bound - bounds.begin());
  const auto digit = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
  const std::lock_guard lock(mutex_);
  Series& series = requests_[{known_method(method), route}];
  ++series.by_class.at(digit);
  ++series.seconds.counts.at(bucket);
  series.seconds.sum += took.count();
}

std::string Metrics::requests_text() const {
  Text text;
  const std::lock_guard lock(mutex_);
  const auto labels = [](const auto& key) {
    return label("method", key.first) + "," + label("route", key.second);
  };
  text.family("sealflow_http_requests_total", "counter", "Requests answered.");
  for (const auto& [key, series] : requests_) {
    for (std::size_t digit = 1; digit < series.by_class.size(); ++digit) {
      if (series.by_class.at(digit) == 0) continue;
      const std::string status = std::to_string(digit) + "xx";
      text.sample(series.by_class.at(digit), labels(key) + "," + label("status", status));
    }
  }
  text.family("sealflow_http_request_duration_seconds", "histogram",
              "From the whole header to the answer being ready, its commit included.");
  for (const auto& [key, series] : requests_) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < series.seconds.counts.size(); ++i) {
      sum += series.seconds.counts.at(i);
      const std::string bound = i < bounds.size() ? Text::number(bounds.at(i)) : "+Inf";
      text.sample(sum, labels(key) + "," + label("le", bound), "_bucket");
    }
    text.sample(series.seconds.sum, labels(key), "_sum");
    text.sample(sum, labels(key), "_count");
  }
  return text.take();
}

std::string metrics_text(const Services& services, Database& database, std::int64_t now) {
  Text text;
  add_process(text);
  text.single("sealflow_connections", "gauge", "Open connections.",
              services.metrics.connections.value());
  text.single("sealflow_event_streams", "gauge", "Open event streams.",
              services.metrics.streams.value());
  add_store(text, services);
  add_database(text, database, now);
  text.single("sealflow_analytics_written_total", "counter", "Analytics events written.",
              services.analytics.written());
  text.single("sealflow_analytics_dropped_total", "counter",
              "Analytics events lost: the sink was too slow, or did not take them.",
              services.analytics.dropped());
  text.family("sealflow_log_lines_total", "counter", "Lines of the log, by level.");
  for (const std::string_view level : {"warn", "error"})
    text.sample(log::lines(level), label("level", level));
  return text.take() + services.metrics.requests_text();
}

}  // namespace sealflow::server
