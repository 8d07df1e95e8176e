// A reader for the literals that JavaScript, Python and PHP write alike: objects, lists, strings, concatenation. It
// reads data and runs nothing. Everything else is an expression: its extent is found by its brackets, and it becomes a
// placeholder, so that the readers of descriptors treat it as they treat `{{x}}` in a template.
#include "descriptor/code_text.h"

#include <algorithm>

#include "base/paths.h"

namespace leastscope {
namespace {

constexpr unsigned kDepth = 64;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Names of levels are written as members of enums too: `Scope.READ`.
std::string level_name(std::string_view expression) {
  const size_t dot = expression.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string last = upper(expression.substr(dot + 1));
  for (std::string_view known : {"NONE", "READ", "WRITE", "DELETE", "PROJECT_ADMIN", "SPACE_ADMIN", "ADMIN",
                                 "ACT_AS_USER", "ACCESS_EMAIL_ADDRESSES"})
    if (last == known) return last;
  return {};
}

class Reader {
 public:
  Reader(std::string_view text, bool python, bool php) : text_(text), python_(python), php_(php) {}

  bool complete = true;

  /// The literal that begins at `at`; nothing if it is none.
  std::optional<ConfigNode> literal(size_t at) {
    at_ = at;
    failed_ = false;
    ConfigNode node = value(0);
    if (failed_) return std::nullopt;
    return node;
  }

 private:
  void skip() {
    for (;;) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      std::string_view two = text_.substr(at_, 2);
      if ((two == "//" && !python_) || (at_ < text_.size() && text_[at_] == '#' && (python_ || php_))) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (two == "/*") {
        size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  ConfigNode fail() {
    failed_ = true;
    return {};
  }

  static ConfigNode scalar(std::string text, Span span, bool quoted) {
    ConfigNode node;
    node.kind = ConfigNode::Kind::String;
    node.text = std::move(text);
    node.quoted = quoted;
    node.span = span;
    return node;
  }

  bool at_string() const {
    char c = now();
    if (c == '"' || c == '\'' || (c == '`' && !python_ && !php_)) return true;
    if (!python_ || at_ + 1 >= text_.size()) return false;
    char next = text_[at_ + 1];
    return (c == 'f' || c == 'r' || c == 'b' || c == 'u' || c == 'F') && (next == '"' || next == '\'');
  }

  ConfigNode string() {
    const auto begin = static_cast<uint32_t>(at_);
    bool formatted = false;
    if (now() != '"' && now() != '\'' && now() != '`') {
      formatted = now() == 'f' || now() == 'F';
      ++at_;
    }
    const char quote = now();
    const bool triple = python_ && text_.substr(at_, 3) == std::string(3, quote);
    at_ += triple ? 3 : 1;
    std::string out;
    while (at_ < text_.size()) {
      if (triple ? text_.substr(at_, 3) == std::string(3, quote) : text_[at_] == quote) break;
      if (text_[at_] == '\n' && !triple && quote != '`') return fail();
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        out += text_[at_] == 'n' ? '\n' : text_[at_] == 't' ? '\t' : text_[at_];
        ++at_;
      } else if (formatted && text_[at_] == '{' && text_.substr(at_, 2) != "{{") {
        const size_t close = text_.find('}', at_);
        if (close == std::string_view::npos) return fail();
        out += "{" + std::string(text_.substr(at_, close - at_ + 1)) + "}";
        at_ = close + 1;
      } else {
        out += text_[at_++];
      }
    }
    if (at_ >= text_.size()) return fail();
    at_ += triple ? 3 : 1;
    return scalar(out, {begin, static_cast<uint32_t>(at_)}, true);
  }

  /// An expression that is no literal: up to the end of its element, brackets and strings inside respected.
  ConfigNode expression() {
    const size_t begin = at_;
    unsigned open = 0;
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (at_string()) {
        string();
        if (failed_) return {};
        continue;
      }
      if (c == '(' || c == '[' || c == '{') ++open;
      if (c == ')' || c == ']' || c == '}') {
        if (open == 0) break;
        --open;
      }
      if (open == 0 && (c == ',' || c == ';')) break;
      ++at_;
    }
    size_t end = at_;
    while (end > begin && is_blank(text_[end - 1])) --end;
    if (end == begin) return fail();
    const std::string_view written = text_.substr(begin, end - begin);
    const Span span{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    if (std::string level = level_name(written); !level.empty()) return scalar(level, span, false);
    if (written == "true" || written == "false" || written == "True" || written == "False") {
      ConfigNode node = scalar(lower(written), span, false);
      node.kind = ConfigNode::Kind::Bool;
      return node;
    }
    if (std::all_of(written.begin(), written.end(), is_name_letter)) {
      if (written == "null" || written == "None" || written == "undefined") return {};
      if (written[0] >= '0' && written[0] <= '9') {
        ConfigNode node = scalar(std::string(written), span, false);
        node.kind = ConfigNode::Kind::Number;
        return node;
      }
      if (auto known = constant(written)) return *known;
    }
    return scalar("{{" + std::string(written.substr(0, 60)) + "}}", span, false);
  }

  /// What `const NAME = …` of this file says, when that is a literal.
  std::optional<ConfigNode> constant(std::string_view name) {
    if (++followed_ > 200) return std::nullopt;
    for (size_t at = text_.find(name); at != std::string_view::npos; at = text_.find(name, at + 1)) {
      if (at > 0 && (is_name_letter(text_[at - 1]) || text_[at - 1] == '.')) continue;
      size_t next = at + name.size();
      if (next < text_.size() && is_name_letter(text_[next])) continue;
      size_t line = text_.rfind('\n', at);
      line = line == std::string_view::npos ? 0 : line + 1;
      std::string_view before = text_.substr(line, at - line);
      const bool declared = python_ || php_ ? before.find_first_not_of(" \t") == std::string_view::npos
                                            : before.find("const ") != std::string_view::npos ||
                                                  before.find("let ") != std::string_view::npos ||
                                                  before.find("var ") != std::string_view::npos;
      if (!declared) continue;
      const size_t equals = text_.find('=', next);
      if (equals == std::string_view::npos || equals - next > 120 || text_.substr(equals, 2) == "==" ||
          text_.substr(next, equals - next).find_first_of(";()") != std::string_view::npos)
        continue;
      const size_t back = at_;
      at_ = equals + 1;
      skip();
      const char c = now();
      std::optional<ConfigNode> out;
      if (c == '{' || c == '[' || at_string()) {
        ConfigNode node = value(depth_ + 1);
        if (!failed_) out = node;
        failed_ = false;
      }
      at_ = back;
      return out;
    }
    return std::nullopt;
  }

  /// A value with what is concatenated to it.
  ConfigNode value(unsigned depth) {
    if (depth > kDepth) return fail();
    depth_ = depth;
    skip();
    const size_t begin = at_;
    ConfigNode node;
    if (now() == '{')
      node = map('}', depth);
    else if (now() == '[' || (php_ && text_.substr(at_, 6) == "array("))
      node = list(depth);
    else if (at_string())
      node = string();
    else
      return concatenated(expression(), begin);
    if (failed_) return {};
    skip();
    if (node.kind == ConfigNode::Kind::String && (now() == '+' || (php_ && now() == '.'))) {
      ++at_;
      ConfigNode rest = value(depth + 1);
      if (failed_) return {};
      node.text += rest.is_scalar() ? rest.text : "{{x}}";
      node.span.end = rest.span.end;
    } else if (now() == '.' || now() == '?' || now() == '(' || now() == '|') {
      at_ = begin;  // a method called on the literal, a choice
      return expression();
    } else if (text_.substr(at_, 3) == "as " || text_.substr(at_, 10) == "satisfies ") {
      while (at_ < text_.size() && std::string_view(",;)]}").find(text_[at_]) == std::string_view::npos) ++at_;
    }
    return node;
  }

  /// `base + '/x'`: the expression is a placeholder, the texts behind it are kept.
  ConfigNode concatenated(ConfigNode node, size_t begin) {
    if (failed_ || node.kind != ConfigNode::Kind::String || node.quoted || !node.text.starts_with("{{")) return node;
    std::string_view written = text_.substr(begin, node.span.end - begin);
    const size_t plus = written.find('+');
    if (plus == std::string_view::npos || written.find_first_of("([{?") < plus) return node;
    const size_t quote = written.find_first_of("'\"`", plus);
    const size_t close = quote == std::string_view::npos ? quote : written.find(written[quote], quote + 1);
    if (close == std::string_view::npos) return node;
    node.text = "{{x}}" + std::string(written.substr(quote + 1, close - quote - 1));
    return node;
  }

  ConfigNode map(char end, unsigned depth) {
    ConfigNode node;
    node.kind = ConfigNode::Kind::Map;
    node.span.begin = static_cast<uint32_t>(at_);
    ++at_;
    for (skip(); now() != end; skip()) {
      if (at_ >= text_.size() || !entry(node, depth)) return fail();
      skip();
      if (now() == ',') ++at_;
    }
    ++at_;
    node.span.end = static_cast<uint32_t>(at_);
    return node;
  }

  bool entry(ConfigNode& node, unsigned depth) {
    if (text_.substr(at_, 3) == "..." || text_.substr(at_, 2) == "**") {
      at_ += text_[at_] == '.' ? 3 : 2;
      ConfigNode spread = expression();
      if (failed_) return false;
      if (spread.is_map())
        node.entries.insert(node.entries.end(), spread.entries.begin(), spread.entries.end());
      else
        complete = false;
      return true;
    }
    ConfigNode::Entry made;
    const auto begin = static_cast<uint32_t>(at_);
    if (at_string()) {
      made.key = string().text;
      if (failed_) return false;
    } else {
      while (at_ < text_.size() && is_name_letter(text_[at_])) made.key += text_[at_++];
      if (made.key.empty()) return false;
    }
    made.key_span = {begin, static_cast<uint32_t>(at_)};
    skip();
    if (now() == ',' || now() == '}') {  // {baseUrl, key}
      const auto known = constant(made.key);
      made.value = known ? *known : scalar("{{" + made.key + "}}", made.key_span, false);
    } else if (now() == ':' || text_.substr(at_, 2) == "=>") {
      at_ += now() == ':' ? 1 : 2;
      made.value = value(depth + 1);
    } else if (now() == '(') {  // a method
      expression();
    } else {
      return false;
    }
    if (!failed_) node.entries.push_back(std::move(made));
    return !failed_;
  }

  ConfigNode list(unsigned depth) {
    const size_t begin = at_;
    const char end = now() == '[' ? ']' : ')';
    at_ += end == ']' ? 1 : 6;
    if (php_) {  // [key => value] is a map
      const size_t back = at_;
      skip();
      if (at_string()) {
        string();
        skip();
        if (!failed_ && text_.substr(at_, 2) == "=>") {
          at_ = back - 1;
          ConfigNode node = map(end, depth);
          node.span.begin = static_cast<uint32_t>(begin);
          return node;
        }
      }
      failed_ = false;
      at_ = back;
    }
    ConfigNode node;
    node.kind = ConfigNode::Kind::List;
    node.span.begin = static_cast<uint32_t>(begin);
    for (skip(); now() != end; skip()) {
      if (at_ >= text_.size()) return fail();
      if (text_.substr(at_, 3) == "...") {
        at_ += 3;
        ConfigNode spread = expression();
        if (failed_) return {};
        if (spread.is_list())
          node.items.insert(node.items.end(), spread.items.begin(), spread.items.end());
        else
          complete = false;
      } else {
        node.items.push_back(value(depth + 1));
        if (failed_) return {};
      }
      skip();
      if (now() == ',') ++at_;
    }
    ++at_;
    node.span.end = static_cast<uint32_t>(at_);
    return node;
  }

  std::string_view text_;
  bool python_, php_;
  size_t at_ = 0;
  bool failed_ = false;
  unsigned depth_ = 0, followed_ = 0;
};

/// Where the literal begins that holds what stands at `at`.
size_t enclosing(std::string_view text, size_t at, bool php) {
  unsigned open = 0;
  while (at-- > 0) {
    char c = text[at];
    if (c == '}' || c == ']' || (php && c == ')')) ++open;
    if (c != '{' && c != '[' && !(php && c == '(')) continue;
    if (open == 0) return php && c == '(' && at >= 5 ? at - 5 : at;
    --open;
  }
  return std::string_view::npos;
}

}  // namespace

bool may_hold_descriptor(std::string_view path) {
  const std::string extension = lower(path_extension(path));
  for (std::string_view known : {".js", ".ts", ".mjs", ".cjs", ".mts", ".py", ".php"})
    if (extension == known) return !std::string_view(path).ends_with(".d.ts");
  return false;
}

std::optional<CodeDescriptor> descriptor_in_code(std::string_view text, const std::string& file) {
  if (text.find("modules") == std::string_view::npos) return std::nullopt;
  const std::string extension = lower(path_extension(file));
  const bool python = extension == ".py", php = extension == ".php";
  for (size_t at = text.find("baseUrl"); at != std::string_view::npos; at = text.find("baseUrl", at + 1)) {
    if (at > 0 && (is_name_letter(text[at - 1]) || text[at - 1] == '.')) continue;
    const size_t begin = enclosing(text, at, php);
    if (begin == std::string_view::npos) continue;
    Reader reader(text, python, php);
    auto root = reader.literal(begin);
    if (!root || !root->is_map() || !root->find("baseUrl") || !root->find("key")) continue;
    if (!root->find("modules") && !root->find("lifecycle")) continue;
    CodeDescriptor out;
    out.document.root = std::move(*root);
    out.complete = reader.complete;
    return out;
  }
  return std::nullopt;
}

}  // namespace leastscope
