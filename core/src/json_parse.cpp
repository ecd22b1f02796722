// The parser of JSON: nlohmann/json's SAX interface with a handler of ours. nlohmann's value type
// and writer are not used: they order members by UTF-8 bytes where RFC 8785 wants UTF-16, let a
// later member of the same name win, and abort on misuse where exceptions are off.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <tuple>

#include "json_members.hpp"
#include "sealflow/json.hpp"

// The core reports and never aborts. These assertions are about nlohmann's own state, which the
// JSONTestSuite and the fuzzer exercise with sanitizers on.
#define JSON_ASSERT(condition) static_cast<void>(0)
#include <nlohmann/json.hpp>

namespace sealflow {

namespace {

// Writers, comparison and the destructor recurse once per level. No caller can raise the depth
// limit beyond what a small (WASM) stack holds.
constexpr int hard_depth_limit = 512;

// Every integer up to here has a double of its own (Number.MAX_SAFE_INTEGER + 1).
constexpr std::int64_t exact_double_limit = std::int64_t{1} << 53;

Error invalid_json(std::size_t where, const char* reason, const char* message) {
  return Error{ErrorCode::invalid_json, message, std::to_string(where), {}, reason};
}

struct Token {
  std::size_t start;
  std::size_t last;
};

// The token that holds the byte `at`: a string, a run of other characters, or a single one.
// nlohmann tells how far it has read, not where the token began.
Token token_at(std::string_view text, std::size_t at) {
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

// A position in the text that tells how far the parser has read. nlohmann reports positions for
// syntax errors alone; a name that occurs twice and a depth exceeded need one as well.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    Cursor before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

// Builds the value from the parser's events. The interface is nlohmann's json_sax.
class Builder {
 public:
  Builder(std::string_view text, const JsonLimits& limits)
      : text_(text),
        furthest_(text.data()),
        max_depth_(static_cast<std::size_t>(std::clamp(limits.max_depth, 0, hard_depth_limit))),
        keep_doubles_(limits.keep_doubles) {}

  Result<Value> run() {
    const Cursor first(text_.data(), &furthest_);
    const Cursor last(text_.data() + text_.size(), &furthest_);
    if (nlohmann::json::sax_parse(first, last, this)) return std::move(root_);
    return std::move(error_);
  }

  bool null() { return add(Value()); }
  bool boolean(bool flag) { return add(Value(flag)); }
  bool number_integer(std::int64_t number) { return add(Value(number)); }
  bool number_unsigned(std::uint64_t number) {
    if (number <= static_cast<std::uint64_t>(INT64_MAX)) {
      return add(Value(static_cast<std::int64_t>(number)));
    }
    return add(Value(static_cast<double>(number)));
  }
  bool number_float(double number, const std::string& /*text*/) {
    if (!keep_doubles_ && std::abs(number) <= static_cast<double>(exact_double_limit) &&
        std::trunc(number) == number) {
      return add(Value(static_cast<std::int64_t>(number)));
    }
    return add(Value(number));
  }
  bool string(std::string& text) { return add(Value(std::move(text))); }
  // No event of JSON text; the interface asks for it.
  bool binary(nlohmann::json::binary_t& /*bytes*/) { return false; }

  bool start_object(std::size_t /*size*/) { return open(Value::object()); }
  bool start_array(std::size_t /*size*/) { return open(Value::array()); }
  bool end_array() {
    open_.pop_back();
    return true;
  }

  bool key(std::string& name) {
    name_ends_.push_back(offset());
    name_ = std::move(name);
    return true;
  }

  bool end_object() {
    const std::vector<Member>& members = open_.back().container->members();
    const std::size_t repeated = repeated_name(members);
    if (repeated != members.size()) {
      return fail(token_at(text_, name_ends_[open_.back().first_name + repeated] - 1).start,
                  "duplicate_name", "a member name occurs twice in one object");
    }
    name_ends_.resize(open_.back().first_name);
    open_.pop_back();
    return true;
  }

  template <class Exception>
  bool parse_error(std::size_t chars_read, const std::string& /*token*/, const Exception& error) {
    constexpr int number_overflow = 406;  // nlohmann's id
    const std::size_t last = chars_read == 0 ? 0 : chars_read - 1;
    if (last >= text_.size()) return fail(text_.size(), "syntax", "the text ends too early");
    const Token token = token_at(text_, last);
    if (error.id == number_overflow) {
      return fail(token.start, "number_range", "a number is beyond the range of double");
    }
    if (text_[token.start] == '"' && last != token.last) {
      return fail(last, "string", "a string has a control character, a bad escape or is not UTF-8");
    }
    if (open_.empty() && has_root_) {
      return fail(token.start, "syntax", "there is more text after the value");
    }
    return fail(token.start, "syntax", "this is not JSON, or not what is due here");
  }

 private:
  struct Open {
    Value* container;
    std::size_t first_name;  // of its own, in name_ends_
  };

  std::size_t offset() const { return static_cast<std::size_t>(furthest_ - text_.data()); }

  bool fail(std::size_t where, const char* reason, const char* message) {
    error_ = invalid_json(where, reason, message);
    return false;
  }

  // Where the value goes stays valid while it is open: only its own parent could move it, and the
  // parent grows again only after the value was closed.
  Value& place(Value value) {
    if (open_.empty()) {
      has_root_ = true;
      root_ = std::move(value);
      return root_;
    }
    Value& parent = *open_.back().container;
    if (parent.is_array()) return parent.push(std::move(value));
    // end_object() looks for repeated names; set() would look at each, n^2 steps for n members.
    return parent.add(std::move(name_), std::move(value));
  }

  bool add(Value value) {
    place(std::move(value));
    return true;
  }

  bool open(Value container) {
    if (open_.size() >= max_depth_) {
      return fail(offset() - 1, "depth", "arrays and objects nest too deep");
    }
    open_.push_back({&place(std::move(container)), name_ends_.size()});
    return true;
  }

  // The index of the first member whose name occurred before, or members.size().
  static std::size_t repeated_name(const std::vector<Member>& members) {
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

  std::string_view text_;
  const char* furthest_;
  std::size_t max_depth_;
  bool keep_doubles_;
  bool has_root_ = false;
  Value root_;
  std::string name_;  // of the member whose value comes next
  std::vector<Open> open_;
  std::vector<std::size_t> name_ends_;  // of all open objects' members
  Error error_;
};

std::optional<Error> refuse_before_parsing(std::string_view text, const JsonLimits& limits) {
  // First of all, so that nothing ever walks over a body that is too large.
  if (text.size() > limits.max_bytes) {
    return Error{ErrorCode::body_too_large, "the text is larger than allowed",
                 std::to_string(limits.max_bytes)};
  }
  // nlohmann takes a NUL for the end of the text and reads `123\0...` as 123.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return invalid_json(nul, "nul_byte", "there is a NUL byte");
  }
  // nlohmann skips it, other parsers do not.
  if (text.starts_with("\xEF\xBB\xBF")) {
    return invalid_json(0, "byte_order_mark", "there is a byte-order mark");
  }
  return std::nullopt;
}

}  // namespace

Result<Value> parse_json(std::string_view text, const JsonLimits& limits) {
  if (std::optional<Error> refusal = refuse_before_parsing(text, limits)) {
    return std::move(*refusal);
  }
  // An empty view may have no memory behind it, and a cursor needs some.
  return Builder(text.empty() ? std::string_view("") : text, limits).run();
}

}  // namespace sealflow
