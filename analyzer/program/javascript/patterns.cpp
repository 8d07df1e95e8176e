// Destructuring: a pattern becomes Binds of Get, Index, SliceFrom and Without, with Choice Default for defaults.
#include "program/javascript/lowering.h"

namespace leastscope::javascript {

// A value that several parts of a pattern read is evaluated once, into a nameless slot.
ir::NodeId Lowering::reusable(NodeId value, unsigned uses, uint32_t at) {
  if (uses < 2 || module_.nodes[value].kind == Kind::Name) return value;
  uint32_t slot = new_slot(kNoSymbol, at);
  if (module_.nodes[value].kind == Kind::Hint) function().slots[slot].type = module_.nodes[value].extra;
  push(bind_slot(slot, at, value));
  return slot_name(slot, at);
}

void Lowering::bind_pattern(At pattern, NodeId value, bool declares) {
  if (pattern == kNoNode) {
    push(value);
    return;
  }
  const SyntaxNode& target = tree_[pattern];
  if (too_deep(pattern)) return push(node(Kind::Unknown, target.begin, {value}));
  ++depth_;
  switch (target.kind) {
    case K::identifier:
    case K::undefined:
    case K::shorthand_property_identifier_pattern:
      push(bind(tree_.of(pattern), target.begin, value, declares));
      break;
    case K::assignment_pattern:
    case K::object_assignment_pattern: {
      At left = tree_.field(pattern, F::left);
      At right = tree_.field(pattern, F::right);
      Symbol given = left != kNoNode && tree_[left].kind != K::object_pattern ? symbol(tree_.of(left)) : kNoSymbol;
      NodeId otherwise = right == kNoNode ? unknown(kNoNode) : named_expression(right, given);
      NodeId choice =
          node(Kind::Choice, target.begin, {value, otherwise}, 0, static_cast<uint8_t>(ir::ChoiceKind::Default));
      bind_pattern(left, choice, declares);
      break;
    }
    case K::object_pattern:
    case K::object:
      bind_object(pattern, value, declares);
      break;
    case K::array_pattern:
    case K::array:
      bind_array(pattern, value, declares);
      break;
    case K::rest_pattern:
    case K::parenthesized_expression:
    case K::non_null_expression:
      bind_pattern(tree_.first_named(pattern), value, declares);
      break;
    default:
      push(store(pattern, value, ir::AssignKind::Assign, target.begin));
  }
  --depth_;
}

void Lowering::bind_object(At pattern, NodeId value, bool declares) {
  unsigned parts = 0;
  for (At c = tree_[pattern].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind != K::token) ++parts;
  uint32_t at = tree_[pattern].begin;
  if (parts == 0) return push(value);  // `const {} = f()` still calls f
  value = reusable(value, parts, at);
  std::vector<std::pair<Symbol, uint32_t>> taken;
  for (At c = tree_[pattern].child; c != kNoNode; c = tree_[c].next) {
    const SyntaxNode part = tree_[c];
    switch (part.kind) {
      case K::shorthand_property_identifier_pattern: {
        Symbol name = symbol(tree_.of(c));
        taken.emplace_back(name, part.begin);
        bind_pattern(c, node(Kind::Get, part.begin, {value}, 0, 0, name), declares);
        break;
      }
      case K::object_assignment_pattern:
      case K::assignment_pattern: {
        At left = tree_.field(c, F::left);
        if (left == kNoNode) break;
        Symbol name = symbol(tree_.of(left));
        taken.emplace_back(name, part.begin);
        bind_pattern(c, node(Kind::Get, part.begin, {value}, 0, 0, name), declares);
        break;
      }
      case K::pair_pattern:
      case K::pair: {
        Key k = key(tree_.field(c, F::key));
        NodeId read;
        if (k.computed) {
          read = node(Kind::Index, k.at, {value, expression(k.expression)});
        } else {
          taken.emplace_back(k.name, k.at);
          read = node(Kind::Get, k.at, {value}, 0, 0, k.name);
        }
        bind_pattern(tree_.field(c, F::value), read, declares);
        break;
      }
      case K::rest_pattern:
      case K::spread_element: {
        size_t m = mark();
        push(value);
        for (auto [name, name_at] : taken) push(constant(ir::ConstKind::String, name_at, name));
        NodeId rest = finish(Kind::Op, m, part.begin, 0, static_cast<uint8_t>(ir::OpKind::Without));
        bind_pattern(tree_.first_named(c), rest, declares);
        break;
      }
      case K::token:
        break;
      default:
        push(unknown(c));
    }
  }
}

void Lowering::bind_array(At pattern, NodeId value, bool declares) {
  unsigned parts = 0;
  for (At c = tree_[pattern].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind != K::token) ++parts;
  if (parts == 0) return push(value);
  value = reusable(value, parts, tree_[pattern].begin);
  unsigned index = 0;
  for (At c = tree_[pattern].child; c != kNoNode; c = tree_[c].next) {
    const SyntaxNode part = tree_[c];
    if (part.kind == K::token) {
      if (tree_.of(c) == ",") ++index;
      continue;
    }
    NodeId number = constant(ir::ConstKind::Number, part.begin, symbols_[kept_atom(std::to_string(index))]);
    if (part.kind == K::rest_pattern || part.kind == K::spread_element)
      bind_pattern(tree_.first_named(c), op(ir::OpKind::SliceFrom, part.begin, {value, number}), declares);
    else
      bind_pattern(c, node(Kind::Index, part.begin, {value, number}), declares);
  }
}

}  // namespace leastscope::javascript
