#include "cli/places.hpp"

#include <algorithm>

namespace sealflow::cli {
namespace {

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

Places::Places(std::string_view text) : text_(text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    signs_.push_back(signs_.back() + (begins ? 1 : 0));
  }
  // What the parser takes needs no check below, and is not too deep to be followed.
  if (parse_json(text, {.max_bytes = text.size()})) {
    skip_space();
    read_value();
  }
}

void Places::skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

std::string_view Places::read_string() {
  const std::size_t start = at_;
  for (++at_; text_[at_] != '"'; ++at_) {
    if (text_[at_] == '\\') ++at_;
  }
  return text_.substr(start, ++at_ - start);
}

std::size_t Places::read_value() {
  const std::size_t node = nodes_.size();
  nodes_.push_back({.at = at_, .children = {}});
  const char first = text_[at_];
  if (first == '"') {
    read_string();
  } else if (first == '{' || first == '[') {
    ++at_;
    skip_space();
    for (std::size_t index = 0; text_[at_] != '}' && text_[at_] != ']'; ++index) {
      std::string name = std::to_string(index);
      if (first == '{') {
        // Names may be written with escapes; the parser knows how to read those.
        if (const auto read = parse_json(read_string())) name = read->as_string();
        skip_space();
        ++at_;  // the colon
        skip_space();
      }
      const std::size_t child = read_value();
      nodes_[node].children.emplace(std::move(name), child);
      if (text_[at_] == ',') ++at_;
      skip_space();
    }
    ++at_;
  } else {
    at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
  }
  skip_space();
  return node;
}

std::size_t Places::offset_of(std::string_view pointer) const {
  if (nodes_.empty()) return 0;
  std::size_t node = 0;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const auto& children = nodes_[node].children;
    const auto found = children.find(unescaped(pointer.substr(0, end)));
    if (found == children.end()) break;
    node = found->second;
    pointer.remove_prefix(end);
  }
  return nodes_[node].at;
}

TextPlace Places::place(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  TextPlace place;
  place.line = static_cast<decltype(place.line)>(next - line_starts_.begin());
  place.column = 1 + signs_[offset] - signs_[*(next - 1)];
  return place;
}

}  // namespace sealflow::cli
