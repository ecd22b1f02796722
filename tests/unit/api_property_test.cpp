// The text API takes requests from anybody. Here are the requests of the golden vectors, damaged at
// random from fixed seeds: every one gets a reply, and no reply says "internal".
#include "sealflow/api.hpp"
#include "support.hpp"

using namespace support;

namespace {

/// xorshift64*: small, and the same everywhere.
std::uint64_t next(std::uint64_t& state) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545f4914f6cdd1dULL;
}

std::size_t below(std::uint64_t& random, std::size_t bound) {
  return static_cast<std::size_t>((next(random) >> 16) % bound);
}

Value other_value(std::uint64_t& random) {
  switch (below(random, 12)) {
    case 0:
      return Value();
    case 1:
      return Value(true);
    case 2:
      return Value(std::int64_t{0});
    case 3:
      return Value(std::int64_t{-1});
    case 4:
      return Value(INT64_MAX);
    case 5:
      return Value(INT64_MIN);
    case 6:
      return Value(1.5);
    case 7:
      return Value("");
    case 8:
      return Value("FS0a");
    case 9:
      return Value::array({Value(1), Value("x"), Value()});
    case 10:
      return Value::object({{"x", "y"}});
    default:
      return Value(9007199254740991);
  }
}

/// The value with something at a random place below it changed, left out or doubled.
Value damaged(const Value& value, std::uint64_t& random) {
  if (below(random, 6) == 0) return other_value(random);
  if (value.is_object() && value.size() > 0) {
    const std::size_t chosen = below(random, value.size());
    const bool leave_out = below(random, 5) == 0;
    Value copy = Value::object();
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Member& member = value.members()[i];
      if (i == chosen && leave_out) continue;
      copy.set(member.first, i == chosen ? damaged(member.second, random) : member.second);
    }
    return copy;
  }
  if (value.is_array() && value.size() > 0) {
    const std::size_t chosen = below(random, value.size());
    const std::size_t how = below(random, 6);
    Value copy = Value::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i == chosen && how == 0) continue;
      copy.push(i == chosen ? damaged(value.items()[i], random) : value.items()[i]);
      if (i == chosen && how == 1) copy.push(value.items()[i]);
    }
    return copy;
  }
  return other_value(random);
}

}  // namespace

TEST_CASE("a damaged request is answered, never with an internal error", "[property]") {
  constexpr JsonLimits roomy = {.max_bytes = std::size_t{1} << 26, .max_depth = 256};
  int refused = 0;
  int taken = 0;
  for (const char* header : {"flow", "event", "state", "plan", "decide", "dispatch", "log"}) {
    const std::string file = read_file("tests/vectors/" + std::string(header) + ".json");
    const Value cases = (*parse_json(file, roomy))["cases"];
    REQUIRE(cases.size() >= 30);
    std::uint64_t random = 88172645463325252ULL;
    for (const Value& one : cases.items()) {
      for (int round = 0; round < 6; ++round) {
        Value request = one["request"];
        for (std::size_t times = 1 + below(random, 3); times > 0; --times) {
          request = damaged(request, random);
        }
        const std::string text = stringify(request);
        const std::string reply = call_full(one["function"].as_string(), text);
        INFO(one["function"].as_string() << " " << text);
        const Result<Value> parsed = parse_json(reply, roomy);
        REQUIRE(parsed.has_value());
        REQUIRE((*parsed)["error"]["code"] != Value("internal"));
        ((*parsed)["ok"].as_bool() ? taken : refused) += 1;
      }
    }
  }
  // Damage that nobody notices, and damage that all notice, would both test little.
  CHECK(refused > 1000);
  CHECK(taken > 60);
}
