// Whoever takes jobs out of the queue and brings them to disk.
#pragma once

#include <cstdint>

#include "server/store/jobs.hpp"

namespace sealflow::server {

class Writer {
 public:
  /// Batches committed and jobs in them, for tests and measurements.
  struct Counts {
    std::uint64_t batches = 0;
    std::uint64_t jobs = 0;
  };

  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  /// After the queue was closed: finishes every job in it.
  virtual ~Writer() = default;

  virtual Counts counts() const = 0;
};

}  // namespace sealflow::server
