// Limits on one-time codes beyond those of a stage (5 tries per code, 4 codes): they hold over all
// handshakes, so that nobody gets more tries, or sends more messages, by beginning anew. The
// numbers and where they come from: docs/decisions/0043.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sealflow/json.hpp"
#include "sealflow/result.hpp"
#include "server/store/codes.hpp"

namespace sealflow::server {

struct CodeLimits {
  std::int64_t contact_hour = 6;
  std::int64_t contact_day = 12;
  std::int64_t app_hour = 10'000;
  std::int64_t prefix_hour = 1000;               ///< of one app, to one country
  std::map<std::string, std::int64_t> prefixes;  ///< "+91" → per hour, for those that differ
  bool sandbox = false;                          ///< limit sandbox apps, too; they send nothing

  /// Error: malformed_request, at the member.
  static Result<CodeLimits> read(const Value& setting);
};

/// Country code of an E.164 number: "+919876543210" → "+91".
std::string country_prefix(const std::string& number);

/// Counts one message that is about to go out. Gives the limit that forbids it ("contact", "app",
/// "prefix"), and then nothing is counted.
std::optional<std::string> count_code(Database& db, const CodeLimits& limits, const CodeTarget& to,
                                      std::int64_t now);

/// A wrong guess for this contact. From the 10th in a row on, every 5th locks it for a while.
void count_wrong_code(Database& db, const std::string& contact, std::int64_t now);

/// How long a contact is locked after so many wrong guesses in a row; 0: it is not.
std::int64_t lock_after(std::int64_t wrong);

}  // namespace sealflow::server
