// JSON with byte spans. The library says what comes next but not where, so a cursor follows its events through the
// text: between two events there can only be space, commas, colons and comments, and every token's end is plain to see.
// What people write that is not JSON (bare {{placeholders}}, trailing commas) is blanked in a copy of equal length
// first; offsets stay true.
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "syntax/config_limits.h"
#include "syntax/config_tree.h"

namespace leastscope {

namespace {

using Json = nlohmann::json;

/// The offset behind space and comments (and `extra` characters) from `at`.
size_t skip_space(std::string_view text, size_t at, std::string_view extra) {
  while (at < text.size()) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || extra.find(c) != std::string_view::npos) {
      ++at;
    } else if (text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      const size_t end = text.find("*/", at + 2);
      at = end == std::string_view::npos ? text.size() : end + 2;
    } else {
      break;
    }
  }
  return at;
}

/// The offset behind the string whose opening quote is at `at`.
size_t string_end(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

class Builder final : public nlohmann::json_sax<Json> {
 public:
  /// `original` is what the user wrote, `text` the same or its blanked copy.
  Builder(std::string_view original, std::string_view text, const std::string& file)
      : original_(original), text_(text), file_(file), lines_(original) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  bool null() override { return scalar(ConfigNode::Kind::Null, ""); }
  bool boolean(bool value) override { return scalar(ConfigNode::Kind::Bool, value ? "true" : "false"); }
  bool number_integer(number_integer_t) override { return scalar(ConfigNode::Kind::Number, ""); }
  bool number_unsigned(number_unsigned_t) override { return scalar(ConfigNode::Kind::Number, ""); }
  bool number_float(number_float_t, const string_t&) override { return scalar(ConfigNode::Kind::Number, ""); }
  bool string(string_t& value) override { return scalar(ConfigNode::Kind::String, std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(ConfigNode::Kind::Map); }
  bool start_array(std::size_t) override { return open(ConfigNode::Kind::List); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    const Span span = token();
    Frame& frame = stack_.back();
    frame.key = value;
    frame.key_span = span;
    if (!frame.seen.insert(value).second) {
      document.notes.push_back(config_duplicate(file_, value, place(span.begin), place(span.end)));
    }
    return charge(value.size(), span.begin);
  }

  bool parse_error(std::size_t position, const std::string& last, const nlohmann::detail::exception&) override {
    const size_t at = std::min(position > 0 ? position - 1 : 0, text_.size());
    const std::string shown =
        last.empty() || at >= text_.size() ? "the end of the file" : "\"" + last.substr(0, 40) + "\"";
    problem = {"bad-json",
               "This is no valid JSON: " + shown +
                   " is not expected here. Look for a missing comma, quote or bracket just before it.",
               {file_, place(at), {}}};
    return false;
  }

  ConfigDocument document;
  Problem problem;

 private:
  struct Frame {
    ConfigNode node;
    std::string key;
    Span key_span;
    std::set<std::string> seen;
  };

  Position place(size_t byte) const { return lines_.position(original_, static_cast<uint32_t>(byte)); }

  Span token() {
    const size_t begin = skip_space(text_, at_, ",:");
    size_t end = begin;
    if (begin < text_.size() && text_[begin] == '"') {
      end = string_end(text_, begin);
    } else {
      while (end < text_.size() && std::string_view(" \t\r\n,:[]{}/").find(text_[end]) == std::string_view::npos) ++end;
      if (end == begin) end = std::min(begin + 1, text_.size());  // a bracket
    }
    at_ = end;
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }

  bool charge(size_t bytes, size_t at) {
    spent_ += config_cost(bytes);
    if (spent_ <= kConfigBudget) return true;
    problem = config_too_big(file_, place(at));
    return false;
  }

  bool scalar(ConfigNode::Kind kind, std::string value) {
    ConfigNode node;
    node.kind = kind;
    node.span = token();
    node.quoted = kind == ConfigNode::Kind::String;
    node.text = std::move(value);
    const std::string_view written = original_.substr(node.span.begin, node.span.end - node.span.begin);
    if (kind == ConfigNode::Kind::Number) node.text = written;
    if (node.quoted && written.starts_with("{{")) {
      node.quoted = false;
      node.text = written;
    }
    if (!charge(node.text.size(), node.span.begin)) return false;
    deliver(std::move(node));
    return true;
  }

  bool open(ConfigNode::Kind kind) {
    Frame frame;
    frame.node.kind = kind;
    frame.node.span = token();
    if (stack_.size() >= kConfigDepth) {
      problem = config_too_deep(file_, place(frame.node.span.begin));
      return false;
    }
    const size_t begin = frame.node.span.begin;
    stack_.push_back(std::move(frame));
    return charge(0, begin);
  }

  bool close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    frame.node.span.end = token().end;
    deliver(std::move(frame.node));
    return true;
  }

  void deliver(ConfigNode node) {
    if (stack_.empty()) {
      document.root = std::move(node);
    } else if (Frame& frame = stack_.back(); frame.node.kind == ConfigNode::Kind::Map) {
      frame.node.entries.push_back({std::move(frame.key), frame.key_span, std::move(node)});
    } else {
      frame.node.items.push_back(std::move(node));
    }
  }

  std::string_view original_, text_;
  const std::string& file_;
  LineIndex lines_;
  std::vector<Frame> stack_;
  size_t at_ = 0;
  size_t spent_ = 0;
};

/// A copy of equal length in which bare {{placeholders}} are strings and trailing commas are spaces.
std::string blanked(std::string_view text) {
  std::string copy(text);
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '"') {
      i = string_end(text, i);
    } else if (text.substr(i, 2) == "//" || text.substr(i, 2) == "/*") {
      i = skip_space(text, i, "");
    } else if (text.substr(i, 2) == "{{") {
      const size_t close = text.find("}}", i);
      if (close == std::string_view::npos) return copy;
      const size_t end = close + 2;
      std::fill(copy.begin() + static_cast<std::ptrdiff_t>(i), copy.begin() + static_cast<std::ptrdiff_t>(end), '_');
      copy[i] = copy[end - 1] = '"';
      i = end;
    } else if (text[i] == ',') {
      const size_t next = skip_space(text, i + 1, "");
      if (next < text.size() && (text[next] == '}' || text[next] == ']')) copy[i] = ' ';
      ++i;
    } else {
      ++i;
    }
  }
  return copy;
}

Result<ConfigDocument> parse(std::string_view original, std::string_view text, const std::string& file) {
  Builder builder(original, text, file);
  constexpr bool strict = true;
  constexpr bool comments = true;
  try {
    if (Json::sax_parse(text.begin(), text.end(), &builder, nlohmann::detail::input_format_t::json, strict, comments)) {
      return std::move(builder.document);
    }
  } catch (const std::exception&) {
    return Problem{"bad-json", "This JSON is too large to be read.", {file, {}, {}}};
  }
  return std::move(builder.problem);
}

}  // namespace

Result<ConfigDocument> parse_json(std::string_view text, const std::string& file) {
  auto strict = parse(text, text, file);
  if (strict || strict.problem().kind != "bad-json") return strict;
  auto lenient = parse(text, blanked(text), file);
  return lenient ? std::move(lenient) : std::move(strict);
}

}  // namespace leastscope
