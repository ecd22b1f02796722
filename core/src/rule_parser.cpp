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

// Every production fills `out` and tells whether it could; the first error is kept in error_.
class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) {}

  Result<Node> parse() {
    advance();
    Node root;
    if (expression(root) && token_.kind != TokenKind::end) unexpected("an operator");
    if (lexer_.error()) return *lexer_.error();
    if (error_) return *error_;
    return root;
  }

 private:
  // Expr = ConditionalOr ["?" ConditionalOr ":" Expr], the rows of ?: in one node.
  bool expression(Node& out) {
    if (open_ >= max_levels) return fail(token_.at, too_deep());
    ++open_;
    const bool parsed = unguarded_expression(out);
    --open_;
    return parsed;
  }

  bool unguarded_expression(Node& out) {
    if (!row(Kind::any_of, out)) return false;
    if (!token_.is("?")) return true;
    Node choice = start(Kind::choose);
    choice.children.push_back(std::move(out));
    while (token_.is("?")) {
      advance();
      Node chosen;
      if (!row(Kind::any_of, chosen) || !expect(":")) return false;
      Node next;
      if (!row(Kind::any_of, next)) return false;
      choice.children.push_back(std::move(chosen));
      choice.children.push_back(std::move(next));
    }
    return finish(std::move(choice), out);
  }

  // ConditionalOr, ConditionalAnd
  bool row(Kind kind, Node& out) {
    const bool outer = kind == Kind::any_of;
    const std::string_view symbol = outer ? "||" : "&&";
    const auto term = [&](Node& node) { return outer ? row(Kind::all_of, node) : relation(node); };
    if (!term(out)) return false;
    if (!token_.is(symbol)) return true;
    Node node = start(kind);
    node.children.push_back(std::move(out));
    while (token_.is(symbol)) {
      advance();
      Node next;
      if (!term(next)) return false;
      node.children.push_back(std::move(next));
    }
    return finish(std::move(node), out);
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
      Node node = start(*kind);
      advance();
      Node right;
      if (!addition(right) || !finish_pair(std::move(node), std::move(right), out)) return false;
    }
    return true;
  }

  bool addition(Node& out) {
    if (!unary(out)) return false;
    while (token_.is("+") || token_.is("-")) {
      Node node = start(token_.is("+") ? Kind::add : Kind::subtract);
      advance();
      Node right;
      if (!unary(right) || !finish_pair(std::move(node), std::move(right), out)) return false;
    }
    return true;
  }

  // Unary = Member | "!" {"!"} Member | "-" {"-"} Member. A number's sign is part of the literal,
  // so `!-1` is CEL (and an error when it runs), `!-x` is not; and the smallest integer can be
  // written, although its magnitude alone does not fit.
  bool unary(Node& out) {
    const bool negates = token_.is("-");
    if (!negates && !token_.is("!")) return member(out);
    const std::string symbol = token_.text;
    std::vector<std::size_t> run;
    while (token_.is(symbol)) {
      run.push_back(token_.at);
      advance();
    }
    if (negates && is_number_next()) {
      literal_sign_ = run.back();
      run.pop_back();
    } else if (token_.is("-")) {
      const Token sign = take();
      if (!is_number_next()) return fail(sign.at, "`!-` needs brackets: !(-x)");
      literal_sign_ = sign.at;
    }
    if (!member(out)) return false;
    for (; !run.empty(); run.pop_back()) {
      Node node = start(negates ? Kind::negate : Kind::invert);
      node.at = run.back();
      node.children.push_back(std::move(out));
      if (!finish(std::move(node), out)) return false;
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
        const Token name = take();
        if (token_.is("(")) {
          if (!call(name, &out, out)) return false;
          continue;
        }
        Node node;
        node.kind = Kind::select;
        node.at = name.at;
        node.name = name.text;
        node.children.push_back(std::move(out));
        if (!finish(std::move(node), out)) return false;
      } else if (token_.is("[")) {
        Node node = start(Kind::index);
        advance();
        Node key;
        if (!expression(key) || !expect("]")) return false;
        if (!finish_pair(std::move(node), std::move(key), out)) return false;
      } else {
        return true;
      }
    }
  }

  bool primary(Node& out) {
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
    if (token_.is("(")) {
      advance();
      return expression(out) && expect(")");
    }
    if (token_.is("[")) return list(out);
    if (token_.is("{")) return map(out);
    return unexpected("a value");
  }

  bool name(Node& out) {
    const Token name = take();
    if (std::find(reserved_words.begin(), reserved_words.end(), name.text) !=
        reserved_words.end()) {
      return fail(name.at, "`" + name.text + "` is a reserved word of CEL");
    }
    if (token_.is("(")) return call(name, nullptr, out);
    Node node;
    node.kind = Kind::identifier;
    node.at = name.at;
    node.name = name.text;
    return finish(std::move(node), out);
  }

  bool literal(Node& out) {
    Node node = start(Kind::literal);
    const std::optional<std::size_t> sign = std::exchange(literal_sign_, std::nullopt);
    if (sign) node.at = *sign;
    switch (token_.kind) {
      case TokenKind::integer:
        if (token_.magnitude > int64_max + (sign ? 1 : 0)) {
          return fail(node.at, "the integer does not fit into 64 bits");
        }
        // Two's complement wraps the magnitude of the smallest integer to that integer.
        node.value =
            Value(static_cast<std::int64_t>(sign ? 0 - token_.magnitude : token_.magnitude));
        break;
      case TokenKind::floating:
        node.value = Value(sign ? -token_.number : token_.number);
        break;
      case TokenKind::string:
        node.value = Value(token_.text);
        break;
      default:
        if (token_.text == "in") return unexpected("a value");
        if (token_.text != "null") node.value = Value(token_.text == "true");
        break;
    }
    advance();
    return finish(std::move(node), out);
  }

  // CEL takes one trailing comma in lists and maps, even on its own: `[,]`; none in calls.
  bool list(Node& out) {
    Node node = start(Kind::list);
    advance();
    while (!token_.is("]") && !token_.is(",")) {
      if (!expression(node.children.emplace_back())) return false;
      if (!accept(",")) break;
    }
    if (node.children.empty()) accept(",");
    return expect("]") && finish(std::move(node), out);
  }

  bool map(Node& out) {
    Node node = start(Kind::map);
    advance();
    while (!token_.is("}") && !token_.is(",")) {
      const std::size_t at = token_.at;
      Node key;
      if (!expression(key)) return false;
      if (key.kind == Kind::list || key.kind == Kind::map ||
          (key.kind == Kind::literal && !key.value.is_string())) {
        return fail(at, "the keys of a map are strings");
      }
      node.children.push_back(std::move(key));
      if (!expect(":") || !expression(node.children.emplace_back())) return false;
      if (!accept(",")) break;
    }
    if (node.children.empty()) accept(",");
    return expect("}") && finish(std::move(node), out);
  }

  bool arguments(std::vector<Node>& out) {
    if (!expect("(")) return false;
    if (token_.is(")")) {
      advance();
      return true;
    }
    do {
      if (!expression(out.emplace_back())) return false;
    } while (accept(","));
    return expect(")");
  }

  // `receiver` may be `out` itself. Refusing what we do not know here, and not when the rule runs,
  // is what makes a flow with `matches` fail its check.
  bool call(const Token& name, Node* receiver, Node& out) {
    Node node;
    node.at = name.at;
    if (receiver != nullptr) node.children.push_back(std::move(*receiver));
    if (!arguments(node.children)) return false;

    const bool is_method = receiver != nullptr;
    const std::size_t count = node.children.size();
    if (name.text == "has" && !is_method) return has(name, std::move(node.children), out);
    if (name.text == "size") {
      node.kind = Kind::size;
      if (count == 1) return finish(std::move(node), out);
      return fail(name.at, "size takes one value: size(list) or list.size()");
    }
    if (name.text == "startsWith") {
      node.kind = Kind::starts_with;
    } else if (name.text == "endsWith") {
      node.kind = Kind::ends_with;
    } else if (name.text == "contains") {
      node.kind = Kind::contains;
    } else {
      return fail(name.at, "there is no " + std::string(is_method ? "method" : "function") + " `" +
                               name.text +
                               "`; rules have size, has, startsWith, endsWith and contains");
    }
    if (is_method && count == 2) return finish(std::move(node), out);
    return fail(name.at,
                name.text + " is a method with one argument: text." + name.text + "(part)");
  }

  bool has(const Token& name, std::vector<Node> operands, Node& out) {
    if (operands.size() != 1 || operands.front().kind != Kind::select) {
      return fail(name.at, "has takes one selected field: has(value.field)");
    }
    // The selection itself becomes the test: same place, same height, one node.
    out = std::move(operands.front());
    out.kind = Kind::has;
    return true;
  }

  Node start(Kind kind) const {
    Node node;
    node.kind = kind;
    node.at = token_.at;
    return node;
  }

  bool finish_pair(Node node, Node right, Node& out) {
    node.children.push_back(std::move(out));
    node.children.push_back(std::move(right));
    return finish(std::move(node), out);
  }

  bool finish(Node node, Node& out) {
    for (const Node& child : node.children) node.levels = std::max(node.levels, child.levels + 1);
    if (node.levels > max_levels) return fail(node.at, too_deep());
    if (++nodes_ > max_nodes) {
      return fail(node.at, "the rule has more than " + std::to_string(max_nodes) + " parts");
    }
    out = std::move(node);
    return true;
  }

  void advance() { token_ = lexer_.next(); }

  Token take() {
    Token token = std::move(token_);
    advance();
    return token;
  }

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

  bool fail(std::size_t at, std::string message) {
    if (!error_) error_ = error_at(ErrorCode::rule_invalid, at, std::move(message));
    return false;
  }

  static std::string too_deep() {
    return "the rule is nested more than " + std::to_string(max_levels) + " levels deep";
  }

  Lexer lexer_;
  Token token_;
  std::optional<Error> error_;
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
