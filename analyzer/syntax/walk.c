#include "syntax/walk.h"

#include <stdlib.h>

#include "language.h"
#include "subtree.h"
#include "tree.h"

// A subtree whose children are being visited. Hidden subtrees (repetitions, helper rules) are no nodes of the public
// interface: their children are those of the visible node above, and take its fields where they have none of their own.
typedef struct {
  const Subtree* children;
  const TSSymbol* aliases;       // by structural index; null: none
  const TSFieldMapEntry* field;  // fields of this production
  const TSFieldMapEntry* fields_end;
  uint32_t count;
  uint32_t next;
  uint32_t structural;  // index of the next child among those that are no extras
  uint32_t at;          // where the next child begins, bytes
  TSFieldId inherited;
  bool visible;
} Level;

typedef struct {
  Level* levels;
  uint32_t size;
  uint32_t capacity;
} Levels;

static bool push(Levels* stack, const TSLanguage* language, Subtree subtree, uint32_t begin, TSFieldId inherited,
                 bool visible) {
  if (stack->size == stack->capacity) {
    const uint32_t capacity = stack->capacity ? stack->capacity * 2 : 64;
    Level* levels = realloc(stack->levels, capacity * sizeof(Level));
    if (!levels) return false;
    stack->levels = levels;
    stack->capacity = capacity;
  }
  Level* level = &stack->levels[stack->size++];
  level->children = ts_subtree_children(subtree);
  level->count = ts_subtree_child_count(subtree);
  level->next = 0;
  level->structural = 0;
  level->at = begin;
  level->inherited = inherited;
  level->visible = visible;
  level->aliases = NULL;
  level->field = level->fields_end = NULL;
  if (level->count > 0) {
    level->aliases = ts_language_alias_sequence(language, subtree.ptr->production_id);
    ts_language_field_map(language, subtree.ptr->production_id, &level->field, &level->fields_end);
  }
  return true;
}

static TSFieldId field_of(const Level* level, uint32_t structural) {
  for (const TSFieldMapEntry* entry = level->field; entry < level->fields_end; ++entry) {
    if (!entry->inherited && entry->child_index == structural) return entry->field_id;
  }
  return level->inherited;
}

static uint32_t size_of(Subtree subtree) {
  return subtree.data.is_inline ? subtree.data.size_bytes : subtree.ptr->size.bytes;
}

static uint32_t padding_of(Subtree subtree) {
  return subtree.data.is_inline ? subtree.data.padding_bytes : subtree.ptr->padding.bytes;
}

bool ls_walk(const TSTree* tree, LsSyntaxVisitor visitor) {
  const TSLanguage* language = tree->language;
  Levels stack = {NULL, 0, 0};
  bool complete = push(&stack, language, tree->root, padding_of(tree->root), 0, false);
  while (complete && stack.size > 0) {
    Level* level = &stack.levels[stack.size - 1];
    if (level->next == level->count) {
      if (level->visible) visitor.leave(visitor.payload);
      --stack.size;
      continue;
    }
    const Subtree child = level->children[level->next++];
    const uint32_t begin = level->at;
    level->at = begin + size_of(child);
    if (level->next < level->count) level->at += padding_of(level->children[level->next]);
    TSSymbol alias = 0;
    TSFieldId field = 0;
    if (!ts_subtree_extra(child)) {
      if (level->aliases) alias = level->aliases[level->structural];
      field = field_of(level, level->structural);
      ++level->structural;
    }
    const bool inside = ts_subtree_visible_child_count(child) > 0;
    if (!alias && !ts_subtree_visible(child)) {
      if (inside) complete = push(&stack, language, child, begin, field, false);
      continue;
    }
    const TSSymbol symbol = alias ? alias : ts_subtree_symbol(child);
    const LsSyntaxNode node = {symbol == ts_builtin_sym_error ? symbol : language->public_symbol_map[symbol],
                               field,
                               begin,
                               begin + size_of(child),
                               ts_subtree_missing(child),
                               inside};
    if (!visitor.enter(visitor.payload, &node)) continue;
    if (inside)
      complete = push(&stack, language, child, begin, 0, true);
    else
      visitor.leave(visitor.payload);
  }
  free(stack.levels);
  return complete;
}
