// Recursive descent over CEL's grammar (google/cel-spec, doc/langdef.md, "Syntax"). The functions
// are named after the productions there.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rule_ast.hpp"
#include "rule_lexer.hpp"

namespace sealflow::rule_detail {
namespace {

constexpr std::array<std::string_view, 17> reserved_words = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

struct Relation {
  std::string_view symbol;
  Kind kind;
};
constexpr std::array<Relation, 6> relations = {{{"==", Kind::equal},
                                                {"!=", Kind::not_equal},
                                                {"<", Kind::less},
                                                {"<=", Kind::less_equal},
                                                {">", Kind::greater},
                                                {">=", Kind::greater_equal}}};

constexpr std::uint64_t int64_max = std::numeric_limits<std::int64_t>::max();

// Every production fills `out`, which it gets empty, and tells whether it could; the first error is
// kept in error_. Operands are parsed into their place in the tree: a node of its own in each frame
// would cost 160 KiB of stack for 64 levels, and the WebAssembly build has 256.
class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) {}

  Result<Node> parse() {
    advance();
    Node root;
    if (expression(root) && token_.kind != TokenKind::end) unexpected("an operator");
    if (lexer_.error()) return lexer_.take_error();
    if (error_) return std::move(error_);
    return root;
  }

 private:
  // Expr = ConditionalOr ["?" ConditionalOr ":" Expr], the rows of ?: in one node.
  bool expression(Node& out) {
    if (open_ >= max_levels) return too_deep(token_.at);
    ++open_;
    const bool parsed = row(Kind::any_of, out) && (!token_.is("?") || choice(out));
    --open_;
    return parsed;
  }

  bool choice(Node& out) {
    wrap(Kind::choose, token_.at, out);
    while (accept("?")) {
      if (!row(Kind::any_of, out.children.emplace_back()) || !expect(":")) return false;
      if (!row(Kind::any_of, out.children.emplace_back())) return false;
    }
    return finish(out);
  }

  // ConditionalOr, ConditionalAnd
  bool row(Kind kind, Node& out) {
    const std::string_view symbol = kind == Kind::any_of ? "||" : "&&";
    if (!term(kind, out)) return false;
    if (!token_.is(symbol)) return true;
    wrap(kind, token_.at, out);
    while (accept(symbol)) {
      if (!term(kind, out.children.emplace_back())) return false;
    }
    return finish(out);
  }

  bool term(Kind kind, Node& out) {
    return kind == Kind::any_of ? row(Kind::all_of, out) : relation(out);
  }

  std::optional<Kind> relation_here() const {
    if (token_.is_keyword("in")) return Kind::in;
    if (token_.kind != TokenKind::symbol) return std::nullopt;
    for (const Relation& candidate : relations) {
      if (candidate.symbol == token_.text) return candidate.kind;
    }
    return std::nullopt;
  }

  bool relation(Node& out) {
    if (!addition(out)) return false;
    while (const std::optional<Kind> kind = relation_here()) {
      wrap(*kind, token_.at, out);
      advance();
      if (!addition(out.children.emplace_back()) || !finish(out)) return false;
    }
    return true;
  }

  bool addition(Node& out) {
    if (!unary(out)) return false;
    while (token_.is("+") || token_.is("-")) {
      wrap(token_.is("+") ? Kind::add : Kind::subtract, token_.at, out);
      advance();
      if (!unary(out.children.emplace_back()) || !finish(out)) return false;
    }
    return true;
  }

  // Unary = Member | "!" {"!"} Member | "-" {"-"} Member. A number's sign is part of the literal,
  // so `!-1` is CEL (and an error when it runs), `!-x` is not; and the smallest integer can be
  // written, although its magnitude alone does not fit.
  bool unary(Node& out) {
    const bool negates = token_.is("-");
    if (!negates && !token_.is("!")) return member(out);
    std::vector<std::size_t> run;
    while (token_.is(negates ? "-" : "!")) {
      run.push_back(token_.at);
      advance();
    }
    if (negates && is_number_next()) {
      literal_sign_ = run.back();
      run.pop_back();
    } else if (token_.is("-")) {
      const std::size_t sign = token_.at;
      advance();
      if (!is_number_next()) return fail(sign, "`!-` needs brackets: !(-x)");
      literal_sign_ = sign;
    }
    if (!member(out)) return false;
    for (; !run.empty(); run.pop_back()) {
      wrap(negates ? Kind::negate : Kind::invert, run.back(), out);
      if (!finish(out)) return false;
    }
    return true;
  }

  bool is_number_next() const {
    return token_.kind == TokenKind::integer || token_.kind == TokenKind::floating;
  }

  // Member = Primary {"." SELECTOR ["(" [ExprList] ")"] | "[" Expr "]"}
  bool member(Node& out) {
    if (!primary(out)) return false;
    while (true) {
      if (token_.is(".")) {
        advance();
        if (token_.kind != TokenKind::identifier) return unexpected("a name");
        wrap(Kind::select, token_.at, out);
        out.name = std::move(token_.text);
        advance();
        if (token_.is("(") ? !call(out) : !finish(out)) return false;
      } else if (token_.is("[")) {
        wrap(Kind::index, token_.at, out);
        advance();
        if (!expression(out.children.emplace_back()) || !expect("]") || !finish(out)) return false;
      } else {
        return true;
      }
    }
  }

  bool primary(Node& out) {
    out.at = token_.at;
    switch (token_.kind) {
      case TokenKind::identifier:
        return name(out);
      case TokenKind::keyword:
      case TokenKind::integer:
      case TokenKind::floating:
      case TokenKind::string:
        return literal(out);
      default:
        break;
    }
    if (accept("(")) return expression(out) && expect(")");
    if (accept("[")) return list(out);
    if (accept("{")) return map(out);
    return unexpected("a value");
  }

  bool name(Node& out) {
    out.kind = Kind::identifier;
    out.name = std::move(token_.text);
    advance();
    if (std::find(reserved_words.begin(), reserved_words.end(), out.name) != reserved_words.end()) {
      return fail(out.at, "`" + out.name + "` is a reserved word of CEL");
    }
    return token_.is("(") ? call(out) : finish(out);
  }

  bool literal(Node& out) {
    const std::optional<std::size_t> sign = std::exchange(literal_sign_, std::nullopt);
    if (sign) out.at = *sign;
    switch (token_.kind) {
      case TokenKind::integer:
        if (token_.magnitude > int64_max + (sign ? 1 : 0)) {
          return fail(out.at, "the integer does not fit into 64 bits");
        }
        // Two's complement wraps the magnitude of the smallest integer to that integer.
        out.value =
            Value(static_cast<std::int64_t>(sign ? 0 - token_.magnitude : token_.magnitude));
        break;
      case TokenKind::floating:
        out.value = Value(sign ? -token_.number : token_.number);
        break;
      case TokenKind::string:
        out.value = Value(std::move(token_.text));
        break;
      default:
        if (token_.text == "in") return unexpected("a value");
        if (token_.text != "null") out.value = Value(token_.text == "true");
        break;
    }
    advance();
    return finish(out);
  }

  // CEL takes one trailing comma in lists and maps, even on its own: `[,]`; none in calls.
  bool list(Node& out) {
    out.kind = Kind::list;
    while (!token_.is("]") && !token_.is(",")) {
      if (!expression(out.children.emplace_back())) return false;
      if (!accept(",")) break;
    }
    if (out.children.empty()) accept(",");
    return expect("]") && finish(out);
  }

  bool map(Node& out) {
    out.kind = Kind::map;
    while (!token_.is("}") && !token_.is(",")) {
      const std::size_t at = token_.at;
      if (!expression(out.children.emplace_back())) return false;
      if (!can_be_key(out.children.back())) return fail(at, "the keys of a map are strings");
      if (!expect(":") || !expression(out.children.emplace_back())) return false;
      if (!accept(",")) break;
    }
    if (out.children.empty()) accept(",");
    return expect("}") && finish(out);
  }

  static bool can_be_key(const Node& node) {
    if (node.kind == Kind::literal) return node.value.is_string();
    return node.kind != Kind::list && node.kind != Kind::map;
  }

  // `out` is the name in front of the bracket: an identifier, or a selection with the receiver.
  bool call(Node& out) {
    const bool is_method = out.kind == Kind::select;
    advance();
    if (!accept(")")) {
      do {
        if (!expression(out.children.emplace_back())) return false;
      } while (accept(","));
      if (!expect(")")) return false;
    }
    return finish_call(is_method, out);
  }

  // Refusing what we do not know here, and not when the rule runs, is what makes a flow with
  // `matches` fail its check.
  bool finish_call(bool is_method, Node& out) {
    const std::string name = std::exchange(out.name, {});
    const std::size_t count = out.children.size();
    if (name == "has" && !is_method) {
      if (count != 1 || out.children.front().kind != Kind::select) {
        return fail(out.at, "has takes one selected field: has(value.field)");
      }
      // The selection itself becomes the test: same place, same height, one node.
      Node selection = std::move(out.children.front());
      out = std::move(selection);
      out.kind = Kind::has;
      return true;
    }
    if (name == "size") {
      out.kind = Kind::size;
      return count == 1 ? finish(out)
                        : fail(out.at, "size takes one value: size(list) or list.size()");
    }
    if (name == "startsWith") {
      out.kind = Kind::starts_with;
    } else if (name == "endsWith") {
      out.kind = Kind::ends_with;
    } else if (name == "contains") {
      out.kind = Kind::contains;
    } else {
      return fail(out.at, "there is no " + std::string(is_method ? "method" : "function") + " `" +
                              name + "`; rules have size, has, startsWith, endsWith and contains");
    }
    if (is_method && count == 2) return finish(out);
    return fail(out.at, name + " is a method with one argument: text." + name + "(part)");
  }

  /// Makes what was parsed so far the first child of a new node.
  static void wrap(Kind kind, std::size_t at, Node& out) {
    Node node;
    node.kind = kind;
    node.at = at;
    node.children.push_back(std::move(out));
    out = std::move(node);
  }

  /// To be called once for each node, when its children are complete.
  bool finish(Node& node) {
    for (const Node& child : node.children) node.levels = std::max(node.levels, child.levels + 1);
    if (node.levels > max_levels) return too_deep(node.at);
    if (++nodes_ <= max_nodes) return true;
    return fail(node.at, "the rule has more than " + std::to_string(max_nodes) + " parts");
  }

  void advance() { token_ = lexer_.next(); }

  bool accept(std::string_view symbol) {
    if (!token_.is(symbol)) return false;
    advance();
    return true;
  }

  bool expect(std::string_view symbol) {
    return accept(symbol) || unexpected("`" + std::string(symbol) + "`");
  }

  bool unexpected(const std::string& wanted) {
    if (token_.is("*") || token_.is("/") || token_.is("%")) {
      return fail(token_.at, "`" + token_.text + "` is not part of the rule language");
    }
    const std::string found = token_.kind == TokenKind::end      ? "the rule ends"
                              : token_.kind == TokenKind::string ? "there is a string"
                                                                 : "there is `" + token_.text + "`";
    return fail(token_.at, "expected " + wanted + ", but " + found);
  }

  bool fail(std::size_t at, const std::string& message) {
    if (!error_) error_ = error_at(ErrorCode::rule_invalid, at, message);
    return false;
  }

  bool too_deep(std::size_t at) {
    return fail(at, "the rule is nested more than " + std::to_string(max_levels) + " levels deep");
  }

  Lexer lexer_;
  Token token_;
  ErrorBox error_;
  std::optional<std::size_t> literal_sign_;  ///< where the sign of the literal at token_ stands
  int open_ = 0;                             ///< expressions being parsed around this one
  int nodes_ = 0;
};

}  // namespace

Result<Node> parse_tree(std::string_view text) {
  if (text.size() > max_text_bytes) {
    return error_at(ErrorCode::rule_invalid, max_text_bytes,
                    "the rule is longer than " + std::to_string(max_text_bytes) + " bytes");
  }
  if (const std::size_t at = find_invalid_utf8(text); at != std::string_view::npos) {
    return error_at(ErrorCode::rule_invalid, at, "the rule is not valid UTF-8");
  }
  return Parser(text).parse();
}

}  // namespace sealflow::rule_detail
