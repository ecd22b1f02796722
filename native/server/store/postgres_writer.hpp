// Writing to PostgreSQL, beside other instances: a few threads with a connection each, and every
// job a transaction of its own.
//
//   lock the handshake → BEGIN, mark → job → COMMIT → unlock
//
// The lock is an advisory one and is taken before the transaction, whose picture of the database is
// thus younger than whatever the instance before wrote. SERIALIZABLE does the rest: a job runs as
// if nobody else wrote meanwhile, as on SQLite; when that cannot be, it runs again.
//
// The mark is one row per thread with the number of its job, written by the very transaction. When
// a connection is lost after COMMIT was sent, it tells whether the commit took place.
#pragma once

#include <atomic>
#include <thread>

#include "server/store/postgres.hpp"
#include "server/store/writer.hpp"

namespace sealflow::server {

class PostgresWriter : public Writer {
 public:
  PostgresWriter(PostgresConnector& connector, JobQueue& queue);
  ~PostgresWriter() override;

  Counts counts() const override { return {batches_, jobs_}; }

 private:
  class Connection;

  void work();

  PostgresConnector& connector_;
  JobQueue& queue_;
  std::atomic<std::uint64_t> batches_ = 0;
  std::atomic<std::uint64_t> jobs_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace sealflow::server
