// random_walks [--from SEED] [--count N] [--digests FILE]
//   Walks N random flows and checks what must hold of each (checks.hpp). FILE gets a line for
//   each hundred with a SHA-256 over the bytes of all answers and last states, so that builds can
//   be compared: native, WebAssembly, with other options, on other machines.
//
// random_walks --requests EVERY [--from SEED] [--count N]
//   Writes requests and replies of the text API, two lines each ("name<TAB>request", the reply),
//   for whoever has another build of it: the replay of each walk, and of every EVERYth walk all of
//   its steps.
//
// Exit code 1: something did not hold; the line says what, and at which seed.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "checks.hpp"

namespace {

using namespace property;
using namespace sealflow;

/// Walks in one digest, so that two builds that differ say about where.
constexpr std::uint64_t block_size = 100;
/// With fewer walks some kind of event may be missing.
constexpr std::uint64_t enough_walks = 500;

struct Options {
  std::uint64_t from = 1;
  std::uint64_t count = 1000;
  std::uint64_t requests = 0;
  std::string digests;
};

struct Totals {
  std::uint64_t walks = 0;
  std::uint64_t events = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t invalid_flows = 0;
  std::map<std::string, std::uint64_t> outcomes;
  std::map<std::string, std::uint64_t> types;
};

/// A walk of a few steps, most often; some are long, since only those exhaust everything.
std::size_t random_length(Random& random) {
  return random.chance(20) ? 20 + random.below(40) : 3 + random.below(12);
}

std::string run_walk(Walk& walk, std::string& transcript, const Call& call) {
  const std::size_t length = random_length(walk.random());
  for (std::size_t i = 0; i < length || walk.log().empty(); ++i) {
    if (std::string problem = walk.step(transcript, call); !problem.empty()) return problem;
    if (walk.log().empty() && i > 100) return "no launch was accepted";
  }
  return {};
}

std::string check_all(Walk& walk) {
  Random& random = walk.random();
  for (const auto& problem : {check_sound(walk), check_replay(walk, random),
                              check_order(walk, random), check_statuses(walk, random)}) {
    if (!problem.empty()) return problem;
  }
  return {};
}

/// Writes a call as whoever compares reads it: two lines.
void write_call(std::string_view function, const Value& request) {
  const std::string text = stringify(request);
  std::cout << function << '\t' << text << '\n' << call_full(function, text) << '\n';
}

/// The events as they come over a bad network.
Value disordered(const Walk& walk, Random& random) {
  std::vector<LoggedEvent> events = walk.log();
  for (const LoggedEvent& event : walk.log()) {
    if (random.chance(2)) events.push_back(event);
  }
  random.shuffle(events);
  Value list = Value::array();
  for (int times = 0; times < 3; ++times) {
    for (const LoggedEvent& event : events) list.push(event_to_json(event));
  }
  return list;
}

std::string write_walk(std::uint64_t seed, std::uint64_t every) {
  Result<Walk> walk = Walk::begin(seed);
  const bool whole = seed % every == 0;
  if (whole) {
    const Value definition = walk ? walk->definition() : Value();
    write_call("check_flow", Value::object({{"flow", definition}}));
    if (walk) write_call("client_view", Value::object({{"flow", definition}}));
  }
  if (!walk) return {};
  std::string transcript;
  const Call call = whole ? Call(write_call) : Call();
  if (std::string problem = run_walk(*walk, transcript, call); !problem.empty()) return problem;
  Value events = Value::array();
  for (const LoggedEvent& event : walk->log()) events.push(event_to_json(event));
  write_call("replay", Value::object({{"events", std::move(events)}}));
  if (whole) {
    write_call("evolve",
               Value::object({{"state", Value()}, {"events", disordered(*walk, walk->random())}}));
    write_call("dispatch",
               Value::object({{"state", state_to_json(walk->state())},
                              {"delivery", Value::object({{"signature", std::string(64, 'a')}})}}));
  }
  return {};
}

std::string walk_and_check(std::uint64_t seed, Totals& totals, std::string& digest) {
  Result<Walk> walk = Walk::begin(seed);
  if (!walk) {
    ++totals.invalid_flows;
    return {};
  }
  std::string transcript;
  std::string problem = run_walk(*walk, transcript, nullptr);
  if (problem.empty()) problem = check_all(*walk);
  digest = sha256_hex(digest + transcript + walk->state_text());
  ++totals.walks;
  totals.events += walk->log().size();
  totals.accepted += walk->accepted();
  totals.refused += walk->refused();
  const State& state = walk->state();
  ++totals.outcomes[std::string(outcome_name(state.outcome)) + " " + state.status];
  for (const LoggedEvent& event : walk->log()) ++totals.types[event.event.type];
  return problem;
}

/// Walks are worth something only if they get somewhere.
std::string too_tame(const Options& options, const Totals& totals) {
  if (totals.walks * 2 < options.count) return "most of the random flows are invalid";
  if (totals.accepted < totals.refused / 2) return "most commands are refused";
  if (options.count < enough_walks) return {};
  if (totals.outcomes.size() < 5) return "some outcome was never reached";
  for (std::string_view type :
       {event_type::run_started, event_type::run_resumed, event_type::stage_entered,
        event_type::stage_progressed, event_type::stage_rejected, event_type::stage_passed,
        event_type::run_ended, event_type::step_completed, event_type::review_decided,
        event_type::outcome_acknowledged}) {
    if (!totals.types.contains(std::string(type))) return std::string(type) + " never happened";
  }
  return {};
}

int fail(std::uint64_t seed, const std::string& problem) {
  std::cerr << "seed " << seed << ": " << problem << "\n";
  return 1;
}

int write_requests(const Options& options) {
  for (std::uint64_t seed = options.from; seed < options.from + options.count; ++seed) {
    const std::string problem = write_walk(seed, options.requests);
    if (!problem.empty()) return fail(seed, problem);
  }
  return std::cout.flush().good() ? 0 : 1;
}

int walk_all(const Options& options) {
  Totals totals;
  std::string digest;
  std::string lines;
  std::ofstream file;
  if (!options.digests.empty()) file.open(options.digests, std::ios::binary | std::ios::trunc);
  for (std::uint64_t done = 1; done <= options.count; ++done) {
    const std::uint64_t seed = options.from + done - 1;
    const std::string problem = walk_and_check(seed, totals, digest);
    if (!problem.empty()) return fail(seed, problem);
    if (done % block_size != 0 && done != options.count) continue;
    const std::string line = "to seed " + std::to_string(seed) + ": " + digest + "\n";
    lines += line;
    // At once: a run of an hour that is stopped has said something.
    file << line << std::flush;
    digest.clear();
    if (done % (10 * block_size) == 0) std::cerr << '\r' << done << " of " << options.count;
  }
  std::cerr << '\n';
  std::cout << totals.walks << " walks (" << totals.invalid_flows << " flows were invalid), "
            << totals.events << " events; " << totals.accepted << " commands accepted, "
            << totals.refused << " refused\n";
  for (const auto& [name, times] : totals.outcomes)
    std::cout << "  " << name << ": " << times << '\n';
  for (const auto& [name, times] : totals.types) std::cout << "  " << name << ": " << times << '\n';
  std::cout << "SHA-256 of all answers and states: " << sha256_hex(lines) << '\n';
  const std::string problem = too_tame(options, totals);
  if (!problem.empty()) std::cerr << problem << '\n';
  return problem.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--digests") {
      options.digests = value;
      continue;
    }
    std::uint64_t& number = name == "--from"    ? options.from
                            : name == "--count" ? options.count
                                                : options.requests;
    number = std::strtoull(value.c_str(), nullptr, 10);
  }
  return options.requests > 0 ? write_requests(options) : walk_all(options);
}
