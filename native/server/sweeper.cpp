#include "server/sweeper.hpp"

#include <chrono>

#include "server/base/log.hpp"
#include "server/operate/retention.hpp"
#include "server/store/codes.hpp"
#include "server/store/effects.hpp"
#include "server/store/erasure.hpp"
#include "server/store/receipts.hpp"
#include "server/store/sessions.hpp"
#include "server/store/uploads.hpp"
#include "server/store/webhooks.hpp"
#include "server/upload.hpp"

namespace sealflow::server {
namespace {

constexpr auto pause = std::chrono::hours(1);
/// After an erasure, until what was read before it is done with.
constexpr auto pause_before_cleaning = std::chrono::seconds(1);
/// Until then a webhook can be sent again, also one that was delivered.
constexpr std::int64_t settled_webhooks_kept = 30 * day_ms;
/// The codes in it are good for ten minutes.
constexpr std::int64_t inbox_kept = 7 * day_ms;
/// For other instances, whose clocks may be behind, a key signs a little longer.
constexpr std::int64_t former_receipt_keys_kept = day_ms;
/// An upload and its row are written within the time that one request may take.
constexpr int orphan_age_s = 3600;

}  // namespace

void Sweeper::start() {
  thread_ = std::thread([this] { work(); });
}

void Sweeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Sweeper::going_on() {
  const std::lock_guard lock(mutex_);
  return !stopping_;
}

void Sweeper::work() {
  using std::chrono::steady_clock;
  const auto subscription = services_.wakeups.subscribe(std::string(erased_topic), [this] {
    const std::lock_guard lock(mutex_);
    erased_ = true;
    wake_.notify_one();
  });
  auto next = steady_clock::now();
  while (going_on()) {
    if (steady_clock::now() >= next) {
      run_once();
      next = steady_clock::now() + pause;
    }
    std::unique_lock lock(mutex_);
    wake_.wait_until(lock, next, [this] { return stopping_ || erased_; });
    if (stopping_) return;
    if (!erased_) continue;
    // Many may be erased one after the other: the disk is cleaned of all of them together.
    wake_.wait_for(lock, pause_before_cleaning, [this] { return stopping_; });
    erased_ = false;
    lock.unlock();
    clean_disk();
  }
}

void Sweeper::run_once() {
  try {
    sweep_all();
  } catch (const std::exception& error) {
    log::error("sweep_failed", {{"reason", error.what()}});
  }
  clean_disk();
}

/// Portion after portion, each a job of its own: requests that come meanwhile get their turn.
void Sweeper::sweep(const char* what, const std::function<std::int64_t(Database&)>& some) {
  std::int64_t rows = 0;
  for (std::int64_t gone = 1; gone > 0 && going_on(); rows += gone) {
    gone = services_.store.write([&](Transaction& transaction) { return some(transaction.db()); });
  }
  if (rows > 0) log::debug("swept", {{"what", what}, {"rows", rows}});
}

void Sweeper::sweep_all() {
  const auto now = services_.clock();
  sweep("webhooks put off", [&](Database& db) { return recall_webhooks(db, now); });
  sweep("effects put off", [&](Database& db) { return recall_effects(db, now); });
  sweep("sessions", [&](Database& db) { return sweep_sessions(db, now); });
  sweep("codes", [&](Database& db) { return sweep_codes(db, now); });
  sweep("counts", [&](Database& db) { return sweep_counts(db, now); });
  sweep("inbox", [&](Database& db) { return sweep_inbox(db, now - inbox_kept); });
  sweep("uploads", [&](Database& db) { return sweep_uploads(db, now); });
  sweep("webhooks", [&](Database& db) { return sweep_webhooks(db, now - settled_webhooks_kept); });
  sweep("receipt keys",
        [&](Database& db) { return forget_receipt_keys(db, now - former_receipt_keys_kept); });
  const auto erased = erase_due(services_, "sealflowd:retention", [this] { return going_on(); });
  if (erased > 0) log::info("retention_erased", {{"handshakes", erased}});
  if (services_.store.shared()) return;  // uploads are rows there
  services_.store.read([&](Database& db) {
    sweep_media(db, services_.settings.media_folder(), orphan_age_s);
    return true;
  });
}

void Sweeper::clean_disk() {
  try {
    if (empty_write_ahead_log(services_.settings.database)) return;
    log::debug("log_not_emptied");
  } catch (const std::exception& error) {
    log::warn("log_not_emptied", {{"reason", error.what()}});
  }
  const std::lock_guard lock(mutex_);
  erased_ = true;  // somebody still reads what was: again in a moment
}

}  // namespace sealflow::server
