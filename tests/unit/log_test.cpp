// The hash chain. Single damages are in tests/vectors/log.json; here is every one of them.
#include "sealflow/log.hpp"

#include "support.hpp"

using namespace support;

namespace {

std::string lines_of(const std::vector<LoggedEvent>& log) {
  std::string text;
  for (const LoggedEvent& event : log) text += stringify(event_to_json(event)) + "\n";
  return text;
}

bool accepted(const std::vector<LoggedEvent>& log) { return verify_log(log).has_value(); }

}  // namespace

TEST_CASE("a byte changed anywhere in an event is found", "[log]") {
  const std::vector<LoggedEvent> log = completed_walk().log;
  for (std::size_t i : {std::size_t{0}, std::size_t{2}, log.size() - 1}) {
    const std::string text = stringify(event_to_json(log[i]));
    std::size_t found = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (int flip : {0x01, 0x02, 0x20, 0x80}) {
        std::string damaged = text;
        damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ flip);
        const Result<Value> parsed = parse_json(damaged);
        const Result<LoggedEvent> event = parsed ? event_from_json(*parsed) : parsed.error();
        if (!event) {
          ++found;
          continue;
        }
        std::vector<LoggedEvent> copy = log;
        copy[i] = *event;
        if (!accepted(copy)) ++found;
      }
    }
    CHECK(found == text.size() * 4);
  }
}

TEST_CASE("an event cut off at any byte is refused", "[log]") {
  const std::string text = stringify(event_to_json(completed_walk().log[2]));
  for (std::size_t size = 0; size < text.size(); ++size) {
    const Result<std::vector<LoggedEvent>> log = parse_log(std::string_view(text).substr(0, size));
    if (size > 0) CHECK_FALSE(log.has_value());
  }
}

TEST_CASE("leaving out, doubling or swapping events is found, and where", "[log]") {
  const std::vector<LoggedEvent> log = completed_walk().log;
  for (std::size_t i = 0; i < log.size(); ++i) {
    std::vector<LoggedEvent> doubled = log;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), log[i]);
    CHECK(verify_log(doubled).error().where == "/" + std::to_string(i + 1));
    if (i + 1 == log.size()) continue;
    std::vector<LoggedEvent> shorter = log;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(verify_log(shorter).error().where == "/" + std::to_string(i));
    std::vector<LoggedEvent> swapped = log;
    std::swap(swapped[i], swapped[i + 1]);
    CHECK(verify_log(swapped).error().where == "/" + std::to_string(i));
  }
}

TEST_CASE("a log survives its file", "[log]") {
  const Walker walker = completed_walk();
  const Result<std::vector<LoggedEvent>> log = parse_log(lines_of(walker.log));
  REQUIRE(log.has_value());
  CHECK(replayed(*log) == walker.text());
  CHECK(parse_log("")->empty());
  CHECK(parse_log("\n\n")->empty());
  std::string broken = lines_of(walker.log);
  broken.insert(broken.find('\n') + 1, "{}\n");
  CHECK(parse_log(broken).error().where == "/1/v");
  CHECK(parse_log(broken).error().details.back().where.starts_with("/1/"));
  CHECK(parse_log("\n{\"v\":1,}").error().where == "/0");
}

TEST_CASE("an event of a stage that names none is damage", "[log]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch());
  for (const char* type : {"stage_entered", "stage_progressed", "stage_rejected", "stage_passed"}) {
    const Event event{.handshake = walker.state.handshake, .run = 1, .type = type};
    const Result<LoggedEvent> appended = append(walker.state, event, std::nullopt);
    REQUIRE(appended.has_value());
    const std::string before = walker.text();
    const Result<Evolution> evolution = evolve(walker.state, *appended);
    REQUIRE_FALSE(evolution.has_value());
    CHECK(evolution.error().code == ErrorCode::log_damaged);
    CHECK(walker.text() == before);
  }
}

TEST_CASE("an event is appended to a state's head", "[log]") {
  const Walker walker = completed_walk();
  const PrivatePart secret{.salt = std::string(64, '1'), .bytes = "{}"};
  const Event event{.handshake = walker.state.handshake, .run = 1, .type = "outcome_acknowledged"};
  const Result<LoggedEvent> appended = append(walker.state, event, secret);
  REQUIRE(appended.has_value());
  CHECK(appended->event.seq == walker.state.seq + 1);
  CHECK(appended->event.prev == walker.log.back().event.hash);
  std::vector<LoggedEvent> log = walker.log;
  log.push_back(*appended);
  CHECK(accepted(log));
  CHECK_FALSE(append(walker.state, event, PrivatePart{.salt = "1", .bytes = "{}"}).has_value());
}
