// Writing to SQLite: one thread. It takes all jobs that wait, runs each in a savepoint of one
// transaction, commits, and only then releases their answers: an answer means it is on disk, and
// one disk flush serves them all.
#pragma once

#include <string>
#include <thread>

#include "server/store/sqlite.hpp"
#include "server/store/writer.hpp"

namespace sealflow::server {

class SqliteWriter : public Writer {
 public:
  SqliteWriter(const std::string& path, JobQueue& queue);
  ~SqliteWriter() override { thread_.join(); }

  Counts counts() const override;

 private:
  void work();
  void run_batch(std::deque<PendingJob> batch);

  JobQueue& queue_;
  SqliteDatabase database_;
  mutable std::mutex mutex_;
  Counts counts_;
  std::thread thread_;
};

}  // namespace sealflow::server
