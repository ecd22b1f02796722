// One function per field format. field.cpp has the table that names them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sealflow/field.hpp"

namespace sealflow::field_detail {

// The formats' own limits of length, in code points.
inline constexpr std::int64_t kDefaultTextLength = 1000;
inline constexpr std::int64_t kLongestText = 10000;
inline constexpr std::int64_t kLongestName = 100;

/// RFC 7493, 2.2. Beyond it two integers share a double (2^53 + 1 reads as 2^53 in JavaScript), so
/// that page and server would see different numbers.
inline constexpr double kLargestInteger = 9007199254740991.0;  // 2^53 - 1

/// Checks a value that is there (neither null nor blank). `now`: ms since 1970, UTC.
using Checker = Result<FieldValue> (*)(const FieldSpec& spec, const Value& value, std::int64_t now);

// plain.cpp
Result<FieldValue> check_text(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_name(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_email(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_mobile(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_date(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_number(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_integer(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_boolean(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_select(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_file(const FieldSpec& spec, const Value& value, std::int64_t now);

// india.cpp
Result<FieldValue> check_pan(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_gstin(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_aadhaar(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_ifsc(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_vpa(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_pincode(const FieldSpec& spec, const Value& value, std::int64_t now);

// world.cpp
Result<FieldValue> check_iban(const FieldSpec& spec, const Value& value, std::int64_t now);
Result<FieldValue> check_mrz(const FieldSpec& spec, const Value& value, std::int64_t now);

// shared.cpp
/// The error of a refused value. `reason` is the machine-readable one of field.hpp; check_field
/// adds where. The message never repeats the value: it may be private, and errors are logged.
ErrorBox refuse(const char* reason, const char* message);
ErrorBox refuse(const char* reason, const std::string& message);

/// A valid value without derived outputs.
FieldValue plain(Value stored);

/// A text without the white space around it; nothing for other kinds and broken UTF-8.
std::optional<std::string> typed(const Value& value);

/// The same, with all white space and the characters in `also` taken out: how numbers that are
/// printed in groups are typed. Letters become upper case.
std::optional<std::string> typed_code(const Value& value, std::string_view also = {});

/// Days since 1970-01-01 of a YYYY-MM-DD that is in the calendar.
std::optional<std::int64_t> parse_date(std::string_view text);

/// The number in the text of a bound, which is JSON; nothing when it is none.
std::optional<double> parse_number(std::string_view text);

}  // namespace sealflow::field_detail
