// JSON: a plain value, a strict parser with limits, and two writers.
//
// The parser refuses what other parsers would read differently: duplicate member names, invalid
// UTF-8, lone surrogates, a NUL byte, a byte-order mark, numbers beyond double. A system that signs
// JSON must not disagree with its peers about what a text means.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sealflow/result.hpp"

namespace sealflow {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;

/// A JSON value. Objects keep the order of insertion. Strings are UTF-8.
/// Integers and doubles are told apart (rules need it); a number that is not finite becomes null,
/// as JSON.stringify has it.
class Value {
 public:
  Value();  ///< null
  // All defined in json.cpp: inlined into every caller they grow the engines and the compile times.
  Value(const Value& other);
  Value(Value&& other) noexcept;  ///< `other` is null afterwards
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  Value(std::nullptr_t);
  Value(bool flag);
  Value(int number);
  Value(std::int64_t number);
  Value(double number);
  Value(std::string text);
  Value(std::string_view text);
  Value(const char* text);
  Value(Array items);

  static Value array(std::initializer_list<Value> items = {}) { return Value(Array(items)); }

  struct Field;
  /// `Value::object({{"name", value}, …})`. Of a name that comes twice, the last one counts.
  static Value object(std::initializer_list<Field> fields = {});

  bool is_null() const { return kind_ == Kind::null; }
  bool is_bool() const { return kind_ == Kind::boolean; }
  bool is_integer() const { return kind_ == Kind::integer; }
  bool is_double() const { return kind_ == Kind::real; }
  bool is_number() const { return is_integer() || is_double(); }
  bool is_string() const { return kind_ == Kind::text; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }

  // Accessors that never fail: a value of another kind gives the neutral element.
  bool as_bool(bool otherwise = false) const;
  std::int64_t as_integer(std::int64_t otherwise = 0) const;
  double as_double(double otherwise = 0) const;
  const std::string& as_string() const;        ///< "" for other kinds
  const Array& items() const;                  ///< empty for other kinds
  const std::vector<Member>& members() const;  ///< empty for other kinds
  std::size_t size() const;                    ///< of an array or object, else 0

  /// The member of that name, or nullptr (also when this is no object).
  const Value* find(std::string_view name) const;
  const Value* find(const char* name) const;
  /// The member of that name, or null.
  const Value& operator[](std::string_view name) const;
  const Value& operator[](const char* name) const;
  /// Sets or adds a member. Anything that is no object becomes one.
  Value& set(std::string_view name, Value value);
  Value& set(const char* name, Value value);
  /// Adds a member whose name is known to be new: unlike set(), it does not look. Returns its
  /// value.
  Value& add(std::string name, Value value = {});
  /// Appends to an array. Anything that is no array becomes one.
  Value& push(Value value);

  /// Same kind and content; the order of members does not count, int and double differ.
  bool operator==(const Value& other) const;

 private:
  enum class Kind : unsigned char { null, boolean, integer, real, text, array, object };

  void take(Value& other);  ///< precondition: this is null
  void clear();             ///< to null
  Array& become_array();
  std::vector<Member>& become_object();

  Kind kind_ = Kind::null;
  /// Not a std::variant: moving one asks a table for a function, and a parser moves each value
  /// several times.
  union {
    bool flag_;
    std::int64_t integer_;
    double real_;
    std::string text_;
    Array items_;
    std::vector<Member> members_;
  };
};

struct Value::Field {
  const char* name;
  mutable Value value;  ///< taken out by object(): an initialiser list would only let it be copied
};

struct JsonLimits {
  std::size_t max_bytes = 256 * 1024;
  int max_depth = 64;  ///< nesting of arrays and objects
  /// Keep `1.0` apart from `1`. Off, whole numbers are integers within +-2^53 and doubles beyond,
  /// however they are written, so that a value is the same after it was written and read again.
  bool keep_doubles = false;
};

/// Strict parse. Errors: invalid_json (where: byte offset), body_too_large.
Result<Value> parse_json(std::string_view text, const JsonLimits& limits = {});

/// Where in the text the value of a JSON pointer (RFC 6901) begins, in bytes. Of what is not there,
/// the innermost part around it that is; 0 for a text that parse_json() refuses.
std::size_t place_of(std::string_view text, std::string_view pointer);

/// As editors count: both from 1, the column in characters (code points).
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;
};
TextPlace text_place(std::string_view text, std::size_t offset);

/// Exactly the text that ECMAScript's JSON.stringify gives for JSON.parse of the same document:
/// compact, insertion order (integer-like names first, ascending), shortest numbers.
std::string stringify(const Value& value);

/// RFC 8785 (JCS): members by UTF-16 code units, ECMAScript numbers.
std::string canonicalize(const Value& value);

/// The shortest text that ECMAScript gives a number (Number::toString).
std::string number_text(double number);

}  // namespace sealflow
