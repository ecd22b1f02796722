// Result<T>: a value or an Error. The core reports by value; nothing it exports throws or aborts.
//
//   Result<Flow> flow = parse_flow(text);
//   if (!flow) return report(flow.error());
//   use(*flow);
//
// Member names follow C++23's std::expected, so that the type can be replaced by it one day.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sealflow/errors.hpp"

namespace sealflow {

/// What went wrong, where, and (in `details`) every single finding when there are several.
struct Error {
  ErrorCode code = ErrorCode::internal;
  /// English, for developers and logs. People are shown the text behind `ErrorInfo::message_key`.
  std::string message{};
  /// A JSON pointer (RFC 6901) into the caller's input, a byte offset, or empty.
  std::string where{};
  /// All findings when the input has more than one (a form's fields, a flow's problems).
  std::vector<Error> details{};
  /// A finer, machine-readable cause where the code has several: "required", "target_unknown".
  std::string reason{};

  bool operator==(const Error&) const = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// Precondition: has_value().
  T& value() { return *std::get_if<0>(&content_); }
  const T& value() const { return *std::get_if<0>(&content_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// Precondition: !has_value().
  Error& error() { return *std::get_if<1>(&content_); }
  const Error& error() const { return *std::get_if<1>(&content_); }

 private:
  std::variant<T, Error> content_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  /// Precondition: !has_value().
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace sealflow
