#include "server/effects/code_limits.hpp"

#include <algorithm>
#include <array>

#include "server/base/clock.hpp"
#include "server/effects/setting_reader.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t most = 1'000'000'000;

struct Limit {
  const char* name;
  std::string subject;
  std::int64_t span;
  std::int64_t most;
};

std::int64_t prefix_limit(const CodeLimits& limits, const std::string& prefix) {
  const auto found = limits.prefixes.find(prefix);
  return found == limits.prefixes.end() ? limits.prefix_hour : found->second;
}

}  // namespace

Result<CodeLimits> CodeLimits::read(const Value& setting) {
  CodeLimits limits;
  if (setting.is_null()) return limits;
  SettingReader reader(setting, "/codeLimits");
  limits.contact_hour = reader.integer("contactHour", limits.contact_hour, most);
  limits.contact_day = reader.integer("contactDay", limits.contact_day, most);
  limits.app_hour = reader.integer("appHour", limits.app_hour, most);
  limits.prefix_hour = reader.integer("prefixHour", limits.prefix_hour, most);
  const Value& prefixes = reader.member("prefixes");
  SettingReader inner(prefixes.is_null() ? Value::object() : prefixes, "/codeLimits/prefixes");
  for (const auto& [prefix, count] : prefixes.members()) {
    // A prefix that no number is counted under would be a limit that is not there.
    if (prefix.size() < 2 || country_prefix(prefix + "00000") != prefix)
      inner.refuse(prefix, "\"" + prefix + "\" is no country code, such as +91");
    limits.prefixes[prefix] = inner.integer(prefix, 0, most);
  }
  if (const auto read = inner.done(); !read) return read.error();
  limits.sandbox = reader.member("sandbox").as_bool();
  if (const auto read = reader.done(); !read) return read.error();
  return limits;
}

std::string country_prefix(const std::string& number) {
  // ITU-T E.164, assigned country codes: one digit, or one of these with two, else three.
  static constexpr std::string_view two_digits =
      " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63"
      " 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
  if (!number.starts_with('+')) return {};
  if (number.starts_with("+1") || number.starts_with("+7")) return number.substr(0, 2);
  const std::string two = " " + number.substr(1, 2) + " ";
  return number.substr(0, two_digits.find(two) == std::string_view::npos ? 4 : 3);
}

std::optional<std::string> count_code(Database& db, const CodeLimits& limits, const CodeTarget& to,
                                      std::int64_t now) {
  const std::array<Limit, 4> all = {{
      {"contact", "contact:" + to.contact, hour_ms, limits.contact_hour},
      {"contact", "contact_day:" + to.contact, day_ms, limits.contact_day},
      {"app", "app:" + to.app, hour_ms, limits.app_hour},
      {"prefix", "prefix:" + to.app + ":" + to.prefix, hour_ms, prefix_limit(limits, to.prefix)},
  }};
  const auto counts = [&](const Limit& limit) {
    return !to.prefix.empty() || std::string_view(limit.name) != "prefix";
  };
  for (const Limit& limit : all) {
    if (counts(limit) && codes_sent(db, limit.subject, now - now % limit.span) >= limit.most)
      return limit.name;
  }
  for (const Limit& limit : all) {
    if (counts(limit)) add_code_sent(db, limit.subject, now - now % limit.span);
  }
  return std::nullopt;
}

std::int64_t lock_after(std::int64_t wrong) {
  if (wrong >= 100) return day_ms;
  if (wrong < 10 || wrong % 5 != 0) return 0;
  if (wrong == 10) return minute_ms;
  if (wrong == 15) return 5 * minute_ms;
  if (wrong == 20) return 15 * minute_ms;
  return hour_ms;
}

void count_wrong_code(Database& db, const std::string& contact, std::int64_t now) {
  const auto before = wrong_codes(db, contact);
  // A day without a guess ends the row.
  const bool in_a_row = before && now < before->last_at + day_ms;
  WrongCodes after;
  after.wrong = (in_a_row ? before->wrong : 0) + 1;
  after.last_at = now;
  after.locked_until = now + lock_after(after.wrong);
  put_wrong_codes(db, contact, after);
}

}  // namespace sealflow::server
