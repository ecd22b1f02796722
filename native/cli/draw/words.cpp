#include "cli/draw/words.hpp"

#include <array>
#include <utility>

namespace sealflow::cli {
namespace {

using Row = std::pair<std::string_view, Look>;

constexpr std::string_view tick = "M5 12.5l4.5 4.5L19 7.5";
constexpr std::string_view cross = "M6.5 6.5l11 11M17.5 6.5l-11 11";
constexpr std::string_view question =
    "M8.5 9a3.5 3.5 0 1 1 5.2 3.1c-1.2.7-1.7 1.3-1.7 2.6M12 18v.5";
constexpr std::string_view person =
    "M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5";

constexpr std::array<Row, 8> types = {{
    {"biometric",
     {"Face scan", "type",
      "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 10v.5M15 10v.5M9 15c1.8 1.5 4.2 1.5 6 0"}},
    {"consent", {"Consent", "type", "M6 3.5h12v17H6zM9 8h6M9 11.5h6M9 16l1.6 1.6L14 14.4"}},
    {"document",
     {"Document", "type",
      "M3 5.5h18v13H3zM8.5 11.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.5 15.5c.6-1.6 1.7-2.3 3-2.3s2.4.7 3 "
      "2.3M14.5 9.5H18M14.5 13H18"}},
    {"form", {"Form", "type", "M4 5h16v5H4zM4 14h16v5H4zM7 7.5h4M7 16.5h7"}},
    {"http", {"Call to a service", "type", "M4 8.5h13l-3.5-3.5M20 15.5H7l3.5 3.5"}},
    {"index", {"Overview", "type", "M4.5 6h.5M8.5 6H20M4.5 12h.5M8.5 12H20M4.5 18h.5M8.5 18H20"}},
    {"otp", {"One-time code", "type", "M3 6.5h18v11H3zM7 12h.5M11.75 12h.5M16.5 12h.5"}},
    {"review", {"Decision by a person", "type", person}},
}};

constexpr std::array<Row, 9> statuses = {{
    {"auto_approved", {"Approved", "good", tick}},
    {"auto_declined", {"Declined", "bad", cross}},
    {"needs_review", {"Needs a review", "open", question}},
    {"manually_approved", {"Approved by a person", "good", tick}},
    {"manually_declined", {"Declined by a person", "bad", cross}},
    {"user_cancelled", {"Cancelled by the user", "gone", "M6 12h12"}},
    {"approve", {"Approved", "good", tick}},
    {"decline", {"Declined", "bad", cross}},
    {"manualReview", {"Needs a review", "open", question}},
}};

template <std::size_t size>
Look find(const std::array<Row, size>& rows, std::string_view name, std::string_view kind) {
  for (const auto& [known, look] : rows) {
    if (known == name) return look;
  }
  return {name, kind, ""};
}

}  // namespace

Look look_of_type(std::string_view type) { return find(types, type, "type"); }

Look look_of_status(std::string_view status) { return find(statuses, status, "gone"); }

std::string in_language(const Value& text, std::string_view language) {
  if (text.is_string()) return text.as_string();
  for (std::string_view wanted : {language, std::string_view("en")}) {
    if (const Value* found = text.find(wanted)) return found->as_string();
  }
  return text.members().empty() ? "" : text.members().front().second.as_string();
}

std::string duration_words(std::int64_t ms) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> units = {
      {{86'400'000, "day"}, {3'600'000, "hour"}, {60'000, "minute"}, {1000, "second"}}};
  for (const auto& [length, unit] : units) {
    if (ms % length != 0) continue;
    std::string words = std::to_string(ms / length) + " " + std::string(unit);
    return ms == length ? words : words + "s";
  }
  return std::to_string(ms) + " ms";
}

}  // namespace sealflow::cli
