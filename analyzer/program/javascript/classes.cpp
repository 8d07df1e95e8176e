#include "program/javascript/lowering.h"

namespace leastscope::javascript {

using ir::kNone;

std::vector<ir::Annotation> Lowering::annotations(const std::vector<At>& decorators) {
  std::vector<ir::Annotation> made;
  for (At at : decorators) {
    At inner = tree_.first_named(at);
    if (inner == kNoNode) continue;
    ir::Annotation annotation;
    annotation.at = tree_[inner].begin;
    At callee = inner;
    if (tree_[callee].kind == K::call_expression) callee = tree_.field(callee, F::function);
    if (callee != kNoNode) annotation.name = symbol(tree_.of(callee));
    annotation.call = expression(inner);
    made.push_back(annotation);
  }
  return made;
}

void Lowering::class_supers(ir::ClassId id, At at) {
  At heritage = tree_.first(at, K::class_heritage);
  if (heritage == kNoNode) return;
  for (At c = tree_[heritage].child; c != kNoNode; c = tree_[c].next) {
    NodeId value = kNone;
    if (tree_[c].kind == K::token || tree_[c].kind == K::implements_clause) continue;
    if (tree_[c].kind == K::extends_clause) {
      At written = tree_.field(c, F::value);
      if (written == kNoNode) continue;
      value = expression(written);
    } else {
      value = expression(c);
    }
    module_.classes[id].supers.push_back(value);
  }
}

void Lowering::class_method(ir::ClassId id, At at, const std::vector<At>& decorators) {
  Key k = key(tree_.field(at, F::name));
  NodeId computed = k.computed && k.expression != kNoNode ? expression(k.expression) : kNone;
  bool is_static = tree_.has_token(at, "static") || tree_.has_token(at, "static get");
  Given given;
  given.name = k.name;
  given.owner = id;
  given.is_static = is_static;
  given.decorators = &decorators;
  ir::FunctionId function_id = lower_function(at, given);
  if (!is_static && !k.computed && names_.text(k.name) == "constructor") {
    module_.classes[id].constructor = function_id;
    return;
  }
  ir::Member member_made;
  member_made.name = k.name;
  member_made.computed = computed;
  member_made.function = function_id;
  member_made.is_static = is_static;
  if (tree_.has_token(at, "get") || tree_.has_token(at, "static get")) member_made.kind = ir::Member::Kind::Getter;
  if (tree_.has_token(at, "set")) member_made.kind = ir::Member::Kind::Setter;
  module_.classes[id].members.push_back(member_made);
}

// Field initialisers and static blocks, in order, as the body of a function of their own.
void Lowering::class_fields(ir::ClassId id, const std::vector<At>& fields, bool is_static) {
  if (fields.empty()) return;
  uint32_t begin = tree_[fields.front()].begin;
  ir::FunctionId outer = open_function(kNoSymbol, begin, {begin, tree_[fields.back()].end});
  ir::FunctionId made = function_;
  function().owner = id;
  function().is_static = is_static;
  size_t scope = enter_scope();
  size_t m = mark();
  for (At at : fields) {
    if (tree_[at].kind == K::error) {
      push(unknown(at));
      continue;
    }
    if (tree_[at].kind == K::class_static_block) {
      At body = tree_.field(at, F::body);
      if (body == kNoNode) continue;
      declare_vars(body, scope);
      push(block(body));
      continue;
    }
    At written = tree_.field(at, F::name);
    if (written == kNoNode) written = tree_.field(at, F::property);
    Key k = key(written);
    NodeId self = node(Kind::Self, k.at, {});
    NodeId target = k.computed ? node(Kind::Index, k.at,
                                      {self, k.expression == kNoNode ? unknown(kNoNode) : expression(k.expression)})
                               : node(Kind::Get, k.at, {self}, 0, 0, k.name);
    NodeId value = hint(named_expression(tree_.field(at, F::value), k.name), annotation_type(at));
    push(node(Kind::Set, k.at, {target, value}));
  }
  module_.functions[made].body = finish(Kind::Block, m, begin);
  leave_scope(scope);
  close_function(outer);
  (is_static ? module_.classes[id].static_init : module_.classes[id].instance_init) = made;
}

ir::NodeId Lowering::class_value(At at, Symbol given) {
  auto id = static_cast<ir::ClassId>(module_.classes.size());
  module_.classes.emplace_back();
  module_.classes[id].name = given;
  module_.classes[id].function = function_;
  module_.classes[id].span = {tree_[at].begin, tree_[at].end};
  std::vector<At> decorators;
  for (At c = tree_[at].child; c != kNoNode; c = tree_[c].next)
    if (tree_[c].kind == K::decorator) decorators.push_back(c);
  // `@d export class X {}`: the decorator stands before `export`, see export_statement().
  module_.classes[id].annotations = annotations(decorators);
  class_supers(id, at);
  At body = tree_.field(at, F::body);
  std::vector<At> instance_fields;
  std::vector<At> static_fields;
  std::vector<At> pending;
  for (At c = body == kNoNode ? kNoNode : tree_[body].child; c != kNoNode; c = tree_[c].next) {
    switch (tree_[c].kind) {
      case K::decorator:
        pending.push_back(c);
        continue;
      case K::method_definition:
        for (At d = tree_[c].child; d != kNoNode; d = tree_[d].next)
          if (tree_[d].kind == K::decorator) pending.push_back(d);
        class_method(id, c, pending);
        break;
      case K::field_definition:
      case K::public_field_definition: {
        bool is_static = tree_.has_token(c, "static");
        At written = tree_.field(c, F::name);
        if (written == kNoNode) written = tree_.field(c, F::property);
        Key k = key(written);
        if (!k.computed) module_.classes[id].fields.emplace_back(k.name, annotation_type(c));
        if (tree_.field(c, F::value) != kNoNode) (is_static ? static_fields : instance_fields).push_back(c);
        break;
      }
      case K::class_static_block:
      case K::error:  // what can be saved runs with the static fields
        static_fields.push_back(c);
        break;
      default:
        break;
    }
    pending.clear();
  }
  class_fields(id, instance_fields, false);
  class_fields(id, static_fields, true);
  NodeId made = node(Kind::Class, tree_[at].begin, {}, 0, 0, given);
  module_.nodes[made].first = id;
  return made;
}

// A class expression; its own name is a variable around it.
ir::NodeId Lowering::named_class_expression(At at, Symbol given) {
  given_ = kNoSymbol;
  At own = tree_.field(at, F::name);
  if (own == kNoNode) return class_value(at, given);
  size_t scope = enter_scope();
  uint32_t slot = declare(tree_.of(own), tree_[own].begin, scope);
  NodeId made = class_value(at, symbol(tree_.of(own)));
  leave_scope(scope);
  return bind_slot(slot, tree_[own].begin, made);
}

}  // namespace leastscope::javascript
