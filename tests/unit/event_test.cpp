// Events and their two parts. Hashes by number are in tests/vectors/event.json.
#include "sealflow/event.hpp"

#include "support.hpp"

using namespace support;

TEST_CASE("an event survives its JSON", "[event]") {
  for (const LoggedEvent& event : completed_walk().log) {
    const std::string text = stringify(event_to_json(event));
    const Result<LoggedEvent> back = event_from_json(json(text));
    REQUIRE(back.has_value());
    CHECK(stringify(event_to_json(*back)) == text);
    CHECK(event_hash(back->event) == event.event.hash);
  }
}

TEST_CASE("an event without its place or time is none", "[event]") {
  const Value whole = event_to_json(completed_walk().log.front());
  for (const char* name : {"run", "seq", "at"}) {
    Value without = Value::object();
    for (const auto& [member, value] : whole.members()) {
      if (member != name) without.set(member, value);
    }
    const Result<LoggedEvent> read = event_from_json(without);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().where == "/" + std::string(name));
    CHECK(read.error().reason == "missing");
  }
}

TEST_CASE("taking the private part away leaves the hash as it was", "[event]") {
  for (const LoggedEvent& event : completed_walk().log) {
    const LoggedEvent bare = without_secret(event);
    CHECK_FALSE(bare.secret.has_value());
    CHECK(event_hash(bare.event) == event.event.hash);
    CHECK(bare.event.commit == event.event.commit);
  }
}

TEST_CASE("the hashed part holds nothing that a person typed", "[event]") {
  Walker walker(three_forms());
  REQUIRE(walker.launch());
  REQUIRE(walker.submit_x("FS0a", "Asha Rao, 1990"));
  for (const LoggedEvent& event : walker.log) {
    CHECK(stringify(event_to_json(without_secret(event))).find("Asha") == std::string::npos);
  }
}

TEST_CASE("no two events share a salt", "[event]") {
  std::vector<std::string> salts;
  for (const LoggedEvent& event : completed_walk().log) {
    if (event.secret) salts.push_back(event.secret->salt);
  }
  REQUIRE(salts.size() == 4);
  for (std::size_t i = 1; i < salts.size(); ++i) CHECK(salts[i] != salts[i - 1]);
}

TEST_CASE("a salt is 32 bytes", "[event]") {
  CHECK(commitment({.salt = std::string(64, 'a'), .bytes = "{}"}).has_value());
  for (const std::string& salt : {std::string(), std::string(62, 'a'), std::string(66, 'a'),
                                  std::string(64, 'g'), std::string(64, 'A')}) {
    CHECK_FALSE(commitment({.salt = salt, .bytes = "{}"}).has_value());
  }
}
