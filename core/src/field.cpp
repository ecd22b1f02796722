#include "sealflow/field.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "fields/formats.hpp"
#include "fields/text.hpp"
#include "reader.hpp"

namespace sealflow {

namespace {

using namespace field_detail;

// One line per format: name, function, names of the derived outputs. docs/reference/fields.md says
// the same to people, and where each rule comes from.
#define SEALFLOW_FIELD_FORMATS(X)      \
  X("text", check_text, "")            \
  X("name", check_name, "")            \
  X("email", check_email, "")          \
  X("mobile", check_mobile, "")        \
  X("date", check_date, "")            \
  X("number", check_number, "")        \
  X("integer", check_integer, "")      \
  X("boolean", check_boolean, "")      \
  X("select", check_select, "")        \
  X("file", check_file, "")            \
  X("pan", check_pan, "category")      \
  X("gstin", check_gstin, "state pan") \
  X("aadhaar", check_aadhaar, "last4") \
  X("ifsc", check_ifsc, "bank")        \
  X("vpa", check_vpa, "")              \
  X("pincode", check_pincode, "")      \
  X("iban", check_iban, "")            \
  X("mrz", check_mrz,                  \
    "documentType documentNumber birthDate expiryDate sex nationality issuer surname givenNames")

constexpr FieldFormat kFormats[] = {
#define SEALFLOW_FORMAT_ROW(name, check, derived) {name, derived},
    SEALFLOW_FIELD_FORMATS(SEALFLOW_FORMAT_ROW)
#undef SEALFLOW_FORMAT_ROW
};

constexpr Checker kCheckers[] = {
#define SEALFLOW_FORMAT_CHECKER(name, check, derived) check,
    SEALFLOW_FIELD_FORMATS(SEALFLOW_FORMAT_CHECKER)
#undef SEALFLOW_FORMAT_CHECKER
};

static_assert(std::size(kFormats) == std::size(kCheckers));

constexpr bool is_numeric(std::string_view format) {
  return format == "number" || format == "integer";
}

/// Does a member of a definition mean something for fields of this format?
bool applies(std::string_view member, std::string_view format) {
  if (member == "minLength" || member == "maxLength") return format == "text" || format == "name";
  if (member == "min" || member == "max") return format == "date" || is_numeric(format);
  if (member == "options") return format == "select";
  return true;
}

/// A name that may enter a result: [A-Za-z_][A-Za-z0-9_]*.
bool is_result_name(std::string_view name) {
  if (name.empty() || is_digit(name.front())) return false;
  return all_of(name, [](char c) { return is_alphanumeric(c) || c == '_'; });
}

/// Reads one field's definition; the place is a JSON pointer that every problem starts with.
class FieldReader {
 public:
  FieldReader(const Value& definition, const std::string& place, std::vector<Error>& problems)
      : definition_(definition), place_(place), problems_(problems) {}

  FieldSpec read() {
    if (!definition_.is_object()) {
      report("", "type", "A field is an object with a name and a format");
      return spec_;
    }
    read_name();
    read_format();
    check_members();
    spec_.required = read_flag("required");
    read_store();
    read_lengths();
    read_bounds();
    read_options();
    spec_.label = read_text(definition_.find("label"), "/label");
    spec_.hint = read_text(definition_.find("hint"), "/hint");
    return std::move(spec_);
  }

 private:
  void report(const std::string& below, const char* reason, const std::string& message) {
    problems_.push_back(*failure(ErrorCode::flow_invalid, message, place_ + below, reason));
  }

  void read_name() {
    const Value* name = definition_.find("name");
    if (name == nullptr) return report("/name", "missing", "A field needs a name");
    spec_.name = name->as_string();
    if (!is_result_name(spec_.name)) {
      report("/name", "format",
             "A field's name has letters, digits and _ and does not begin with a digit");
    }
  }

  void read_format() {
    const Value* format = definition_.find("format");
    if (format == nullptr) return;  // text
    spec_.format = format->as_string();
    known_format_ = find_field_format(spec_.format) != nullptr;
    if (!known_format_) report("/format", "format_unknown", "There is no such field format");
  }

  void check_members() {
    constexpr std::string_view kMembers[] = {"name",  "format",  "required",  "store",
                                             "min",   "max",     "minLength", "maxLength",
                                             "label", "options", "hint"};
    for (const Member& member : definition_.members()) {
      const std::string& name = member.first;
      if (std::find(std::begin(kMembers), std::end(kMembers), name) == std::end(kMembers)) {
        report(pointer_to("", name), "member_unknown", "A field has no such member");
      } else if (known_format_ && !applies(name, spec_.format)) {
        report(pointer_to("", name), "not_applicable",
               "A field of the format " + spec_.format + " does not take this");
      }
    }
  }

  /// The member, unless it is absent or was refused for the format already.
  const Value* applicable(std::string_view name) const {
    return known_format_ && applies(name, spec_.format) ? definition_.find(name) : nullptr;
  }

  bool read_flag(std::string_view name) {
    const Value* flag = definition_.find(name);
    if (flag != nullptr && !flag->is_bool())
      report(pointer_to("", name), "type", "This is true or false");
    return flag != nullptr && flag->as_bool();
  }

  void read_store() {
    const Value* store = definition_.find("store");
    if (store == nullptr) return;
    spec_.store_full = store->as_string() == "full";
    if (!spec_.store_full) report("/store", "format", "The only value is \"full\"");
  }

  std::int64_t read_length(std::string_view name, std::int64_t least, std::int64_t most) {
    const Value* length = applicable(name);
    if (length == nullptr) return 0;
    const std::int64_t given = length->as_integer(-1);
    if (length->is_integer() && given >= least && given <= most) return given;
    report(pointer_to("", name), "range",
           "This is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return 0;
  }

  void read_lengths() {
    const bool name = spec_.format == "name";
    const std::int64_t longest = name ? kLongestName : kLongestText;
    spec_.min_length = read_length("minLength", 0, longest);
    spec_.max_length = read_length("maxLength", 1, longest);
    const std::int64_t usual = name ? kLongestName : kDefaultTextLength;
    if (spec_.min_length > (spec_.max_length > 0 ? spec_.max_length : usual)) {
      report("/minLength", "min_above_max", "minLength is above maxLength");
    }
  }

  /// The text of a bound, empty when there is none or it does not fit the format.
  std::string read_bound(std::string_view name) {
    const Value* bound = applicable(name);
    if (bound == nullptr) return {};
    if (spec_.format == "date") {
      const std::string& text = bound->as_string();
      if (text == "today" || parse_date(text)) return text;
      report(pointer_to("", name), "format", "This is a date as YYYY-MM-DD, or \"today\"");
      return {};
    }
    const double number = bound->as_double();
    const bool fits = number >= -kLargestInteger && number <= kLargestInteger;
    const bool whole = bound->is_integer() ||
                       (fits && number == static_cast<double>(static_cast<std::int64_t>(number)));
    if (bound->is_number() && fits && (whole || spec_.format == "number")) return stringify(*bound);
    report(pointer_to("", name), "format",
           spec_.format == "integer" ? std::string("This is a whole number below 2^53")
                                     : std::string("This is a number below 2^53"));
    return {};
  }

  void read_bounds() {
    spec_.min = read_bound("min");
    spec_.max = read_bound("max");
    if (spec_.min.empty() || spec_.max.empty()) return;
    bool crossed = false;
    if (spec_.format == "date") {
      const auto first = parse_date(spec_.min);
      const auto last = parse_date(spec_.max);
      crossed = first && last && *first > *last;  // "today" is not known yet
    } else {
      const auto least = parse_number(spec_.min);
      const auto most = parse_number(spec_.max);
      crossed = least && most && *least > *most;
    }
    if (crossed) report("/min", "min_above_max", "min is above max");
  }

  void read_options() {
    const Value* options = applicable("options");
    if (options == nullptr) {
      if (spec_.format == "select") report("/options", "missing", "A select field needs options");
      return;
    }
    if (!options->is_array() || options->size() == 0) {
      report("/options", "type", "options is a list with at least one option");
      return;
    }
    for (std::size_t i = 0; i < options->size(); ++i) {
      read_option(options->items()[i], "/options/" + std::to_string(i));
    }
  }

  void read_option(const Value& option, const std::string& below) {
    FieldOption read;
    std::string value_place = below;
    if (option.is_object()) {
      value_place += "/value";
      read.value = option["value"].as_string();
      read.label = read_text(option.find("label"), below + "/label");
      for (const Member& member : option.members()) {
        if (member.first != "value" && member.first != "label") {
          report(pointer_to(below, member.first), "member_unknown", "An option has no such member");
        }
      }
    } else {
      read.value = option.as_string();
    }
    const auto codes = decode_utf8(read.value);
    if (!codes || trim(*codes).empty()) {
      report(value_place, "format", "An option is a text, or an object with a value and a label");
      return;
    }
    for (const FieldOption& earlier : spec_.options) {
      if (earlier.value == read.value) {
        report(value_place, "duplicate", "Another option has this value");
        return;
      }
    }
    spec_.options.push_back(std::move(read));
  }

  Value read_text(const Value* text, const std::string& below) {
    return text == nullptr ? Value() : read_localised(*text, place_ + below, problems_);
  }

  const Value& definition_;
  const std::string& place_;
  std::vector<Error>& problems_;
  FieldSpec spec_;
  bool known_format_ = true;
};

/// Null, or a text of nothing but white space: what an untouched input sends.
bool is_missing(const Value& value) {
  if (value.is_null()) return true;
  if (!value.is_string()) return false;
  const auto codes = decode_utf8(value.as_string());
  return codes && trim(*codes).empty();
}

}  // namespace

std::span<const FieldFormat> field_formats() { return kFormats; }

const FieldFormat* find_field_format(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kFormats), std::end(kFormats),
                   [name](const FieldFormat& format) { return format.name == name; });
  return found == std::end(kFormats) ? nullptr : found;
}

FieldSpec parse_field(const Value& definition, const std::string& pointer,
                      std::vector<Error>& problems) {
  return FieldReader(definition, pointer, problems).read();
}

Result<FieldValue> check_field(const FieldSpec& spec, const Value& value, std::int64_t now) {
  const std::string where = "/" + spec.name;
  const FieldFormat* format = find_field_format(spec.format);
  if (format == nullptr) {
    return failure(ErrorCode::internal, "The definition of the field names an unknown format",
                   where);
  }
  if (is_missing(value)) {
    if (!spec.required) return plain(Value());
    return failure(ErrorCode::invalid_input, "This is needed", where, "required");
  }
  Result<FieldValue> result = kCheckers[format - kFormats](spec, value, now);
  if (!result) result.error().where = where;
  return result;
}

}  // namespace sealflow
