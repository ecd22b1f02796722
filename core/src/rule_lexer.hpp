// Splits a rule into tokens, as CEL's language definition has them. Internal to rule*.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sealflow/result.hpp"

namespace sealflow::rule_detail {

enum class TokenKind {
  end,
  invalid,     ///< the lexer has an error()
  identifier,  ///< reserved words too: they are fine after a dot
  keyword,     ///< true, false, null, in: never a name
  integer,
  floating,
  string,
  symbol,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t at = 0;
  std::string text;             ///< as written; of a string literal, its value
  std::uint64_t magnitude = 0;  ///< of an integer; the sign is the parser's
  double number = 0;            ///< of a floating literal

  bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
  bool is_keyword(std::string_view word) const {
    return kind == TokenKind::keyword && text == word;
  }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next();
  /// Set once next() has returned an invalid token.
  bool error() const { return error_ != nullptr; }
  ErrorBox take_error() { return std::move(error_); }

 private:
  void skip_space();
  Token word();
  Token number();
  Token string_literal(std::size_t start, bool raw);
  bool escape(std::string& out);
  bool code_point_escape(std::size_t start, int digits, std::string& out);
  Token symbol();
  Token fail(std::size_t at, const std::string& message);

  char peek(std::size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  bool at_end() const { return position_ >= text_.size(); }

  std::string_view text_;
  std::size_t position_ = 0;
  ErrorBox error_;
};

/// The offset of the first byte that is not part of well-formed UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

}  // namespace sealflow::rule_detail
