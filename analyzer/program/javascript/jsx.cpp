// JSX: <a.b x={1}>text {y}</a.b> is a call of a.b with {x: 1, children: ["text ", y]}; an only child is no list.
// The callee of a plain element is the Const string of its tag, of a fragment the empty string.
#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::ConstKind;
using ir::OpKind;

ir::NodeId Lowering::jsx_name(At at, uint32_t fallback) {
  if (at == kNoNode) return constant(ConstKind::String, fallback);
  const SyntaxNode& tag = tree_[at];
  if (tag.kind != K::identifier)
    return tag.kind == K::jsx_namespace_name ? constant(ConstKind::String, tag.begin, symbol(tree_.of(at)))
                                             : expression(at);
  std::string_view text = tree_.of(at);
  bool plain = (text[0] >= 'a' && text[0] <= 'z') || text.find('-') != std::string_view::npos;
  return plain ? constant(ConstKind::String, tag.begin, symbol(text)) : name(text, tag.begin);
}

void Lowering::jsx_attribute(At at) {
  if (tree_[at].kind == K::jsx_expression) {  // {...props}
    At inner = tree_.first_named(at);
    if (inner != kNoNode)
      push(tree_[inner].kind == K::spread_element ? expression(inner)
                                                  : op(OpKind::Spread, tree_[at].begin, {expression(inner)}));
    return;
  }
  if (tree_[at].kind != K::jsx_attribute) return;
  At key_at = tree_.first_named(at);
  if (key_at == kNoNode) return;
  Symbol text = symbol(tree_.of(key_at));
  At value = tree_[key_at].next;
  while (value != kNoNode && tree_[value].kind == K::token) value = tree_[value].next;
  NodeId made;
  if (value == kNoNode) {
    made = constant(ConstKind::True, tree_[key_at].begin);
  } else if (tree_[value].kind == K::jsx_expression) {
    At inner = tree_.first_named(value);
    made = inner == kNoNode ? constant(ConstKind::Undefined, tree_[value].begin) : named_expression(inner, text);
  } else {
    made = expression(value);
  }
  push(op(OpKind::Entry, tree_[key_at].begin, {made}, text));
}

void Lowering::jsx_children(At element) {
  for (At c = tree_[element].child; c != kNoNode; c = tree_[c].next) {
    switch (tree_[c].kind) {
      case K::jsx_text:
      case K::html_character_reference: {
        std::string_view text = tree_.of(c);
        if (text.find_first_not_of(" \t\r\n") != std::string_view::npos)
          push(constant(ConstKind::String, tree_[c].begin, symbol(text)));
        break;
      }
      case K::jsx_expression:
        if (At inner = tree_.first_named(c); inner != kNoNode) push(expression(inner));
        break;
      case K::jsx_opening_element:
      case K::jsx_closing_element:
      case K::token:
        break;
      default:
        push(expression(c));
    }
  }
}

ir::NodeId Lowering::jsx(At at) {
  At open = tree_[at].kind == K::jsx_element ? tree_.field(at, F::open_tag) : at;
  if (open == kNoNode) return unknown(at);
  At tag = tree_.field(open, F::name);
  NodeId callee = jsx_name(tag, tree_[at].begin);
  size_t m = mark();
  for (At c = tree_[open].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].field == F::attribute) jsx_attribute(c);
  if (open != at) {
    size_t inner = mark();
    jsx_children(at);
    if (mark() > inner) {
      // An only child is given as it is: components call a function between their tags.
      NodeId children = scratch_.back();
      if (mark() == inner + 1)
        scratch_.pop_back();
      else
        children = finish(Kind::List, inner, tree_[at].begin);
      push(op(OpKind::Entry, tree_[at].begin, {children}, symbol("children")));
    }
  }
  NodeId attributes = finish(Kind::Record, m, tree_[at].begin);
  uint32_t place = tag == kNoNode ? tree_[at].begin : last_name(tag);
  return node(Kind::Call, place, {callee, attributes}, ir::kJsx);
}

}  // namespace leastscope::javascript
