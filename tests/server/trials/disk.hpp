// A disk under SQLite that loses power, or fails, when a test says so: a VFS around the system's.
//
//   Disk& disk = Disk::install();   // every connection from now on is on it
//   disk.start();                   // what the files hold now is safe
//   disk.lose_power_at(120);        // the 120th write or sync, and nothing after it, may arrive
//   … work, until everything fails; close …
//   disk.power_back(random);        // the files are as a disk may leave them
//
// What is safe: what a sync was answered for. Each write since then arrives wholly, in some of its
// sectors, or not at all, in any order; a new file's name arrives with its first sync, as the
// system's VFS syncs the folder then.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace sealflow::server::test {

class Disk {
 public:
  static Disk& install();

  /// Forgets faults and counts. No file may be open.
  void start();

  /// From the n-th operation on (1 is the next) nothing arrives and everything fails.
  void lose_power_at(std::int64_t n);
  /// Puts into the files what arrived. All connections must be closed.
  void power_back(std::mt19937_64& random);
  /// The same, but nothing arrived that was not synced.
  void power_back();

  enum class Fault { full, broken };
  /// The n-th operation fails, once or with all that follow. A sync that failed loses what it was
  /// for, as on Linux: the next one does not make up for it.
  void fail_at(std::int64_t n, Fault fault, bool for_ever);
  void heal();
  /// Was there an n-th operation?
  bool failed();

  /// The control: connections have synchronous=NORMAL and believe that it is FULL.
  void pretend_full(bool pretend) { pretend_full_ = pretend; }
  bool pretends_full() const { return pretend_full_; }

  // --- What the VFS tells
  void opened(const std::string& path, bool existed);
  int writes(const std::string& path, sqlite3_int64 offset, std::string bytes);
  int truncates(const std::string& path, sqlite3_int64 size);
  int syncs(const std::string& path);
  int deletes(const std::string& path, bool synced);

 private:
  struct Write {
    std::size_t offset = 0;
    std::string bytes;
    bool truncate = false;
  };
  struct File {
    std::string safe;
    std::vector<Write> unsafe;
    bool named = false;  ///< its name is safe
    bool gone = false;   ///< deleted, which may not have arrived
  };

  int next(int when_full, int when_broken);
  void restore(std::mt19937_64* random);

  std::mutex mutex_;
  std::map<std::string, File> files_;
  std::int64_t operations_ = 0;
  std::int64_t fail_from_ = 0;
  bool for_ever_ = false;
  bool power_cut_ = false;
  Fault fault_ = Fault::broken;
  bool pretend_full_ = false;
};

}  // namespace sealflow::server::test
