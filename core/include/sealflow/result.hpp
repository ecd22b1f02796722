// Result<T>: a value or an Error. The core reports by value; nothing it exports throws or aborts.
//
//   Result<Flow> flow = parse_flow(text);
//   if (!flow) return report(flow.error());
//   use(*flow);
//
// Member names follow C++23's std::expected, so that the type can be replaced by it one day.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
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

/// Errors are large and rare: kept inside each Result, every function that returns one would carry
/// the code to move and destroy an Error, a tenth of the WebAssembly engines.
struct ErrorDeleter {
  void operator()(Error* error) const;
};
using ErrorBox = std::unique_ptr<Error, ErrorDeleter>;
ErrorBox boxed(Error error);

/// An error made where it is returned. Literals have an overload of their own here and in json.hpp:
/// as std::string or std::string_view, each of some 700 would be built in place, a tenth of the
/// page's engine.
ErrorBox failure(ErrorCode code);  ///< with the catalogue's text
ErrorBox failure(ErrorCode code, const char* message, const char* where = "",
                 const char* reason = "");
ErrorBox failure(ErrorCode code, const std::string& message, const std::string& where = {},
                 const char* reason = "");

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(boxed(std::move(error))) {}
  Result(ErrorBox error) : error_(std::move(error)) {}

  bool has_value() const { return error_ == nullptr; }
  explicit operator bool() const { return has_value(); }

  /// Precondition: has_value().
  T& value() { return *value_; }
  const T& value() const { return *value_; }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// Precondition: !has_value().
  Error& error() { return *error_; }
  const Error& error() const { return *error_; }
  /// The error, to be returned as the caller's own. Nothing may be asked of this afterwards.
  ErrorBox pass() { return std::move(error_); }

 private:
  std::optional<T> value_;
  ErrorBox error_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(boxed(std::move(error))) {}
  Result(ErrorBox error) : error_(std::move(error)) {}

  bool has_value() const { return error_ == nullptr; }
  explicit operator bool() const { return has_value(); }
  /// Precondition: !has_value().
  const Error& error() const { return *error_; }
  /// The error, to be returned as the caller's own. Nothing may be asked of this afterwards.
  ErrorBox pass() { return std::move(error_); }

 private:
  ErrorBox error_;
};

}  // namespace sealflow
