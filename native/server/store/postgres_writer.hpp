// Writing to PostgreSQL, beside other instances: a few threads with a connection each, and every
// job a transaction of its own.
//
//   BEGIN, mark → lock the handshake → job → COMMIT
//
// What a job reads is as young as its lock, so two jobs about one handshake never decide on the
// same state. A job that reads and changes what belongs to no single handshake locks that by name
// itself (Database::lock). What both forget, unique keys find: the job then runs again.
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
