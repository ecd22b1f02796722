#include "server/store/jobs.hpp"

#include <algorithm>

namespace sealflow::server {

bool JobQueue::push(PendingJob job) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  waiting_.push_back(std::move(job));
  wake_.notify_one();
  return true;
}

void JobQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_.notify_all();
}

bool JobQueue::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::deque<PendingJob> JobQueue::take_all() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
  return std::exchange(waiting_, {});
}

std::deque<PendingJob>::iterator JobQueue::next() {
  return std::find_if(waiting_.begin(), waiting_.end(), [this](const PendingJob& pending) {
    return pending.about.empty() || !busy_.contains(pending.about);
  });
}

std::optional<PendingJob> JobQueue::take_one() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return next() != waiting_.end() || (closed_ && waiting_.empty()); });
  const auto found = next();
  if (found == waiting_.end()) return std::nullopt;
  PendingJob taken = std::move(*found);
  waiting_.erase(found);
  if (closed_) wake_.notify_all();
  if (!taken.about.empty()) busy_.insert(taken.about);
  return taken;
}

void JobQueue::finished(const std::string& about) {
  if (about.empty()) return;
  const std::lock_guard lock(mutex_);
  // Whoever calls this looks for the next job himself, so nobody is woken for what waited for this;
  // only at the end all look whether anything is left.
  busy_.erase(about);
  if (closed_) wake_.notify_all();
}

}  // namespace sealflow::server
