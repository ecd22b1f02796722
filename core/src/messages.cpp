#include "sealflow/messages.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "messages/tables.hpp"

namespace sealflow {
namespace {

// Parallel to `language_tables`.
constexpr std::array<std::string_view, 2> languages{"en", "hi"};
constexpr std::array language_tables{&message_tables::english, &message_tables::hindi};
static_assert(languages.size() == language_tables.size());

/// "hi_IN" and "HI-in" name the same language.
bool same_tag(std::string_view a, std::string_view b) {
  const auto plain = [](char c) {
    if (c == '_') return '-';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return plain(x) == plain(y); });
}

/// Empty when the language has no such text.
std::string_view find_text(std::string_view language, std::string_view key) {
  for (const Message& message : messages_of(language)) {
    if (message.key == key) return message.text;
  }
  return {};
}

/// What is still true where nothing else is known.
std::string_view general_key(std::string_view key) {
  if (key.starts_with("field.")) return "field.wrong";
  if (key.starts_with("plan.")) return "plan.first_not_passed";
  if (key.starts_with("step.") || key.starts_with("verdict.")) return "step.not_reached";
  if (key.starts_with("verification.")) return "verification.wrong_key";
  return "error.internal";
}

/// The first of the keys that has a text: in the language, then in English.
std::string_view first_text(std::string_view tag, std::initializer_list<std::string_view> keys) {
  for (std::string_view language : {message_language(tag), languages.front()}) {
    for (std::string_view key : keys) {
      const std::string_view text = find_text(language, key);
      if (!text.empty()) return text;
    }
  }
  return {};
}

std::string key_of(std::string_view kind, std::string_view name) {
  return std::string(kind).append(name);
}

}  // namespace

std::span<const std::string_view> message_languages() { return languages; }

std::span<const Message> messages_of(std::string_view language) {
  for (std::size_t i = 0; i < languages.size(); ++i) {
    if (languages[i] == language) return language_tables[i]();
  }
  return language_tables.front()();
}

std::string_view message_language(std::string_view tag) {
  const std::string_view base = tag.substr(0, tag.find_first_of("-_"));
  for (std::string_view wanted : {tag, base}) {
    for (std::string_view language : languages) {
      if (same_tag(wanted, language)) return language;
    }
  }
  return languages.front();
}

std::string message(std::string_view key, std::string_view tag,
                    std::initializer_list<MessageValue> values) {
  std::string_view found = first_text(tag, {key});
  if (found.empty()) found = first_text(tag, {general_key(key)});
  std::string text(found);
  for (const MessageValue& value : values) {
    const std::string gap = std::string("{").append(value.name).append("}");
    const std::size_t at = text.find(gap);
    if (at != std::string::npos) text.replace(at, gap.size(), value.value);
  }
  return text;
}

std::string error_message(ErrorCode code, std::string_view tag) {
  return message(error_info(code).message_key, tag);
}

std::string error_message(const Error& error, std::string_view tag) {
  const bool field =
      error.code == ErrorCode::invalid_input && !error.reason.empty() && error.details.size() < 2;
  return field ? field_message("", error.reason, tag) : error_message(error.code, tag);
}

std::string field_message(std::string_view format, std::string_view reason, std::string_view tag) {
  const std::string general = key_of("field.", reason);
  const std::string own = key_of("field.", format) + "." + std::string(reason);
  return std::string(first_text(tag, {own, general, "field.wrong"}));
}

std::string plan_message(const Plan& plan, std::string_view tag) {
  return message(key_of("plan.", plan.reason), tag);
}

std::string step_message(const PlanStep& step, std::string_view time, std::string_view tag) {
  return message(key_of("step.", step.reason), tag, {{"time", time}});
}

std::string verification_message(Verification verification, std::string_view tag) {
  return message(key_of("verification.", verification_name(verification)), tag);
}

}  // namespace sealflow
