// Elements of user interfaces (JSX). A component of ours is called with its properties; what is given to any other goes
// to the library that draws it, which may call it.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

ValueId Machine::eval_jsx(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  ValueId component = eval(f, f.m->child(n, 0), env);
  if (component != Values::kBottom && x.count > 1 && !may_be_ours(component) && give_attributes(f, env, n))
    return top(f, x.at, ReasonKind::library_result, "an element");
  ValueId props = x.count > 1 ? eval(f, f.m->child(n, 1), env) : v_.undefined();
  if (component == Values::kBottom) return component;
  return element(f, env, component, props, n);
}

/// Can a component be code that we see?
bool Machine::may_be_ours(ValueId component) const {
  const std::span<const AtomId> atoms = v_[component].atoms;
  return std::any_of(atoms.begin(), atoms.end(), [&](AtomId id) {
    const Atom& a = v_.atom(id);
    if (a.kind == AtomKind::Opaque) return may_be_ours(opaques_[a.a].ingredients);
    return a.kind == AtomKind::Fun || a.kind == AtomKind::Class || a.kind == AtomKind::Module ||
           a.kind == AtomKind::Obj || a.kind == AtomKind::Native;
  });
}

/// The attributes and children of an element that is none of ours go to the library that draws it, one by one: nobody
/// else sees the record of them. False, and nothing done, where a record says more than its values.
bool Machine::give_attributes(Frame& f, Environment& env, NodeId element) {
  const Node& props = f.m->node(f.m->child(element, 1));
  const uint32_t at = f.m->node(element).at;
  if (props.kind != Kind::Record) return false;
  auto is = [&](NodeId id, OpKind kind) {
    const Node& x = f.m->node(id);
    return x.kind == Kind::Op && static_cast<OpKind>(x.op) == kind;
  };
  for (unsigned i = 0; i < props.count; ++i) {
    NodeId entry = f.m->children[props.first + i];
    if (!is(entry, OpKind::Spread) && (!is(entry, OpKind::Entry) || (f.m->node(entry).flags & kGetter))) return false;
  }
  auto give = [&](NodeId value) { call_unknown(f, env, escape(f, env, eval(f, value, env)), at, 0, Values::kBottom); };
  for (unsigned i = 0; i < props.count; ++i) {
    NodeId value = f.m->child(f.m->children[props.first + i], 0);
    const Node& v = f.m->node(value);
    if (v.kind != Kind::List) {
      give(value);
      continue;
    }
    for (unsigned k = 0; k < v.count; ++k) {
      NodeId item = f.m->children[v.first + k];
      if (item != kNone) give(is(item, OpKind::Spread) ? f.m->child(item, 0) : item);
    }
  }
  return true;
}

ValueId Machine::element(Frame& f, Environment& env, ValueId component, ValueId props, NodeId n) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  ValueId out = Values::kBottom;
  bool ours = false;
  props = escape(f, env, props);
  // A module, or a record that stands for one, is the component that it exports by default (lazy loading).
  std::vector<AtomId> todo(v_[component].atoms.begin(), v_[component].atoms.end());
  std::set<AtomId> seen;
  while (!todo.empty()) {
    AtomId id = todo.back();
    todo.pop_back();
    if (!seen.insert(id).second) continue;
    const Atom a = v_.atom(id);
    auto also = [&](ValueId v) {
      const std::span<const AtomId> more = v_[v].atoms;
      todo.insert(todo.end(), more.begin(), more.end());
    };
    if (a.kind == AtomKind::Fun) {
      ours = true;
      info_[closures_[a.a].module].component[closures_[a.a].function] = 1;
      call_later(f, a.a, v_.undefined(), {props}, at, f.maybe);
    } else if (a.kind == AtomKind::Class) {
      ours = true;
      ValueId self = construct(f, env, a.a, {props}, n, f.maybe);
      set_member(f, env, self, names_.intern("props"), props);
      subclass_of_unknown(f, env, self, at);
    } else if (a.kind == AtomKind::Module) {
      also(module_member(f, env, a.a, a.b != 0, s_default_));
    } else if (a.kind == AtomKind::Obj) {
      also(get_atom(f, env, id, s_default_, at));
    } else if (a.kind == AtomKind::Native) {  // the provider of a context
      ours = true;
      call_function(f, env, v_.one(id), {props}, at);
      call_unknown(f, env, props, at, 0, Values::kBottom);
    } else if (a.kind == AtomKind::Opaque) {
      also(opaques_[a.a].ingredients);
    }
  }
  if (!ours) call_unknown(f, env, props, at, 0, Values::kBottom);
  return v_.join(out, top(f, at, ReasonKind::library_result, "an element"));
}

}  // namespace leastscope
