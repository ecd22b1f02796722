// Logs of former versions replay to the same state and the same result, for ever. See
// tests/vectors/logs/README.md.
#include <filesystem>
#include <set>

#include "support.hpp"

using namespace support;

namespace {

namespace fs = std::filesystem;
constexpr JsonLimits roomy = {.max_bytes = std::size_t{1} << 26, .max_depth = 256};
const std::string folder = "tests/vectors/logs/";

/// The names in the folder that begin and end so.
std::vector<std::string> files(std::string_view begin, std::string_view end) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(SEALFLOW_SOURCE_DIR "/" + folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(begin) && name.ends_with(end)) names.insert(name);
  }
  return {names.begin(), names.end()};
}

std::vector<Value> expectations() {
  std::vector<Value> all;
  for (const std::string& name : files("v", ".json")) {
    const Result<Value> list = parse_json(read_file(folder + name), roomy);
    REQUIRE(list.has_value());
    all.insert(all.end(), list->items().begin(), list->items().end());
  }
  return all;
}

bool empty(const Value& value) {
  return value.is_null() || value == Value(false) || value == Value(0) || value == Value("") ||
         ((value.is_array() || value.is_object()) && value.size() == 0);
}

/// `now` without those members that `then` does not know yet, if they are empty.
Value as_then(const Value& now, const Value& then) {
  if (now.is_object() && then.is_object()) {
    Value kept = Value::object();
    for (const auto& [name, value] : now.members()) {
      const Value* known = then.find(name);
      if (known == nullptr && empty(value)) continue;
      kept.set(name, known == nullptr ? value : as_then(value, *known));
    }
    return kept;
  }
  if (now.is_array() && then.is_array() && now.size() == then.size()) {
    Value kept = Value::array();
    for (std::size_t i = 0; i < now.size(); ++i) {
      kept.push(as_then(now.items()[i], then.items()[i]));
    }
    return kept;
  }
  return now;
}

std::vector<LoggedEvent> log_of(const Value& expected) {
  Result<std::vector<LoggedEvent>> log =
      parse_log(read_file(folder + expected["file"].as_string()));
  REQUIRE(log.has_value());
  return *log;
}

}  // namespace

TEST_CASE("old logs replay to the same bytes", "[logs]") {
  int whole = 0;
  int erased = 0;
  for (const Value& expected : expectations()) {
    if (expected.find("firstBad") != nullptr) continue;
    INFO(expected["file"].as_string());
    const std::vector<LoggedEvent> log = log_of(expected);
    CHECK(verify_log(log).has_value());
    const Result<Replay> replay = sealflow::replay(log);
    REQUIRE(replay.has_value());
    CHECK(Value(static_cast<std::int64_t>(log.size())) == expected["events"]);
    CHECK(Value(replay->state.head) == expected["head"]);
    CHECK(Value(replay->erased) == expected["erased"]);
    const Result<Value> result = result_of(replay->state);
    CHECK((result ? Value(stringify(*result)) : Value()) == expected["result"]);
    const Value state = as_then(state_to_json(replay->state), expected["state"]);
    CHECK(stringify(state) == stringify(expected["state"]));
    (replay->erased ? erased : whole) += 1;
  }
  CHECK(whole >= 5);
  CHECK(erased >= 6);
}

TEST_CASE("damage in old logs is found where it is", "[logs]") {
  int damaged = 0;
  for (const Value& expected : expectations()) {
    const Value* index = expected.find("firstBad");
    if (index == nullptr) continue;
    INFO(expected["file"].as_string());
    const Result<void> verified = verify_log(log_of(expected));
    REQUIRE_FALSE(verified.has_value());
    CHECK(verified.error().code == ErrorCode::log_damaged);
    CHECK(verified.error().where == "/" + std::to_string(index->as_integer()));
    ++damaged;
  }
  CHECK(damaged >= 8);
}

TEST_CASE("no old log was changed, none is missing in the list", "[logs]") {
  std::stringstream sums(read_file(folder + "SHA256SUMS"));
  std::set<std::string> listed;
  std::string sum;
  std::string name;
  while (sums >> sum >> name) {
    INFO(name);
    CHECK(sha256_hex(read_file(folder + name)) == sum);
    listed.insert(name);
  }
  for (const std::string& each : files("v", "")) {
    INFO(each << " is not in SHA256SUMS");
    CHECK(listed.contains(each));
  }
  std::set<std::string> described;
  for (const Value& expected : expectations()) described.insert(expected["file"].as_string());
  for (const std::string& each : files("v", ".jsonl")) {
    INFO("nothing is expected of " << each);
    CHECK(described.contains(each));
  }
}

TEST_CASE("every type of event is in some old log", "[logs]") {
  std::string all;
  for (const std::string& name : files("v", ".jsonl")) all += read_file(folder + name);
  // The types as event.hpp lists them.
  const std::string header = read_file("core/include/sealflow/event.hpp");
  const std::size_t end = header.find("}  // namespace event_type");
  std::size_t at = header.find("namespace event_type");
  int types = 0;
  while ((at = header.find("std::string_view ", at)) < end) {
    at += std::string_view("std::string_view ").size();
    const std::string type = header.substr(at, header.find(' ', at) - at);
    INFO("no log has " << type << "; see tests/vectors/logs/README.md");
    CHECK(all.find("\"type\":\"" + type + "\"") != std::string::npos);
    ++types;
  }
  CHECK(types >= 8);
}
