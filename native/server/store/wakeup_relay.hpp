// Carries wake-ups from one instance to the others by PostgreSQL's NOTIFY, so that an event stream
// hears of a command that another instance took.
//
// They are sent after the commit, by a connection of their own: within the transaction, NOTIFY
// would make all commits of the database wait for each other. So one can be lost, when an instance
// dies in between or the connection is away; for that, everybody who waits looks by himself every
// five seconds.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "server/base/wakeups.hpp"
#include "server/store/postgres.hpp"

namespace sealflow::server {

class WakeupRelay {
 public:
  WakeupRelay(PostgresConnector& connector, Wakeups& wakeups);
  ~WakeupRelay();
  WakeupRelay(const WakeupRelay&) = delete;
  WakeupRelay& operator=(const WakeupRelay&) = delete;

 private:
  void work();
  void carry(PostgresDatabase& database);
  void send(PostgresDatabase& database);
  void receive(PostgresDatabase& database);
  /// Until something happens on `socket` (-1: none) or here, or time is up. Gives false for the
  /// latter.
  bool wait(int socket, int milliseconds);
  void nudge();

  PostgresConnector& connector_;
  Wakeups& wakeups_;
  std::mutex mutex_;
  std::set<std::string> outgoing_;
  bool stopping_ = false;
  int event_ = -1;  ///< wakes the thread out of poll()
  std::thread thread_;
};

}  // namespace sealflow::server
