// The sweeper: takes away what is past its time, a little at a time, and what erasing leaves behind
// on the disk.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "server/services.hpp"

namespace sealflow::server {

class Sweeper {
 public:
  explicit Sweeper(Services& services) : services_(services) {}
  ~Sweeper() { stop(); }
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

  /// Everything once, then each hour; the disk after each erasure, too.
  void start();
  void stop();

  /// Everything that is due now, on this thread. What fails is told to the operators and tried
  /// again the next time.
  void run_once();

 private:
  void work();
  bool going_on();
  void sweep(const char* what, const std::function<std::int64_t(Database&)>& some);
  void sweep_all();
  void clean_disk();

  Services& services_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool erased_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sealflow::server
