#include "server/store/audit.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"
#include "server/base/clock.hpp"

namespace sealflow::server {
namespace {

/// The last entry of an app's chain.
struct End {
  std::string day;
  std::int64_t number = 0;
  std::string hash;
};

std::string name_of(std::string_view day, std::int64_t number) {
  return std::string(day) + "/" + std::to_string(number);
}

std::string end_place(std::string_view app) { return place({"audit_end", app}); }

std::string end_text(const End& end) { return name_of(end.day, end.number) + " " + end.hash; }

std::optional<End> parse_end(std::string_view text) {
  const auto slash = text.find('/');
  const auto blank = text.find(' ');
  if (slash == std::string_view::npos || blank == std::string_view::npos || blank < slash)
    return std::nullopt;
  End end{std::string(text.substr(0, slash)), 0, std::string(text.substr(blank + 1))};
  std::from_chars(text.data() + slash + 1, text.data() + blank, end.number);
  return end;
}

/// Nothing when nothing was written yet.
std::optional<End> read_end(Database& db, const Vault& vault, const App& app) {
  Rows row = db.query("SELECT sealed_end FROM audit_ends WHERE app = ?1", app.client_key);
  if (!row.step() || row.is_null(0)) return std::nullopt;
  const auto text = unseal(app_key(app, vault), row.text(0), end_place(app.client_key));
  auto end = text ? parse_end(*text) : std::nullopt;
  if (!end) throw StorageError("the end of the audit of an app does not open", 0);
  return end;
}

std::optional<std::string> hash_at(Database& db, std::string_view app, const End& end) {
  Rows row = db.query("SELECT hash FROM audit WHERE app = ?1 AND day = ?2 AND number = ?3", app,
                      end.day, end.number);
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

Error damaged(const std::string& where, std::string message) {
  return {.code = ErrorCode::log_damaged, .message = std::move(message), .where = where};
}

/// What the entry after this day names as the one before it; nothing when there is none.
std::optional<std::string> prev_after(Database& db, std::string_view app, std::string_view day) {
  Rows row = db.query(
      "SELECT entry FROM audit WHERE app = ?1 AND day > ?2 ORDER BY day, number LIMIT 1", app, day);
  if (!row.step()) return std::nullopt;
  const auto entry = parse_json(row.text(0));
  return entry ? (*entry)["prev"].as_string() : std::string();
}

/// "" when there is no earlier day.
std::string last_hash_before(Database& db, std::string_view app, std::string_view day) {
  Rows row = db.query(
      "SELECT hash FROM audit WHERE app = ?1 AND day < ?2 ORDER BY day DESC, number DESC LIMIT 1",
      app, day);
  return row.step() ? row.text(0) : std::string();
}

}  // namespace

void append_audit(Database& db, const Vault& vault, const App& app, const Deed& deed,
                  std::int64_t now) {
  // Before the end is read, so that a second server on the same database waits here.
  db.run(
      "INSERT INTO audit_ends (app, written) VALUES (?1, 1) "
      "ON CONFLICT (app) DO UPDATE SET written = audit_ends.written + 1",
      app.client_key);
  const auto before = read_end(db, vault, app);
  if (before && hash_at(db, app.client_key, *before) != before->hash)
    throw StorageError("the audit of an app does not end where it should", 0);
  End end;
  // A clock that was set back does not reopen a day.
  end.day = before ? std::max(day_of(now), before->day) : day_of(now);
  end.number = before && before->day == end.day ? before->number + 1 : 1;
  Value entry = Value::object({{"v", 1},
                               {"app", app.client_key},
                               {"day", end.day},
                               {"number", end.number},
                               {"at", now},
                               {"actor", deed.actor},
                               {"action", deed.action},
                               {"object", deed.object},
                               {"outcome", deed.outcome},
                               {"prev", before ? Value(before->hash) : Value()}});
  if (!deed.detail.empty()) entry.set("detail", deed.detail);
  const std::string text = canonicalize(entry);
  end.hash = sha256_hex(text);
  db.run("INSERT INTO audit (app, day, number, entry, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
         app.client_key, end.day, end.number, text, end.hash);
  const auto sealed = seal(app_key(app, vault), end_text(end), end_place(app.client_key));
  db.run("UPDATE audit_ends SET sealed_end = ?2 WHERE app = ?1", app.client_key, Blob{sealed});
}

void read_audit(Database& db, std::string_view client_key, std::string_view day,
                const std::function<void(const std::string& line)>& each) {
  const std::string_view last = day.empty() ? "9999-12-31" : day;
  Rows rows = db.query(
      "SELECT entry, hash FROM audit WHERE app = ?1 AND day >= ?2 AND day <= ?3 "
      "ORDER BY day, number",
      client_key, day, last);
  while (rows.step()) {
    std::string line = rows.text(0);
    if (!line.empty()) line.pop_back();
    each(line + ",\"hash\":\"" + rows.text(1) + "\"}");
  }
}

bool is_day(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  // A day that never was has no entries, and would look like a quiet one.
  const auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + count, value);
    return value;
  };
  return (std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2)).ok();
}

Result<void> AuditCheck::take(std::string_view line) {
  const auto next = last_.empty() ? std::string("1") : name_of(day_, number_ + 1);
  auto json = parse_json(line);
  if (!json || !json->is_object()) return damaged(next, "the entry is no JSON object");
  const std::string claimed = (*json)["hash"].as_string();
  Value entry = Value::object();
  for (const auto& [name, value] : json->members()) {
    if (name != "hash") entry.set(name, value);
  }
  const std::string day = entry["day"].as_string();
  const std::int64_t number = entry["number"].as_integer();
  const std::string name = name_of(day, number);
  if (!is_day(day)) return damaged(next, "the entry has no day");
  if (sha256_hex(canonicalize(entry)) != claimed)
    return damaged(name, "the entry is not the one that was written");
  const bool same_day = day == day_;
  if (number != (same_day ? number_ + 1 : 1) || (!last_.empty() && day < day_))
    return damaged(same_day ? next : name_of(day, 1), "an entry is missing");
  if (last_.empty()) {
    app_ = entry["app"].as_string();
    first_ = name;
    first_prev_ = entry["prev"].as_string();
  } else if (entry["app"].as_string() != app_ || entry["prev"].as_string() != hash_) {
    return damaged(name, "the entry does not follow the one before it");
  }
  day_ = day;
  number_ = number;
  last_ = name;
  hash_ = claimed;
  ++entries_;
  return {};
}

Result<AuditFound> verify_audit(Database& db, const Vault& vault, const App& app,
                                std::string_view day) {
  const std::string& key = app.client_key;
  AuditCheck check;
  std::optional<Error> first;
  read_audit(db, key, day, [&](const std::string& line) {
    if (first) return;
    if (const auto taken = check.take(line); !taken) first = taken.error();
  });
  if (first) return *first;
  const auto found = AuditFound{check.entries(), check.last(), check.hash()};
  const auto end = read_end(db, vault, app);
  if (check.entries() == 0) {
    const bool expected = end && (day.empty() || end->day == day);
    if (expected) return damaged(name_of(end->day, end->number), "the entries are missing");
    return found;
  }
  if (check.first_prev() != (day.empty() ? "" : last_hash_before(db, key, day)))
    return damaged(check.first(), "the entries before it are missing");
  const auto next = day.empty() ? std::nullopt : prev_after(db, key, day);
  if (next ? *next != check.hash() : !end || end_text(*end) != check.last() + " " + check.hash())
    return damaged(check.last(), "it is not the last one that was written");
  return found;
}

}  // namespace sealflow::server
