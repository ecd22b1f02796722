// The store: what writes, and connections that read. SQLite or PostgreSQL, by the setting `db`.
//
// Every change is a job (jobs.hpp). Its answer is released when it is on disk: from SQLite's one
// writer together with all jobs that waited (sqlite_writer.hpp), from PostgreSQL one by one
// (postgres_writer.hpp).
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "server/store/writer.hpp"

namespace sealflow::server {

class PostgresConnector;

class Store {
 public:
  using Job = server::Job;
  using Done = server::Done;
  using Counts = Writer::Counts;

  /// `database`: a file, or `postgres://…`, whose password is named by a reference
  /// (secret_reference.hpp). Brings the schema up to date.
  explicit Store(const std::string& database, const std::string& password = "");
  /// Finishes every job that was submitted.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Any thread. A job that throws is undone, and no other with it. `about` names the handshake
  /// that it reads and changes: two jobs about the same one never run at the same time, whichever
  /// instance they were given to.
  void submit(Job job, Done done, std::string about = {});

  /// submit(), and wait. Throws what the job threw. Never on a writer's own thread.
  template <class Work>
  auto write(Work work, const std::string& about = {}) {
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
           },
           about);
    return answer.get();
  }

  /// Any thread. Reads in one transaction, so that what is read belongs together.
  template <class Work>
  auto read(Work work) {
    Reader reader(*this);
    return work(reader.db());
  }

  Counts counts() const { return writer_->counts(); }

  /// May other instances work on the same database?
  bool shared() const { return connector_ != nullptr; }
  /// Not with SQLite.
  PostgresConnector* connector() { return connector_.get(); }

 private:
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

  std::unique_ptr<Database> open_reader();

  std::string path_;
  std::unique_ptr<PostgresConnector> connector_;
  JobQueue queue_;
  std::unique_ptr<Writer> writer_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Database>> readers_;
};

}  // namespace sealflow::server
