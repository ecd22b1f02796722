#include "server/effects/worker.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/effects/gateway.hpp"
#include "server/engine/walk.hpp"
#include "server/store/apps.hpp"

namespace sealflow::server {
namespace {

/// Longer than anything that is performed may take (60 s): nobody else takes it up before.
constexpr std::int64_t claim_life = 2 * minute_ms;
constexpr int most_attempts = 5;
constexpr std::int64_t first_pause = 1000;
constexpr std::int64_t longest_pause = 30'000;
/// What the command line or another instance wrote is announced to nobody here.
constexpr std::int64_t longest_sleep = 2000;
constexpr auto pause_after_failure = std::chrono::seconds(2);
constexpr auto pause_before_report = std::chrono::milliseconds(200);

/// What `busy_since_` holds instead of a time.
constexpr std::int64_t idle = 0;
constexpr std::int64_t ended = -1;

struct Loaded {
  App app;
  Value payload;
};

/// Nothing: the handshake was erased since, and its effects with it.
std::optional<Loaded> load(Services& services, const OpenEffect& effect) {
  return services.store.read([&](Database& db) -> std::optional<Loaded> {
    const auto handshake = find_handshake(db, effect.handshake);
    if (handshake && handshake->erased_at) return std::nullopt;
    const auto app = handshake ? find_app(db, handshake->app) : std::nullopt;
    const auto key =
        handshake ? services.vault.unwrap(handshake->wrapped_key, handshake->id) : std::nullopt;
    if (!app || !key) throw StorageError("the app or the key of an effect is not there", 0);
    return Loaded{*app, open_payload(effect, *key)};
  });
}

/// Exponential with full jitter: those who failed together do not come back together. Never
/// nothing, which would be two attempts at once.
std::int64_t pause_before_next(int attempts) {
  const std::int64_t most = std::min(longest_pause, first_pause << std::min(attempts - 1, 10));
  const std::string bytes = random_bytes(2);
  const auto share =
      static_cast<unsigned char>(bytes[0]) * 256 + static_cast<unsigned char>(bytes[1]);
  return std::max<std::int64_t>(1, most * share / 65535);
}

}  // namespace

EffectsWorker::~EffectsWorker() {
  stop();
  services_.readiness.worker_alive = nullptr;
}

void EffectsWorker::start() {
  services_.readiness.worker_alive = [this] { return alive(); };
  for (auto& busy_since : busy_since_) {
    busy_since = idle;
    threads_.emplace_back([this, &busy_since] {
      work(busy_since);
      busy_since = ended;
    });
  }
}

void EffectsWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

bool EffectsWorker::alive() const {
  const auto now = steady_ms();
  return !threads_.empty() && std::ranges::all_of(busy_since_, [now](const auto& busy_since) {
    const std::int64_t since = busy_since;
    return since != ended && (since == idle || now - since < claim_life);
  });
}

void EffectsWorker::work(std::atomic<std::int64_t>& busy_since) {
  const auto subscription = services_.wakeups.subscribe(std::string(effects_topic), [this] {
    const std::lock_guard lock(mutex_);
    news_ = std::min(news_ + 1, static_cast<int>(busy_since_.size()));
    wake_.notify_one();
  });
  while (!stopping_) {
    try {
      busy_since = steady_ms();
      const bool performed = perform_next();
      busy_since = idle;
      if (!performed) wait_for_news();
    } catch (const std::exception& error) {
      // The database did not take it; the effect stays open and is tried again after a pause.
      log::error("effects_failed", {{"reason", error.what()}});
      busy_since = idle;
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, pause_after_failure, [this] { return stopping_.load(); });
    }
  }
}

void EffectsWorker::wait_for_news() {
  const auto due = services_.store.read([](Database& db) { return next_effect_at(db); });
  const auto left = due ? std::max<std::int64_t>(*due - services_.clock(), 1) : longest_sleep;
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, std::chrono::milliseconds(std::min(left, longest_sleep)),
                 [this] { return stopping_ || news_ > 0; });
  if (news_ > 0) --news_;
}

int EffectsWorker::run_once() {
  int count = 0;
  while (!stopping_ && perform_next()) ++count;
  return count;
}

/// False: nothing is due.
bool EffectsWorker::perform_next() {
  const auto now = services_.clock();
  // Looked at without the writer first: most of the time there is nothing.
  const auto due = services_.store.read([](Database& db) { return next_effect_at(db); });
  if (!due || *due > now) return false;
  const auto effect = services_.store.write([&](Transaction& transaction) {
    return claim_effect(transaction.db(), now, now + claim_life);
  });
  if (effect) handle(*effect);
  return true;
}

void EffectsWorker::handle(const OpenEffect& effect) {
  if (effect.started) return report(effect, Performed::failed("indeterminate"));
  std::optional<Loaded> loaded;
  try {
    loaded = load(services_, effect);
  } catch (const StorageError& error) {
    // Ours (no code of the database's): one effect that does not open must not hold up the others
    // for ever.
    if (error.code() != 0) throw;
    log::error("effect_unreadable", {{"effect", effect.id}, {"reason", error.what()}});
    return report(effect, Performed::failed("unreadable"));
  }
  if (!loaded) return;
  const Performed performed = perform(services_, loaded->app, effect, loaded->payload);
  const bool again =
      performed.again && effect.delivery == "at_least_once" && effect.attempts < most_attempts;
  if (!again) return report(effect, performed);
  const auto now = services_.clock();
  const auto pause = pause_before_next(effect.attempts);
  // An answer that is worth another try is no failure, and has no reason of its own.
  const Value& status = performed.members["status"];
  log::info("effect_postponed", {{"effect", effect.id},
                                 {"kind", effect.kind},
                                 {"reason", performed.reason.empty() ? "status_" + stringify(status)
                                                                     : performed.reason},
                                 {"attempt", effect.attempts},
                                 {"ms", pause}});
  services_.store.write([&](Transaction& transaction) {
    postpone_effect(transaction.db(), effect, now + pause, now);
    return true;
  });
}

void EffectsWorker::report(const OpenEffect& effect, const Performed& performed) {
  if (performed.ok) {
    log::debug("effect_done", {{"effect", effect.id}, {"kind", effect.kind}});
  } else {
    log::warn("effect_failed",
              {{"effect", effect.id}, {"kind", effect.kind}, {"reason", performed.reason}});
  }
  const auto write_report = [&](Transaction& transaction) {
    Database& db = transaction.db();
    const auto now = services_.clock();
    if (!effect_is_open(db, effect.id)) return false;
    finish_effect(db, effect.id, performed.ok, performed.reason, now);
    try {
      tell_core(transaction, effect, performed, now);
    } catch (const StorageError& error) {
      // Ours: what was sealed does not open. The effect is over all the same.
      if (error.code() != 0) throw;
      log::error("effect_unreported", {{"effect", effect.id}, {"reason", error.what()}});
    }
    return true;
  };
  for (;;) {
    try {
      services_.store.write(write_report, effect.handshake);
      return;
    } catch (const StorageError& error) {
      // What was performed is known here alone: it is kept until the database takes it.
      if (error.code() == 0) throw;
      log::error("effects_failed", {{"reason", error.what()}});
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, pause_before_report, [this] { return stopping_.load(); })) throw;
    }
  }
}

void EffectsWorker::tell_core(Transaction& transaction, const OpenEffect& effect,
                              const Performed& performed, std::int64_t now) {
  Database& db = transaction.db();
  const auto handshake = find_handshake(db, effect.handshake);
  if (!handshake) return;
  auto walk = open_walk(db, services_.vault, *handshake);
  if (!walk) return;  // a damaged log is not written to; open_walk has told the operators
  const auto flow = flow_of_run(db, services_, *walk);
  if (!flow) return;
  Command command;
  command.type = "effect_result";
  command.actor = Actor::server;
  command.stage = effect.stage;
  command.entropy = random_hex(32);
  command.input = Value::object({{"effect", effect.id}, {"ok", performed.ok}});
  if (!performed.reason.empty()) command.input.set("reason", performed.reason);
  for (const auto& [name, value] : performed.members.members()) command.input.set(name, value);
  const auto decision = decide(*flow, walk->state, command, app_time(db, handshake->app, now));
  if (decision) {
    record(transaction, services_, *walk, *decision);
  } else {
    // The run ended meanwhile: nobody waits for this any more.
    log::debug("effect_report_unused",
               {{"effect", effect.id}, {"error", error_info(decision.error().code).name}});
  }
}

}  // namespace sealflow::server
