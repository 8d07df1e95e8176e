// Small conveniences over tree-sitter's C interface. Include it only in rooms that lower syntax trees.
#pragma once
#include <tree_sitter/api.h>

#include <string_view>

#include "base/place.h"
#include "syntax/parser.h"

namespace leastscope::ts {

/// The root, or a null node when the parser gave up.
inline TSNode root(const SyntaxTree& tree) { return tree.tree() ? ts_tree_root_node(tree.tree()) : TSNode{}; }
inline bool null(TSNode node) { return node.id == nullptr; }
inline std::string_view type(TSNode node) {
  return null(node) ? std::string_view() : std::string_view(ts_node_type(node));
}
inline bool is(TSNode node, std::string_view name) { return type(node) == name; }
inline bool named(TSNode node) { return !null(node) && ts_node_is_named(node); }
inline Span span(TSNode node) { return null(node) ? Span{} : Span{ts_node_start_byte(node), ts_node_end_byte(node)}; }
inline std::string_view text(TSNode node, std::string_view source) {
  const Span s = span(node);
  return s.end <= source.size() ? source.substr(s.begin, s.end - s.begin) : std::string_view();
}
inline TSNode field(TSNode node, std::string_view name) {
  return null(node) ? TSNode{} : ts_node_child_by_field_name(node, name.data(), static_cast<uint32_t>(name.size()));
}
inline uint32_t children(TSNode node) { return null(node) ? 0 : ts_node_child_count(node); }
inline TSNode child(TSNode node, uint32_t i) { return null(node) ? TSNode{} : ts_node_child(node, i); }
inline uint32_t named_children(TSNode node) { return null(node) ? 0 : ts_node_named_child_count(node); }
inline TSNode named_child(TSNode node, uint32_t i) { return null(node) ? TSNode{} : ts_node_named_child(node, i); }
inline TSNode parent(TSNode node) { return null(node) ? TSNode{} : ts_node_parent(node); }
inline TSNode next_named(TSNode node) { return null(node) ? TSNode{} : ts_node_next_named_sibling(node); }

/// Calls visit(child) for every child (named ones only, if asked), in order, in linear time also for wide nodes.
template <class Visit>
void each_child(TSNode node, Visit visit, bool only_named = true) {
  if (null(node)) return;
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  if (ts_tree_cursor_goto_first_child(&cursor)) {
    do {
      const TSNode at = ts_tree_cursor_current_node(&cursor);
      if (!only_named || ts_node_is_named(at)) visit(at);
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
  }
  ts_tree_cursor_delete(&cursor);
}

/// Walks the tree without recursion: visit(node) before its children; when it gives false they are left out.
template <class Visit>
void walk(TSNode node, Visit visit) {
  if (null(node)) return;
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  for (bool more = true; more;) {
    if (visit(ts_tree_cursor_current_node(&cursor)) && ts_tree_cursor_goto_first_child(&cursor)) continue;
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (!ts_tree_cursor_goto_parent(&cursor)) {
        more = false;
        break;
      }
    }
  }
  ts_tree_cursor_delete(&cursor);
}

}  // namespace leastscope::ts
