// Jobs: changes that wait to be written. A job reads, decides and writes, and nothing else.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/store/database.hpp"

namespace sealflow::server {

/// What a job gets: the writing connection, and a place for what must not happen before the commit.
class Transaction {
 public:
  using Actions = std::vector<std::function<void()>>;

  explicit Transaction(Database& database) : database_(database) {}
  Database& db() { return database_; }
  /// Runs on the writer's thread once everything is on disk. Must be quick and must not throw.
  void after_commit(std::function<void()> action) { actions_.push_back(std::move(action)); }
  Actions take_actions() { return std::move(actions_); }

 private:
  Database& database_;
  Actions actions_;
};

/// May run again from its start, when another instance came in between (PostgreSQL): what it leaves
/// outside of the database goes into after_commit.
using Job = std::function<void(Transaction&)>;
/// Told when the job is on disk (null), or that it is not and nothing of it is (the reason).
using Done = std::function<void(std::exception_ptr)>;

struct PendingJob {
  Job job;
  Done done;
  std::string about;  ///< a handshake; jobs about the same one run one after the other
};

/// Any thread puts in, writers take out.
class JobQueue {
 public:
  /// False: it is closed, and the job was not taken.
  bool push(PendingJob job);
  void close();
  bool closed() const;

  /// All that wait. Waits for one; empty: closed, and nothing was left behind.
  std::deque<PendingJob> take_all();

  /// The oldest whose handshake no other writer here is busy with: many requests for one handshake
  /// must not make all writers wait for its lock. Give its `about` back by finished().
  std::optional<PendingJob> take_one();
  void finished(const std::string& about);

 private:
  std::deque<PendingJob>::iterator next();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<PendingJob> waiting_;
  std::set<std::string> busy_;
  bool closed_ = false;
};

}  // namespace sealflow::server
