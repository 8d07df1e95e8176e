#include "syntax/parser.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <memory>
#include <string>

#include "base/paths.h"

extern "C" {
const TSLanguage* tree_sitter_javascript(void);
const TSLanguage* tree_sitter_typescript(void);
const TSLanguage* tree_sitter_tsx(void);
const TSLanguage* tree_sitter_html(void);
}

namespace leastscope {

namespace {

// The budget is counted in calls of the parser's progress callback, not in time, so that a file gives the same tree on
// a slow machine. Measured: one call per 50 to 150 bytes of ordinary or minified code, each of about 25 microseconds.
constexpr uint64_t kBudgetBase = 5'000;
constexpr uint64_t kBytesPerCall = 5;
constexpr size_t kMaxOpenTags = 2'000;
constexpr size_t kMaxBytes = 64u << 20;

bool spend(TSParseState* state) {
  auto* left = static_cast<uint64_t*>(state->payload);
  if (*left == 0) return true;  // true: give up
  --*left;
  return false;
}

/// Whether so many HTML elements stand open at once that the grammar's scanner, which copies their list at every token,
/// would take quadratic time. Elements that may lack an end tag do not count.
bool tags_pile_up(std::string_view text) {
  static constexpr std::string_view kNoEnd[] = {
      "area",   "base", "br",    "col",    "dd",    "dt", "embed", "hr", "img",   "input", "li",    "link", "meta",
      "option", "p",    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr",    "track", "wbr"};
  size_t open = 0;
  for (size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i + 1)) {
    size_t end = i + 1;
    const bool closing = end < text.size() && text[end] == '/';
    if (closing) ++end;
    const size_t begin = end;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '-')) ++end;
    const std::string name = lower(text.substr(begin, end - begin));
    if (name.empty() || std::find(std::begin(kNoEnd), std::end(kNoEnd), name) != std::end(kNoEnd)) continue;
    if (closing) {
      open -= open > 0 ? 1 : 0;
    } else if (++open > kMaxOpenTags) {
      return true;
    }
  }
  return false;
}

struct Text {
  std::string_view bytes;
  static const char* read(void* payload, uint32_t at, TSPoint, uint32_t* length) {
    const auto& text = static_cast<Text*>(payload)->bytes;
    const size_t left = at < text.size() ? text.size() - at : 0;
    *length = static_cast<uint32_t>(left);
    return left ? text.data() + at : "";
  }
};

}  // namespace

const TSLanguage* grammar_language(Grammar grammar) {
  switch (grammar) {
    case Grammar::javascript:
      return tree_sitter_javascript();
    case Grammar::typescript:
      return tree_sitter_typescript();
    case Grammar::tsx:
      return tree_sitter_tsx();
    case Grammar::html:
      return tree_sitter_html();
  }
  return nullptr;
}

SyntaxTree::SyntaxTree(Grammar grammar, std::string_view text) {
  if (text.size() > kMaxBytes || (grammar == Grammar::html && tags_pile_up(text))) return;
  std::unique_ptr<TSParser, void (*)(TSParser*)> parser(ts_parser_new(), ts_parser_delete);
  if (!parser || !ts_parser_set_language(parser.get(), grammar_language(grammar))) return;
  Text source{text};
  uint64_t left = kBudgetBase + text.size() / kBytesPerCall;
  const TSInput input{&source, Text::read, TSInputEncodingUTF8, nullptr};
  const TSParseOptions options{&left, spend};
  tree_ = ts_parser_parse_with_options(parser.get(), nullptr, input, options);
}

SyntaxTree::~SyntaxTree() {
  if (tree_) ts_tree_delete(tree_);
}

}  // namespace leastscope
