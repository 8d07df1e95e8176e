// One pass over a syntax tree in the order of the text: what ts_tree_cursor shows, in a third of the time.
//
// The public cursor can stand anywhere and go anywhere; for that it keeps rows, columns and counts of descendants, and
// finds out anew at every step which production, alias and field it stands in. A pass that only goes forward knows
// all that from the step before. It has to read the tree's own nodes, so it is C and includes headers of the pinned
// tree-sitter that are not its interface; tests/syntax/walk_test.cpp compares every node with the cursor's.
#pragma once
#include <tree_sitter/api.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A node as the public interface would show it.
typedef struct {
  TSSymbol symbol;  ///< public symbol, the alias if there is one
  TSFieldId field;  ///< 0: none
  uint32_t begin;   ///< bytes
  uint32_t end;
  bool missing;   ///< put in by error recovery
  bool children;  ///< has at least one visible child
} LsSyntaxNode;

typedef struct {
  void* payload;
  /// Called for each node below the root; true: its children are wanted, and leave() follows after the last of them.
  bool (*enter)(void* payload, const LsSyntaxNode* node);
  void (*leave)(void* payload);
} LsSyntaxVisitor;

/// Visits all nodes below the root. False: out of memory, the pass ended early.
bool ls_walk(const TSTree* tree, LsSyntaxVisitor visitor);

#ifdef __cplusplus
}
#endif
