#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::ConstKind;
using ir::kNone;

void Lowering::statement(At at) {
  const SyntaxNode s = tree_[at];
  if (too_deep(at)) return push(node(Kind::Unknown, s.begin, {}));
  ++depth_;
  switch (s.kind) {
    case K::expression_statement:
      if (At inner = tree_.first_named(at); inner != kNoNode) {
        if (tree_[inner].kind == K::internal_module)
          namespace_declaration(inner);
        else
          push(expression(inner));
      }
      break;
    case K::lexical_declaration:
    case K::using_declaration:
      variables(at, false);
      break;
    case K::variable_declaration:
      variables(at, true);
      break;
    case K::function_declaration:
    case K::generator_function_declaration:
      if (!s.hoisted) hoist_one(at, kNoSymbol, false);
      break;
    case K::class_declaration:
    case K::abstract_class_declaration: {
      At written = tree_.field(at, F::name);
      if (written == kNoNode) {
        push(class_value(at, kNoSymbol));
        break;
      }
      NodeId value = class_value(at, symbol(tree_.of(written)));
      push(bind(tree_.of(written), tree_[written].begin, value, true));
      break;
    }
    case K::return_statement:
      exit(at, ir::ExitKind::Return);
      break;
    case K::throw_statement:
      exit(at, ir::ExitKind::Throw);
      break;
    case K::break_statement:
      exit(at, ir::ExitKind::Break);
      break;
    case K::continue_statement:
      exit(at, ir::ExitKind::Continue);
      break;
    case K::if_statement:
      if_statement(at);
      break;
    case K::switch_statement:
      switch_statement(at);
      break;
    case K::try_statement:
      try_statement(at);
      break;
    case K::for_statement:
      for_statement(at, kNoSymbol);
      break;
    case K::for_in_statement:
      for_in(at, kNoSymbol);
      break;
    case K::while_statement:
      while_statement(at, kNoSymbol);
      break;
    case K::do_statement:
      do_statement(at, kNoSymbol);
      break;
    case K::labeled_statement:
      labeled(at);
      break;
    case K::statement_block:
      push(block(at));
      break;
    case K::import_statement:
      import_statement(at);
      break;
    case K::export_statement:
      export_statement(at);
      break;
    case K::enum_declaration:
      enumeration(at);
      break;
    case K::internal_module:
    case K::module_:
      namespace_declaration(at);
      break;
    case K::import_alias:
      import_alias(at);
      break;
    case K::type_alias_declaration:
      type_alias(at);
      break;
    case K::interface_declaration:
      interface(at);
      break;
    case K::empty_statement:
    case K::debugger_statement:
    case K::ambient_declaration:
    case K::function_signature:
    case K::token:
      break;
    case K::error:
    case K::with_statement:
    case K::other:
      push(unknown(at));
      break;
    // Pieces of statements, met only inside a syntax error.
    case K::type_annotation:
    case K::type_arguments:
    case K::type_parameters:
    case K::interface_body:
    case K::object_type:
    case K::property_signature:
    case K::type_identifier:
    case K::predefined_type:
    case K::union_type:
    case K::literal_type:
    case K::property_identifier:
    case K::statement_identifier:
    case K::accessibility_modifier:
    case K::override_modifier:
      break;
    default:
      push(expression(at));
  }
  --depth_;
}

void Lowering::statements(At at) {
  hoist(at);
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind != K::token) statement(c);
}

// A statement as one Block with a scope of its own.
ir::NodeId Lowering::block(At at) {
  size_t m = mark();
  if (at == kNoNode) return finish(Kind::Block, m, 0);
  size_t scope = enter_scope();
  if (tree_[at].kind == K::statement_block) {
    declare_block(at, scope);
    statements(at);
  } else {
    declare_statement(at, scope);
    statement(at);
  }
  NodeId made = finish(Kind::Block, m, tree_[at].begin);
  leave_scope(scope);
  return made;
}

// Function declarations are bound where their block starts.
void Lowering::hoist(At at) {
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
    K kind = tree_[c].kind;
    if (kind == K::function_declaration || kind == K::generator_function_declaration) {
      hoist_one(c, kNoSymbol, false);
    } else if (kind == K::export_statement) {
      At inner = tree_.field(c, F::declaration);
      if (inner == kNoNode) inner = tree_.field(c, F::value);
      if (inner == kNoNode) continue;
      K declared = tree_[inner].kind;
      if (declared == K::function_declaration || declared == K::generator_function_declaration)
        hoist_one(inner, symbol("default"), tree_.has_token(c, "default"));
    }
  }
}

void Lowering::hoist_one(At at, Symbol given, bool as_default) {
  At written = tree_.field(at, F::name);
  bool anonymous = written == kNoNode || tree_[written].begin == tree_[written].end;
  if (anonymous && !as_default) return push(function_value(at));
  tree_.nodes[at].hoisted = true;
  if (anonymous) return;  // export_default() gives it a slot
  (void)given;
  NodeId value = node(Kind::Func, tree_[written].begin, {});
  Given own;
  own.name = symbol(tree_.of(written));
  ir::FunctionId id = lower_function(at, own);
  module_.nodes[value].first = id;
  push(bind(tree_.of(written), tree_[written].begin, value, true));
  if (const Binding* found = find(tree_.of(written)))
    module_.functions[found->function].slots[found->slot].hoisted = true;
}

void Lowering::variables(At at, bool var) {
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next) {
    if (tree_[c].kind == K::variable_declarator)
      declarator(c, var);
    else if (tree_[c].kind == K::error)
      push(unknown(c));
  }
}

void Lowering::declarator(At at, bool var) {
  At target = tree_.field(at, F::name);
  At value = tree_.field(at, F::value);
  if (target == kNoNode) return push(unknown(at));
  uint16_t type = annotation_type(at);
  bool plain = tree_[target].kind == K::identifier;
  if (plain && type != 0xffff)
    if (const Binding* found = find(tree_.of(target))) uses_[found->function][found->slot].type = type;
  if (value == kNoNode) {
    if (var) return;  // its slot is undefined anyway, and keeps its value when passed again
    return bind_pattern(target, constant(ConstKind::Undefined, tree_[target].begin), true);
  }
  NodeId made = named_expression(value, plain ? symbol(tree_.of(target)) : kNoSymbol);
  if (plain && type == 0xffff && module_.nodes[made].kind == Kind::Hint)  // `const x = … as T`
    if (const Binding* found = find(tree_.of(target)))
      module_.functions[found->function].slots[found->slot].type = module_.nodes[made].extra;
  bind_pattern(target, hint(made, type), true);
}

void Lowering::exit(At at, ir::ExitKind kind) {
  NodeId value = kNone;
  Symbol label = kNoSymbol;
  if (kind == ir::ExitKind::Break || kind == ir::ExitKind::Continue) {
    if (At written = tree_.field(at, F::label); written != kNoNode) label = symbol(tree_.of(written));
  } else if (At inner = tree_.first_named(at); inner != kNoNode) {
    value = expression(inner);
  }
  push(node(Kind::Exit, tree_[at].begin, {value}, 0, static_cast<uint8_t>(kind), label));
}

void Lowering::if_statement(At at) {
  NodeId test = expression(tree_.field(at, F::condition));
  NodeId then = block(tree_.field(at, F::consequence));
  At other = tree_.field(at, F::alternative);
  NodeId otherwise = kNone;
  if (other != kNoNode) otherwise = block(tree_[other].kind == K::else_clause ? tree_.first_named(other) : other);
  push(node(Kind::If, tree_[at].begin, {test, then, otherwise}));
}

// Cases in source order; a body that does not leave continues with the next one, which is shared, not copied.
void Lowering::switch_statement(At at) {
  struct Case {
    At node;
    std::vector<At> body;
    bool leaves = false;
    NodeId block = kNone;
  };
  At body = tree_.field(at, F::body);
  NodeId subject = expression(tree_.field(at, F::value));
  size_t outer = mark();
  size_t scope = enter_scope();
  std::vector<Case> cases;
  if (body != kNoNode) {
    for (At c = tree_[body].child; c != kNoNode; c = tree_[c].next) {
      if (tree_[c].kind != K::switch_case && tree_[c].kind != K::switch_default) continue;
      cases.push_back({c, {}, false, kNone});
      declare_block(c, scope);
      for (At b = tree_[c].child; b != kNoNode; b = tree_[b].next)
        if (tree_[b].field == F::body) cases.back().body.push_back(b);
    }
  }
  for (Case& c : cases) hoist(c.node);
  std::vector<NodeId> tests;
  std::vector<size_t> marks;
  // Lowered in source order, so that slots and last writes are; linked afterwards from the end.
  std::vector<std::vector<NodeId>> lowered;
  for (Case& c : cases) {
    At value = tree_[c.node].kind == K::switch_case ? tree_.field(c.node, F::value) : kNoNode;
    tests.push_back(value == kNoNode ? kNone : expression(value));
    size_t m = mark();
    for (At b : c.body) statement(b);
    lowered.emplace_back(scratch_.begin() + static_cast<std::ptrdiff_t>(m), scratch_.end());
    scratch_.resize(m);
    if (!lowered.back().empty()) c.leaves = module_.nodes[lowered.back().back()].kind == Kind::Exit;
    if (!c.body.empty() && tree_[c.body.back()].kind == K::statement_block && !lowered.back().empty()) {
      const ir::Node& last = module_.nodes[lowered.back().back()];
      if (last.kind == Kind::Block && last.count > 0)
        c.leaves = module_.nodes[module_.children[last.first + last.count - 1u]].kind == Kind::Exit;
    }
  }
  leave_scope(scope);
  for (size_t i = cases.size(); i-- > 0;) {
    bool continues = !cases[i].leaves && i + 1 < cases.size();
    if (lowered[i].empty() && continues) {
      cases[i].block = cases[i + 1].block;
      continue;
    }
    size_t m = mark();
    for (NodeId id : lowered[i]) push(id);
    if (continues) push(cases[i + 1].block);
    cases[i].block = finish(Kind::Block, m, tree_[cases[i].node].begin);
  }
  std::vector<NodeId> arms{subject};
  for (size_t i = 0; i < cases.size(); ++i) {
    size_t m = mark();
    uint32_t place = tree_[cases[i].node].begin;
    if (tests[i] == kNone) {
      arms.push_back(finish(Kind::List, m, place));
      arms.push_back(cases[i].block);
      continue;
    }
    push(tests[i]);
    while (i + 1 < cases.size() && tests[i + 1] != kNone && cases[i + 1].block == cases[i].block) push(tests[++i]);
    arms.push_back(finish(Kind::List, m, place));
    arms.push_back(cases[i].block);
  }
  size_t m = mark();
  for (NodeId id : arms) push(id);
  NodeId match = finish(Kind::Match, m, tree_[at].begin);
  if (mark() == outer) return push(match);
  push(match);
  push(finish(Kind::Block, outer, tree_[at].begin));  // functions declared in cases stand before the match
}

void Lowering::try_statement(At at) {
  NodeId body = block(tree_.field(at, F::body));
  NodeId handler = kNone;
  NodeId finalizer = kNone;
  if (At written = tree_.field(at, F::handler); written != kNoNode) {
    size_t m = mark();
    size_t scope = enter_scope();
    if (At caught = tree_.field(written, F::parameter); caught != kNoNode) {
      declare_pattern(caught, scope);
      bind_pattern(caught, node(Kind::Unknown, tree_[caught].begin, {}), true);
    }
    if (At inner = tree_.field(written, F::body); inner != kNoNode) {
      size_t inner_scope = enter_scope();
      declare_block(inner, inner_scope);
      statements(inner);
    }
    handler = finish(Kind::Block, m, tree_[written].begin);
    leave_scope(scope);
  }
  if (At written = tree_.field(at, F::finalizer); written != kNoNode) finalizer = block(tree_.field(written, F::body));
  push(node(Kind::Try, tree_[at].begin, {body, handler, finalizer}));
}

// The label is the symbol of the labelled Loop, Match or Block.
void Lowering::labeled(At at) {
  At body = tree_.field(at, F::body);
  At written = tree_.field(at, F::label);
  if (body == kNoNode || written == kNoNode) return push(unknown(at));
  Symbol label = symbol(tree_.of(written));
  switch (tree_[body].kind) {
    case K::for_statement:
      return for_statement(body, label);
    case K::for_in_statement:
      return for_in(body, label);
    case K::while_statement:
      return while_statement(body, label);
    case K::do_statement:
      return do_statement(body, label);
    default:
      break;
  }
  size_t m = mark();
  statement(body);
  NodeId made = finish(Kind::Block, m, tree_[at].begin);
  module_.nodes[made].symbol = label;
  push(made);
}

}  // namespace leastscope::javascript
