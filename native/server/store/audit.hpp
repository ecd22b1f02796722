// The audit: what operators and backends did, append-only, written in the transaction of the deed.
//
// One chain of hashes per app and day; the first entry of a day names the last one before it, and
// the end of the whole chain is sealed under the app's key. No personal data, no secrets.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/apps.hpp"

namespace sealflow::server {

struct Deed {
  std::string actor;    ///< "operator:asha", "backend:<first digits of the token's hash>"
  std::string action;   ///< "handshake.create"
  std::string object;   ///< an id
  std::string outcome;  ///< "done", or the name of the error that refused it
  std::string detail;   ///< what else there is to know, e.g. a version
};

/// Throws StorageError when the end of the chain is not what was sealed: nothing is done then that
/// the audit could not prove.
void append_audit(Database& db, const Vault& vault, const App& app, const Deed& deed,
                  std::int64_t now);

/// Calls back with each entry as one line of JSON with its hash, in order; of one day
/// ("2027-01-31"), or of all.
void read_audit(Database& db, std::string_view client_key, std::string_view day,
                const std::function<void(const std::string& line)>& each);

/// 2027-01-31?
bool is_day(std::string_view text);

/// Looks at one line after the other, as read_audit and an exported file have them.
class AuditCheck {
 public:
  /// Error: log_damaged; `where` names the entry, "2027-01-31/7", `message` what is wrong with it.
  Result<void> take(std::string_view line);

  std::int64_t entries() const { return entries_; }
  const std::string& first() const { return first_; }            ///< "2027-01-31/1"
  const std::string& first_prev() const { return first_prev_; }  ///< what the first one follows
  const std::string& last() const { return last_; }
  const std::string& hash() const { return hash_; }  ///< of the last

 private:
  std::int64_t entries_ = 0;
  std::string app_;
  std::string day_;
  std::int64_t number_ = 0;
  std::string first_;
  std::string last_;
  std::string hash_;
  std::string first_prev_;
};

struct AuditFound {
  std::int64_t entries = 0;
  std::string last;  ///< "2027-01-31/7"
  std::string hash;
};

/// Verifies what is stored, also that nothing is missing at either end. Error: log_damaged.
Result<AuditFound> verify_audit(Database& db, const Vault& vault, const App& app,
                                std::string_view day);

}  // namespace sealflow::server
