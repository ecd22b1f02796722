#include "server/store/sqlite_writer.hpp"

#include "server/base/log.hpp"
#include "server/store/schema.hpp"

namespace sealflow::server {

SqliteWriter::SqliteWriter(const std::string& path, JobQueue& queue)
    : queue_(queue), database_(path) {
  migrate(database_);
  thread_ = std::thread([this] { work(); });
}

Writer::Counts SqliteWriter::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void SqliteWriter::work() {
  for (;;) {
    auto batch = queue_.take_all();
    if (batch.empty()) return;
    run_batch(std::move(batch));
  }
}

void SqliteWriter::run_batch(std::deque<PendingJob> batch) {
  struct Outcome {
    std::exception_ptr failure;
    Transaction::Actions actions;
  };
  std::vector<Outcome> outcomes(batch.size());
  std::exception_ptr batch_failure;
  try {
    database_.execute("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < batch.size(); ++i) {
      database_.run("SAVEPOINT job");
      Transaction transaction(database_);
      try {
        batch[i].job(transaction);
        outcomes[i].actions = transaction.take_actions();
      } catch (...) {
        outcomes[i].failure = std::current_exception();
        database_.run("ROLLBACK TO job");
      }
      database_.run("RELEASE job");
    }
    database_.execute("COMMIT");
  } catch (const std::exception& error) {
    // Disk full, disk gone, a lock that was not given up: nothing of the whole batch is on disk.
    batch_failure = std::current_exception();
    log::error("commit_failed",
               {{"reason", error.what()}, {"jobs", static_cast<std::int64_t>(batch.size())}});
    try {
      database_.execute("ROLLBACK");
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

}  // namespace sealflow::server
