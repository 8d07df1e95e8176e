// Making objects, lists, functions and classes: where values with an identity come from.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

/// Spread and merge: known fields in order, later ones override; an open source makes every field that it might replace
/// open.
void Machine::copy_fields(Frame& f, Environment& env, ObjectId to, ValueId from, uint32_t at,
                          const std::set<Symbol>* without) {
  const Value& source = v_[from];
  size_t objects = 0;
  for (AtomId id : source.atoms) objects += v_.atom(id).kind == AtomKind::Obj;
  for (AtomId id : source.atoms) {
    const Atom a = v_.atom(id);
    auto copy = [&](Symbol k, ValueId v) {
      if (v != Values::kBottom && (!without || !without->count(k)))
        set_field(f, env, to, k, v_.join(v, field(f, env, to, k)), false);
    };
    if (a.kind == AtomKind::Module)
      for (const ExportBinding& e : program_.modules[a.a].exports)
        if (!e.type_only && e.name != s_star_) copy(e.name, export_value(&f, a.a, e.name, 0));
    if (const LibraryModel* library =
            a.kind == AtomKind::Handle && !handles_[a.a].type ? handles_[a.a].library : nullptr)
      for (auto& [k, effect] : library->exports)
        if (k != "*" && !effect.need) copy(names_.intern(k), library_export(f, *library, k, at));
    if (a.kind != AtomKind::Obj) continue;
    for (auto& [k, v] : fields(f, env, a.a)) {
      if (without && without->count(k)) continue;
      bool certain = objects == 1 && source.open.empty() && source.atoms.size() == 1 && k != s_star_;
      set_field(f, env, to, k, certain ? v : v_.join(v, field(f, env, to, k)), false);
    }
  }
  bool vague = !source.open.empty();
  for (AtomId id : source.atoms)
    if (v_.atom(id).kind == AtomKind::Opaque || v_.atom(id).kind == AtomKind::Module ||
        v_.atom(id).kind == AtomKind::Handle)
      vague = true;
  if (vague) {
    ValueId unknown = source.open.empty()
                          ? top(f, at, ReasonKind::library_result, "a field of an object that is not known")
                          : v_.open_of(from);
    for (auto& [k, v] : fields(f, env, to))
      if (k != s_star_) set_field(f, env, to, k, v_.join(v, unknown), false);
    set_field(f, env, to, s_star_, v_.join(unknown, field(f, env, to, s_star_)), false);
  }
}

ValueId Machine::eval_record(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  ObjectId o = new_object(f, env, n, ObjectKind::Record);
  ValueId self = obj(o);
  for (unsigned i = 0; i < x.count; ++i) {
    NodeId c = f.m->child(n, i);
    const Node& e = f.m->node(c);
    auto kind = static_cast<OpKind>(e.op);
    auto value = [&](NodeId id) {
      if (f.m->node(id).kind == Kind::Func && !f.m->functions[f.m->node(id).first].arrow)
        return eval_func(f, id, env, false, self);
      return eval(f, id, env);
    };
    if (e.kind == Kind::Op && kind == OpKind::Entry) {
      ValueId v = value(f.m->child(c, 0));
      if (e.flags & kGetter) v = call_function(f, env, v, {}, e.at);
      set_field(f, env, o, e.symbol, v, false);
    } else if (e.kind == Kind::Op && kind == OpKind::ComputedEntry && names_iterator(*f.m, f.m->child(c, 0))) {
      set_field(f, env, o, s_iterator_, value(f.m->child(c, 1)), false);
    } else if (e.kind == Kind::Op && kind == OpKind::ComputedEntry) {
      ValueId key = eval(f, f.m->child(c, 0), env);
      ValueId v = value(f.m->child(c, 1));
      bool exact = v_[key].open.empty();
      for (AtomId id : v_[key].atoms) {
        if (const std::string* s = v_.literal_of(id))
          set_field(f, env, o, names_.intern(*s), v, v_[key].atoms.size() > 1);
        else if (v_.atom(id).kind == AtomKind::Num)
          set_field(f, env, o, v_.atom(id).a, v, v_[key].atoms.size() > 1);
        else
          exact = false;
      }
      if (!exact) set_field(f, env, o, s_star_, v, true);
    } else if (e.kind == Kind::Op && kind == OpKind::Spread) {
      copy_fields(f, env, o, eval(f, f.m->child(c, 0), env), e.at, nullptr);
    } else {
      eval(f, c, env);
    }
  }
  return self;
}

ValueId Machine::eval_list(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  std::vector<ValueId> items;
  ValueId rest = Values::kBottom;
  for (unsigned i = 0; i < x.count; ++i) {
    NodeId c = f.m->child(n, i);
    if (c == kNone) {
      items.push_back(v_.undefined());
      continue;
    }
    const Node& e = f.m->node(c);
    if (e.kind == Kind::Op && static_cast<OpKind>(e.op) == OpKind::Spread) {
      Elements el = elements(f, env, eval(f, f.m->child(c, 0), env), e.at);
      if (el.exact && rest == Values::kBottom)
        items.insert(items.end(), el.items.begin(), el.items.end());
      else
        for (ValueId v : el.items) rest = v_.join(rest, v);
    } else {
      ValueId v = eval(f, c, env);
      if (rest == Values::kBottom)
        items.push_back(v);
      else
        rest = v_.join(rest, v);
    }
  }
  return new_list(f, env, n, items, rest, 0);
}

/// The context that stands for all creators of a function once there are too many of them: its cells hold their
/// variables joined.
ContextId Machine::shared_creator(ModuleId module, FunctionId fn) {
  if (fn == 0) return info_[module].init;
  if (auto it = shared_creators_.find({module, fn}); it != shared_creators_.end()) return it->second;
  Closure c;
  c.module = module;
  c.function = fn;
  CapturedEnv e;
  e.creator = shared_creator(module, program_.modules[module].functions[fn].parent);
  c.env = env_id(std::move(e));
  Context x;
  x.closure = closure_id(std::move(c));
  x.done = true;
  contexts_.push_back(std::move(x));
  return shared_creators_[{module, fn}] = static_cast<ContextId>(contexts_.size() - 1);
}

/// Above the bound a function's closures share one environment: what each of them sees is joined.
bool Machine::many_closures(Frame& f, Environment& env, FunctionId fn, CapturedEnv& e) {
  size_t bound = info_[f.module].precise[fn] ? 16 : 8;
  if (options_.bound_scale < 100) bound = 1;
  if (info_[f.module].closures[fn].size() < bound) return false;
  if (const EnvId known = known_env(e); known != kNone)
    for (ClosureId id : info_[f.module].closures[fn])
      if (closures_[id].env == known) return false;
  FunctionId owner = closures_[f.closure].function;
  for (auto [depth, slot] : std::vector<std::pair<uint8_t, uint32_t>>(info_[f.module].free[fn])) {
    FunctionId at = owner;
    for (unsigned d = 1; d < depth && at != kNone; ++d) at = f.m->functions[at].parent;
    if (at == kNone || at == 0) continue;
    ValueId v;
    if (depth == 1) {
      v = slot < env.slots.size() ? escape(f, env, env.slots[slot]) : Values::kBottom;
      v = v_.join(v, read(&f, cell(1, f.context, slot)));
    } else {
      v = captured(f, depth - 1u, slot, kNoSymbol);
    }
    write(cell(1, shared_creator(f.module, at), slot), v);
  }
  e = {};
  e.creator = shared_creator(f.module, owner);
  return true;
}

/// A closure sees by value what nothing assigns after it is created; everything else it reads through the creator's
/// cells.
ValueId Machine::eval_func(Frame& f, NodeId n, Environment& env, bool hoisted, ValueId self) {
  const Node& x = f.m->node(n);
  FunctionId fn = x.first;
  const Function& callee = f.m->functions[fn];
  CapturedEnv e;
  e.creator = f.context;
  bool module_level = closures_[f.closure].function == 0;
  if (!module_level)
    for (auto [depth, slot] : info_[f.module].free[fn]) {
      if (depth != 1 || slot >= f.f->slots.size()) continue;
      const Slot& s = f.f->slots[slot];
      bool parameter = slot < f.f->parameters.size() && s.constant;
      bool settled = s.last_write != kNone && !s.hoisted && s.last_write < callee.span.begin;
      if ((hoisted ? parameter : settled || parameter) && env.slots[slot] != Values::kBottom)
        e.snapshot.emplace_back(slot, env.slots[slot]);
    }
  std::sort(e.snapshot.begin(), e.snapshot.end());
  if (!module_level) many_closures(f, env, fn, e);
  Closure c;
  c.module = f.module;
  c.function = fn;
  c.env = env_id(std::move(e));
  if (callee.arrow) {
    c.fixed_self = true;
    c.self = f.self;
    escape(f, env, f.self);
    c.home = closures_[f.closure].home;
  }
  (void)self;
  return v_.of({AtomKind::Fun, closure_id(std::move(c)), 0});
}

ValueId Machine::eval_class(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  const Class& decl = f.m->classes[x.first];
  CapturedEnv e;
  e.creator = f.context;
  EnvId env_index = env_id(std::move(e));
  auto [it, fresh] = class_index_.try_emplace({f.module, x.first, env_index}, static_cast<uint32_t>(classes_.size()));
  uint32_t id = it->second;
  if (fresh) {
    ClassObject c;
    c.module = f.module;
    c.id = x.first;
    c.env = env_index;
    c.supers.resize(decl.supers.size(), Values::kBottom);
    classes_.push_back(std::move(c));
  }
  for (size_t i = 0; i < decl.supers.size(); ++i) {
    ValueId s = eval(f, decl.supers[i], env);
    classes_[id].supers[i] = v_.join(classes_[id].supers[i], s);
  }
  ValueId v = v_.of({AtomKind::Class, id, 0});
  if (decl.static_init != kNone) {
    Closure c;
    c.module = f.module;
    c.function = decl.static_init;
    c.env = env_index;
    c.fixed_self = true;
    c.self = v;
    c.home = id;
    call_closure(&f, closure_id(std::move(c)), v, {}, x.at, false);
  }
  decorate(f, env, id, v);
  return v;
}

void Machine::call_decorator(Frame& f, Environment& env, const Annotation& a, ValueId on) {
  ValueId decorator = eval(f, a.call, env);
  for (AtomId id : v_[decorator].atoms)
    if (v_.atom(id).kind == AtomKind::Fun) call_closure(&f, v_.atom(id).a, v_.undefined(), {on}, a.at, false);
}

}  // namespace leastscope
