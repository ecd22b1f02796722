// Reviews: what an operator decides, while a run waits for it or after it ended. Today from the
// command line; a console would call the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/services.hpp"
#include "server/store/reviews.hpp"

namespace sealflow::server {

/// The oldest that wait, at most 1000. Error: not_found when there is no such app.
Result<std::vector<DueReview>> list_reviews(Database& db, std::string_view client_key);

struct ReviewDecision {
  std::string stage;     ///< empty: the run has ended, and its status is decided
  std::string decision;  ///< one of the stage's, or the new status
  std::string by;        ///< who decides; stays in the log, sealed
  std::string note;
};

/// Gives the status of the handshake afterwards; empty while the run goes on. Errors:
/// handshake_unknown, log_damaged, and the core's: review_not_due, stage_not_current,
/// invalid_input with what may be decided.
Result<std::string> decide_review(Transaction& transaction, Services& services,
                                  std::string_view handshake, const ReviewDecision& review,
                                  std::int64_t now);

}  // namespace sealflow::server
