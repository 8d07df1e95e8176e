#include "calls/graphql.h"

#include <algorithm>
#include <functional>
#include <map>

namespace leastscope {
namespace {

struct Token {
  enum class Kind { End, Name, Punctuation, Spread } kind = Kind::End;
  std::string text;
};

/// Names and punctuation; strings, numbers, comments and variables' values are skipped. A hole reads as a name nobody
/// bears.
class Lexer {
 public:
  explicit Lexer(std::string text) : text_(std::move(text)) { next(); }
  const Token& peek() const { return token_; }
  Token take() {
    Token t = token_;
    next();
    return t;
  }
  bool is(std::string_view punctuation) const {
    return token_.kind == Token::Kind::Punctuation && token_.text == punctuation;
  }

 private:
  void next() {
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (text_.compare(at_, 3, "\"\"\"") == 0) {
        size_t end = text_.find("\"\"\"", at_ + 3);
        at_ = end == std::string::npos ? text_.size() : end + 3;
      } else if (c == '"') {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
          if (text_[at_] == '\\') ++at_;
        ++at_;
      } else if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') {
        size_t from = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
        token_ = {Token::Kind::Name, text_.substr(from, at_ - from)};
        return;
      } else if (text_.compare(at_, 3, "...") == 0) {
        at_ += 3;
        token_ = {Token::Kind::Spread, "..."};
        return;
      } else if (std::string_view("{}()[]:@$!=|&").find(c) != std::string_view::npos) {
        ++at_;
        token_ = {Token::Kind::Punctuation, std::string(1, c)};
        return;
      } else {
        ++at_;
      }
    }
    token_ = {};
  }
  std::string text_;
  size_t at_ = 0;
  Token token_;
};

struct Selection {
  std::string field, on, spread;  // a field, an inline fragment on a type, or a named fragment
  std::vector<Selection> inner;
};
struct Definition {
  std::string type;  // root type of an operation, or the fragment's type
  std::vector<Selection> selections;
};

void skip_balanced(Lexer& lex, std::string_view open, std::string_view close) {
  int depth = 0;
  do {
    if (lex.is(open)) ++depth;
    if (lex.is(close)) --depth;
    lex.take();
  } while (depth > 0 && lex.peek().kind != Token::Kind::End);
}

void skip_directives(Lexer& lex) {
  while (lex.is("@")) {
    lex.take();
    lex.take();
    if (lex.is("(")) skip_balanced(lex, "(", ")");
  }
}

std::vector<Selection> selections(Lexer& lex, unsigned depth) {
  std::vector<Selection> out;
  lex.take();  // {
  while (!lex.is("}") && lex.peek().kind != Token::Kind::End) {
    Selection s;
    if (lex.peek().kind == Token::Kind::Spread) {
      lex.take();
      if (lex.peek().kind == Token::Kind::Name && lex.peek().text == "on") {
        lex.take();
        s.on = lex.take().text;
      } else if (lex.peek().kind == Token::Kind::Name) {
        s.spread = lex.take().text;
      }
    } else if (lex.peek().kind == Token::Kind::Name) {
      s.field = lex.take().text;
      if (lex.is(":")) {  // an alias
        lex.take();
        s.field = lex.take().text;
      }
      if (lex.is("(")) skip_balanced(lex, "(", ")");
    } else {
      lex.take();
      continue;
    }
    skip_directives(lex);
    if (lex.is("{")) {
      if (depth > 60)
        skip_balanced(lex, "{", "}");
      else
        s.inner = selections(lex, depth + 1);
    }
    out.push_back(std::move(s));
  }
  lex.take();  // }
  return out;
}

}  // namespace

std::vector<std::string> graphql_fields(const Facts& facts, const Pattern& document) {
  std::string text;
  for (const Piece& p : document) text += p.hole ? " " : p.text;
  Lexer lex(text);
  std::vector<Definition> operations;
  std::map<std::string, Definition> fragments;
  while (lex.peek().kind != Token::Kind::End) {
    if (lex.is("{")) {
      operations.push_back({"Query", selections(lex, 0)});
      continue;
    }
    Token word = lex.take();
    if (word.kind != Token::Kind::Name) continue;
    if (word.text == "fragment") {
      std::string name = lex.take().text;
      lex.take();  // on
      std::string type = lex.take().text;
      skip_directives(lex);
      if (lex.is("{")) fragments[name] = {type, selections(lex, 0)};
    } else if (word.text == "query" || word.text == "mutation" || word.text == "subscription") {
      std::string type = word.text == "query" ? "Query" : word.text == "mutation" ? "Mutation" : "Subscription";
      while (!lex.is("{") && lex.peek().kind != Token::Kind::End) {
        if (lex.is("("))
          skip_balanced(lex, "(", ")");
        else
          lex.take();
      }
      if (lex.is("{")) operations.push_back({type, selections(lex, 0)});
    }
  }
  std::vector<std::string> out, tops;
  auto add = [](std::vector<std::string>& to, std::string what) {
    if (std::find(to.begin(), to.end(), what) == to.end()) to.push_back(std::move(what));
  };
  std::function<void(const std::vector<Selection>&, const std::string&, unsigned)> walk =
      [&](const std::vector<Selection>& list, const std::string& type, unsigned depth) {
        if (depth > 60) return;
        for (const Selection& s : list) {
          if (!s.spread.empty()) {
            if (auto it = fragments.find(s.spread); it != fragments.end())
              walk(it->second.selections, it->second.type, depth + 1);
          } else if (s.field.empty()) {
            walk(s.inner, s.on.empty() ? type : s.on, depth + 1);
          } else {
            const GraphqlField* field = facts.graphql(type, s.field);
            if (field && !field->groups.empty()) add(out, type + "." + s.field);
            if (depth == 0) add(tops, type + "." + s.field);
            if (field && !field->returns.empty()) {
              const GraphqlField* whole = facts.graphql(field->returns, "(type)");
              if (whole && !whole->groups.empty()) add(out, std::string(field->returns) + ".(type)");
              walk(s.inner, std::string(field->returns), depth + 1);
            }
          }
        }
      };
  for (const Definition& d : operations) walk(d.selections, d.type, 0);
  return out.empty() ? tops : out;
}

}  // namespace leastscope
