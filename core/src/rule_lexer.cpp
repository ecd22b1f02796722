#include "rule_lexer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "numbers.hpp"
#include "rule_ast.hpp"

namespace sealflow::rule_detail {
namespace {

// <cctype> asks the locale.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_quote(char c) { return c == '\'' || c == '"'; }

constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::uint32_t code_point, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

constexpr std::array<std::string_view, 4> keywords = {"true", "false", "null", "in"};
constexpr std::array<std::string_view, 6> bytes_prefixes = {"b", "B", "br", "bR", "Br", "BR"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Token Lexer::next() {
  if (error_) return Token{TokenKind::invalid, position_, {}, 0, 0};
  skip_space();
  if (at_end()) return Token{TokenKind::end, text_.size(), {}, 0, 0};
  const char c = peek();
  if (is_letter(c)) return word();
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
  if (is_quote(c)) return string_literal(position_, /*raw=*/false);
  return symbol();
}

Token Lexer::fail(std::size_t at, const std::string& message) {
  error_ = error_at(ErrorCode::rule_invalid, at, message);
  return Token{TokenKind::invalid, at, {}, 0, 0};
}

void Lexer::skip_space() {
  constexpr std::string_view space = " \t\n\f\r";
  while (!at_end()) {
    if (space.find(peek()) != std::string_view::npos) {
      ++position_;
    } else if (peek() == '/' && peek(1) == '/') {
      position_ = std::min(text_.find('\n', position_), text_.size());
    } else {
      return;
    }
  }
}

Token Lexer::word() {
  const std::size_t start = position_;
  while (is_letter(peek()) || is_digit(peek())) ++position_;
  const std::string_view word = text_.substr(start, position_ - start);
  if (is_quote(peek())) {
    if (word == "r" || word == "R") return string_literal(start, /*raw=*/true);
    if (is_one_of(bytes_prefixes, word)) {
      return fail(start, "bytes are not part of the rule language");
    }
  }
  const TokenKind kind = is_one_of(keywords, word) ? TokenKind::keyword : TokenKind::identifier;
  return Token{kind, start, std::string(word), 0, 0};
}

Token Lexer::number() {
  const std::size_t start = position_;
  const auto skip_digits = [this] {
    while (is_digit(peek())) ++position_;
  };
  const auto refuse_unsigned = [&](Token token) {
    if (peek() != 'u' && peek() != 'U') return token;
    return fail(start, "unsigned integers are not part of the rule language");
  };
  const auto integer = [&](std::string_view digits, std::uint64_t base) {
    Token token{TokenKind::integer, start, std::string(text_.substr(start, position_ - start)), 0,
                0};
    for (const char digit : digits) {
      const auto value = static_cast<std::uint64_t>(hex_value(digit));
      if (token.magnitude > (std::numeric_limits<std::uint64_t>::max() - value) / base) {
        return fail(start, "the integer does not fit into 64 bits");
      }
      token.magnitude = token.magnitude * base + value;
    }
    return refuse_unsigned(std::move(token));
  };

  if (peek() == '0' && peek(1) == 'x' && hex_value(peek(2)) >= 0) {
    position_ += 2;
    while (hex_value(peek()) >= 0) ++position_;
    return integer(text_.substr(start + 2, position_ - start - 2), 16);
  }

  skip_digits();
  bool floating = false;
  if (peek() == '.' && is_digit(peek(1))) {
    floating = true;
    ++position_;
    skip_digits();
  }
  if (peek() == 'e' || peek() == 'E') {
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (is_digit(peek(1 + sign))) {
      floating = true;
      position_ += 1 + sign;
      skip_digits();
    }
  }
  const std::string_view digits = text_.substr(start, position_ - start);
  if (!floating) return integer(digits, 10);
  const double number = read_decimal(digits);
  if (!std::isfinite(number)) return fail(start, "the number does not fit into a double");
  return Token{TokenKind::floating, start, std::string(digits), 0, number};
}

// `start` is where the literal begins, prefix included; the quote is at position_.
Token Lexer::string_literal(std::size_t start, bool raw) {
  const char quote = peek();
  const bool triple = peek(1) == quote && peek(2) == quote;
  position_ += triple ? 3 : 1;
  Token token{TokenKind::string, start, {}, 0, 0};
  while (!at_end()) {
    const char c = peek();
    if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
      position_ += triple ? 3 : 1;
      return token;
    }
    if (!triple && (c == '\n' || c == '\r')) {
      return fail(position_, "a line break inside a string needs triple quotes or an escape");
    }
    if (c == '\\' && !raw) {
      if (!escape(token.text)) return Token{TokenKind::invalid, start, {}, 0, 0};
    } else {
      token.text.push_back(c);
      ++position_;
    }
  }
  return fail(start, "the string is not closed");
}

bool Lexer::escape(std::string& out) {
  struct Simple {
    char letter;
    char meaning;
  };
  constexpr std::array<Simple, 12> simple = {{{'\\', '\\'},
                                              {'?', '?'},
                                              {'"', '"'},
                                              {'\'', '\''},
                                              {'`', '`'},
                                              {'a', '\a'},
                                              {'b', '\b'},
                                              {'f', '\f'},
                                              {'n', '\n'},
                                              {'r', '\r'},
                                              {'t', '\t'},
                                              {'v', '\v'}}};
  const std::size_t start = position_;
  const char letter = peek(1);
  position_ += 2;
  for (const Simple& candidate : simple) {
    if (candidate.letter != letter) continue;
    out.push_back(candidate.meaning);
    return true;
  }
  switch (letter) {
    case 'x':
    case 'X':
      return code_point_escape(start, 2, out);
    case 'u':
      return code_point_escape(start, 4, out);
    case 'U':
      return code_point_escape(start, 8, out);
    default:
      break;
  }
  const auto octal = [](char c, char last) { return c >= '0' && c <= last; };
  if (octal(letter, '3') && octal(peek(), '7') && octal(peek(1), '7')) {
    append_utf8(
        static_cast<std::uint32_t>((letter - '0') * 64 + (peek() - '0') * 8 + (peek(1) - '0')),
        out);
    position_ += 2;
    return true;
  }
  fail(start, "this is no escape sequence; a backslash itself is written \\\\");
  return false;
}

bool Lexer::code_point_escape(std::size_t start, int digits, std::string& out) {
  std::uint32_t code_point = 0;
  for (int i = 0; i < digits; ++i, ++position_) {
    const int value = hex_value(peek());
    if (value < 0) {
      fail(start, "the escape sequence needs " + std::to_string(digits) + " hexadecimal digits");
      return false;
    }
    code_point = code_point * 16 + static_cast<std::uint32_t>(value);
  }
  // CEL refuses surrogates even in pairs: other planes are written with \U.
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    fail(start, "the escape sequence is no Unicode code point");
    return false;
  }
  append_utf8(code_point, out);
  return true;
}

Token Lexer::symbol() {
  constexpr std::array<std::string_view, 24> symbols = {
      "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "!", "?",
      ":",  ".",  ",",  "(",  ")",  "[",  "]", "{", "}", "*", "/", "%"};
  for (const std::string_view candidate : symbols) {
    if (text_.substr(position_, candidate.size()) != candidate) continue;
    Token token{TokenKind::symbol, position_, std::string(candidate), 0, 0};
    position_ += candidate.size();
    return token;
  }
  switch (peek()) {
    case '&':
      return fail(position_, "a single & is no operator; `and` is written &&");
    case '|':
      return fail(position_, "a single | is no operator; `or` is written ||");
    case '=':
      return fail(position_, "a single = is no operator; `equals` is written ==");
    case '`':
      return fail(position_, "back-quoted names are not part of the rule language; use ['name']");
    default:
      return fail(position_, "this character has no meaning here");
  }
}

std::size_t find_invalid_utf8(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::size_t i = 0;
  while (i < text.size()) {
    const unsigned lead = byte(i);
    std::size_t more = 0;
    // The range of the second byte is what excludes overlong forms, surrogates and > U+10FFFF.
    unsigned low = 0x80;
    unsigned high = 0xBF;
    if (lead < 0x80) {
      more = 0;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else {
      return i;
    }
    if (text.size() - i <= more) return i;
    for (std::size_t k = 1; k <= more; ++k) {
      if (byte(i + k) < low || byte(i + k) > high) return i;
      low = 0x80;
      high = 0xBF;
    }
    i += more + 1;
  }
  return std::string_view::npos;
}

}  // namespace sealflow::rule_detail
