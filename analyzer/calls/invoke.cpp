// Calling values. What a value may be is tried atom by atom; a callee that is not known calls the functions it was
// given or made of.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr size_t kMaxNativeDepth = 6;  // builtins that call builtins, no function of the app between them
}  // namespace

std::vector<ValueId> Machine::flatten(Frame& f, Environment& env, const std::vector<Argument>& args) {
  std::vector<ValueId> out;
  out.reserve(args.size());
  for (const Argument& a : args) {
    if (!a.spread) {
      out.push_back(a.value);
      continue;
    }
    Elements e = elements(f, env, a.value, 0);
    if (e.exact) {
      out.insert(out.end(), e.items.begin(), e.items.end());
    } else {
      ValueId any = Values::kBottom;
      for (ValueId v : e.items) any = v_.join(any, v);
      for (int i = 0; i < 4; ++i) out.push_back(v_.join(any, v_.undefined()));
    }
  }
  return out;
}

namespace {
/// A key of which not all alternatives are known texts.
bool is_chosen(const Values& v, ValueId key) {
  return v.is_open(key) || std::any_of(v[key].atoms.begin(), v[key].atoms.end(), [&](AtomId id) {
           return v.atom(id).kind == AtomKind::Str && !v.literal_of(id);
         });
}
}  // namespace

ValueId Machine::eval_call(Frame& f, NodeId n, Environment& env) {
  const Node& x = f.m->node(n);
  if (x.flags & kJsx) return eval_jsx(f, n, env);
  NodeId callee = f.m->child(n, 0);
  const Node& c = f.m->node(callee);
  ValueId fn, self = v_.undefined();
  Symbol member = kNoSymbol;
  bool super = c.kind == Kind::Self && (c.flags & kSuper);
  // Which request of a client it is, is only known at run time: possible ones, none of them sure. They are called one
  // by one, so that no bound on the alternatives of a value leaves one out.
  std::vector<ValueId> possible;
  if (super) {
    fn = Values::kBottom;
  } else if (c.kind == Kind::Get && !(f.m->node(f.m->child(callee, 0)).kind == Kind::Self &&
                                      (f.m->node(f.m->child(callee, 0)).flags & kSuper))) {
    self = eval(f, f.m->child(callee, 0), env);
    member = c.symbol;
    fn = self == Values::kBottom ? self : get(f, env, self, c.symbol, c.at);
  } else if (c.kind == Kind::Index) {
    self = eval(f, f.m->child(callee, 0), env);
    ValueId key = eval(f, f.m->child(callee, 1), env);
    if (is_chosen(v_, key))
      for (AtomId id : v_[self].atoms)
        if (v_.atom(id).kind == AtomKind::Handle)
          if (const Handle h = handles_[v_.atom(id).a]; const auto* members = members_of(h))
            for (auto& [name, effect] : *members)
              if (effect.api && name.find('*') == std::string::npos)
                possible.push_back(effect_as_value(f, h.library, effect, v_.one(id), name, c.at));
    const ValueId rest = possible.empty() ? self : v_.without(self, AtomKind::Handle);
    fn = rest == Values::kBottom && !possible.empty() ? rest : get_index(f, env, rest, key, c.at);
    if (const std::string* s = v_.literal(key)) member = names_.intern(*s);
  } else {
    if (c.kind == Kind::Get) self = f.self;
    fn = eval(f, callee, env);
  }
  std::vector<Argument> args;
  args.reserve(x.count);
  bool bottom = false;
  for (unsigned i = 1; i < x.count; ++i) {
    NodeId a = f.m->child(n, i);
    const Node& an = f.m->node(a);
    Argument arg;
    if (an.kind == Kind::Op && static_cast<OpKind>(an.op) == OpKind::Spread) {
      arg.spread = true;
      arg.value = eval(f, f.m->child(a, 0), env);
    } else if (an.kind == Kind::Op && static_cast<OpKind>(an.op) == OpKind::Named) {
      arg.name = an.symbol;
      arg.value = eval(f, f.m->child(a, 0), env);
    } else {
      arg.value = eval(f, a, env);
    }
    bottom |= arg.value == Values::kBottom;
    args.push_back(arg);
  }
  if (super) return super_call(f, env, flatten(f, env, args), x.at);
  if ((fn == Values::kBottom && possible.empty()) || bottom)
    return Values::kBottom;  // not evaluated yet: what it waits for will bring us back
  ValueId out = fn == Values::kBottom ? fn : invoke(f, env, fn, self, args, n, (x.flags & kNew) != 0);
  const bool was = f.maybe;
  f.maybe |= !possible.empty();
  for (ValueId one : possible) out = v_.join(out, invoke(f, env, one, self, args, n, false));
  f.maybe = was;
  if (member != kNoSymbol) {
    // A receiver of which we do not know everything: the builtin of that name, and methods of ours that bear it.
    const Value& s = v_[self];
    bool open = !s.open.empty();
    for (AtomId id : s.atoms) open |= v_.atom(id).kind == AtomKind::Opaque;
    if (open) {
      if (ValueId token = token_asked_for(f, args, x.at); token != Values::kBottom) return token;
      if (std::string_view what = method(f, "any", member); !what.empty() && !s.open.empty())
        out = v_.join(out, intrinsic(f, env, what, v_.open_of(self), flatten(f, env, args), n, false));
      if (answers_request(self, names_.text(member)))
        out = self;  // these methods return it
      else
        out = v_.join(out, by_name(f, env, member, self, args, n));
    }
  }
  if ((x.flags & kOptional) || (c.flags & kOptional)) out = v_.join(out, v_.undefined());
  return out;
}

ValueId Machine::invoke(Frame& f, Environment& env, ValueId callee, ValueId self, const std::vector<Argument>& args,
                        NodeId n, bool is_new, bool maybe) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  const Value& fn = v_[callee];
  std::vector<ValueId> plain = flatten(f, env, args);
  ValueId out = Values::kBottom;
  auto give = [&] {
    for (ValueId& v : plain) v = escape(f, env, v);
    self = escape(f, env, self);
  };
  auto give_unknown = [&](ValueId ingredients, ReasonId why, NodeId place) {
    give();
    std::vector<Argument> given = args;
    for (Argument& a : given) a.value = escape(f, env, a.value);
    return unknown_call(f, env, ingredients, given, at, why, place);
  };
  for (AtomId id : fn.atoms) {
    const Atom a = v_.atom(id);
    switch (a.kind) {
      case AtomKind::Fun: {
        give();
        if (is_new) {
          ObjectId o = object_id(f, n, ObjectKind::Record, 700000 + a.a);
          objects_[o].published = true;
          ValueId instance = obj(o);
          ValueId proto = get_atom(f, env, id, s_prototype_, at);
          write(cell(10, o, 0), proto);
          ValueId r = call_closure(&f, a.a, instance, plain, at, maybe);
          out = v_.join(out, v_.join(instance, v_.filter(r, AtomKind::Obj)));
        } else {
          out = v_.join(out, call_closure(&f, a.a, self, plain, at, maybe));
        }
        break;
      }
      case AtomKind::Class:
        give();
        out = v_.join(out, construct(f, env, a.a, plain, n, maybe));
        break;
      case AtomKind::Effect: {
        const EffectUse& use = effects_[a.a];
        bool was = f.maybe;
        f.maybe |= maybe;
        const bool route = use.effect->intrinsic == "route-template";
        if (ValueId path = route ? route_call(f, env, plain, at) : Values::kBottom; path != Values::kBottom)
          out = v_.join(out, path);
        else if (!use.effect->intrinsic.empty() && !route)
          out = v_.join(out, intrinsic(f, env, use.effect->intrinsic, self, plain, n, is_new));
        else
          out = v_.join(out, apply(f, env, use, plain, n, is_new));
        f.maybe = was;
        break;
      }
      case AtomKind::Handle: {
        ValueId called = callable_of(f, a.a, is_new, at);
        if (called != Values::kBottom && called != v_.one(id)) {
          out = v_.join(out, invoke(f, env, called, self, args, n, is_new, maybe));
        } else {
          const ReasonId why = reason(f, at, ReasonKind::library_result, "the result of a library's object");
          out = v_.join(out, give_unknown(Values::kBottom, why, kNone));
        }
        break;
      }
      case AtomKind::Native:
        out = v_.join(out, invoke_native(f, env, id, self, args, plain, n, is_new));
        break;
      case AtomKind::Opaque:
        out = v_.join(out, give_unknown(opaques_[a.a].ingredients, opaques_[a.a].reason, n));
        break;
      case AtomKind::Module: {
        ValueId d = module_member(f, env, a.a, a.b != 0, s_default_);
        if (d != callee && d != Values::kBottom) out = v_.join(out, invoke(f, env, d, self, args, n, is_new, maybe));
        break;
      }
      default:
        break;  // calling a string or null throws
    }
  }
  if (!fn.open.empty()) out = v_.join(out, give_unknown(Values::kBottom, fn.open[0], kNone));
  if (out == Values::kBottom && !waits(callee))
    return top(f, at, ReasonKind::library_result, "the result of a call that throws");
  return out;
}

/// A closure whose result is not there yet makes the caller wait; anything else has answered.
bool Machine::waits(ValueId callee) const {
  for (AtomId id : v_[callee].atoms) {
    AtomKind k = v_.atom(id).kind;
    if (k == AtomKind::Fun || k == AtomKind::Native || k == AtomKind::Effect || k == AtomKind::Module ||
        k == AtomKind::Opaque)
      return true;
  }
  return false;
}

/// A builtin of the language. Builtins that get builtins to call (`list.map(list.map)`) can do so without end: one that
/// is being called with the same arguments adds nothing.
ValueId Machine::invoke_native(Frame& f, Environment& env, AtomId native, ValueId self,
                               const std::vector<Argument>& args, const std::vector<ValueId>& plain, NodeId n,
                               bool is_new) {
  const uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  if (!spend()) return top(f, at, ReasonKind::budget, "the analysis budget was spent");
  for (const NativeCall& call : natives_)
    if (call.callee == native && call.self == self && *call.args == plain) return Values::kBottom;
  if (natives_.size() > kMaxNativeDepth) {
    const char* why = "a builtin function calls itself without end";
    if (blind_spots_.empty() || blind_spots_.back().reason != why)
      add_blind_spot(why, place_of(f.module, at), Phase::run, Identity::unknown, browser_of(f.context));
    return top(f, at, ReasonKind::recursion, why);
  }
  natives_.push_back({native, self, &plain});
  const Atom a = v_.atom(native);
  const std::string name(names_.text(a.a));
  const ValueId out = name.starts_with("@") ? intrinsic(f, env, std::string_view(name).substr(1),
                                                        a.b == Values::kBottom ? self : a.b, plain, n, is_new)
                                            : call_native(f, env, name, self, args, n, is_new);
  natives_.pop_back();
  return out;
}

ValueId Machine::call_function(Frame& f, Environment& env, ValueId fn, const std::vector<ValueId>& args, uint32_t at) {
  std::vector<Argument> list;
  list.reserve(args.size());
  for (ValueId v : args) list.push_back({v, false, kNoSymbol});
  (void)at;
  return invoke(f, env, fn, v_.undefined(), list, kNone, false);
}

// --- classes
// -----------------------------------------------------------------------------------------------------------------------

ValueId Machine::construct(Frame& f, Environment& env, uint32_t cls, const std::vector<ValueId>& args, NodeId n,
                           bool maybe) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  ObjectId o = object_id(f, n, ObjectKind::Instance, 600000 + cls);
  objects_[o].cls = cls;
  objects_[o].published = true;
  classes_[cls].instantiated = true;
  ValueId self = obj(o);
  std::set<uint32_t> seen;
  std::vector<uint32_t> chain{cls};
  while (!chain.empty()) {
    uint32_t c = chain.back();
    chain.pop_back();
    if (!seen.insert(c).second) continue;
    for (const Member& m : program_.modules[classes_[c].module].classes[classes_[c].id].members)
      if (!m.is_static && m.name != kNoSymbol) write(cell(6, m.name, 0), self);
    for (ValueId s : classes_[c].supers)
      for (AtomId id : v_[s].atoms)
        if (v_.atom(id).kind == AtomKind::Class) chain.push_back(v_.atom(id).a);
  }
  run_constructor(f, env, cls, self, args, at, maybe);
  return self;
}

void Machine::run_constructor(Frame& f, Environment& env, uint32_t cls, ValueId self, const std::vector<ValueId>& args,
                              uint32_t at, bool maybe) {
  const ClassObject& c = classes_[cls];
  const Class& decl = program_.modules[c.module].classes[c.id];
  auto run = [&](FunctionId fn, const std::vector<ValueId>& with) {
    Closure k;
    k.module = c.module;
    k.function = fn;
    k.env = c.env;
    k.home = cls;
    call_closure(&f, closure_id(std::move(k)), self, with, at, maybe);
  };
  if (decl.constructor == kNone)
    for (ValueId s : c.supers) construct_base(f, env, s, self, args, at, maybe);
  if (decl.instance_init != kNone) run(decl.instance_init, {});
  if (decl.constructor != kNone) run(decl.constructor, args);
}

void Machine::construct_base(Frame& f, Environment& env, ValueId super, ValueId self, const std::vector<ValueId>& args,
                             uint32_t at, bool maybe) {
  const Value& s = v_[super];
  for (AtomId id : s.atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Class)
      run_constructor(f, env, a.a, self, args, at, maybe);
    else if (a.kind == AtomKind::Fun)
      call_closure(&f, a.a, self, args, at, maybe);
    else if (a.kind == AtomKind::Opaque || a.kind == AtomKind::Effect) {
      for (ValueId v : args) call_unknown(f, env, v, at, 0, Values::kBottom);
      subclass_of_unknown(f, env, self, at);
    }
  }
  if (!s.open.empty()) {
    for (ValueId v : args) call_unknown(f, env, v, at, 0, Values::kBottom);
    subclass_of_unknown(f, env, self, at);
  }
}

/// A base class that we do not know calls the methods of its subclass (React components, custom elements, framework
/// classes), and may call the static ones.
void Machine::subclass_of_unknown(Frame& f, Environment& env, ValueId self, uint32_t at) {
  ValueId unknown = top(f, at, ReasonKind::library_result, "an argument from a base class that is not in the tree");
  for (AtomId id : v_[self].atoms) {
    const Atom a = v_.atom(id);
    if (a.kind != AtomKind::Obj || objects_[a.a].cls == kNone) continue;
    const ClassObject& c = classes_[objects_[a.a].cls];
    for (const Member& m : program_.modules[c.module].classes[c.id].members) {
      if (m.function == kNone || m.kind != Member::Kind::Method || m.name == kNoSymbol) continue;
      ValueId on = m.is_static ? v_.of({AtomKind::Class, objects_[a.a].cls, 0}) : self;
      ValueId fn = class_member(f, env, objects_[a.a].cls, m.name, on, m.is_static, at, 0);
      for (AtomId fid : v_[fn].atoms)
        if (v_.atom(fid).kind == AtomKind::Fun) {
          size_t count = program_.modules[c.module].functions[m.function].parameters.size();
          call_closure(&f, v_.atom(fid).a, on, std::vector<ValueId>(count, unknown), at, m.is_static);
        }
    }
  }
}

ValueId Machine::super_call(Frame& f, Environment& env, const std::vector<ValueId>& args, uint32_t at) {
  ObjectId home = closures_[f.closure].home;
  std::vector<ValueId> with;
  for (ValueId v : args) with.push_back(escape(f, env, v));
  if (home == kNone) return v_.undefined();
  const std::vector<ValueId> supers = classes_[home].supers;
  for (ValueId s : supers) construct_base(f, env, s, f.self, with, at, false);
  return v_.undefined();
}

// --- unknown code
// ------------------------------------------------------------------------------------------------------------------

/// Code that we do not know is called. `ingredients`: what it is known to be made of, called as well; then `n` is the
/// call.
ValueId Machine::unknown_call(Frame& f, Environment& env, ValueId ingredients, const std::vector<Argument>& args,
                              uint32_t at, ReasonId why, NodeId n) {
  ValueId things = Values::kBottom;
  const ValueId any = ingredients == Values::kBottom
                          ? ingredients
                          : top(f, at, ReasonKind::library_result, "an argument from code that is not in the tree");
  std::vector<ValueId> with;
  for (const Argument& a : args) {
    ValueId given = escape(f, env, a.value);
    call_unknown(f, env, given, at, 0, Values::kBottom);
    if (ingredients != Values::kBottom) with.push_back(v_.join(any, given));
    things = v_.join(things, v_.code_of(given));
  }
  // Calling an opaque calls what it was made of with the arguments of this call.
  ValueId out = Values::kBottom;
  for (AtomId id : v_[ingredients].atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Fun) {
      size_t count = program_.modules[closures_[a.a].module].functions[closures_[a.a].function].parameters.size();
      std::vector<ValueId> padded = with;
      while (padded.size() < count) padded.push_back(any);
      out = v_.join(out, call_closure(&f, a.a, any, padded, at, f.maybe));
    } else if (a.kind == AtomKind::Effect || a.kind == AtomKind::Native || a.kind == AtomKind::Handle) {
      std::vector<Argument> list;
      for (const Argument& x : args) list.push_back(x);
      out = v_.join(out, invoke(f, env, v_.one(id), any, list, n, false, false));
    }
  }
  return v_.join(out, opaque(why, v_.join(ingredients, things)));
}

/// A value given to code that we do not know: functions in it are called, a client in it makes requests of which
/// nothing is known.
void Machine::call_unknown(Frame& f, Environment& env, ValueId v, uint32_t at, unsigned depth, ValueId with) {
  if (!v_.holds_code(v)) return;
  if (f.context != kNone) {  // once per place: what grows later evaluates this context again
    auto [known, fresh] = contexts_[f.context].given.try_emplace(Given{v, with, at}, depth);
    if (!fresh && known->second <= depth) return;
    known.value() = depth;
  }
  spend(2);
  const Value& x = v_[v];
  for (AtomId id : x.atoms) {
    const Atom a = v_.atom(id);
    switch (a.kind) {
      case AtomKind::Fun: {
        ValueId any =
            v_.top(reason(f, at, ReasonKind::library_result, "an argument from code that is not in the tree"));
        if (with != Values::kBottom) any = v_.join(any, with);
        size_t count = program_.modules[closures_[a.a].module].functions[closures_[a.a].function].parameters.size();
        // what it answers is in the hands of that code as well: lazily loaded modules, components, functions
        call_later(f, a.a,
                   v_.top(reason(f, at, ReasonKind::library_result, "this, given by code that is not in the tree")),
                   std::vector<ValueId>(count, any), at, f.maybe);
        break;
      }
      case AtomKind::Module:
        if (depth < 6)
          call_unknown(f, env, matching_exports(f, env, a.a, {{"", true, Shape::any, 0}}, at), at, depth + 1,
                       Values::kBottom);
        break;
      case AtomKind::Class: {
        ValueId any =
            v_.top(reason(f, at, ReasonKind::library_result, "an argument from code that is not in the tree"));
        ValueId self = annotated_.count(a.a) ? service(f, a.a, at)
                                             : construct(f, env, a.a, std::vector<ValueId>(8, any), kNone, f.maybe);
        subclass_of_unknown(f, env, self, at);
        break;
      }
      case AtomKind::Obj:
        if (depth < 6) {
          if (f.context != kNone) {  // what is in it is called once, wherever it was given
            auto [walked, fresh] = contexts_[f.context].given.try_emplace(Given{v_.one(id), with, kNone}, depth);
            if (!fresh && walked->second <= depth) break;
            walked.value() = depth;
          }
          if (objects_[a.a].cls != kNone)
            subclass_of_unknown(f, env, v_.one(id), at);
          else
            for (auto& [k, field_value] : fields(f, env, a.a)) call_unknown(f, env, field_value, at, depth + 1, with);
        }
        break;
      case AtomKind::Handle:
      case AtomKind::Effect: {
        if (a.kind == AtomKind::Handle && handles_[a.a].type)  // a queue in strange hands: anything may be pushed
          for (auto& [member, effect] : handles_[a.a].type->members)
            if (effect.link && !orphans_) links_.insert({effect.link->to, "", true, Values::kBottom, f.context, at});
        SinkEvent e;
        if (!client_of(a, e)) break;
        make_precise(f.module, closures_[f.closure].function);
        e.at = at;
        e.passed = true;
        e.maybe = f.maybe;
        if (f.context != kNone) add_event(contexts_[f.context], e);
        break;
      }
      default:
        break;
    }
  }
}

/// Methods of ours that bear the name, when the receiver is not known: each is possible, none is sure.
ValueId Machine::by_name(Frame& f, Environment& env, Symbol name, ValueId receiver, const std::vector<Argument>& args,
                         NodeId n) {
  ValueId out = Values::kBottom;
  mention(name);
  // a receiver made of library code only cannot be one of our objects unless we gave it one
  ValueId candidates = read(&f, cell(6, name, 0));
  for (AtomId id : v_[candidates].atoms) {
    if (std::binary_search(v_[receiver].atoms.begin(), v_[receiver].atoms.end(), id)) continue;
    if (!same_side(f.module, objects_[v_.atom(id).a].module)) continue;
    ValueId fn = get_atom(f, env, id, name, f.m->node(n).at);
    out = v_.join(out, invoke(f, env, v_.without_open(fn), v_.one(id), args, n, false, true));
  }
  // the request methods of a client that we lost sight of
  std::string text(names_.text(name));
  if (const auto* found = distinctive_member(text)) {
    EffectUse use{found->first, found->second, Values::kBottom, text};
    bool was = f.maybe;
    f.maybe = true;
    out = v_.join(out, apply(f, env, use, flatten(f, env, args), n, false));
    f.maybe = was;
  }
  return out;
}

/// Member names that only clients of the platform bear (requestJira …): found even on a receiver that is not known.
const std::pair<const LibraryModel*, const Effect*>* Machine::distinctive_member(const std::string& name) {
  if (!name.starts_with("request") || name.size() < 9) return nullptr;
  auto it = distinctive_.find(name);
  if (it != distinctive_.end()) return it->second.second ? &it->second : nullptr;
  std::pair<const LibraryModel*, const Effect*> found{nullptr, nullptr};
  for (const char* package : {"@forge/api"})
    if (const LibraryModel* lib = models_.package(package, "javascript"))
      if (auto e = lib->exports.find(name); e != lib->exports.end() && e->second.api) found = {lib, &e->second};
  return (distinctive_[name] = found).second ? &distinctive_[name] : nullptr;
}

}  // namespace leastscope
