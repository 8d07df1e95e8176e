// tree-sitter behind one door: a parse of one file, freed as a whole. Never more than `limit` bytes, never longer than
// the budget.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

struct TSTree;
struct TSNode;
struct TSLanguage;

namespace leastscope {

enum class Grammar { javascript, typescript, tsx, html };

/// A parsed file. `tree()` is null when the parser gave up (budget).
class SyntaxTree {
 public:
  SyntaxTree(Grammar grammar, std::string_view text);
  ~SyntaxTree();
  SyntaxTree(const SyntaxTree&) = delete;
  SyntaxTree& operator=(const SyntaxTree&) = delete;
  const TSTree* tree() const { return tree_; }

 private:
  TSTree* tree_ = nullptr;
};

const TSLanguage* grammar_language(Grammar grammar);

}  // namespace leastscope
