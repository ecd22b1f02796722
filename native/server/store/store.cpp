#include "server/store/store.hpp"

#include "server/store/postgres_writer.hpp"
#include "server/store/sqlite_writer.hpp"

namespace sealflow::server {

Store::Store(const std::string& database, const std::string& password) : path_(database) {
  if (is_postgres(database)) {
    connector_ = std::make_unique<PostgresConnector>(database, password);
    writer_ = std::make_unique<PostgresWriter>(*connector_, queue_);
  } else {
    writer_ = std::make_unique<SqliteWriter>(database, queue_);
  }
}

Store::~Store() {
  queue_.close();
  writer_.reset();
}

void Store::submit(Job job, Done done, std::string about) {
  if (queue_.push({std::move(job), done, std::move(about)})) return;
  done(std::make_exception_ptr(StorageError("the store is closing", 0)));
}

std::unique_ptr<Database> Store::open_reader() {
  if (connector_) return connector_->connect(Database::Mode::read);
  return std::make_unique<SqliteDatabase>(path_, Database::Mode::read);
}

Store::Reader::Reader(Store& store) : store_(store) {
  for (;;) {
    {
      const std::lock_guard lock(store_.readers_mutex_);
      if (store_.readers_.empty()) break;
      db_ = std::move(store_.readers_.back());
      store_.readers_.pop_back();
    }
    try {
      db_->begin_read();
      return;
    } catch (const PostgresError& error) {
      // It was lost while it lay here: what that says about the database is for the next to find
      // out.
      if (!error.lost()) throw;
    }
  }
  db_ = store_.open_reader();
  db_->begin_read();
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
