// Reading members: what each kind of value answers for a name or a key.
#include <algorithm>

#include "calls/connect.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

// --- reading
// -----------------------------------------------------------------------------------------------------------------------

/// The field's value, or bottom when no write reached it.
ValueId Machine::field(Frame& f, Environment& env, ObjectId o, Symbol name) {
  if (OwnedObject* x = owned(env, o)) {
    ValueId star = Values::kBottom;
    for (auto& [k, v] : x->fields) {
      if (k == name) return v;
      if (k == s_star_) star = v;
    }
    return star;
  }
  Object& object = objects_[o];
  if (object.any == kNone) {
    object.any = cell(0, o, s_star_);
    object.missing = cell(0, o, s_missing_);
  }
  if (name == s_star_) return read(&f, object.any);
  const ValueId v = v_.join(read(&f, cell(0, o, name)), read(&f, object.any));
  return v == Values::kBottom ? read(&f, object.missing) : v;
}

std::vector<std::pair<Symbol, ValueId>> Machine::fields(Frame& f, Environment& env, ObjectId o) {
  if (OwnedObject* x = owned(env, o)) return x->fields;
  std::vector<std::pair<Symbol, ValueId>> out;
  Object& object = objects_[o];
  if (object.all == kNone) object.all = cell(8, o, 0);
  read(&f, object.all);  // told when a key is added
  while (object.cells.size() < object.keys.size()) object.cells.push_back(cell(0, o, object.keys[object.cells.size()]));
  out.reserve(object.keys.size());
  for (size_t i = 0; i < object.keys.size(); ++i) out.emplace_back(object.keys[i], read(&f, object.cells[i]));
  return out;
}

ValueId Machine::class_member(Frame& f, Environment& env, uint32_t cls, Symbol name, ValueId self, bool statics,
                              uint32_t at, unsigned depth) {
  if (depth > 20) return Values::kBottom;
  const ClassObject& c = classes_[cls];
  const Class& decl = program_.modules[c.module].classes[c.id];
  ValueId out = statics ? read(&f, cell(2, cls, name)) : Values::kBottom;
  for (const Member& m : decl.members) {
    if (m.is_static != statics || m.function == kNone || m.kind == Member::Kind::Setter) continue;
    if (m.name != name && !(m.name == kNoSymbol && m.computed != kNone)) continue;
    Closure k;
    k.module = c.module;
    k.function = m.function;
    k.env = c.env;
    k.home = cls;
    ClosureId id = closure_id(std::move(k));
    if (m.kind == Member::Kind::Getter)
      out = v_.join(out, call_closure(&f, id, self, {}, at, false));
    else
      out = v_.join(out, v_.of({AtomKind::Fun, id, 0}));
  }
  if (!statics && out == Values::kBottom)  // what was written to the class's prototype stands with its static side
    out = v_.join(read(&f, cell(2, cls, name)), read(&f, cell(2, cls, s_star_)));
  if (out != Values::kBottom) return out;
  for (ValueId s : c.supers) {
    for (AtomId id : v_[s].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind == AtomKind::Class)
        out = v_.join(out, class_member(f, env, a.a, name, self, statics, at, depth + 1));
      else if (a.kind == AtomKind::Fun && !statics)
        for (AtomId p : v_[get_atom(f, env, id, s_prototype_, at)].atoms) {
          ValueId v = get_atom(f, env, p, name, at);
          if (v != v_.undefined()) out = v_.join(out, v);
        }
      else if (a.kind == AtomKind::Effect && effects_[a.a].effect->returns.kind == ReturnEffect::Kind::Handle)
        out = v_.join(out, member_of_base(f, env, a.a, name, at));
      else if (a.kind == AtomKind::Native && !statics) {  // class X extends EventEmitter
        std::string_view made = builtins_.global(f.m->language, names_.text(a.a));
        std::string_view kind = made == "emitter-new" ? "emitter"
                                : made == "map-new"   ? "map"
                                : made == "set-new"   ? "set"
                                : made == "list-of"   ? "list"
                                                      : "";
        if (kind.empty()) continue;
        if (std::string_view what = method(f, kind, name); !what.empty())
          out = v_.join(out, v_.of({AtomKind::Native, native_name(what), self}));
      } else if (a.kind == AtomKind::Opaque)
        out = v_.join(out, opaque(reason(f, at, ReasonKind::library_result, "a member of a library's class"),
                                  opaques_[a.a].ingredients));
    }
    if (v_.is_open(s))
      out = v_.join(out, top(f, at, ReasonKind::library_result, "a member of a base class that is not in the tree"));
  }
  return out;
}

/// A class that extends a modelled library's class: its members are the library's.
ValueId Machine::member_of_base(Frame& f, Environment& env, uint32_t effect, Symbol name, uint32_t at) {
  EffectUse use = effects_[effect];
  ValueId handle = apply_returns(f, env, use, *use.effect, {}, kNone);
  ValueId out = Values::kBottom;
  for (AtomId id : v_[handle].atoms)
    if (v_.atom(id).kind == AtomKind::Handle) {
      const Handle& h = handles_[v_.atom(id).a];
      if (h.type)
        out =
            v_.join(out, member_of_type(f, h.library, *h.type, v_.of(v_.atom(id)), std::string(names_.text(name)), at));
    }
  return out;
}

/// Builtins::method, asked for millions of times. `kind` must be a constant of the program.
std::string_view Machine::method(const Frame& f, std::string_view kind, Symbol name) {
  auto [it, fresh] = methods_.try_emplace({kind.data(), info_[f.module].language, name});
  if (fresh) it.value() = builtins_.method(f.m->language, kind, names_.text(name));
  return it->second;
}

Symbol Machine::native_name(std::string_view what) {
  auto [it, fresh] = native_names_.try_emplace(what, kNoSymbol);
  if (fresh) it->second = names_.intern("@" + std::string(what));
  return it->second;
}

std::string_view Machine::receiver_kind(AtomId id) const {
  const Atom& a = v_.atom(id);
  switch (a.kind) {
    case AtomKind::Str:
      return "string";
    case AtomKind::Num:
      return "number";
    case AtomKind::Regex:
      return "regex";
    case AtomKind::Fun:
    case AtomKind::Class:
    case AtomKind::Effect:
      return "function";
    case AtomKind::Obj:
      switch (objects_[a.a].kind) {
        case ObjectKind::List:
        case ObjectKind::Arguments:
          return "list";
        case ObjectKind::Map:
          return "map";
        case ObjectKind::Set:
          return "set";
        case ObjectKind::Url:
          return "url";
        case ObjectKind::Params:
          return "params";
        case ObjectKind::Record:
          return objects_[a.a].variant == kEmitterVariant ? "emitter" : "object";
        default:
          return "object";
      }
    default:
      return "any";
  }
}

ValueId Machine::get_atom(Frame& f, Environment& env, AtomId id, Symbol name, uint32_t at) {
  const Atom a = v_.atom(id);
  std::string_view text = names_.text(name);
  ValueId self = v_.one(id);
  auto builtin = [&]() -> ValueId {
    std::string_view what = method(f, receiver_kind(id), name);
    if (what.empty()) what = method(f, "any", name);
    if (what.empty()) return Values::kBottom;
    return v_.of({AtomKind::Native, native_name(what), self});
  };
  switch (a.kind) {
    case AtomKind::Obj: {
      // the elements of a collection that stand at unknown places are no members: `list.forEach` is never one of them
      const ObjectKind collection = objects_[a.a].kind;
      const bool index = !text.empty() && text[0] >= '0' && text[0] <= '9';
      ValueId v = Values::kBottom;
      const bool list = collection == ObjectKind::List || collection == ObjectKind::Arguments;
      const bool elements = list || collection == ObjectKind::Map || collection == ObjectKind::Set;
      auto is_method = [&] { return !method(f, receiver_kind(id), name).empty() || !method(f, "any", name).empty(); };
      if (index || !elements || (name != s_length_ && !is_method())) v = field(f, env, a.a, name);
      if (list && !index && name != s_star_ && v != Values::kBottom && v == field(f, env, a.a, s_star_))
        v = v_.join(v_.without(v_.code_of(v), AtomKind::Obj),  // it may have served as a table of functions
                    top(f, at, ReasonKind::construct, "a named member of a list"));
      if (v != Values::kBottom) return v;
      const Object& o = objects_[a.a];
      if (name == s_length_ && list) {
        auto all = fields(f, env, a.a);
        bool exact = std::none_of(all.begin(), all.end(), [&](auto& p) { return p.first == s_star_; });
        if (exact && all.size() < 64 && !o.published) return v_.number(std::to_string(all.size()));
        return hole(f, at, Shape::segment, "a length");
      }
      if (o.cls != kNone) {
        v = class_member(f, env, o.cls, name, self, false, at, 0);
        if (v != Values::kBottom) return v;
      }
      if (ValueId proto = read(&f, cell(10, a.a, 0)); proto != Values::kBottom) {
        for (AtomId p : v_[proto].atoms)
          if (p != id) v = v_.join(v, get_atom(f, env, p, name, at));
        if (v != Values::kBottom && v != v_.undefined()) return v;
      }
      if (o.kind == ObjectKind::Url) {
        ValueId part = intrinsic(f, env, "url-" + std::string(text), self, {}, kNone, false);
        if (part != Values::kBottom) return part;
      }
      v = builtin();
      return v != Values::kBottom ? v : v_.undefined();
    }
    case AtomKind::Str:
    case AtomKind::Num:
    case AtomKind::Regex:
    case AtomKind::Bool: {
      if (name == s_length_) return hole(f, at, Shape::segment, "a length");
      ValueId v = builtin();
      return v != Values::kBottom ? v : v_.undefined();
    }
    case AtomKind::Fun: {
      ValueId v = read(&f, cell(3, a.a, name));
      if (v != Values::kBottom) return v;
      if (name == s_prototype_) {
        Frame g = f;
        g.context = kNone;
        g.module = closures_[a.a].module;
        ObjectId o = object_id(g, closures_[a.a].function, ObjectKind::Record, 900001);
        objects_[o].published = true;
        return obj(o);
      }
      v = builtin();
      return v != Values::kBottom ? v : v_.undefined();
    }
    case AtomKind::Class: {
      ValueId v = class_member(f, env, a.a, name, self, true, at, 0);
      if (v != Values::kBottom) return v;
      if (name == s_prototype_) return self;
      v = class_member(f, env, a.a, name, self, false, at, 0);  // of the prototype: Base.prototype.go.call(this)
      if (v != Values::kBottom) return v;
      v = builtin();
      return v != Values::kBottom ? v : v_.undefined();
    }
    case AtomKind::Module: {
      // a promise of a module is the module (import()): what it does not export is a member of the promise
      ValueId v = module_member(f, env, a.a, a.b != 0, name);
      if (v == v_.undefined())
        if (ValueId b = builtin(); b != Values::kBottom) return b;
      return v;
    }
    case AtomKind::Handle: {
      const Handle& h = handles_[a.a];
      if (!h.type && h.library && (text == "then" || text == "catch" || text == "finally") &&
          !h.library->exports.count(std::string(text)))
        return builtin();  // a promise of a package is the package (import())
      // a client that is itself a function: axios.bind(…), request.call(…)
      if (std::string_view what = method(f, "function", name);
          !what.empty() && callable_of(f, a.a, false, at) != Values::kBottom)
        return v_.of({AtomKind::Native, native_name(what), self});
      if (!h.type)
        return h.library ? library_export(f, *h.library, std::string(text), at)
                         : top(f, at, ReasonKind::library_result, "a member of a library's object");
      ValueId v = member_of_type(f, h.library, *h.type, self, std::string(text), at);
      if (v == Values::kBottom) v = read(&f, cell(11, a.a, name));
      if (v == Values::kBottom) v = builtin();
      return v != Values::kBottom
                 ? v
                 : top(f, at, ReasonKind::library_result, "'" + std::string(text) + "' of a library's object");
    }
    case AtomKind::Opaque:
      return opaque(opaques_[a.a].reason, opaques_[a.a].ingredients);
    case AtomKind::Effect: {
      const EffectUse& use = effects_[a.a];
      if (!use.effect->type.empty()) {
        const LibraryModel* owner = nullptr;
        if (const ModelType* t = type_of(use.library, use.effect->type, &owner))
          if (ValueId v = member_of_type(f, owner, *t, use.receiver, std::string(text), at); v != Values::kBottom)
            return v;
      }
      ValueId v = builtin();
      if (v != Values::kBottom) return v;
      return top(f, at, ReasonKind::library_result, "'" + std::string(text) + "' of a library's function");
    }
    case AtomKind::Native: {
      std::string dotted(names_.text(a.a));
      if (dotted.starts_with("@")) {  // a method taken as a value: f.call, f.bind
        std::string_view what = method(f, "function", name);
        return what.empty() ? v_.undefined() : v_.of({AtomKind::Native, native_name(what), self});
      }
      return native_member(f, env, dotted, name, at);
    }
    case AtomKind::Null:
    case AtomKind::Undef:
      return Values::kBottom;
  }
  return Values::kBottom;
}

ValueId Machine::native_member(Frame& f, Environment& env, const std::string& dotted, Symbol name, uint32_t at) {
  std::string_view what = builtins_.global(f.m->language, dotted);
  if (what == "env")
    return top(f, at, ReasonKind::environment, "environment variable " + std::string(names_.text(name)));
  if (dotted == "window" || dotted == "globalThis" || dotted == "global" || dotted == "self")
    return global_value(f, name, at);
  std::string full = dotted + "." + std::string(names_.text(name));
  if (!builtins_.global(f.m->language, full).empty() || native_prefix(f, full))
    return v_.of({AtomKind::Native, names_.intern(full), 0});
  if (name == s_prototype_) return v_.of({AtomKind::Native, names_.intern(full), 0});
  if (std::string_view m = method(f, "function", name); !m.empty())
    return v_.of({AtomKind::Native, native_name(m), v_.of({AtomKind::Native, names_.intern(dotted), 0})});
  if (dotted.ends_with(".prototype"))
    for (std::string_view kind : {"string", "list", "object", "function"})
      if (std::string_view m = method(f, kind, name); !m.empty())
        return v_.of({AtomKind::Native, native_name(m), Values::kBottom});
  (void)env;
  return top(f, at, ReasonKind::library_result, full);
}

ValueId Machine::get(Frame& f, Environment& env, ValueId object, Symbol name, uint32_t at) {
  if (object == Values::kBottom) return object;
  const Value& x = v_[object];
  bool closed = x.open.empty();
  if (!closed || v_.has(object, AtomKind::Opaque))
    if (ValueId token = platform_token(f, name, at); token != Values::kBottom) return token;
  ValueId out = connect_member(f, object, name, at);
  const bool site = out != Values::kBottom && is_installation_base(names_.text(name));  // its address is nothing else
  closed |= site;
  for (AtomId id : x.atoms)
    if (!site || v_.atom(id).kind != AtomKind::Opaque) out = v_.join(out, get_atom(f, env, id, name, at));
  if (!closed) out = v_.join(out, v_.open_of(object));
  if (out == Values::kBottom) out = top(f, at, ReasonKind::library_result, "a member of a value that is not set");
  return out;
}

ValueId Machine::get_index(Frame& f, Environment& env, ValueId object, ValueId key, uint32_t at) {
  if (object == Values::kBottom || key == Values::kBottom) return Values::kBottom;
  const Value& k = v_[key];
  ValueId out = Values::kBottom;
  bool all = !k.open.empty();
  for (AtomId id : k.atoms) {
    const Atom a = v_.atom(id);
    if (const std::string* s = v_.literal_of(id))
      out = v_.join(out, get(f, env, object, names_.intern(*s), at));
    else if (a.kind == AtomKind::Num)
      out = v_.join(out, get(f, env, object, a.a, at));
    else if (a.kind == AtomKind::Str)
      out = v_.join(out, matching_members(f, env, object, v_.pattern(a.a), at));
    else if (a.kind == AtomKind::Bool) {
      out = v_.join(out, get(f, env, object, names_.intern(a.a ? "true" : "false"), at));
    } else if (a.kind != AtomKind::Undef && a.kind != AtomKind::Null)
      all = true;
  }
  if (all) {  // an open key: every member
    Pattern any{{"", true, Shape::any, 0}};
    out = v_.join(out, matching_members(f, env, object, any, at));
  }
  if (out == Values::kBottom) out = top(f, at, ReasonKind::library_result, "a member of a value that is not set");
  return out;
}

namespace {
/// A library that sends requests to any host.
bool plain_client(const std::map<std::string, Effect>& members) {
  return std::any_of(members.begin(), members.end(),
                     [](const auto& m) { return m.second.api && m.second.api->product == "by-host"; });
}

bool fits(const Pattern& p, std::string_view text) {
  if (p.empty()) return text.empty();
  if (!p[0].hole && !text.starts_with(p[0].text)) return false;
  if (!p.back().hole && !text.ends_with(p.back().text)) return false;
  size_t from = 0;
  for (const Piece& x : p) {
    if (x.hole) continue;
    size_t i = text.find(x.text, from);
    if (i == std::string_view::npos) return false;
    from = i + x.text.size();
  }
  return true;
}
}  // namespace

/// Of a library that sends requests to any host: each of its request functions that `pattern` names, what the request
/// is for, its URL tells. Bottom for everything else.
ValueId Machine::requests_of(Frame& f, Environment& env, const Atom& client, const Pattern& pattern, uint32_t at) {
  ValueId of = Values::kBottom, out = Values::kBottom;
  if (client.kind == AtomKind::Handle) of = v_.of(client);
  if (client.kind == AtomKind::Effect)
    of = apply_returns(f, env, effects_[client.a], *effects_[client.a].effect, {}, kNone);
  for (AtomId id : v_[of].atoms) {
    if (v_.atom(id).kind != AtomKind::Handle) continue;
    const Handle h = handles_[v_.atom(id).a];
    const auto* members = members_of(h);
    if (!members || !plain_client(*members)) continue;
    for (auto& [name, effect] : *members)
      if (effect.api && fits(pattern, name))
        out = v_.join(out, effect_as_value(f, h.library, effect, v_.one(id), name, at));
  }
  return out;
}

ValueId Machine::matching_members(Frame& f, Environment& env, ValueId object, const Pattern& pattern, uint32_t at) {
  const Value& x = v_[object];
  ValueId out = Values::kBottom;
  for (AtomId id : x.atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Obj) {
      for (auto& [k, v] : fields(f, env, a.a))
        if (k == s_star_ || fits(pattern, names_.text(k))) out = v_.join(out, v);
      if (uint32_t cls = objects_[a.a].cls; cls != kNone)
        out = v_.join(out, matching_methods(f, env, cls, v_.one(id), pattern, at, 0));
      if (out == Values::kBottom) out = v_.undefined();
    } else if (a.kind == AtomKind::Module) {
      out = v_.join(out, matching_exports(f, env, a.a, pattern, at));
    } else if (const ValueId each = requests_of(f, env, a, pattern, at); each != Values::kBottom) {
      out = v_.join(out, each);
    } else if (a.kind == AtomKind::Handle || a.kind == AtomKind::Effect) {
      // any member of a client: a request of which nothing is known
      call_unknown(f, env, v_.one(id), at, 0, Values::kBottom);
      out = v_.join(out,
                    opaque(reason(f, at, ReasonKind::library_result, "a member of a client chosen by name at run time"),
                           v_.one(id)));
    } else if (a.kind == AtomKind::Opaque) {
      out = v_.join(out, get_atom(f, env, id, s_star_, at));
    } else if (a.kind == AtomKind::Class) {
      out = v_.join(out, top(f, at, ReasonKind::library_result, "a static member chosen by name at run time"));
    } else if (a.kind == AtomKind::Str) {
      out = v_.join(out, hole(f, at, Shape::any, "a character of a string"));
    }
  }
  if (!x.open.empty()) out = v_.join(out, v_.open_of(object));
  return out;
}

ValueId Machine::matching_methods(Frame& f, Environment& env, uint32_t cls, ValueId self, const Pattern& pattern,
                                  uint32_t at, unsigned depth) {
  if (depth > 20) return Values::kBottom;
  ValueId out = Values::kBottom;
  const ClassObject& c = classes_[cls];
  for (const Member& m : program_.modules[c.module].classes[c.id].members)
    if (!m.is_static && m.kind == Member::Kind::Method && m.name != kNoSymbol && fits(pattern, names_.text(m.name)))
      out = v_.join(out, class_member(f, env, cls, m.name, self, false, at, 0));
  for (ValueId s : c.supers)
    for (AtomId id : v_[s].atoms)
      if (v_.atom(id).kind == AtomKind::Class)
        out = v_.join(out, matching_methods(f, env, v_.atom(id).a, self, pattern, at, depth + 1));
  return out;
}

}  // namespace leastscope
