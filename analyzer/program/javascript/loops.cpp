#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::kNone;
using ir::LoopKind;

// `for (let i = 0; i < xs.length; i++)`, by its head only.
Lowering::Counted Lowering::counted_loop(At at) {
  At init = tree_.field(at, F::initializer);
  At test = tree_.field(at, F::condition);
  At step = tree_.field(at, F::increment);
  if (init == kNoNode || test == kNoNode || step == kNoNode) return {};
  if (tree_[init].kind != K::lexical_declaration && tree_[init].kind != K::variable_declaration) return {};
  At first = tree_.first(init, K::variable_declarator);
  if (first == kNoNode) return {};
  At variable = tree_.field(first, F::name);
  At start = tree_.field(first, F::value);
  if (variable == kNoNode || start == kNoNode || tree_[variable].kind != K::identifier || tree_.of(start) != "0")
    return {};
  for (At c = tree_[first].next; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind == K::variable_declarator) return {};
  std::string_view counter = tree_.of(variable);
  if (tree_[test].kind == K::expression_statement) test = tree_.first_named(test);
  if (test == kNoNode || tree_[test].kind != K::binary_expression || tree_[step].kind != K::update_expression)
    return {};
  At written = tree_.field(test, F::operator_);
  At left = tree_.field(test, F::left);
  At right = tree_.field(test, F::right);
  At stepped = tree_.field(step, F::argument);
  if (written == kNoNode || left == kNoNode || right == kNoNode || stepped == kNoNode) return {};
  if (tree_.of(written) == ">")
    std::swap(left, right);
  else if (tree_.of(written) != "<")
    return {};
  if (tree_.of(left) != counter || tree_.of(stepped) != counter || tree_.has_token(step, "--")) return {};
  At plusplus = tree_.field(step, F::operator_);
  if (plusplus == kNoNode || tree_.of(plusplus) != "++") return {};
  if (tree_[right].kind != K::member_expression) return {};
  At last = tree_.field(right, F::property);
  At list = tree_.field(right, F::object);
  if (last == kNoNode || list == kNoNode || tree_.of(last) != "length") return {};
  for (At part = list; tree_[part].kind != K::identifier && tree_[part].kind != K::this_;) {
    if (tree_[part].kind != K::member_expression) return {};  // a call may give another list every time
    part = tree_.field(part, F::object);
    if (part == kNoNode) return {};
  }
  return {variable, list};
}

void Lowering::for_statement(At at, Symbol label) {
  size_t outer = mark();
  size_t scope = enter_scope();
  At init = tree_.field(at, F::initializer);
  Counted counted = counted_loop(at);
  uint32_t begin = tree_[at].begin;
  if (init != kNoNode) declare_statement(init, scope);
  uint32_t slot = kNone;
  uint32_t before = 0;
  uint32_t list_slot = kNone;
  uint32_t list_before = 0;
  ir::FunctionId list_function = 0;
  ir::FunctionId slot_function = 0;
  NodeId iterable = kNone;
  if (counted.variable != kNoNode) {
    iterable = expression(counted.list);
    At root = counted.list;
    while (tree_[root].kind == K::member_expression) root = tree_.field(root, F::object);
    if (const Binding* list = tree_[root].kind == K::identifier ? find(tree_.of(root)) : nullptr) {
      list_slot = list->slot;
      list_function = list->function;
      list_before = uses_[list_function][list_slot].assigned;
    }
    if (const Binding* found = find(tree_.of(counted.variable))) {
      slot = found->slot;
      slot_function = found->function;
      before = uses_[slot_function][slot].assigned;
    }
  } else if (init != kNoNode) {
    statement(init);
  }
  NodeId body = block(tree_.field(at, F::body));
  bool safe = slot != kNone && uses_[slot_function][slot].assigned == before &&
              (list_slot == kNone || uses_[list_function][list_slot].assigned == list_before);
  NodeId loop;
  if (safe) {
    Binding variable = *find(tree_.of(counted.variable));
    uint32_t place = tree_[counted.variable].begin;
    note_write(variable, place, true);
    NodeId target = name(tree_.of(counted.variable), place);
    loop = node(Kind::Loop, begin, {iterable, target, body}, 0, static_cast<uint8_t>(LoopKind::Keys), label);
  } else {
    if (counted.variable != kNoNode) statement(init);
    At test = tree_.field(at, F::condition);
    At step = tree_.field(at, F::increment);
    NodeId tested = test == kNoNode || tree_[test].kind == K::empty_statement || tree_[test].kind == K::token
                        ? kNone
                        : expression(test);
    NodeId stepped = step == kNoNode ? kNone : expression(step);
    loop = node(Kind::Loop, begin, {tested, body, stepped}, 0, static_cast<uint8_t>(LoopKind::While), label);
  }
  leave_scope(scope);
  push(loop);
  if (mark() > outer + 1) push(finish(Kind::Block, outer, begin));
}

void Lowering::for_in(At at, Symbol label) {
  At left = tree_.field(at, F::left);
  At declares = tree_.field(at, F::kind);
  At written = tree_.field(at, F::operator_);
  uint32_t begin = tree_[at].begin;
  NodeId iterable = expression(tree_.field(at, F::right));
  size_t scope = enter_scope();
  bool declared = declares != kNoNode;
  if (declared && tree_.of(declares) != "var" && left != kNoNode) declare_pattern(left, scope);
  NodeId target = kNone;
  NodeId body;
  At inner = tree_.field(at, F::body);
  if (left != kNoNode && tree_[left].kind == K::identifier) {
    target = name(tree_.of(left), tree_[left].begin);
    if (const Binding* found = find(tree_.of(left))) note_write(Binding(*found), tree_[left].begin, declared);
    body = block(inner);
  } else {
    // The element goes through a nameless slot into the pattern or member.
    size_t m = mark();
    if (left != kNoNode) {
      uint32_t slot = new_slot(kNoSymbol, tree_[left].begin);
      note_write({0, function_, slot, kNone}, tree_[left].begin, true);
      target = slot_name(slot, tree_[left].begin);
      bind_pattern(left, slot_name(slot, tree_[left].begin), declared);
    }
    push(block(inner));
    body = finish(Kind::Block, m, begin);
  }
  leave_scope(scope);
  bool keys = written != kNoNode && tree_.of(written) == "in";
  push(node(Kind::Loop, begin, {iterable, target, body}, 0, static_cast<uint8_t>(keys ? LoopKind::Keys : LoopKind::Of),
            label));
}

void Lowering::while_statement(At at, Symbol label) {
  NodeId test = expression(tree_.field(at, F::condition));
  NodeId body = block(tree_.field(at, F::body));
  push(node(Kind::Loop, tree_[at].begin, {test, body, kNone}, 0, static_cast<uint8_t>(LoopKind::While), label));
}

void Lowering::do_statement(At at, Symbol label) {
  NodeId body = block(tree_.field(at, F::body));
  NodeId test = expression(tree_.field(at, F::condition));
  push(node(Kind::Loop, tree_[at].begin, {test, body, kNone}, 0, static_cast<uint8_t>(LoopKind::DoWhile), label));
}

}  // namespace leastscope::javascript
