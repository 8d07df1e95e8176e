#include "syntax/parser.h"

#include <tree_sitter/api.h>

#include <memory>

extern "C" {
const TSLanguage* tree_sitter_javascript(void);
const TSLanguage* tree_sitter_typescript(void);
const TSLanguage* tree_sitter_tsx(void);
const TSLanguage* tree_sitter_html(void);
}

namespace leastscope {

namespace {

// The budget is counted in calls of the parser's progress callback, not in time, so that a file gives the same tree on
// a slow machine. Ordinary code needs about one call per 60 bytes; the allowance is far above that.
constexpr uint64_t kBudgetBase = 20'000;
constexpr uint64_t kBudgetPerByte = 2;
constexpr size_t kMaxBytes = 64u << 20;

bool spend(TSParseState* state) {
  auto* left = static_cast<uint64_t*>(state->payload);
  if (*left == 0) return true;  // true: give up
  --*left;
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
  if (text.size() > kMaxBytes) return;
  std::unique_ptr<TSParser, void (*)(TSParser*)> parser(ts_parser_new(), ts_parser_delete);
  if (!parser || !ts_parser_set_language(parser.get(), grammar_language(grammar))) return;
  Text source{text};
  uint64_t left = kBudgetBase + kBudgetPerByte * text.size();
  const TSInput input{&source, Text::read, TSInputEncodingUTF8, nullptr};
  const TSParseOptions options{&left, spend};
  tree_ = ts_parser_parse_with_options(parser.get(), nullptr, input, options);
}

SyntaxTree::~SyntaxTree() {
  if (tree_) ts_tree_delete(tree_);
}

}  // namespace leastscope
