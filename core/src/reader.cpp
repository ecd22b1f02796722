#include "reader.hpp"

#include <algorithm>
#include <cmath>

#include "sealflow/flow.hpp"

namespace sealflow {
namespace {

/// A letter, then letters, digits and "-": all that a key needs to be looked up by.
bool is_language_tag(std::string_view text) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace

std::string pointer_to(std::string_view parent, std::string_view name) {
  std::string pointer(parent);
  pointer += '/';
  for (char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
  return std::string(parent) + "/" + std::to_string(index);
}

bool is_name(std::string_view text) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c); });
}

ObjectReader::ObjectReader(const Value& value, std::string pointer, ErrorCode code,
                           std::vector<Error>& problems)
    : value_(value), pointer_(std::move(pointer)), code_(code), problems_(problems) {
  if (!value.is_object()) refuse("", "type", "an object is needed here");
}

void ObjectReader::refuse(const char* name, const char* reason, const std::string& message) {
  problems_.push_back(
      *failure(code_, message, *name == '\0' ? pointer_ : pointer_to(pointer_, name), reason));
}

const Value* ObjectReader::member(const char* name, Need need) {
  known_.push_back(name);
  const Value* found = value_.find(name);
  if (found == nullptr && need == Need::required && value_.is_object()) {
    refuse(name, "missing", "\"" + std::string(name) + "\" is missing");
  }
  return found;
}

Value ObjectReader::value(const char* name, const Value& otherwise) {
  const Value* found = member(name);
  return found == nullptr ? otherwise : *found;
}

void ObjectReader::refuse_empty(const char* name) {
  refuse(name, "missing", "\"" + std::string(name) + "\" is empty");
}

const Value* ObjectReader::typed(const char* name, Need need, bool (Value::*is)() const,
                                 const char* kind) {
  const Value* found = member(name, need);
  if (found == nullptr) return nullptr;
  if ((found->*is)()) return found;
  refuse(name, "type", "\"" + std::string(name) + "\" must be " + std::string(kind));
  return nullptr;
}

std::string ObjectReader::text(const char* name, Need need) {
  const Value* found = typed(name, need, &Value::is_string, "a string");
  if (found == nullptr) return {};
  if (need != Need::optional && found->as_string().empty()) refuse_empty(name);
  return found->as_string();
}

std::int64_t ObjectReader::integer(const char* name, std::int64_t otherwise, std::int64_t least) {
  const Value* found = typed(name, Need::optional, &Value::is_number, "a whole number");
  if (found == nullptr) return otherwise;
  const double number = found->as_double();
  // Whole numbers are doubles beyond 2^53 alone.
  if (found->is_double() && std::abs(number) <= 0x1p53) {
    refuse(name, "type", "\"" + std::string(name) + "\" must be a whole number");
    return otherwise;
  }
  // Beyond this, JavaScript cannot tell a number from the next one, and sums of times overflow.
  constexpr std::int64_t most = (std::int64_t{1} << 53) - 1;
  if (number < static_cast<double>(least) || number > static_cast<double>(most)) {
    refuse(name, "range",
           "\"" + std::string(name) + "\" must be from " + std::to_string(least) + " to 2^53 - 1");
    return otherwise;
  }
  return found->as_integer();
}

bool ObjectReader::flag(const char* name, bool otherwise) {
  const Value* found = typed(name, Need::optional, &Value::is_bool, "true or false");
  return found == nullptr ? otherwise : found->as_bool();
}

const Array& ObjectReader::array(const char* name, Need need) {
  static const Array nothing;
  const Value* found = typed(name, need, &Value::is_array, "a list");
  if (found == nullptr) return nothing;
  if (need != Need::optional && found->items().empty()) refuse_empty(name);
  return found->items();
}

std::optional<Rule> ObjectReader::rule(const char* name, Need need) {
  const Value* found = typed(name, need, &Value::is_string, "a rule, written as a string");
  if (found == nullptr) return std::nullopt;
  if (need != Need::optional && found->as_string().empty()) {
    refuse_empty(name);
    return std::nullopt;
  }
  Result<Rule> parsed = parse_rule(found->as_string());
  if (parsed) return std::move(*parsed);
  refuse(name, "rule_invalid", parsed.error().message + " (at byte " + parsed.error().where + ")");
  return std::nullopt;
}

std::vector<std::string> ObjectReader::texts(const char* name, Need need) {
  std::vector<std::string> texts;
  for (const Value& item : array(name, need)) {
    if (item.is_string()) {
      texts.push_back(item.as_string());
    } else {
      refuse(name, "type", "\"" + std::string(name) + "\" must hold strings only");
    }
  }
  return texts;
}

std::int64_t ObjectReader::duration(const char* name, std::int64_t otherwise) {
  const Value* found = typed(name, Need::optional, &Value::is_string, "a duration such as \"10d\"");
  if (found == nullptr) return otherwise;
  Result<std::int64_t> parsed = parse_duration(found->as_string());
  if (parsed) return *parsed;
  refuse(name, "duration", parsed.error().message);
  return otherwise;
}

Value ObjectReader::localised(const char* name, Need need) {
  const Value* found = member(name, need);
  return found == nullptr ? Value() : read_localised(*found, pointer_to(pointer_, name), problems_);
}

std::string ObjectReader::choice(const char* name,
                                 std::initializer_list<std::string_view> choices) {
  const Value* found = typed(name, Need::optional, &Value::is_string, "a string");
  if (found == nullptr) return std::string(*choices.begin());
  if (std::find(choices.begin(), choices.end(), found->as_string()) != choices.end()) {
    return found->as_string();
  }
  std::string message = "\"" + std::string(name) + "\" must be one of";
  for (std::string_view choice : choices) message += " \"" + std::string(choice) + "\"";
  refuse(name, "choice", message);
  return std::string(*choices.begin());
}

void ObjectReader::refuse_unknown() {
  for (const auto& [name, value] : value_.members()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    // Not refuse(): a name of the file's may hold anything, a NUL as well.
    problems_.push_back(*failure(code_, "\"" + name + "\" is not known here",
                                 pointer_to(pointer_, name), "member_unknown"));
  }
}

Value read_localised(const Value& text, const std::string& pointer, std::vector<Error>& problems) {
  if (text.is_string() && !text.as_string().empty()) return text;
  if (!text.is_object() || text.size() == 0) {
    problems.push_back(*failure(ErrorCode::flow_invalid,
                                "This is a text, or texts by language like {\"en\": \"Name\"}",
                                pointer, "type"));
    return {};
  }
  bool fits = true;
  for (const auto& [tag, translation] : text.members()) {
    if (is_language_tag(tag) && translation.is_string() && !translation.as_string().empty()) {
      continue;
    }
    problems.push_back(*failure(ErrorCode::flow_invalid,
                                "This is a language tag with a text, like \"en\": \"Name\"",
                                pointer_to(pointer, tag), "format"));
    fits = false;
  }
  return fits ? text : Value();
}

Value list_of(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  for (const Value& item : list.items()) texts.push_back(item.as_string());
  return texts;
}

Value or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Result<void> as_result(ErrorCode code, std::vector<Error> problems) {
  if (problems.empty()) return {};
  std::string message = problems.front().message;
  if (problems.size() > 1) {
    message = std::to_string(problems.size()) + " problems; the first: " + message;
  }
  std::string where = problems.front().where;
  std::string reason = problems.front().reason;
  return Error{.code = code,
               .message = std::move(message),
               .where = std::move(where),
               .details = std::move(problems),
               .reason = std::move(reason)};
}

}  // namespace sealflow
