#include "program/javascript/lower.h"

#include "base/paths.h"
#include "program/javascript/lowering.h"
#include "program/javascript/page.h"

namespace leastscope {
namespace {

using javascript::Lowering;
using javascript::Tree;

void empty_body(ir::Module& module) {
  module.nodes.clear();
  module.children.clear();
  module.functions.assign(1, {});
  ir::Node block;
  block.kind = ir::Kind::Block;
  module.nodes.push_back(block);
  module.functions[0].body = 0;
  module.functions[0].span = {0, module.bytes};
}

void lower_text(Interner& names, ir::Module& module, std::string_view text, Grammar grammar, bool page = false) {
  Tree tree;
  {
    SyntaxTree syntax(grammar, text);
    if (!syntax.tree()) {
      module.unread = true;
      return empty_body(module);
    }
    tree = javascript::flatten(syntax, grammar, text);
  }
  Lowering lowering(names, module, tree);
  if (page) lowering.expect_placeholders();
  lowering.run();
}

Grammar grammar_of(const std::string& path) {
  std::string extension = lower(path_extension(path));
  if (extension == ".ts" || extension == ".mts" || extension == ".cts") return Grammar::typescript;
  return extension == ".tsx" ? Grammar::tsx : Grammar::javascript;
}

bool is_script(const std::string& path) {
  std::string extension = lower(path_extension(path));
  for (std::string_view known : {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"})
    if (extension == known) return true;
  return false;
}

}  // namespace

ir::Module lower_javascript(Interner& names, const std::string& path, std::string_view text) {
  ir::Module module;
  module.path = path;
  module.bytes = static_cast<uint32_t>(text.size());
  module.text = text;
  module.lines = LineIndex(text);
  Grammar grammar = grammar_of(path);
  module.language = grammar == Grammar::javascript ? "javascript" : "typescript";
  lower_text(names, module, text, grammar);
  return module;
}

ir::Module lower_page(Interner& names, const std::string& path, std::string_view text) {
  ir::Module module;
  module.path = path;
  module.bytes = static_cast<uint32_t>(text.size());
  module.text = text;
  module.lines = LineIndex(text);
  const javascript::PageSyntax syntax = javascript::page_syntax(path);
  const bool component = syntax == javascript::PageSyntax::Component;
  const bool typescript = component && (text.find("lang=\"ts") != std::string_view::npos ||
                                        text.find("lang='ts") != std::string_view::npos);
  module.language = typescript ? "typescript" : "javascript";
  std::string scripts = javascript::scripts_only(text, syntax);
  lower_text(names, module, scripts, typescript ? Grammar::typescript : Grammar::javascript, !component);
  return module;
}

void find_statements(ir::Module& module) {
  if (!module.statements.empty() || module.unread || !is_script(module.path)) return;
  SyntaxTree syntax(grammar_of(module.path), module.text);
  if (syntax.tree())
    module.statements = javascript::statements_of(javascript::flatten(syntax, grammar_of(module.path), module.text));
}

}  // namespace leastscope
