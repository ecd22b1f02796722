#include "checks.hpp"

#include <algorithm>
#include <set>

namespace property {

using namespace sealflow;

namespace {

std::string text_of(const State& state) { return stringify(state_to_json(state)); }

/// An event that is not as it was, and what evolve must say of it.
struct Corrupted {
  LoggedEvent event;
  /// It must be refused. Otherwise it may also be passed over as stale, duplicate or too early, as
  /// its true copy would be; in no case is it applied.
  bool must_be_refused = false;
};

Corrupted corrupted(const LoggedEvent& original, const State& state, Random& random) {
  Corrupted made{.event = original};
  Event& event = made.event.event;
  // One that says what its place is, and whose hash is right, is believed to be old or early.
  const bool looked_at = event.seq == state.seq || event.seq == state.seq + 1;
  bool rehash = true;
  switch (random.below(8)) {
    case 0:
      event.at += 1;
      rehash = false;
      break;
    case 1:
      event.public_part.set("extra", true);
      rehash = false;
      break;
    case 2:
      event.hash.back() = event.hash.back() == '0' ? '1' : '0';
      rehash = false;
      break;
    case 3:
      event.type = "stage_opened";
      break;
    case 4:
      event.prev.front() = event.prev.front() == '0' ? '1' : '0';
      break;
    case 5:
      event.run += 1;
      break;
    case 6:
      // Another handshake's first event is one that an empty state may begin with.
      if (!state.exists()) return corrupted(original, state, random);
      event.handshake.back() = 'b';
      break;
    default:
      if (!made.event.secret) return corrupted(original, state, random);
      made.event.secret->bytes += " ";
      made.must_be_refused = event.seq == state.seq + 1;
      return made;
  }
  if (rehash) event.hash = event_hash(event);
  const bool elsewhere = state.exists() && event.handshake != state.handshake;
  made.must_be_refused = !rehash || looked_at || elsewhere;
  return made;
}

std::string offer_corrupted(const LoggedEvent& original, State& state, Random& random) {
  const Corrupted bad = corrupted(original, state, random);
  const std::string before = text_of(state);
  const Result<Evolution> evolution = evolve(state, bad.event);
  if (text_of(state) != before) return "a corrupted event changed the state";
  if (!evolution && evolution.error().code != ErrorCode::log_damaged) {
    return "a corrupted event was refused with " + evolution.error().message;
  }
  if (evolution && (bad.must_be_refused || *evolution == Evolution::applied)) {
    return "a corrupted event was taken: " + stringify(event_to_json(bad.event));
  }
  return {};
}

std::string check_page_copy(const Walk& walk) {
  std::vector<LoggedEvent> bare;
  for (const LoggedEvent& event : walk.log()) bare.push_back(without_secret(event));
  const Result<Replay> page = replay(bare);
  if (!page) return "the page's copy does not verify: " + page.error().message;
  const State& there = page->state;
  const State& here = walk.state();
  const bool alike = there.head == here.head && there.status == here.status &&
                     there.path == here.path && there.current == here.current &&
                     there.outcome == here.outcome && there.run == here.run;
  if (!page->erased || !alike) return "the page's copy ends elsewhere";
  return {};
}

}  // namespace

std::string check_sound(const Walk& walk) {
  const State& state = walk.state();
  const std::set<std::string> path(state.path.begin(), state.path.end());
  if (path.size() != state.path.size()) return "a stage is on the path twice";
  for (const std::string& id : state.path) {
    if (state.find(id)->progress == Progress::dropped) return id + " is on the path and dropped";
    // A step may lead to an end, and then its index page was never left.
    const Stage* stage = walk.flow().find_stage(id);
    const bool page = stage != nullptr && stage->type == "index";
    const bool through = state.outcome != Outcome::completed || page || state.passed(id);
    if (!through) return "completed without " + id;
  }
  // An index page is due again after each of its steps.
  const Stage* due = walk.flow().find_stage(state.current);
  const bool last = !state.path.empty() && state.path.back() == state.current;
  if (!state.current.empty() && !last && (due == nullptr || due->type != "index")) {
    return "the stage that is due is not the last of the path";
  }
  if (state.outcome == Outcome::completed && !result_of(state)) return "completed without a result";
  for (const StageRecord& record : state.stages) {
    const Stage* stage = walk.flow().find_stage(record.id);
    if (stage == nullptr) return "a record of no stage";
    if (stage->attempts > 0 && record.tries > stage->attempts)
      return record.id + " was tried too often";
    const bool cleared = record.input.is_null() && record.memory.is_null();
    if (record.progress == Progress::dropped && !cleared) return record.id + " kept its data";
  }
  const Result<State> read = state_from_json(state_to_json(state));
  if (!read || text_of(*read) != text_of(state)) return "the state does not survive JSON";
  return {};
}

std::string check_replay(const Walk& walk, Random& random) {
  const std::vector<LoggedEvent>& log = walk.log();
  State state;
  std::size_t corrupt_at = random.below(log.size());
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (i == corrupt_at) {
      // The next one, one before, and any.
      for (const std::size_t which : {i, i == 0 ? i : i - 1, random.below(log.size())}) {
        std::string problem = offer_corrupted(log[which], state, random);
        if (!problem.empty()) return problem;
      }
    }
    const Result<Evolution> evolution = evolve(state, log[i]);
    if (!evolution || *evolution != Evolution::applied) return "replay: an event was not applied";
  }
  const std::string text = walk.state_text();
  if (text_of(state) != text) return "replay ends in other bytes";
  for (std::size_t i = 0; i < log.size(); ++i) {
    const Result<Evolution> again = evolve(state, log[i]);
    const bool last = i + 1 == log.size();
    if (!again || *again != (last ? Evolution::duplicate : Evolution::stale)) {
      return "an event that was there already is not passed over";
    }
  }
  if (text_of(state) != text) return "an event that was there already changed the state";
  return check_page_copy(walk);
}

std::string check_order(const Walk& walk, Random& random) {
  const std::vector<LoggedEvent>& log = walk.log();
  std::vector<std::size_t> offered;
  for (std::size_t i = 0; i < log.size(); ++i) {
    offered.insert(offered.end(), 1 + random.below(3), i);
  }
  State state;
  for (int sweep = 0; !offered.empty(); ++sweep) {
    // In the end they come in order, as they do when a page fetches them.
    if (sweep < 4) random.shuffle(offered);
    if (sweep == 4) std::sort(offered.begin(), offered.end());
    std::vector<std::size_t> too_early;
    for (const std::size_t i : offered) {
      const Result<Evolution> evolution = evolve(state, log[i]);
      if (!evolution) return "an event out of order was refused: " + evolution.error().message;
      if (*evolution == Evolution::gap) too_early.push_back(i);
    }
    if (sweep > 4) return "no event moves, though some are left";
    offered = std::move(too_early);
  }
  if (text_of(state) != walk.state_text()) return "events out of order end in another state";
  return {};
}

std::string check_statuses(const Walk& walk, Random& random) {
  std::vector<StatusMessage> messages = walk.statuses();
  const std::size_t each_once = messages.size();
  for (std::size_t i = 0; i < each_once; ++i) {
    if (random.chance(2)) messages.push_back(messages[i]);
  }
  random.shuffle(messages);
  StatusMessage kept = messages.front();
  for (const StatusMessage& arrived : messages) {
    const Result<bool> newer = replaces(arrived.stamp, kept.stamp);
    if (!newer) return "two true statuses contradict each other: " + newer.error().message;
    if (*newer) kept = arrived;
  }
  if (kept.status != walk.state().status) return "statuses out of order end in another one";
  return {};
}

}  // namespace property
