// What the trials in this folder share: how often, a flow of many short stages, pages that walk it,
// and a database that begins each run alike.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../fixture.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SEALFLOW_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SEALFLOW_SANITIZED
#endif

namespace sealflow::server::test {

/// The long form with SEALFLOW_LONG=1 (not under a sanitizer, which makes it twenty times longer),
/// SEALFLOW_RUNS for any number.
inline int runs(int usual, [[maybe_unused]] int many) {
  if (const char* number = std::getenv("SEALFLOW_RUNS")) return std::atoi(number);
#ifndef SEALFLOW_SANITIZED
  const char* wanted = std::getenv("SEALFLOW_LONG");
  if (wanted != nullptr && std::string_view(wanted) == "1") return many;
#endif
  return usual;
}

using Counts = std::vector<std::pair<std::string_view, std::int64_t>>;

inline void print(std::string_view what, const Counts& counts) {
  std::cout << "# " << what << ":";
  for (const auto& [name, count] : counts)
    std::cout << (name == counts.front().first ? " " : ", ") << name << " " << count;
  std::cout << std::endl;
}

/// `count` forms, one after the other.
inline std::string forms_flow(int count) {
  std::string stages;
  for (int i = 1; i <= count; ++i) {
    stages += (i == 1 ? "" : ",") + std::string(R"({"id":"FS0s)") + std::to_string(i) +
              R"(","type":"form","fields":[{"name":"note","required":true}],"next":")" +
              (i < count ? "FS0s" + std::to_string(i + 1) : "done") + "\"}";
  }
  return R"({"id":"FX0forms","version":"1.0.0","start":"FS0s1","stages":[)" + stages +
         R"(],"ends":{"done":{"status":"auto_approved"}}})";
}

/// A page that walks it, and keeps what it was told.
class Walker {
 public:
  Walker(Server& server, int stages)
      : page(server, server.handshake(
                         Value::object({{"flow", "FX0forms"}, {"variables", Value::object()}}))),
        stages_(stages) {}

  struct Sent {
    std::string key;
    std::string body;
    std::string answer;  ///< empty: none, or that it was not done
    std::int64_t seq = 0;
  };

  /// Submits the next stage, unless the one before is not answered.
  Answer step() {
    const std::string stage = "FS0s" + std::to_string(told.size() + 1);
    const Value command = Value::object({{"type", "submit"},
                                         {"stage", stage},
                                         {"input", Value::object({{"note", random_hex(8)}})}});
    if (!open) open = Sent{random_hex(16), page.body_of(command), "", 0};
    return send_open();
  }

  Answer send_open() {
    Answer answer = page.post(open->body, open->key);
    if (answer.status() == 200) {
      open->answer = answer.response.body;
      open->seq = page.seq;
      told.push_back(*std::exchange(open, std::nullopt));
    }
    return answer;
  }

  bool at_end() const { return static_cast<int>(told.size()) == stages_; }

  Page page;
  std::vector<Sent> told;    ///< what was acknowledged
  std::optional<Sent> open;  ///< what was sent, and not acknowledged

 private:
  int stages_;
};

/// A server whose database can be put back to what it was.
class Site {
 public:
  Site(int walkers, int stages) {
    server.publish(forms_flow(stages));
    for (int i = 0; i < walkers; ++i) {
      start_.emplace_back(server, stages);
      start_.back().page.launch();
    }
    close();
    image_ = bytes_of(database());
    open();
  }

  void open() {
    server.reopen();
    // So that faults meet checkpoints as well, which otherwise come every thousand pages.
    server.services->store.write([](Transaction& transaction) {
      transaction.db().execute("PRAGMA wal_autocheckpoint = 40");
      return true;
    });
  }

  void close() {
    server.service.reset();
    server.services.reset();
  }

  /// Closes, and puts the database back; gives the pages as they were then.
  std::vector<Walker> reset() {
    close();
    for (const auto* end : {"-wal", "-shm", "-journal"}) std::filesystem::remove(database() + end);
    std::ofstream(database(), std::ios::binary | std::ios::trunc) << image_;
    return start_;
  }

  std::string database() const { return server.folder.file("test.sqlite"); }

  /// What SQLite says of the whole file: "ok", or what is wrong.
  std::string integrity() {
    return server.services->store.read([](Database& db) {
      Rows row = db.query("PRAGMA integrity_check");
      return row.step() ? row.text(0) : std::string("no answer");
    });
  }

  Server server;

 private:
  std::vector<Walker> start_;
  std::string image_;
};

/// What a walker was told, against what there is.
struct Found {
  std::int64_t lost = 0;            ///< acknowledged, and not there, or there with other content
  std::int64_t twice = 0;           ///< done again when it was sent again
  std::int64_t damaged = 0;         ///< a log that does not verify
  std::int64_t unacknowledged = 0;  ///< there, though nobody was told
};

/// Looks at the log; then sends again what was answered last, and what was not.
inline Found look(Walker& walker) {
  Found found;
  const auto events = walker.page.events();
  if (events.status() != 200) {
    ++found.damaged;
    return found;
  }
  const auto seq = events.body["seq"].as_integer();
  for (const auto& sent : walker.told) {
    // The bytes of each event that the answer held are in the log's.
    const auto answer = parse_json(sent.answer);
    bool whole = sent.seq <= seq;
    for (const auto& event : (*answer)["events"].items())
      whole = whole && events.response.body.find(stringify(event)) != std::string::npos;
    if (!whole) ++found.lost;
  }
  if (found.lost > 0) return found;
  if (!walker.told.empty()) {
    const auto& last = walker.told.back();
    const auto again = walker.page.post(last.body, last.key);
    if (again.response.body != last.answer) ++found.twice;
  }
  if (walker.open) {
    const auto late = walker.send_open();
    if (late.status() != 200) ++found.lost;
    if (!late.response.header("idempotency-replayed").empty()) ++found.unacknowledged;
  }
  const auto stage = "FS0s" + std::to_string(walker.told.size());
  std::int64_t passed = 0;
  const auto after = walker.page.events();
  for (const auto& event : after.body["events"].items())
    passed += event["type"] == Value("stage_passed") && event["stage"] == Value(stage) ? 1 : 0;
  if (!walker.told.empty() && passed != 1) ++found.twice;
  return found;
}

}  // namespace sealflow::server::test
