// ls_walk reads tree-sitter's own nodes; here every node it shows is compared with the one the public cursor shows.
#include "syntax/walk.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.h"
#include "syntax/parser.h"

using namespace leastscope;

namespace {

struct Shown {
  std::vector<std::string> lines;  // one per node: depth, symbol, field, begin, end, missing, has children
  size_t depth = 1;
};

std::string line(size_t depth, unsigned symbol, unsigned field, uint32_t begin, uint32_t end, bool missing,
                 bool inside) {
  std::ostringstream out;
  out << depth << ' ' << symbol << ' ' << field << ' ' << begin << '-' << end << ' ' << missing << inside;
  return out.str();
}

std::vector<std::string> walked(const TSTree* tree) {
  Shown shown;
  auto enter = [](void* payload, const LsSyntaxNode* n) {
    auto& to = *static_cast<Shown*>(payload);
    to.lines.push_back(line(to.depth, n->symbol, n->field, n->begin, n->end, n->missing, n->children));
    ++to.depth;
    return true;
  };
  auto leave = [](void* payload) { --static_cast<Shown*>(payload)->depth; };
  CHECK(ls_walk(tree, {&shown, enter, leave}));
  CHECK(shown.depth == 1);
  return shown.lines;
}

std::vector<std::string> by_cursor(const TSTree* tree) {
  std::vector<std::string> out;
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  size_t depth = 0;
  bool more = ts_tree_cursor_goto_first_child(&cursor);
  if (more) ++depth;
  while (more) {
    const TSNode n = ts_tree_cursor_current_node(&cursor);
    out.push_back(line(depth, ts_node_symbol(n), ts_tree_cursor_current_field_id(&cursor), ts_node_start_byte(n),
                       ts_node_end_byte(n), ts_node_is_missing(n), ts_node_child_count(n) > 0));
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      ++depth;
      continue;
    }
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (--depth == 0 || !ts_tree_cursor_goto_parent(&cursor)) {
        more = false;
        break;
      }
    }
  }
  ts_tree_cursor_delete(&cursor);
  return out;
}

void compare(Grammar grammar, const std::string& text) {
  const SyntaxTree tree(grammar, text);
  REQUIRE(tree.tree());
  const auto ours = walked(tree.tree());
  const auto theirs = by_cursor(tree.tree());
  CHECK(ours == theirs);
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("the walk shows what the cursor shows: small texts") {
  for (const char* text : {
           "", "\n\n  // only a comment\n", "a", "  const { a = 1, ...rest } = f(x)?.y[z] ?? `t${q}u`; // tail",
           "for (const [k, v] of m) { if (k) continue; else break }", "<A b={c} d=\"e\">text {x} <></></A>;",
           "class A extends B { static #x = 1; get y() { return super.y } async *z() {} }",
           "a b c ) ( } {",         // recovery: ERROR nodes
           "f(a, ; const x = ;",    // recovery: something is put in
           "if (a { b() }",         // the same, inside
           "\xef\xbb\xbfx\n\xff y"  // a mark at the start, bytes that are no text
       })
    for (auto grammar : {Grammar::javascript, Grammar::typescript, Grammar::tsx, Grammar::html}) compare(grammar, text);
}

TEST_CASE("the walk shows what the cursor shows: a deep tree") {
  std::string text = "x = 1";
  for (int i = 0; i < 20'000; ++i) text += "+1";
  compare(Grammar::javascript, text);
}

TEST_CASE("the walk shows what the cursor shows: every source file of the fixtures") {
  size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCE_DIR "/fixtures")) {
    const auto kind = entry.path().extension();
    if (kind != ".js" && kind != ".jsx" && kind != ".ts" && kind != ".tsx" && kind != ".html") continue;
    INFO(entry.path().string());
    const auto grammar = kind == ".ts"     ? Grammar::typescript
                         : kind == ".tsx"  ? Grammar::tsx
                         : kind == ".html" ? Grammar::html
                                           : Grammar::javascript;
    compare(grammar, read(entry.path()));
    ++files;
  }
  CHECK(files > 200);
}
