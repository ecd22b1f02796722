// Field formats: what a person types or a page sends, checked alike in page and server.
// The table in docs/reference/fields.md names the source of each rule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"

namespace sealflow {

struct FieldOption {
  std::string value;
  Value label;  ///< localised text, {"en": …}
};

/// One field of a form, or the constraints of a variable.
struct FieldSpec {
  std::string name;
  std::string format = "text";
  bool required = false;
  bool store_full = false;      ///< `store: "full"`: keep what a format would shorten
  std::int64_t min_length = 0;  ///< in code points; text and name only
  std::int64_t max_length = 0;  ///< in code points; 0 = the format's own limit
  std::string min;              ///< dates and numbers: lower bound, inclusive
  std::string max;              ///< dates and numbers: upper bound, inclusive; "today" for dates
  std::vector<FieldOption> options;  ///< select
  Value label;                       ///< localised text, {"en": …} or a plain string; null = none
  Value hint;                        ///< the same; shown beside the field
};

/// What a valid field gives.
struct FieldValue {
  Value stored;   ///< normalised; what enters the result's input
  Value derived;  ///< object of derived outputs, e.g. {"category": "P"} for a PAN
};

struct FieldFormat {
  std::string_view name;     ///< e.g. "pan"
  std::string_view derived;  ///< names of derived outputs, separated by spaces
};

/// All formats, for docs and checks.
std::span<const FieldFormat> field_formats();
const FieldFormat* find_field_format(std::string_view name);

/// Reads and checks a field's definition. Every problem is added to `problems` (code flow_invalid,
/// where = `pointer` + member).
FieldSpec parse_field(const Value& definition, const std::string& pointer,
                      std::vector<Error>& problems);

/// Checks one value. `now` (ms since 1970, UTC) is for dates. A missing optional field (null or "")
/// gives a null `stored`.
/// Error: invalid_input, where = "/" + name, message = what is wrong; `reason` is one of
/// "required", "format", "checksum", "too_short", "too_long", "range", "option".
Result<FieldValue> check_field(const FieldSpec& spec, const Value& value, std::int64_t now);

}  // namespace sealflow
