// Counts of one-time codes: how many were sent to whom, and how often one was guessed wrong.
// Contacts are blind indexes: an HMAC, not the number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

/// Whom a message goes to, for counting.
struct CodeTarget {
  std::string app;
  std::string contact;  ///< blind index
  std::string prefix;   ///< "+91"; empty for e-mail
};

/// Makes the key of the blind index if there is none. Throws StorageError when it does not open.
Key code_index_key(Database& db, const Vault& vault);

/// The same contact under the same key gives the same index, and nobody without the key can try
/// numbers out. Contacts of sandbox and live apps are not the same.
std::string contact_index(const Key& key, std::string_view mode, std::string_view contact);

std::int64_t codes_sent(Database& db, const std::string& subject, std::int64_t began);
void add_code_sent(Database& db, const std::string& subject, std::int64_t began);

struct WrongCodes {
  std::int64_t wrong = 0;  ///< in a row
  std::int64_t last_at = 0;
  std::int64_t locked_until = 0;  ///< at exactly this instant it is over
};
std::optional<WrongCodes> wrong_codes(Database& db, const std::string& contact);
void put_wrong_codes(Database& db, const std::string& contact, const WrongCodes& codes);
void forget_wrong_codes(Database& db, const std::string& contact);

/// Takes away what counts no more, at most `most` of each kind; gives how much.
std::int64_t sweep_codes(Database& db, std::int64_t now, int most = 500);

}  // namespace sealflow::server
