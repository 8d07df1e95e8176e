// Expressions: each yields a value in one environment.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

ValueId Machine::eval(Frame& f, NodeId n, Environment& env) {
  if (n == kNone) return v_.undefined();
  const Node& x = f.m->node(n);
  if (!spend()) return top(f, 0, ReasonKind::budget, "the analysis budget was spent");
  switch (x.kind) {
    case Kind::Const:
      switch (static_cast<ConstKind>(x.op)) {
        case ConstKind::String:
          return v_.literal_text(x.symbol);
        case ConstKind::Number:
          return v_.number(names_.text(x.symbol));
        case ConstKind::True:
          return v_.boolean(true);
        case ConstKind::False:
          return v_.boolean(false);
        case ConstKind::Null:
          return v_.null();
        case ConstKind::Undefined:
          return v_.undefined();
        case ConstKind::Regex:
          return v_.of({AtomKind::Regex, x.symbol, 0});
      }
      return v_.undefined();
    case Kind::Name:
      return eval_name(f, x, env);
    case Kind::Self:
      if (x.flags & kArguments) return new_list(f, env, n, contexts_[f.context].args, Values::kBottom, 0);
      return f.self;
    case Kind::Concat:
      return (x.flags & kTagged) ? eval_tagged(f, n, env) : eval_concat(f, n, env);
    case Kind::Op:
      return eval_op(f, n, env);
    case Kind::Choice:
      return eval_choice(f, n, env);
    case Kind::Get: {
      NodeId object = f.m->child(n, 0);
      const Node& o = f.m->node(object);
      if (o.kind == Kind::Self && (o.flags & kSuper)) {
        ObjectId home = closures_[f.closure].home;
        ValueId out = Values::kBottom;
        if (home != kNone)
          for (ValueId s : std::vector<ValueId>(classes_[home].supers))
            for (AtomId a : v_[s].atoms)
              if (v_.atom(a).kind == AtomKind::Class)
                out = v_.join(out, class_member(f, env, v_.atom(a).a, x.symbol, f.self, false, x.at, 0));
        return out == Values::kBottom
                   ? top(f, x.at, ReasonKind::library_result, "a member of a base class that is not in the tree")
                   : out;
      }
      return hint_member(f, n, get(f, env, eval(f, object, env), x.symbol, x.at));
    }
    case Kind::Index: {
      ValueId object = eval(f, f.m->child(n, 0), env);
      ValueId key = eval(f, f.m->child(n, 1), env);
      return get_index(f, env, object, key, x.at);
    }
    case Kind::Call:
      return eval_call(f, n, env);
    case Kind::Record:
      return eval_record(f, n, env);
    case Kind::List:
      return eval_list(f, n, env);
    case Kind::Func:
      return eval_func(f, n, env, false, f.self);
    case Kind::Class:
      return eval_class(f, n, env);
    case Kind::Yield: {
      ValueId v = x.count ? eval(f, f.m->child(n, 0), env) : v_.undefined();
      v = escape(f, env, v);
      if (x.flags & kDelegate)
        for (ValueId item : elements(f, env, v, x.at).items) f.yields = v_.join(f.yields, item);
      else
        f.yields = v_.join(f.yields, v);
      return top(f, x.at, ReasonKind::library_result, "what a generator is sent");
    }
    case Kind::Hint:
      return hint(eval(f, f.m->child(n, 0), env), f.module, x.extra);
    case Kind::Import:
      return eval_import(f, n, env);
    case Kind::Bind:
      return eval_bind(f, n, env);
    case Kind::Set:
      return eval_set(f, n, env);
    case Kind::Block:
    case Kind::If:
    case Kind::Match:
    case Kind::Loop:
    case Kind::Try:
    case Kind::Exit: {
      Environments envs{env};
      ++f.nested;
      exec(f, n, envs);
      --f.nested;
      if (!envs.empty()) {
        reduce(envs, 1);
        env = std::move(envs[0]);
      }
      return v_.undefined();
    }
    case Kind::Unknown: {
      ValueId inside = Values::kBottom;
      for (unsigned i = 0; i < x.count; ++i) inside = v_.join(inside, eval(f, f.m->child(n, i), env));
      return x.count ? opaque(reason(f, x.at, ReasonKind::construct, "a construct that is not analysed"), inside)
                     : top(f, x.at, ReasonKind::construct, "a value that is not analysed");
    }
  }
  return v_.undefined();
}

// --- names
// -------------------------------------------------------------------------------------------------------------------------

ValueId Machine::eval_name(Frame& f, const Node& x, Environment& env) {
  if (x.flags & kGlobal) return global_value(f, x.symbol, x.at);
  if (x.depth > 0) return captured(f, x.depth, x.first, x.symbol);
  bool module_level = closures_[f.closure].function == 0;
  if (module_level && x.first < info_[f.module].import_of_slot.size())
    if (int i = info_[f.module].import_of_slot[x.first]; i >= 0) {
      const ImportBinding& b = f.m->imports[static_cast<size_t>(i)];
      return import_value(&f, f.module, b.specifier, b.name, b.at);
    }
  if (x.first >= env.slots.size()) return v_.undefined();
  ValueId v = env.slots[x.first];
  const Slot& s = f.f->slots[x.first];
  if (s.last_write == kNone || (module_level && v == Values::kBottom))
    v = v_.join(v, read(&f, cell(1, f.context, x.first)));
  return v == Values::kBottom ? v_.undefined() : v;
}

ValueId Machine::captured(Frame& f, unsigned depth, uint32_t slot, Symbol) {
  const Module& m = *f.m;
  FunctionId owner = m.functions[closures_[f.closure].function].parent;
  EnvId seen = closures_[f.closure].env;
  const CapturedEnv* e = &envs_[seen];
  for (unsigned d = 1; d < depth; ++d) {
    if (e->creator == kNone || owner == kNone) return v_.undefined();
    seen = closures_[contexts_[e->creator].closure].env;
    e = &envs_[seen];
    owner = m.functions[owner].parent;
  }
  if (owner == 0 && slot < info_[f.module].import_of_slot.size())
    if (int i = info_[f.module].import_of_slot[slot]; i >= 0) {
      const ImportBinding& b = m.imports[static_cast<size_t>(i)];
      return import_value(&f, f.module, b.specifier, b.name, b.at);
    }
  for (auto& [s, v] : e->snapshot)
    if (s == slot) return read(&f, cell(kSeen, seen, slot));
  if (e->creator == kNone) return top(f, 0, ReasonKind::library_result, "a variable of a function that is not called");
  return read(&f, cell(1, e->creator, slot));
}

void Machine::bind_slot(Frame& f, Environment& env, uint32_t slot, ValueId v) {
  if (slot >= env.slots.size()) return;
  env.slots[slot] = v;
  const Slot& s = f.f->slots[slot];
  if (s.captured || closures_[f.closure].function == 0) {
    // by value where nothing changes it any more (eval_func); through the cell otherwise
    v = escape(f, env, v);
    env.slots[slot] = v;
    write(cell(1, f.context, slot), v);
  }
}

void Machine::bind(Frame& f, Environment& env, const Node& name, ValueId v) {
  if (name.flags & kGlobal) {
    v = escape(f, env, v);
    write(cell(9, name.symbol, 0), v);
    return;
  }
  if (name.depth == 0) return bind_slot(f, env, name.first, v);
  v = escape(f, env, v);
  const Closure* c = &closures_[f.closure];
  const CapturedEnv* e = &envs_[c->env];
  for (unsigned d = 1; d < name.depth; ++d) {
    if (e->creator == kNone) return;
    c = &closures_[contexts_[e->creator].closure];
    e = &envs_[c->env];
  }
  if (e->creator != kNone) write(cell(1, e->creator, name.first), v);
}

ValueId Machine::assign(AssignKind kind, ValueId old, ValueId value, Frame& f, uint32_t at) {
  switch (kind) {
    case AssignKind::Assign:
      return value;
    case AssignKind::Add:
      return concat_values({old, value});
    case AssignKind::Or:
    case AssignKind::Nullish:
      return v_.join(v_.without(v_.without(old, AtomKind::Undef), AtomKind::Null), value);
    case AssignKind::And:
      return v_.join(old, value);
    case AssignKind::Other:
      return hole(f, at, Shape::segment, "a computed number");
  }
  return value;
}

ValueId Machine::eval_bind(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  NodeId name = f.m->child(n, 0), value = f.m->child(n, 1);
  ValueId v;
  const Node* target = name == kNone ? nullptr : &f.m->node(name);
  if (value != kNone && f.m->node(value).kind == Kind::Func) {
    bool hoisted = target && !(target->flags & kGlobal) && target->depth == 0 && target->first < f.f->slots.size() &&
                   f.f->slots[target->first].hoisted;
    v = eval_func(f, value, env, hoisted, f.self);
  } else {
    v = eval(f, value, env);
  }
  auto kind = static_cast<AssignKind>(x.op);
  if (target && kind != AssignKind::Assign) v = assign(kind, eval_name(f, *target, env), v, f, x.at);
  if (target) bind(f, env, *target, v);
  return v;
}

ValueId Machine::eval_set(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  NodeId target = f.m->child(n, 0);
  const Node& t = f.m->node(target);
  ValueId object = eval(f, f.m->child(target, 0), env);
  ValueId key = t.kind == Kind::Index ? eval(f, f.m->child(target, 1), env) : Values::kBottom;
  if (x.count < 2 || f.m->child(n, 1) == kNone)
    return v_.boolean(true);  // delete: the field may still be read, which is safe
  ValueId v = eval(f, f.m->child(n, 1), env);
  auto kind = static_cast<AssignKind>(x.op);
  if (kind != AssignKind::Assign) {
    ValueId old = t.kind == Kind::Get ? get(f, env, object, t.symbol, t.at) : get_index(f, env, object, key, t.at);
    v = assign(kind, old, v, f, x.at);
  }
  if (t.kind == Kind::Get) {
    set_member(f, env, object, t.symbol, v);
  } else if (names_iterator(*f.m, f.m->child(target, 1))) {
    set_member(f, env, object, s_iterator_, v);
  } else {
    bool exact = v_[key].open.empty();
    for (AtomId id : v_[key].atoms) {
      if (const std::string* s = v_.literal_of(id))
        set_member(f, env, object, names_.intern(*s), v);
      else if (v_.atom(id).kind == AtomKind::Num)
        set_member(f, env, object, v_.atom(id).a, v);
      else
        exact = false;
    }
    if (!exact) set_member(f, env, object, s_star_, v);
  }
  return v;
}

// --- choices and operators
// ---------------------------------------------------------------------------------------------------------

ValueId Machine::eval_choice(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  NodeId a = f.m->child(n, 0), b = f.m->child(n, 1);
  auto kind = static_cast<ChoiceKind>(x.op);
  auto in_branch = [&](NodeId branch, NodeId test, bool outcome) {
    Environment e = env;
    refine(f, test, outcome, e);
    ValueId v = eval(f, branch, e);
    env = e == env ? std::move(env) : merge(std::move(env), std::move(e));
    return v;
  };
  if (kind == ChoiceKind::Ternary) {
    NodeId c = f.m->child(n, 2);
    eval(f, a, env);
    Truth t = decide(f, a, env);
    ValueId out = Values::kBottom;
    if (t == Truth::yes) return eval(f, b, env);
    if (t == Truth::no) return eval(f, c, env);
    Environment before = env;
    out = in_branch(b, a, true);
    std::swap(before, env);
    ValueId other = in_branch(c, a, false);
    if (!(before == env)) env = merge(std::move(before), std::move(env));
    return v_.join(out, other);
  }
  ValueId left = eval(f, a, env);
  if (left == Values::kBottom) return left;
  Truth t = options_.prune ? decide(f, a, env) : Truth::unknown;
  auto missing = [&](ValueId v) {
    return !v_.is_open(v) && std::ranges::all_of(v_[v].atoms, [&](AtomId id) {
      return v_.atom(id).kind == AtomKind::Undef || v_.atom(id).kind == AtomKind::Null;
    });
  };
  auto present = [&](ValueId v) { return v_.without(v_.without(v, AtomKind::Undef), AtomKind::Null); };
  switch (kind) {
    case ChoiceKind::And:
      if (t == Truth::no) return left;
      if (t == Truth::yes) return eval(f, b, env);
      return v_.join(truth(left) == Truth::unknown ? v_.undefined() : left, in_branch(b, a, true));
    case ChoiceKind::Or:
      if (t == Truth::yes) return left;
      if (t == Truth::no || missing(left)) return eval(f, b, env);
      return v_.join(present(left), in_branch(b, a, false));
    case ChoiceKind::Nullish:
      if (missing(left) && t == Truth::no) return eval(f, b, env);
      if (options_.prune && t != Truth::unknown && !v_.has(left, AtomKind::Undef) && !v_.has(left, AtomKind::Null))
        return left;
      return v_.join(present(left), in_branch(b, a, false));
    case ChoiceKind::Default:
      // that a default is given says that it may be missing, whatever its type says
      if (!v_.is_open(left) && !v_.has(left, AtomKind::Undef) && !is_typed_member(f, a)) return left;
      return v_.join(v_.without(left, AtomKind::Undef), eval(f, b, env));
    case ChoiceKind::Ternary:
      break;
  }
  return left;
}

ValueId Machine::eval_op(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  auto kind = static_cast<OpKind>(x.op);
  std::vector<ValueId> values;
  values.reserve(x.count);
  for (unsigned i = 0; i < x.count; ++i) values.push_back(eval(f, f.m->child(n, i), env));
  switch (kind) {
    case OpKind::Arithmetic:
      return hole(f, x.at, Shape::segment, "a computed number");
    case OpKind::Comma:
      return values.empty() ? v_.undefined() : values.back();
    case OpKind::AllOf:
    case OpKind::Spread:
    case OpKind::Named:
    case OpKind::Entry:
    case OpKind::ComputedEntry: {
      ValueId v = Values::kBottom;
      for (ValueId y : values) v = v_.join(v, y);
      return v;
    }
    case OpKind::Typeof: {
      ValueId e = exact_value(f, n, env);
      if (e != Values::kBottom) return e;
      return hole(f, x.at, Shape::segment, "a type name");
    }
    case OpKind::Void:
      return v_.undefined();
    case OpKind::SliceFrom:
      return intrinsic(f, env, "list-slice", values[0], {values[1]}, n, false);
    case OpKind::Without: {
      ObjectId o = new_object(f, env, n, ObjectKind::Record);
      std::set<Symbol> dropped;
      for (size_t i = 1; i < values.size(); ++i)
        if (const std::string* s = v_.literal(values[i])) dropped.insert(names_.intern(*s));
      copy_fields(f, env, o, values[0], x.at, &dropped);
      return obj(o);
    }
    default: {
      Truth t = decide(f, n, env);
      return t == Truth::unknown ? v_.join(v_.boolean(false), v_.boolean(true)) : v_.boolean(t == Truth::yes);
    }
  }
}

}  // namespace leastscope
