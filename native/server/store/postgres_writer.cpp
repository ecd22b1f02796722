#include "server/store/postgres_writer.hpp"

#include <chrono>

#include "server/base/clock.hpp"
#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/store/schema.hpp"

namespace sealflow::server {
namespace {

using namespace std::chrono_literals;

/// PostgreSQL flushes the commits that come together at once, so a few threads share one flush.
constexpr int thread_count = 8;
/// Each time somebody else's job succeeded, so this many in a row do not happen by chance.
constexpr int most_attempts = 20;
constexpr auto longest_doubt_at_stop = 10s;
constexpr std::int64_t forgotten_after = 30 * day_ms;

std::int64_t wall_time() { return wall_clock()(); }

/// So that those who were in each other's way do not meet again at once.
void pause(int attempt) {
  const int most = std::min(1 << std::min(attempt, 6), 50);
  const auto random = static_cast<unsigned char>(random_bytes(1)[0]);
  std::this_thread::sleep_for(std::chrono::microseconds(most * 1000 * random / 255));
}

}  // namespace

/// One thread's.
class PostgresWriter::Connection {
 public:
  Connection(PostgresConnector& connector, const JobQueue& queue)
      : connector_(connector), queue_(queue) {}

  /// Null: it is on disk, and `actions` are due.
  std::exception_ptr run(const PendingJob& pending, Transaction::Actions& actions) {
    ++number_;
    for (int attempt = 1;; ++attempt) {
      bool connected = false;
      committing_ = false;
      try {
        connect();
        connected = true;
        perform(pending, actions);
        return nullptr;
      } catch (const PostgresError& error) {
        clean_up(error.lost());
        try {
          if (error.lost() && committing_ && committed()) return nullptr;
        } catch (const StorageError&) {
          return std::current_exception();
        }
        const bool again = connected && (error.lost() || error.conflict());
        if (!again || attempt == most_attempts) {
          log::error("commit_failed", {{"reason", error.what()}, {"attempts", attempt}});
          return std::current_exception();
        }
        if (error.conflict()) pause(attempt);
      } catch (...) {
        clean_up(false);
        return std::current_exception();
      }
    }
  }

 private:
  void connect() {
    if (database_) return;
    database_ = connector_.connect(Database::Mode::write);
    enrol();
  }

  /// The row has to be there before a job marks it: one that is only being written is seen by
  /// nobody, and committed() could not wait for it.
  void enrol() {
    database_->run(
        "INSERT INTO writers (id, job, at) VALUES (?1, 0, ?2) ON CONFLICT (id) DO NOTHING", id_,
        wall_time());
  }

  void perform(const PendingJob& pending, Transaction::Actions& actions) {
    const std::string begin = "BEGIN ISOLATION LEVEL READ COMMITTED; UPDATE writers SET job = " +
                              std::to_string(number_) + ", at = " + std::to_string(wall_time()) +
                              " WHERE id = '" + id_ + "'";
    if (database_->change(begin) == 0) {  // forgotten after a long rest
      database_->rollback();
      enrol();
      database_->change(begin);
    }
    if (!pending.about.empty()) database_->lock(pending.about);
    Transaction transaction(*database_);
    pending.job(transaction);
    actions = transaction.take_actions();
    committing_ = true;
    database_->commit();
  }

  void clean_up(bool lost) {
    if (database_ && !lost) database_->rollback();
    if (database_ && (lost || !database_->alive())) database_.reset();
  }

  /// COMMIT was sent, and no answer came. Asks until somebody answers: whoever waits for this job
  /// is told neither that it is done nor that it is not before it is known. A transaction that
  /// still runs holds the row, so looking at it waits for its end.
  bool committed() {
    const auto began = std::chrono::steady_clock::now();
    for (;;) {
      try {
        connect();
        Rows row = database_->query("SELECT job FROM writers WHERE id = ?1 FOR UPDATE", id_);
        const bool took_place = row.step() && row.integer(0) == number_;
        log::warn("commit_looked_up", {{"committed", took_place}});
        return took_place;
      } catch (const StorageError&) {
        database_.reset();
      }
      const auto waited = std::chrono::steady_clock::now() - began;
      if (queue_.closed() && waited > longest_doubt_at_stop)
        throw StorageError("the server stops before it is known whether this was committed", 1);
      std::this_thread::sleep_for(20ms);
    }
  }

  PostgresConnector& connector_;
  const JobQueue& queue_;
  std::unique_ptr<PostgresDatabase> database_;
  const std::string id_ = random_hex(16);
  std::int64_t number_ = 0;  ///< of the job
  bool committing_ = false;
};

PostgresWriter::PostgresWriter(PostgresConnector& connector, JobQueue& queue)
    : connector_(connector), queue_(queue) {
  const auto database = connector_.connect(Database::Mode::write);
  migrate(*database);
  database->run("DELETE FROM writers WHERE at < ?1", wall_time() - forgotten_after);
  for (int i = 0; i < thread_count; ++i) threads_.emplace_back([this] { work(); });
}

PostgresWriter::~PostgresWriter() {
  for (auto& thread : threads_) thread.join();
}

void PostgresWriter::work() {
  Connection connection(connector_, queue_);
  while (auto pending = queue_.take_one()) {
    Transaction::Actions actions;
    const auto failure = connection.run(*pending, actions);
    ++batches_;
    ++jobs_;
    if (!failure) {
      for (const auto& action : actions) action();
    }
    pending->done(failure);
    queue_.finished(pending->about);
  }
}

}  // namespace sealflow::server
