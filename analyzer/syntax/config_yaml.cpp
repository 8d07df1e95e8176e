// YAML with byte spans. The library's events carry where a value starts (in bytes, once a BOM is taken off), never
// where it ends; ends are read from the text. Building the tree from events, not from the library's node graph, keeps
// aliases visible: they arrive as events of their own, are copied from the finished anchor and paid for from the
// budget, so neither a billion laughs nor an alias to the node it stands in can do harm.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <set>
#include <sstream>

#include "syntax/config_limits.h"
#include "syntax/config_tree.h"

namespace leastscope {

namespace {

using Kind = ConfigNode::Kind;

/// Ends the parse from inside the library's callbacks; caught in parse().
struct Stop {
  Problem problem;
};

bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

Kind plain_kind(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" || text == "FALSE") {
    return Kind::Bool;
  }
  size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  bool digit = false;
  bool dot = false;
  bool exponent = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '0' && c <= '9') {
      digit = true;
    } else if (c == '.' && !dot && !exponent) {
      dot = true;
    } else if ((c == 'e' || c == 'E') && digit && !exponent) {
      exponent = true;
      digit = false;
      if (at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+')) ++at;
    } else {
      return Kind::String;
    }
  }
  return digit ? Kind::Number : Kind::String;
}

/// Finds ends in the text.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  char at(size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  std::string_view slice(size_t begin, size_t end) const {
    return begin < end ? text_.substr(begin, end - begin) : std::string_view();
  }

  size_t skip_space(size_t i, std::string_view extra = {}) const {
    while (i < text_.size()) {
      if (text_[i] == '#' && (i == 0 || space(text_[i - 1]) || extra.find(text_[i - 1]) != std::string_view::npos)) {
        i = std::min(text_.find('\n', i), text_.size());
      } else if (space(text_[i]) || extra.find(text_[i]) != std::string_view::npos) {
        ++i;
      } else {
        break;
      }
    }
    return i;
  }

  /// Behind the anchor and the tag that may stand before a value.
  size_t skip_properties(size_t i) const {
    while (at(i) == '&' || at(i) == '!') i = skip_space(word_end(i));
    return i;
  }

  size_t word_end(size_t i) const {
    while (i < text_.size() && !space(text_[i]) && std::string_view(",[]{}").find(text_[i]) == std::string_view::npos)
      ++i;
    return i;
  }

  /// npos when a quote is never closed.
  size_t scalar_end(size_t i, std::string_view value) const {
    const char first = at(i);
    if (first == '"' || first == '\'') return quoted_end(i, first);
    if (first == '|' || first == '>') i = std::min(text_.find('\n', i), text_.size());
    // Folding and indentation only change white space: every other character of the value stands in the text, in order.
    const size_t begin = i;
    size_t end = i;
    for (const char c : value) {
      if (space(c)) continue;
      while (i < text_.size() && space(text_[i])) ++i;
      if (at(i) != c) break;
      end = ++i;
    }
    return end == begin && (first == '|' || first == '>') ? header_end(begin) : end;
  }

 private:
  size_t quoted_end(size_t i, char quote) const {
    for (++i; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '"' || at(i + 1) != '\'') return i + 1;
        ++i;
      }
    }
    return std::string_view::npos;
  }
  size_t header_end(size_t newline) const {
    while (newline > 0 && space(text_[newline - 1])) --newline;
    return newline;
  }

  std::string_view text_;
};

class Builder final : public YAML::EventHandler {
 public:
  /// `original` is what the user wrote, `text` the same or its copy without placeholders. Both without BOM; `shift`
  /// bytes of it.
  Builder(std::string_view original, std::string_view text, uint32_t shift, const std::string& file,
          const LineIndex& lines)
      : original_(original), scan_(text), shift_(shift), file_(file), lines_(lines) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    ConfigNode node;
    const size_t begin = scan_.skip_properties(start(mark));
    const std::string_view word = scan_.slice(begin, scan_.word_end(begin));
    if (word == "~" || word.starts_with("null") || word.starts_with("Null") || word.starts_with("NULL")) {
      end_ = begin + (word == "~" ? 1 : 4);
      node.span = span(begin, end_);
    } else {
      size_t at = scan_.skip_space(end_);
      if (scan_.at(at) == ':' || scan_.at(at) == '-') end_ = at + 1;
      node.span = span(end_, end_);
    }
    finish(std::move(node), 1, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const size_t begin = scan_.skip_properties(start(mark));
    const char first = scan_.at(begin);
    ConfigNode node;
    node.quoted = tag == "!" || first == '"' || first == '\'';
    node.kind = node.quoted || tag.ends_with(":str") ? Kind::String : plain_kind(value);
    end_ = scan_.scalar_end(begin, value);
    if (end_ == std::string_view::npos) {  // the library would take the rest of the file for text
      throw Stop{{"bad-yaml", "This quote is never closed. Close it.", {file_, place(begin), {}}}};
    }
    node.span = span(begin, end_);
    node.text = as_written(value, begin, end_, first == '"' || first == '\'');
    charge(config_cost(node.text.size()));
    finish(std::move(node), 1, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const size_t begin = start(mark);
    end_ = scan_.word_end(begin);
    auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      throw Stop{{"bad-yaml",
                  "This alias stands inside the value it refers to, which would never end. Remove it.",
                  {file_, place(begin), place(end_)}}};
    }
    charge(found->second.cost);
    ConfigNode node = found->second.node;
    mark_alias(node);
    node.span = span(begin, end_);
    finish(std::move(node), found->second.height, 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Kind::List, mark, anchor, style == YAML::EmitterStyle::Flow);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Kind::Map, mark, anchor, style == YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  ConfigDocument document;

 private:
  struct Frame {
    ConfigNode node;
    YAML::anchor_t anchor = 0;
    size_t begin = 0;
    size_t height = 1;
    size_t spent_before = 0;
    bool flow = false;
    bool has_key = false;
    std::string key;
    Span key_span;
    std::set<std::string> seen;
    std::vector<ConfigNode> merges;
  };
  struct Anchored {
    ConfigNode node;
    size_t height;
    size_t cost;
  };

  static size_t start(const YAML::Mark& mark) { return mark.pos < 0 ? 0 : static_cast<size_t>(mark.pos); }
  Position place(size_t byte) const { return lines_.position(original_, static_cast<uint32_t>(byte)); }
  Span span(size_t begin, size_t end) const {
    return {static_cast<uint32_t>(begin) + shift_, static_cast<uint32_t>(end) + shift_};
  }

  static void mark_alias(ConfigNode& node) {
    node.from_alias = true;
    for (auto& item : node.items) mark_alias(item);
    for (auto& entry : node.entries) mark_alias(entry.value);
  }

  void charge(size_t cost) {
    spent_ += cost;
    if (spent_ > kConfigBudget) throw Stop{config_too_big(file_, place(end_))};
  }

  /// The value, unless placeholders were taken out of it: then what the user wrote.
  std::string as_written(const std::string& value, size_t begin, size_t end, bool in_quotes) const {
    const std::string_view written = original_.substr(std::min(begin, original_.size()), end - begin);
    if (written == scan_.slice(begin, end)) return value;
    return std::string(in_quotes && written.size() >= 2 ? written.substr(1, written.size() - 2) : written);
  }

  void open(Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor, bool flow) {
    Frame frame;
    frame.node.kind = kind;
    frame.anchor = anchor;
    frame.begin = scan_.skip_properties(start(mark));
    const char first = scan_.at(frame.begin);
    frame.flow = flow && (first == '[' || first == '{');
    frame.spent_before = spent_;
    if (stack_.size() >= kConfigDepth) throw Stop{config_too_deep(file_, place(frame.begin))};
    end_ = frame.begin + (frame.flow ? 1 : 0);
    stack_.push_back(std::move(frame));
    charge(1);
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    size_t begin = frame.begin;
    if (frame.flow) {
      end_ = scan_.skip_space(end_, ",:?");
      if (scan_.at(end_) == ']' || scan_.at(end_) == '}') ++end_;
    } else if (!frame.node.entries.empty()) {
      begin = std::min<size_t>(begin, frame.node.entries.front().key_span.begin - shift_);
    }
    frame.node.span = span(begin, end_);
    const std::string_view written = original_.substr(std::min(begin, original_.size()), end_ - begin);
    if (frame.flow && written.starts_with("{{") && written.ends_with("}}")) {
      ConfigNode placeholder;  // {{NAME}} of a template, which YAML takes for a map that is the key of a map
      placeholder.kind = Kind::String;
      placeholder.text = written;
      placeholder.span = frame.node.span;
      return finish(std::move(placeholder), 1, frame.anchor);
    }
    for (auto& merge : frame.merges) apply_merge(frame.node, merge);
    finish(std::move(frame.node), frame.height, frame.anchor, spent_ - frame.spent_before);
  }

  /// `<<`: what the map does not say itself, earlier maps before later ones.
  void apply_merge(ConfigNode& into, ConfigNode& from) {
    if (from.is_list()) {
      for (auto& item : from.items) apply_merge(into, item);
      return;
    }
    std::set<std::string> own;
    for (const auto& entry : into.entries) own.insert(entry.key);
    for (auto& entry : from.entries) {
      if (!own.contains(entry.key)) into.entries.push_back(std::move(entry));
    }
  }

  void finish(ConfigNode node, size_t height, YAML::anchor_t anchor, size_t cost = 1) {
    if (stack_.size() + height > kConfigDepth + 1) throw Stop{config_too_deep(file_, place(end_))};
    if (node.kind == Kind::Null) charge(1);
    if (anchor != 0) {
      cost += node.text.size() / 64;
      charge(cost);
      anchors_.insert_or_assign(anchor, Anchored{node, height, cost});
    }
    if (stack_.empty()) {
      document.root = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    frame.height = std::max(frame.height, height + 1);
    if (frame.node.kind == Kind::List) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, node);
    } else {
      frame.has_key = false;
      if (frame.key == "<<" && (node.is_map() || node.is_list())) {
        frame.merges.push_back(std::move(node));
      } else {
        frame.node.entries.push_back({std::move(frame.key), frame.key_span, std::move(node)});
      }
    }
  }

  void take_key(Frame& frame, const ConfigNode& node) {
    frame.has_key = true;
    frame.key_span = node.span;
    const bool scalar = node.is_scalar();
    frame.key =
        scalar ? node.text : std::string(original_.substr(node.span.begin - shift_, node.span.end - node.span.begin));
    if (frame.key != "<<" && !frame.seen.insert(frame.key).second) {
      document.notes.push_back(
          config_duplicate(file_, frame.key, place(node.span.begin - shift_), place(node.span.end - shift_)));
    }
  }

  std::string_view original_;
  Scan scan_;
  uint32_t shift_;
  const std::string& file_;
  const LineIndex& lines_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  size_t end_ = 0;  ///< end of the last token seen
  size_t spent_ = 0;
};

/// A copy of equal length in which {{placeholders}} are plain words.
std::string without_placeholders(std::string_view text) {
  std::string copy(text);
  for (size_t i = text.find("{{"); i != std::string_view::npos; i = text.find("{{", i)) {
    const size_t close = text.find("}}", i);
    const size_t newline = text.find('\n', i);
    if (close == std::string_view::npos) break;
    const size_t end = close + 2;
    if (newline > close)
      std::fill(copy.begin() + static_cast<std::ptrdiff_t>(i), copy.begin() + static_cast<std::ptrdiff_t>(end), 'x');
    i = end;
  }
  return copy;
}

Result<ConfigDocument> parse(std::string_view original, const std::string& text, uint32_t shift,
                             const std::string& file) {
  const LineIndex lines(original);
  Builder builder(original, text, shift, file, lines);
  try {
    std::istringstream in(text);
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    return std::move(builder.document);
  } catch (const Stop& stop) {
    return stop.problem;
  } catch (const YAML::Exception& error) {
    const auto at = error.mark.pos < 0 ? 0u : static_cast<uint32_t>(error.mark.pos);
    return Problem{
        "bad-yaml",
        "This is no valid YAML (" + error.msg + "). Check indentation, quotes and brackets here and just above.",
        {file, lines.position(original, at), {}}};
  } catch (const std::exception&) {
    return Problem{"bad-yaml", "This YAML cannot be read.", {file, {}, {}}};
  }
}

}  // namespace

Result<ConfigDocument> parse_yaml(std::string_view text, const std::string& file) {
  uint32_t shift = 0;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
    shift = 3;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    // The library ends a file silently at some of these, which would hide what follows.
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && !space(text[i])) || (i < 2 && c >= 0xFE)) {
      return Problem{"bad-yaml",
                     "There is a control character here, or the file is no UTF-8 text. Save it as UTF-8.",
                     {file, LineIndex(text).position(text, static_cast<uint32_t>(i)), {}}};
    }
  }
  auto plain = parse(text, std::string(text), shift, file);
  if (plain || plain.problem().kind != "bad-yaml" || text.find("{{") == std::string_view::npos) return plain;
  auto filled = parse(text, without_placeholders(text), shift, file);
  return filled ? std::move(filled) : std::move(plain);
}

}  // namespace leastscope
