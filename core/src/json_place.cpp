// From a JSON pointer to the place in the text, for messages that an editor can jump to.
#include <algorithm>
#include <charconv>

#include "sealflow/json.hpp"

namespace sealflow {
namespace {

/// Walks over a text that parse_json() has taken, so nothing is checked again.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) { skip_space(); }

  std::size_t at() const { return at_; }

  /// To the member of that name or the item of that number. False, and where it was, if there is
  /// none.
  bool enter(const std::string& token) {
    const std::size_t before = at_;
    if (peek() == '{' && to_member(token)) return true;
    if (peek() == '[' && to_item(token)) return true;
    at_ = before;
    return false;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void step() {
    ++at_;
    skip_space();
  }

  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') ++at_;
  }

  bool to_member(const std::string& name) {
    for (step(); peek() == '"'; step()) {
      const std::size_t start = at_;
      skip_string();
      // Names may be written with escapes; the parser knows how to read those.
      const Result<Value> read = parse_json(text_.substr(start, at_ - start));
      skip_space();
      step();  // the colon
      if (read && read->as_string() == name) return true;
      skip_value();
      if (peek() != ',') return false;
    }
    return false;
  }

  bool to_item(std::string_view token) {
    std::size_t index = 0;
    const auto [end, failure] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (failure != std::errc() || end != token.data() + token.size()) return false;
    step();
    for (; index > 0 && peek() != ']'; --index) {
      skip_value();
      if (peek() != ',') return false;
      step();
    }
    return peek() != ']';
  }

  void skip_string() {
    for (++at_; peek() != '"'; ++at_) {
      if (peek() == '\\') ++at_;
    }
    ++at_;
  }

  void skip_value() {
    int open = 0;
    do {
      if (peek() == '"') {
        skip_string();
      } else {
        if (peek() == '{' || peek() == '[') ++open;
        if (peek() == '}' || peek() == ']') --open;
        ++at_;
      }
      // A number or word ends where the next sign begins.
      constexpr std::string_view signs = ",]}";
      if (open == 0 && (signs.find(peek()) != std::string_view::npos || at_ >= text_.size())) break;
    } while (at_ < text_.size());
    skip_space();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// RFC 6901: ~1 is a slash, ~0 a tilde.
std::string unescaped(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size();
    text += !escape ? token[i] : token[++i] == '1' ? '/' : '~';
  }
  return text;
}

}  // namespace

std::size_t place_of(std::string_view text, std::string_view pointer) {
  if (!parse_json(text, {.max_bytes = text.size()})) return 0;
  Walker walker(text);
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    if (!walker.enter(unescaped(pointer.substr(0, end)))) break;
    pointer.remove_prefix(end);
  }
  return walker.at();
}

TextPlace text_place(std::string_view text, std::size_t offset) {
  TextPlace place;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      place = {.line = place.line + 1, .column = 1};
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

}  // namespace sealflow
