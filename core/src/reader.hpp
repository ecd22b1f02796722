// Reads a JSON object member by member and keeps every problem, so that the person who wrote the
// file sees all of them at once. Unknown members are problems: a misspelt `expiresAftr` must not
// silently mean "never".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"
#include "sealflow/rule.hpp"

namespace sealflow {

/// Appends a name to a JSON pointer, escaped as RFC 6901 has it.
std::string pointer_to(std::string_view parent, std::string_view name);
std::string pointer_to(std::string_view parent, std::size_t index);

/// Letters, digits and _, not beginning with a digit: what names that enter a result look like.
bool is_name(std::string_view text);

class ObjectReader {
 public:
  /// A member that is `filled` may be absent, but if it is there it is not empty; one that is
  /// `required` is both.
  enum class Need { optional, filled, required };
  static constexpr Need filled = Need::filled;
  static constexpr Need required = Need::required;

  /// A `value` that is no object is reported at once; every read then gives nothing.
  ObjectReader(const Value& value, std::string pointer, ErrorCode code,
               std::vector<Error>& problems);

  const std::string& pointer() const { return pointer_; }

  /// The member, or nullptr; marks the name as known.
  const Value* member(const char* name, Need need = Need::optional);
  /// The member whatever its kind, or `otherwise`.
  Value value(const char* name, const Value& otherwise = {});
  std::string text(const char* name, Need need = Need::optional);
  std::int64_t integer(const char* name, std::int64_t otherwise = 0, std::int64_t least = 0);
  bool flag(const char* name, bool otherwise = false);
  std::vector<std::string> texts(const char* name, Need need = Need::optional);
  /// `<integer><s|m|h|d>` in milliseconds.
  std::int64_t duration(const char* name, std::int64_t otherwise = 0);
  /// A string, or an object of language -> string; null when absent.
  Value localised(const char* name, Need need = Need::optional);
  /// One of `choices`, the first of which is the default.
  std::string choice(const char* name, std::initializer_list<std::string_view> choices);
  const Array& array(const char* name, Need need = Need::optional);
  /// A rule, written as a string; nothing when it is absent or cannot be read.
  std::optional<Rule> rule(const char* name, Need need = Need::optional);

  /// Reports a problem at the member (or at the object itself when `name` is empty).
  void refuse(const char* name, const char* reason, const std::string& message);
  /// Reports every member that nobody asked for.
  void refuse_unknown();

 private:
  void refuse_empty(const char* name);
  const Value* typed(const char* name, Need need, bool (Value::*is)() const, const char* kind);

  const Value& value_;
  std::string pointer_;
  ErrorCode code_;
  std::vector<Error>& problems_;
  std::vector<std::string_view> known_;
};

/// A text for people: a string, or an object of language tags and strings; none of them empty.
/// Null, and a problem in the list, when it is anything else.
Value read_localised(const Value& text, const std::string& pointer, std::vector<Error>& problems);

/// A list of strings as JSON, and back (items of other kinds become "").
Value list_of(const std::vector<std::string>& texts);
std::vector<std::string> texts_of(const Value& list);

/// "" is written as null.
Value or_null(const std::string& text);

/// No problems: success. One or more: an error of that code with all of them in `details`.
Result<void> as_result(ErrorCode code, std::vector<Error> problems);

}  // namespace sealflow
