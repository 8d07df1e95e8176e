// Objects that a framework makes. A class with an annotation of the framework tables is a service: there is one
// instance of it, its constructor's parameters come from their types or from tokens, and methods with annotations are
// entry points on that instance. An instance is a pseudo-context: whoever asks for it runs its constructor, and it is
// made again when something it is made of becomes known. Tokens are cells; one that nobody provides stays empty until
// everything else is settled, and is then not known.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr uint32_t kTokenCell = 20;

/// Methods that frameworks call by their name on what they make.
bool called_by_framework(std::string_view name) {
  for (std::string_view known : {"onModuleInit", "onApplicationBootstrap", "onModuleDestroy", "onApplicationShutdown",
                                 "beforeApplicationShutdown", "configure", "canActivate", "use", "intercept",
                                 "transform", "catch", "validate", "execute", "handleConnection", "afterInit"})
    if (name == known) return true;
  return false;
}
}  // namespace

/// The effects with an `entry` that a decorator stands for; `args` receives what it is called with. Anything else that
/// it is becomes `other`.
std::vector<EffectUse> Machine::decorator_effects(Frame& f, Environment& env, NodeId call, std::vector<ValueId>& args,
                                                  ValueId& other) {
  const Node& x = f.m->node(call);
  const bool called = x.kind == Kind::Call && x.count > 0;
  const ValueId decorator = eval(f, called ? f.m->child(call, 0) : call, env);
  std::vector<EffectUse> out;
  std::vector<AtomId> effects;
  for (AtomId id : v_[decorator].atoms) {
    if (v_.atom(id).kind != AtomKind::Effect) continue;
    effects.push_back(id);
    out.push_back(effects_[v_.atom(id).a]);
  }
  other = v_.without(decorator, effects);
  if (called && !out.empty())
    for (unsigned i = 1; i < x.count; ++i) {
      const Node& a = f.m->node(f.m->child(call, i));
      if (a.kind == Kind::Op && static_cast<OpKind>(a.op) == OpKind::Spread) continue;
      args.push_back(escape(f, env, eval(f, f.m->child(call, i), env)));
    }
  return out;
}

/// The classes (and constructors of libraries) that a type's name means in a module.
ValueId Machine::classes_named(Frame& f, ModuleId module, Symbol name) {
  const Module& m = program_.modules[module];
  ValueId out = Values::kBottom;
  for (const ImportBinding& b : m.imports) {
    if (b.slot == kNone || b.slot >= m.functions[0].slots.size() || m.functions[0].slots[b.slot].name != name) continue;
    const ValueId v = import_value(&f, module, b.specifier, b.name, b.at);
    for (AtomId id : v_[v].atoms)
      if (v_.atom(id).kind == AtomKind::Class ||
          (v_.atom(id).kind == AtomKind::Effect && effects_[v_.atom(id).a].effect->constructs))
        out = v_.join(out, v_.one(id));
  }
  for (uint32_t c = 0; c < classes_.size(); ++c)
    if (classes_[c].module == module && m.classes[classes_[c].id].name == name)
      out = v_.join(out, v_.of({AtomKind::Class, c, 0}));
  return out;
}

/// The one cell of a token: a text, a class, a token object; all others share one.
CellId Machine::token_cell(ValueId key) {
  std::string name = "*";
  for (AtomId id : v_[key].atoms) {
    const Atom a = v_.atom(id);
    if (const std::string* s = v_.literal_of(id)) {
      name = "text " + *s;
    } else if (a.kind == AtomKind::Class) {
      name = "class " + std::to_string(a.a);
    } else if (a.kind == AtomKind::Handle) {
      const auto& attributes = handles_[a.a].attributes;
      auto named = attributes.find("name");
      const std::string* text = named == attributes.end() ? nullptr : v_.literal(named->second);
      name = text ? "text " + *text : "handle " + std::to_string(a.a);
    }
  }
  return cell(kTokenCell, names_.intern(name), 0);
}

void Machine::provide(Frame& f, Environment& env, ValueId key, ValueId what, uint32_t at) {
  ValueId given = what;
  if (v_.has(what, AtomKind::Obj) && !v_.is_open(what)) {
    auto part = [&](const char* name) { return option(f, env, what, {name}, at); };
    auto there = [&](ValueId v) { return v != Values::kBottom && v != v_.undefined(); };
    const ValueId value = part("useValue"), cls = part("useClass"), factory = part("useFactory"),
                  other = part("useExisting");
    if (there(factory))
      given = call_unknown_result(f, env, factory, at);
    else if (there(cls))
      given = asked_for(f, env, cls, at);
    else if (there(other))
      given = asked_for(f, env, other, at);
    else if (there(value))
      given = value;
  }
  write(token_cell(key), escape(f, env, given));
}

/// What a factory of a provider answers.
ValueId Machine::call_unknown_result(Frame& f, Environment& env, ValueId fn, uint32_t at) {
  const ValueId any = top(f, at, ReasonKind::library_result, "what a container gives to a factory");
  return call_function(f, env, v_.without_open(fn), std::vector<ValueId>(8, any), at);
}

/// What a container answers: the instance of a class, or what was provided for a token.
ValueId Machine::asked_for(Frame& f, Environment& env, ValueId key, uint32_t at) {
  ValueId out = Values::kBottom;
  for (AtomId id : v_[key].atoms) {
    const Atom a = v_.atom(id);
    const CellId token = token_cell(v_.one(id));
    const ValueId given = read(&f, token);
    if (given != Values::kBottom) {
      out = v_.join(out, given);
    } else if (a.kind == AtomKind::Class) {
      out = v_.join(out, service(f, a.a, at));
    } else if (a.kind == AtomKind::Effect && effects_[a.a].effect->constructs) {
      out = v_.join(out, invoke(f, env, v_.one(id), v_.undefined(), {}, kNone, true));
    } else {
      asked_tokens_.insert(token);
    }
  }
  if (v_[key].atoms.empty() && key != Values::kBottom) {
    const CellId token = token_cell(key);
    out = read(&f, token);
    asked_tokens_.insert(token);
  }
  return out;
}

/// Tokens that nobody provides are not known; true if there were any.
bool Machine::open_tokens() {
  bool changed = false;
  for (CellId token : asked_tokens_)
    if (cells_[token].value == Values::kBottom) {
      write(token,
            v_.top(v_.reason_id(ReasonKind::library_result, kNone, 0, "what a container was not seen to be given")));
      changed = true;
    }
  return changed;
}

/// What a framework gives for a parameter of a constructor.
ValueId Machine::injected(Frame& g, Environment& env, uint32_t cls, const Parameter& p, uint32_t at) {
  const ModuleId module = classes_[cls].module;
  for (const Annotation& a : p.annotations) {
    if (a.call == kNone) continue;
    std::vector<ValueId> args;
    ValueId other = Values::kBottom;
    for (const EffectUse& use : decorator_effects(g, env, a.call, args, other)) {
      const Effect* e = use.effect;
      if (!e->entry || e->entry->kind != "injection") continue;
      ValueId key = source(g, env, e->entry->key, use, args, at);
      if (v_.has(key, AtomKind::Fun)) key = call_function(g, env, v_.filter(key, AtomKind::Fun), {}, at);  // () => X
      if (key != Values::kBottom && key != v_.undefined()) return asked_for(g, env, key, at);
    }
  }
  const Module& m = program_.modules[module];
  if (p.type < m.types.size() && m.types[p.type].kind == TypeHint::Kind::Named)
    if (ValueId named = classes_named(g, module, m.types[p.type].name); named != Values::kBottom)
      return asked_for(g, env, named, at);
  return top(g, p.slot, ReasonKind::library_result, "what a framework gives to a constructor");
}

/// The one instance of a class that a framework makes; the asker runs its constructor.
ValueId Machine::service(Frame& f, uint32_t cls, uint32_t at) {
  auto [it, fresh] = services_.try_emplace(cls, kNone);
  if (fresh) {
    it->second = pseudo(classes_[cls].module, [this, cls](Frame& g, Environment& env) {
      // the first constructor up the chain says what is wanted
      uint32_t owner = cls;
      for (int depth = 0; depth < 20; ++depth) {
        const ClassObject& c = classes_[owner];
        if (program_.modules[c.module].classes[c.id].constructor != kNone) break;
        uint32_t base = kNone;
        for (ValueId s : c.supers)
          for (AtomId id : v_[s].atoms)
            if (v_.atom(id).kind == AtomKind::Class) base = v_.atom(id).a;
        if (base == kNone) break;
        owner = base;
      }
      const ClassObject c = classes_[owner];
      const Class& decl = program_.modules[c.module].classes[c.id];
      std::vector<ValueId> args;
      if (decl.constructor != kNone) {
        Frame h = g;
        h.module = c.module;
        h.m = &program_.modules[c.module];
        h.f = &h.m->functions[decl.constructor];
        Closure k;
        k.module = c.module;
        k.function = decl.constructor;
        k.env = c.env;
        k.home = owner;
        h.closure = closure_id(std::move(k));
        Environment inside;
        inside.slots.assign(h.f->slots.size(), Values::kBottom);
        for (const Parameter& p : h.f->parameters) args.push_back(injected(h, inside, owner, p, h.f->name_at));
      }
      const ValueId self = construct(g, env, cls, args, kNone, false);
      const Class& own = program_.modules[classes_[cls].module].classes[classes_[cls].id];
      const Module& m = program_.modules[classes_[cls].module];
      for (auto& [name, type] : own.fields) {  // fields that are injected by their type
        if (type >= m.types.size() || m.types[type].kind != TypeHint::Kind::Named) continue;
        const ValueId named = classes_named(g, classes_[cls].module, m.types[type].name);
        for (AtomId id : v_[named].atoms)
          if (v_.atom(id).kind == AtomKind::Class && annotated_.count(v_.atom(id).a))
            set_member(g, env, self, name, service(g, v_.atom(id).a, 0));
      }
    });
    evaluate_pseudo(it->second);
  }
  const ContextId made = services_[cls];
  if (f.context != kNone && f.context != made) {
    auto& edges = contexts_[f.context].edges;
    if (std::none_of(edges.begin(), edges.end(), [&](const Edge& e) { return e.to == made; }))
      edges.push_back({made, at, f.maybe});
  }
  Frame g = outer_frame(classes_[cls].module);
  g.context = made;
  return obj(object_id(g, kNone, ObjectKind::Instance, 600000 + cls));
}

/// A method of the instance that the framework makes.
ValueId Machine::method_of_service(Frame& f, uint32_t cls, ValueId method, uint32_t at) {
  const ValueId self = service(f, cls, at);
  ValueId out = Values::kBottom;
  for (AtomId id : v_[method].atoms) {
    if (v_.atom(id).kind != AtomKind::Fun) continue;
    Closure k = closures_[v_.atom(id).a];
    k.fixed_self = true;
    k.self = self;
    out = v_.join(out, v_.of({AtomKind::Fun, closure_id(std::move(k)), 0}));
  }
  return out;
}

/// Annotations of a class and of its methods.
void Machine::decorate(Frame& f, Environment& env, uint32_t cls, ValueId v) {
  const Class& decl = f.m->classes[classes_[cls].id];
  std::string prefix;
  bool unknown = false;
  // What the container makes is made when it is asked for; a class named in an annotation is asked for by the
  // framework.
  auto named = [&](const std::vector<ValueId>& args) {
    for (ValueId arg : args)
      for (AtomId id : v_[arg].atoms)
        if (v_.atom(id).kind == AtomKind::Class && annotated_.count(v_.atom(id).a)) service(f, v_.atom(id).a, 0);
  };
  for (const Annotation& a : decl.annotations) {
    if (a.call == kNone) continue;
    std::vector<ValueId> args;
    ValueId other = Values::kBottom;
    for (const EffectUse& use : decorator_effects(f, env, a.call, args, other)) {
      named(args);
      if (!use.effect->entry) continue;
      annotated_.insert(cls);
      const EntryEffect& e = *use.effect->entry;
      if (e.kind == "service" && e.key.text == "component") unknown = true;
      if (e.kind == "controller")
        if (const std::string* s = v_.literal(source(f, env, e.path, use, args, a.at))) prefix = *s;
      if (e.kind != "module") continue;
      const ValueId list = option(f, env, args.empty() ? v_.undefined() : args[0], {"providers"}, a.at);
      if (!v_.has(list, AtomKind::Obj)) continue;
      for (ValueId one : elements(f, env, list, a.at).items)
        if (const ValueId key = option(f, env, v_.filter(one, AtomKind::Obj), {"provide"}, a.at);
            key != Values::kBottom && key != v_.undefined())
          provide(f, env, key, one, a.at);
    }
    if (other != Values::kBottom) {
      call_decorator(f, env, a, v);
      unknown |= v_.is_open(other) || v_.has(other, AtomKind::Opaque);
    }
  }
  for (const Member& m : decl.members) {
    if (m.function == kNone) continue;
    const ValueId method = class_member(f, env, cls, m.name, v, m.is_static, 0, 0);
    if (annotated_.count(cls) && !m.is_static && called_by_framework(names_.text(m.name)))
      call_unknown(f, env, method_of_service(f, cls, method, 0), 0, 0, Values::kBottom);
    for (const Annotation& a : f.m->functions[m.function].annotations)
      if (a.call != kNone) decorate_method(f, env, cls, m, a, method, prefix);
  }
  if (unknown) {  // made, and its methods called, by a framework that we do not know
    annotated_.insert(cls);
    subclass_of_unknown(f, env, service(f, cls, 0), 0);
  }
}

void Machine::decorate_method(Frame& f, Environment& env, uint32_t cls, const Member& m, const Annotation& a,
                              ValueId method, const std::string& prefix) {
  std::vector<ValueId> args;
  ValueId other = Values::kBottom;
  for (const EffectUse& known : decorator_effects(f, env, a.call, args, other)) {
    if (!known.effect->entry) continue;
    const EntryEffect& e = *known.effect->entry;
    EffectUse use = known;
    use.receiver = method;
    const ValueId keys = source(f, env, e.key.from == ValueSource::From::None ? e.path : e.key, use, args, a.at);
    const std::string* text = v_.literal(keys);
    std::string key = text ? *text : "";
    if (e.kind == "route") {
      std::string path;
      for (const std::string& part : {prefix, key})
        if (!part.empty()) path += (part[0] == '/' || path.ends_with('/') ? "" : "/") + part;
      key = path.empty() ? "/" : path;
    }
    registration(f, use, e, key, m.is_static ? method : method_of_service(f, cls, method, a.at), a.at);
  }
  if (other == Values::kBottom) return;
  call_decorator(f, env, a, method);
  if (m.is_static || (!v_.is_open(other) && !v_.has(other, AtomKind::Opaque))) return;
  const bool was = f.maybe;  // an annotation that we do not know may make the method an entry point
  f.maybe = true;
  call_unknown(f, env, method_of_service(f, cls, method, a.at), a.at, 0, Values::kBottom);
  f.maybe = was;
}

/// `container-get`, `container-set`: what containers are asked and told.
ValueId Machine::container(Frame& f, Environment& env, std::string_view what, const std::vector<ValueId>& args,
                           uint32_t at) {
  if (args.empty()) return top(f, at, ReasonKind::library_result, "a container");
  if (what == "container-get") {
    const ValueId out = asked_for(f, env, args[0], at);
    return out;
  }
  auto both = [&](ValueId key, ValueId value) {
    if (key != Values::kBottom && key != v_.undefined()) provide(f, env, key, value, at);
  };
  if (args.size() > 1) {
    both(args[0], args[1]);
  } else {  // set({id, value}), set([{id, value}, …])
    for (AtomId id : v_[args[0]].atoms) {
      if (v_.atom(id).kind != AtomKind::Obj) continue;
      const ValueId whole = v_.one(id);
      std::vector<ValueId> items{whole};
      if (objects_[v_.atom(id).a].kind == ObjectKind::List) items = elements(f, env, whole, at).items;
      for (ValueId one : items) both(option(f, env, one, {"id"}, at), option(f, env, one, {"value"}, at));
    }
  }
  return v_.undefined();
}

/// Is this a method with which every server's response answers? The response is the framework's, so it is none of ours,
/// whatever methods of these names the app has. Its other members may be what the app has put there.
bool Machine::answers_request(ValueId receiver, std::string_view member) const {
  static constexpr std::string_view kMembers[] = {
      "send",      "json",     "jsonp",    "end",    "status", "sendStatus",  "redirect", "render",
      "code",      "header",   "set",      "type",   "cookie", "clearCookie", "write",    "writeHead",
      "setHeader", "sendFile", "download", "format", "vary",   "attachment"};
  if (std::find(std::begin(kMembers), std::end(kMembers), member) == std::end(kMembers)) return false;
  const Value& v = v_[receiver];
  return v.atoms.empty() && !v.open.empty() &&
         std::all_of(v.open.begin(), v.open.end(), [&](ReasonId r) { return v_.reason(r).note == kResponse; });
}

}  // namespace leastscope
