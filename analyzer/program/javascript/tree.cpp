#include "program/javascript/tree.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "syntax/walk.h"

namespace leastscope::javascript {
namespace {

struct GrammarTable {
  std::vector<K> kinds;  // by TSSymbol
  std::vector<uint8_t>
      keep;               // tokens: 0 drop, 1 keep, 2 keep inside arrays only; named: 1, comments: 3, 4: do not enter
  std::vector<F> fields;  // by TSFieldId
};

GrammarTable make_table(Grammar grammar) {
  static const std::map<std::string_view, K> kKinds = {
#define X(name) {#name, K::name},
      LEASTSCOPE_JS_KINDS(X)
#undef X
          {"class", K::class_},
      {"false", K::false_},
      {"true", K::true_},
      {"null", K::null_},
      {"this", K::this_},
      {"import", K::import_},
      {"module", K::module_}};
  static const std::map<std::string_view, F> kFields = {
#define X(name) {#name, F::name},
      LEASTSCOPE_JS_FIELDS(X)
#undef X
          {"operator", F::operator_}};
  const TSLanguage* language = grammar_language(grammar);
  GrammarTable table;
  uint32_t count = ts_language_symbol_count(language);
  table.kinds.resize(count, K::other);
  table.keep.resize(count, 0);
  for (uint32_t i = 0; i < count; ++i) {
    auto symbol = static_cast<TSSymbol>(i);
    std::string_view name = ts_language_symbol_name(language, symbol);
    if (ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular) {
      auto found = kKinds.find(name);
      if (found != kKinds.end()) table.kinds[i] = found->second;
      table.keep[i] = 1;
      if (name == "comment" || name == "html_comment") table.keep[i] = 3;
      if (name == "ambient_declaration" || name == "string" || name == "regex" || name == "type_parameters" ||
          name == "function_type")
        table.keep[i] = 4;
    } else {
      table.kinds[i] = K::token;
      for (std::string_view kept : {"get", "set", "static", "async", "*", "type", "typeof", "?.", "static get", "await",
                                    "accessor", "default", "of", "in", "?"})
        if (name == kept) table.keep[i] = 1;
      if (name == ",") table.keep[i] = 2;
    }
  }
  uint32_t fields = ts_language_field_count(language);
  table.fields.resize(fields + 1, F::other);
  table.fields[0] = F::none;
  for (uint32_t i = 1; i <= fields; ++i) {
    auto found = kFields.find(ts_language_field_name_for_id(language, static_cast<TSFieldId>(i)));
    if (found != kFields.end()) table.fields[i] = found->second;
  }
  return table;
}

const GrammarTable& table_of(Grammar grammar) {
  static const GrammarTable kJavaScript = make_table(Grammar::javascript);
  static const GrammarTable kTypeScript = make_table(Grammar::typescript);
  static const GrammarTable kTsx = make_table(Grammar::tsx);
  if (grammar == Grammar::typescript) return kTypeScript;
  return grammar == Grammar::tsx ? kTsx : kJavaScript;
}

class Copier {
 public:
  Copier(Tree& tree, const GrammarTable& table) : tree_(tree), table_(table) {}

  void run(const TSTree* syntax) {
    const TSNode root = ts_tree_root_node(syntax);
    add(K::program, F::none, ts_node_start_byte(root), ts_node_end_byte(root));
    open_.push_back({0, kNoNode});
    ls_walk(syntax,
            {this, [](void* self, const LsSyntaxNode* node) { return static_cast<Copier*>(self)->enter(*node); },
             [](void* self) { static_cast<Copier*>(self)->open_.pop_back(); }});
  }

 private:
  struct Open {
    At node;
    At last;  // last child added
  };

  At add(K kind, F field, uint32_t begin, uint32_t end) {
    SyntaxNode& copy = tree_.nodes.emplace_back();
    copy.kind = kind;
    copy.field = field;
    copy.begin = begin;
    copy.end = end;
    return static_cast<At>(tree_.nodes.size() - 1);
  }

  // Copies a node below the innermost open one; true when its children are wanted: then it is open until it is left.
  bool enter(const LsSyntaxNode& node) {
    const bool error = node.symbol >= table_.kinds.size();
    const K kind = error ? K::error : table_.kinds[node.symbol];
    const uint8_t keep = error ? 1 : table_.keep[node.symbol];
    if (error) tree_.errors.push_back({node.begin, node.end});
    if (node.begin == node.end && node.missing) {
      tree_.errors.push_back({node.begin, node.begin});
      return false;
    }
    if (keep == 3) {
      if (tree_.text.substr(node.begin, node.end - node.begin).find("leastscope:") != std::string_view::npos)
        tree_.comments.push_back({node.begin, node.end});
      return false;
    }
    const F field = table_.fields[node.field];
    Open& parent = open_.back();
    if (kind == K::token && keep != 1 && field == F::none) {
      const K above = tree_.nodes[parent.node].kind;
      if (keep != 2 || (above != K::array && above != K::array_pattern)) return false;
    }
    const At at = add(kind, field, node.begin, node.end);
    (parent.last == kNoNode ? tree_.nodes[parent.node].child : tree_.nodes[parent.last].next) = at;
    parent.last = at;
    if (kind == K::token || keep == 4 || !node.children) return false;
    open_.push_back({at, kNoNode});
    return true;
  }

  Tree& tree_;
  const GrammarTable& table_;
  std::vector<Open> open_;
};

}  // namespace

At Tree::field(At parent, F name) const {
  for (At c = nodes[parent].child; c != kNoNode; c = nodes[c].next)
    if (nodes[c].field == name) return c;
  return kNoNode;
}

At Tree::first(At parent, K kind) const {
  for (At c = nodes[parent].child; c != kNoNode; c = nodes[c].next)
    if (nodes[c].kind == kind) return c;
  return kNoNode;
}

At Tree::first_named(At parent) const {
  for (At c = nodes[parent].child; c != kNoNode; c = nodes[c].next)
    if (nodes[c].kind != K::token) return c;
  return kNoNode;
}

bool Tree::has_token(At parent, std::string_view token) const {
  for (At c = nodes[parent].child; c != kNoNode; c = nodes[c].next)
    if (nodes[c].kind == K::token && of(c) == token) return true;
  return false;
}

std::vector<At> names_of_pattern(const Tree& tree, At pattern) {
  std::vector<At> names, open{pattern};
  while (!open.empty()) {
    const At at = open.back();
    open.pop_back();
    if (at == kNoNode) continue;
    switch (tree[at].kind) {
      case K::identifier:
      case K::shorthand_property_identifier_pattern:
        names.push_back(at);
        break;
      case K::pair_pattern:
        open.push_back(tree.field(at, F::value));
        break;
      case K::assignment_pattern:
      case K::object_assignment_pattern:
        open.push_back(tree.field(at, F::left));
        break;
      case K::object_pattern:
      case K::array_pattern:
      case K::rest_pattern: {
        const size_t first = open.size();
        for (At c = tree[at].child; c != kNoNode; c = tree[c].next)
          if (tree[c].kind != K::token) open.push_back(c);
        std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
        break;
      }
      default:
        break;
    }
  }
  return names;
}

Tree flatten(const SyntaxTree& syntax, Grammar grammar, std::string_view text) {
  Tree tree;
  tree.text = text;
  tree.nodes.reserve(text.size() / 5 + 16);
  Copier(tree, table_of(grammar)).run(syntax.tree());
  return tree;
}

std::vector<Span> statements_of(const Tree& tree) {
  std::vector<Span> out;
  for (const SyntaxNode& node : tree.nodes) {
    switch (node.kind) {
      case K::expression_statement:
      case K::lexical_declaration:
      case K::variable_declaration:
      case K::return_statement:
      case K::throw_statement:
      case K::field_definition:
      case K::public_field_definition:
        out.push_back({node.begin, node.end});
        break;
      default:
        break;
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  return out;
}

}  // namespace leastscope::javascript
