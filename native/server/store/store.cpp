#include "server/store/store.hpp"

#include "server/base/log.hpp"
#include "server/store/schema.hpp"

namespace sealflow::server {

Store::Store(std::string path) : path_(std::move(path)), writer_(path_) {
  migrate(writer_);
  thread_ = std::thread([this] { work(); });
}

Store::~Store() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Store::submit(Job job, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      queue_.push_back({std::move(job), std::move(done)});
      wake_.notify_one();
      return;
    }
  }
  done(std::make_exception_ptr(StorageError("the store is closing", 0)));
}

Store::Counts Store::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void Store::work() {
  for (;;) {
    std::deque<Pending> batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;  // stopping, and nothing was left behind
      batch.swap(queue_);
    }
    run_batch(std::move(batch));
  }
}

void Store::run_batch(std::deque<Pending> batch) {
  struct Outcome {
    std::exception_ptr failure;
    std::vector<std::function<void()>> actions;
  };
  std::vector<Outcome> outcomes(batch.size());
  std::exception_ptr batch_failure;
  try {
    writer_.execute("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < batch.size(); ++i) {
      writer_.execute("SAVEPOINT job");
      Transaction transaction(writer_);
      try {
        batch[i].job(transaction);
        outcomes[i].actions = std::move(transaction.actions_);
      } catch (...) {
        outcomes[i].failure = std::current_exception();
        writer_.execute("ROLLBACK TO job");
      }
      writer_.execute("RELEASE job");
    }
    writer_.execute("COMMIT");
  } catch (const std::exception& error) {
    // Disk full, disk gone, a lock that was not given up: nothing of the whole batch is on disk.
    batch_failure = std::current_exception();
    log::error("commit_failed",
               {{"reason", error.what()}, {"jobs", static_cast<std::int64_t>(batch.size())}});
    try {
      writer_.execute("ROLLBACK");
    } catch (const std::exception&) {
      // SQLite has rolled back by itself, as it does on some errors.
    }
  }
  {
    const std::lock_guard lock(mutex_);
    ++counts_.batches;
    counts_.jobs += batch.size();
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto failure = batch_failure ? batch_failure : outcomes[i].failure;
    if (!failure) {
      for (const auto& action : outcomes[i].actions) action();
    }
    batch[i].done(failure);
  }
}

Store::Reader::Reader(Store& store) : store_(store) {
  {
    const std::lock_guard lock(store_.readers_mutex_);
    if (!store_.readers_.empty()) {
      db_ = std::move(store_.readers_.back());
      store_.readers_.pop_back();
    }
  }
  if (!db_) db_ = std::make_unique<Database>(store_.path_, Database::Mode::read);
  db_->execute("BEGIN");
}

Store::Reader::~Reader() {
  try {
    db_->execute("COMMIT");
  } catch (const std::exception&) {
    return;  // a broken connection is not handed on
  }
  const std::lock_guard lock(store_.readers_mutex_);
  store_.readers_.push_back(std::move(db_));
}

}  // namespace sealflow::server
