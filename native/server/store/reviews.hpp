// Reviews: which handshakes wait for an operator. An index over the logs, kept by the transaction
// that writes them; the logs alone say what is so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.hpp"

namespace sealflow::server {

struct DueReview {
  std::string handshake;
  std::string number;  ///< of the handshake, for people
  std::string flow;
  std::string stage;  ///< empty: the run has ended, and its status is to be decided
  std::int64_t since = 0;
};

void put_review(Database& db, std::string_view handshake, std::string_view app,
                std::string_view stage, std::int64_t now);
void remove_review(Database& db, std::string_view handshake);

/// Oldest first.
std::vector<DueReview> due_reviews(Database& db, std::string_view app, int limit);

}  // namespace sealflow::server
