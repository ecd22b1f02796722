// The store: one thread that writes, connections that read.
//
// Every change is a job. The writer takes all jobs that wait, runs each in a savepoint of one
// transaction, commits, and only then releases their answers: an answer means it is on disk, and
// one disk flush serves them all.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/store/sqlite.hpp"

namespace sealflow::server {

/// What a job gets: the writing connection, and a place for what must not happen before the commit.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) {}
  Database& db() { return database_; }
  /// Runs on the writer's thread once everything is on disk. Must be quick and must not throw.
  void after_commit(std::function<void()> action) { actions_.push_back(std::move(action)); }

 private:
  friend class Store;
  Database& database_;
  std::vector<std::function<void()>> actions_;
};

class Store {
 public:
  using Job = std::function<void(Transaction&)>;
  /// Told when the job is on disk (null), or that it is not and nothing of it is (the reason).
  using Done = std::function<void(std::exception_ptr)>;

  explicit Store(std::string path);
  /// Finishes every job that was submitted.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Any thread. A job that throws is undone; the others of its batch are not.
  void submit(Job job, Done done);

  /// submit(), and wait. Throws what the job threw. Never on the writer's own thread.
  template <class Work>
  auto write(Work work) {
    using Answer = std::invoke_result_t<Work, Transaction&>;
    std::promise<Answer> promise;
    auto answer = promise.get_future();
    std::optional<Answer> value;
    submit([&](Transaction& transaction) { value.emplace(work(transaction)); },
           [&](std::exception_ptr failure) {
             if (failure) {
               promise.set_exception(failure);
             } else {
               promise.set_value(std::move(*value));
             }
           });
    return answer.get();
  }

  /// Any thread. Reads in one transaction, so that what is read belongs together.
  template <class Work>
  auto read(Work work) {
    Reader reader(*this);
    return work(reader.db());
  }

  /// Batches committed and jobs in them, for tests and measurements.
  struct Counts {
    std::uint64_t batches = 0;
    std::uint64_t jobs = 0;
  };
  Counts counts() const;

 private:
  struct Pending {
    Job job;
    Done done;
  };

  class Reader {
   public:
    explicit Reader(Store& store);
    ~Reader();
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Database& db() { return *db_; }

   private:
    Store& store_;
    std::unique_ptr<Database> db_;
  };

  void work();
  void run_batch(std::deque<Pending> batch);

  std::string path_;
  Database writer_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Pending> queue_;
  bool stopping_ = false;
  Counts counts_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Database>> readers_;
  std::thread thread_;
};

}  // namespace sealflow::server
