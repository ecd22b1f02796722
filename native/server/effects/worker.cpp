#include "server/effects/worker.hpp"

#include <chrono>
#include <optional>

#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/effects/gateway.hpp"
#include "server/engine/walk.hpp"

namespace sealflow::server {
namespace {

constexpr int batch = 64;
constexpr auto pause_after_failure = std::chrono::seconds(2);
constexpr auto pause_before_report = std::chrono::milliseconds(200);
constexpr auto look_for_others = std::chrono::seconds(2);

struct Loaded {
  App app;
  Value payload;
};

Loaded load(Services& services, const OpenEffect& effect) {
  return services.store.read([&](Database& db) -> Loaded {
    const auto handshake = find_handshake(db, effect.handshake);
    const auto app = handshake ? find_app(db, handshake->app) : std::nullopt;
    const auto key =
        handshake ? services.vault.unwrap(handshake->wrapped_key, handshake->id) : std::nullopt;
    if (!app || !key) throw StorageError("the app or the key of an effect is not there", 0);
    return {*app, open_payload(effect, *key)};
  });
}

}  // namespace

EffectsWorker::EffectsWorker(Services& services)
    : services_(services), owner_(services.store.shared() ? random_hex(16) : "sealflowd") {}

void EffectsWorker::start() {
  thread_ = std::thread([this] { work(); });
}

void EffectsWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void EffectsWorker::work() {
  const auto subscription = services_.wakeups.subscribe(std::string(effects_topic), [this] {
    const std::lock_guard lock(mutex_);
    news_ = true;
    wake_.notify_one();
  });
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return stopping_ || news_; };
      if (services_.store.shared()) {
        wake_.wait_for(lock, look_for_others, woken);
      } else {
        wake_.wait(lock, woken);
      }
      if (stopping_) return;
      news_ = false;
    }
    try {
      while (!stopping_ && run_once() == batch) {
      }
    } catch (const std::exception& error) {
      // The database did not take it; the effect stays open and is tried again after a pause.
      log::error("effects_failed", {{"reason", error.what()}});
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, pause_after_failure, [this] { return stopping_.load(); });
      news_ = true;
    }
  }
}

int EffectsWorker::run_once() {
  const auto effects = services_.store.read(
      [&](Database& db) { return open_effects(db, owner_, services_.clock(), batch); });
  for (const auto& effect : effects) {
    if (stopping_) break;
    handle(effect);
  }
  return static_cast<int>(effects.size());
}

void EffectsWorker::handle(const OpenEffect& effect) {
  if (effect.started) {
    if (claim(effect)) report(effect, false, "indeterminate");
    return;
  }
  std::optional<Loaded> loaded;
  try {
    loaded = load(services_, effect);
  } catch (const StorageError& error) {
    // Ours (no code of the database's): one effect that does not open must not hold up the others
    // for ever.
    if (error.code() != 0) throw;
    log::error("effect_unreadable", {{"effect", effect.id}, {"reason", error.what()}});
    report(effect, false, "unreadable");
    return;
  }
  const bool needs_claim = services_.store.shared() || effect.delivery == "at_most_once";
  if (needs_claim && !claim(effect)) return;
  const Performed performed = perform(services_, loaded->app, effect, loaded->payload);
  report(effect, performed.ok, performed.reason);
}

bool EffectsWorker::claim(const OpenEffect& effect) {
  return services_.store.write(
      [&](Transaction& transaction) {
        return claim_effect(transaction.db(), effect, owner_, services_.clock());
      },
      effect.handshake);
}

void EffectsWorker::report(const OpenEffect& effect, bool ok, const std::string& reason) {
  if (ok) {
    log::debug("effect_done", {{"effect", effect.id}, {"kind", effect.kind}});
  } else {
    log::warn("effect_failed", {{"effect", effect.id}, {"kind", effect.kind}, {"reason", reason}});
  }
  const auto write_report = [&](Transaction& transaction) {
    Database& db = transaction.db();
    const auto now = services_.clock();
    if (!find_open_effect(db, effect.id)) return false;
    finish_effect(db, effect.id, ok, reason, now);
    try {
      tell_core(transaction, effect, ok, reason, now);
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

void EffectsWorker::tell_core(Transaction& transaction, const OpenEffect& effect, bool ok,
                              const std::string& reason, std::int64_t now) {
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
  command.input = Value::object({{"effect", effect.id}, {"ok", ok}});
  if (!ok) command.input.set("reason", reason);
  const auto decision = decide(*flow, walk->state, command, now);
  if (decision) {
    record(transaction, services_, *walk, *decision, now);
  } else {
    // The run ended meanwhile: nobody waits for this any more.
    log::debug("effect_report_unused",
               {{"effect", effect.id}, {"error", error_info(decision.error().code).name}});
  }
}

}  // namespace sealflow::server
