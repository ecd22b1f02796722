// The parser of JSON: nlohmann/json's lexer, and a parser of ours over its tokens. nlohmann's own
// parser and value are not used: they order members by UTF-8 bytes where RFC 8785 wants UTF-16, let
// a later member of the same name win, abort on misuse where exceptions are off, and carry messages
// that nobody here reads, a tenth of the WebAssembly engine.
#include <algorithm>
#include <cmath>
#include <utility>

#include "json_members.hpp"
#include "numbers.hpp"
#include "sealflow/json.hpp"

// The core reports and never aborts. These assertions are about nlohmann's own state, which the
// JSONTestSuite and the fuzzer exercise with sanitizers on.
#define JSON_ASSERT(condition) static_cast<void>(0)
#include <nlohmann/json.hpp>

namespace sealflow {
namespace {

using Input = decltype(nlohmann::detail::input_adapter("", ""));
using Lexer = nlohmann::detail::lexer<nlohmann::json, Input>;
using Token = Lexer::token_type;

}  // namespace
}  // namespace sealflow

// Otherwise the lexer asks the C library, whose numbers follow the locale of the process, and whose
// strtod() is another tenth of the engine.
template <>
char sealflow::Lexer::get_decimal_point() noexcept {
  return '.';
}

template <>
[[gnu::nonnull]] void sealflow::Lexer::strtof(double& number, const char* literal,
                                              char** /*end*/) noexcept {
  number = sealflow::read_decimal(literal);
}

namespace sealflow {
namespace {

// Parser, writers, comparison and the destructor recurse once per level. No caller can raise the
// depth limit beyond what a small (WASM) stack holds.
constexpr int hard_depth_limit = 512;

// Every integer up to here has a double of its own (Number.MAX_SAFE_INTEGER + 1).
constexpr std::int64_t exact_double_limit = std::int64_t{1} << 53;

ErrorBox invalid_json(std::size_t where, const char* reason, const char* message) {
  return failure(ErrorCode::invalid_json, message, std::to_string(where), reason);
}

struct Piece {
  std::size_t start;
  std::size_t last;
};

// The piece of the text that holds the byte `at`: a string, a run of other characters, or a single
// one. The lexer tells how far it has read, not where its token began.
Piece piece_at(std::string_view text, std::size_t at) {
  constexpr std::string_view single = " \t\r\n[]{},:";
  std::size_t start = 0;
  while (true) {
    std::size_t end = start + 1;
    if (text[start] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
      ++end;
    } else if (single.find(text[start]) == std::string_view::npos) {
      end = std::min(text.find_first_of("\" \t\r\n[]{},:", start), text.size());
    }
    if (end > at) return {start, end - 1};
    start = end;
  }
}

// The index of the first member whose name occurred before, or members.size().
std::size_t repeated_name(const std::vector<Member>& members) {
  constexpr std::size_t few = 16;
  if (members.size() <= few) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].first == members[j].first) return i;
      }
    }
    return members.size();
  }
  // Sorting costs n log n whatever the names are. A hash set with the library's fixed seed could
  // be made to cost n^2 by a body full of colliding names.
  const auto sorted = json_detail::sorted(members, json_detail::less_by_name);
  std::size_t repeated = members.size();
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i]->first != sorted[i - 1]->first) continue;
    repeated = std::min(repeated, static_cast<std::size_t>(sorted[i] - members.data()));
  }
  return repeated;
}

// Each member function reads one part of the grammar, the next token at a time, into a place that
// stays where it is until the part is read. False after fail().
class Parser {
 public:
  Parser(std::string_view text, const JsonLimits& limits)
      : text_(text),
        lexer_(nlohmann::detail::input_adapter(text.data(), text.data() + text.size())),
        depth_left_(std::clamp(limits.max_depth, 0, hard_depth_limit)),
        keep_doubles_(limits.keep_doubles) {}

  Result<Value> run() {
    Value root;
    if (!read_value(lexer_.scan(), root)) return std::move(error_);
    if (const Token token = lexer_.scan(); token != Token::end_of_input) {
      refuse(token, "there is more text after the value");
      return std::move(error_);
    }
    return root;
  }

 private:
  bool read_value(Token token, Value& into) {
    switch (token) {
      case Token::literal_null:
        return true;
      case Token::literal_true:
      case Token::literal_false:
        into = Value(token == Token::literal_true);
        return true;
      case Token::value_string:
        into = Value(text());
        return true;
      case Token::value_integer:
        into = integer(lexer_.get_number_integer());
        return true;
      case Token::value_unsigned:
        into = natural(lexer_.get_number_unsigned());
        return true;
      case Token::value_float:
        return read_double(into);
      case Token::begin_array:
        return read_container(into, Value::array(), &Parser::read_items);
      case Token::begin_object:
        return read_container(into, Value::object(), &Parser::read_members);
      default:
        return refuse(token);
    }
  }

  /// Copied: a lexer whose buffer was taken away grows the next one byte by byte.
  const std::string& text() { return lexer_.get_string(); }

  Value natural(std::uint64_t number) const {
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return Value(static_cast<double>(number));
    return integer(static_cast<std::int64_t>(number));
  }

  Value integer(std::int64_t number) const {
    const bool exact = number <= exact_double_limit && number >= -exact_double_limit;
    return exact || keep_doubles_ ? Value(number) : settled(static_cast<double>(number));
  }

  /// 1e17 and 100000000000000000 are written alike, so they must be read alike: whole numbers are
  /// integers up to 2^53, and doubles beyond.
  static Value settled(double number) {
    const bool whole =
        std::abs(number) <= static_cast<double>(exact_double_limit) && std::trunc(number) == number;
    return whole ? Value(static_cast<std::int64_t>(number)) : Value(number);
  }

  bool read_double(Value& into) {
    const double number = lexer_.get_number_float();
    if (!std::isfinite(number)) {
      return fail(piece_at(text_, offset() - 1).start, "number_range",
                  "a number is beyond the range of double");
    }
    into = keep_doubles_ ? Value(number) : settled(number);
    return true;
  }

  bool read_container(Value& into, Value empty, bool (Parser::*read)(Value&)) {
    if (depth_left_ == 0) {
      return fail(offset() - 1, "depth", "arrays and objects nest too deep");
    }
    --depth_left_;
    into = std::move(empty);
    if (!(this->*read)(into)) return false;
    ++depth_left_;
    return true;
  }

  bool read_items(Value& array) {
    Token token = lexer_.scan();
    if (token == Token::end_array) return true;
    while (read_value(token, array.push({}))) {
      token = lexer_.scan();
      if (token == Token::end_array) return true;
      if (token != Token::value_separator) return refuse(token);
      token = lexer_.scan();
    }
    return false;
  }

  bool read_members(Value& object) {
    const std::size_t first = name_ends_.size();
    for (Token token = lexer_.scan(); token != Token::end_object || name_ends_.size() > first;) {
      if (token != Token::value_string) return refuse(token);
      name_ends_.push_back(offset());
      // Repeated names are looked for in the end; set() would look at each, n^2 steps for n
      // members.
      Value& member = object.add(text());
      if (token = lexer_.scan(); token != Token::name_separator) return refuse(token);
      if (!read_value(lexer_.scan(), member)) return false;
      if (token = lexer_.scan(); token == Token::end_object) break;
      if (token != Token::value_separator) return refuse(token);
      token = lexer_.scan();
    }
    const std::size_t repeated = repeated_name(object.members());
    if (repeated < object.size()) {
      return fail(piece_at(text_, name_ends_[first + repeated] - 1).start, "duplicate_name",
                  "a member name occurs twice in one object");
    }
    name_ends_.resize(first);
    return true;
  }

  /// How far the lexer has read, in bytes.
  std::size_t offset() const { return lexer_.get_position().chars_read_total; }

  bool refuse(Token token, const char* message = "this is not JSON, or not what is due here") {
    const std::size_t last = offset() - 1;
    if (last >= text_.size()) return fail(text_.size(), "syntax", "the text ends too early");
    const Piece piece = piece_at(text_, last);
    if (token == Token::parse_error && text_[piece.start] == '"' && last != piece.last) {
      return fail(last, "string", "a string has a control character, a bad escape or is not UTF-8");
    }
    return fail(piece.start, "syntax", message);
  }

  bool fail(std::size_t where, const char* reason, const char* message) {
    error_ = invalid_json(where, reason, message);
    return false;
  }

  std::string_view text_;
  Lexer lexer_;
  int depth_left_;
  bool keep_doubles_;
  /// Where each name ends in the text, of all objects that are being read, the outermost first.
  std::vector<std::size_t> name_ends_;
  ErrorBox error_;
};

/// Null when nothing speaks against it.
ErrorBox refuse_before_parsing(std::string_view text, const JsonLimits& limits) {
  // First of all, so that nothing ever walks over a body that is too large.
  if (text.size() > limits.max_bytes) {
    return failure(ErrorCode::body_too_large, "the text is larger than allowed",
                   std::to_string(limits.max_bytes));
  }
  // nlohmann takes a NUL for the end of the text and reads `123\0...` as 123.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return invalid_json(nul, "nul_byte", "there is a NUL byte");
  }
  // nlohmann skips it, other parsers do not.
  if (text.starts_with("\xEF\xBB\xBF")) {
    return invalid_json(0, "byte_order_mark", "there is a byte-order mark");
  }
  return nullptr;
}

}  // namespace

Result<Value> parse_json(std::string_view text, const JsonLimits& limits) {
  if (ErrorBox refusal = refuse_before_parsing(text, limits)) return refusal;
  // An empty view may have no memory behind it, and a lexer needs some.
  return Parser(text.empty() ? std::string_view("") : text, limits).run();
}

}  // namespace sealflow
