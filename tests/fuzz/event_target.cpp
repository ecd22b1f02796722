// Events and logs: what is refused changes nothing, what is taken replays to the same state, and
// any damage is found at the event it was done to. The input is a log file. Its events are judged
// as they stand, and then once more with their hashes made right: no mutation gets those right.
#include <string>
#include <vector>

#include "sealflow/log.hpp"
#include "sealflow/signature.hpp"
#include "target.hpp"

using namespace sealflow;
using fuzz::must;

namespace {

using Log = std::vector<LoggedEvent>;

constexpr std::size_t most_events = 6;

std::string text_of(const State& state) { return stringify(state_to_json(state)); }

Result<void> verify(const Log& log) {
  if (!fuzz::seeded_bug()) return verify_log(log);
  // The seeded bug: the chain is checked, and what it was committed to is not.
  Log bare;
  for (const LoggedEvent& event : log) bare.push_back(without_secret(event));
  return verify_log(bare);
}

/// The place is "/<index>" of an event, or something below it.
void must_name_event(const std::string& where, std::size_t events) {
  must(where.size() >= 2 && where.front() == '/', "the place is a pointer");
  std::string_view index = std::string_view(where).substr(1);
  index = index.substr(0, index.find('/'));
  fuzz::must_be_offset(std::string(index), events);
}

void check_as_given(const Log& log) {
  for (const LoggedEvent& event : log) {
    const Value json = event_to_json(event);
    const Result<LoggedEvent> again = event_from_json(json);
    must(again && event_to_json(*again) == json, "an event is the same after it was written");
  }
  const Result<Replay> replayed = replay(log);
  if (replayed) return;
  fuzz::must_be_complete(replayed.error());
  must(replayed.error().code == ErrorCode::log_damaged, "a log that does not verify is damaged");
  must_name_event(replayed.error().where, log.size() - 1);
}

/// The same events with place, predecessor, commitment and hash as they should be.
Log chained(const Log& log, State& state) {
  Log chain;
  for (const LoggedEvent& given : log) {
    Event event = given.event;
    if (state.exists()) event.handshake = state.handshake;
    event.run = state.run + (event.type == event_type::run_started ? 1 : 0);
    const Result<LoggedEvent> next = append(state, event, given.secret);
    if (!next) {
      fuzz::must_be_complete(next.error());
      continue;
    }
    const std::string before = text_of(state);
    const Result<Evolution> evolution = evolve(state, *next);
    if (evolution) {
      must(*evolution == Evolution::applied, "an event in its place is applied");
      chain.push_back(*next);
    } else {
      must(evolution.error().code == ErrorCode::log_damaged,
           "an event that does not fit is damage");
      must(text_of(state) == before, "a refused event changes nothing");
    }
  }
  return chain;
}

/// Events may carry what no server writes, such as a negative number of tries; a state with that in
/// it is refused when it is read, never read as something else.
void check_written(const std::string& text) {
  const Result<State> read = state_from_json(*parse_json(text));
  if (!read) {
    fuzz::must_be_complete(read.error());
    fuzz::must_be_pointer(read.error().where);
  }
  must(!read || text_of(*read) == text, "a state is the same after it was written");
}

void check_order(const Log& chain, State& state) {
  const std::string text = text_of(state);
  const Result<Evolution> last = evolve(state, chain.back());
  must(last && *last == Evolution::duplicate, "the last event again is a duplicate");
  if (chain.size() > 1) {
    const Result<Evolution> first = evolve(state, chain.front());
    must(first && *first == Evolution::stale, "an old event is stale");
    State fresh;
    const Result<Evolution> second = evolve(fresh, chain[1]);
    must(second && *second == Evolution::gap, "an event too early is a gap");
    must(!fresh.exists(), "a gap changes nothing");
  }
  must(text_of(state) == text, "what came before changes nothing");
}

void check_erased(const Log& chain, const State& state) {
  Log bare;
  bool any_secret = false;
  for (const LoggedEvent& event : chain) {
    any_secret |= event.secret.has_value();
    bare.push_back(without_secret(event));
  }
  const Result<Replay> erased = replay(bare);
  must(erased && erased->erased == any_secret, "a log verifies without its private parts");
  must(erased->state.head == state.head, "erasing leaves the chain whole");
}

/// Damages the event at `at` and says whether there was anything to damage.
bool damage(Log& log, std::size_t at, std::uint64_t how) {
  LoggedEvent& logged = log[at];
  Event& event = logged.event;
  switch (how % 8) {
    case 0:
      event.at += 1;
      return true;
    case 1:
      event.public_part.set("more", true);
      return true;
    case 2:
      event.stage += "x";
      return true;
    case 3:
      event.prev[how / 8 % event.prev.size()] ^= 1;
      return true;
    case 4:
      if (!logged.secret) return false;
      logged.secret->bytes += " ";
      return true;
    case 5:
      if (!logged.secret) return false;
      logged.secret->salt.front() = logged.secret->salt.front() == '0' ? '1' : '0';
      return true;
    case 6:
      if (at + 1 == log.size()) return false;  // the end is sealed elsewhere
      log.erase(log.begin() + static_cast<std::ptrdiff_t>(at));
      return true;
    default:
      log.insert(log.begin() + static_cast<std::ptrdiff_t>(at), logged);
      return true;
  }
}

void check_damage(const Log& chain, std::uint64_t choice) {
  Log log = chain;
  std::size_t at = choice % log.size();
  const std::uint64_t how = choice / 16;
  if (!damage(log, at, how)) return;
  if (how % 8 == 7) ++at;
  const Result<void> verified = verify(log);
  must(!verified, "damage is found");
  must(verified.error().where == "/" + std::to_string(at), "damage is found where it was done");
}

void check(std::string_view input) {
  Result<Log> log = parse_log(input);
  if (!log) {
    fuzz::must_be_complete(log.error());
    must_name_event(log.error().where, input.size());
    return;
  }
  if (log->size() > most_events) log->resize(most_events);
  if (log->empty()) return;
  check_as_given(*log);

  State state;
  const Log chain = chained(*log, state);
  if (chain.empty()) return;
  const std::string text = text_of(state);
  const Result<Replay> replayed = replay(chain);
  must(replayed && text_of(replayed->state) == text, "a log replays to the same state");
  check_written(text);
  check_order(chain, state);
  std::uint64_t choice = 14695981039346656037U;  // FNV-1a
  for (const char c : input) choice = (choice ^ static_cast<unsigned char>(c)) * 1099511628211U;
  choice >>= 8U;
  // One of both: hashing is nearly all that this target's time goes to.
  if (choice % 4 == 0) return check_erased(chain, state);
  check_damage(chain, choice / 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::with_exact_copy(data, size, check);
}
