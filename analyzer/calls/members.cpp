// Reading and writing members, and where objects live. A new object is owned by the environment that created it: its
// fields are flow-sensitive and a write replaces. When it escapes (is captured, stored, passed or returned) its fields
// are published to the store once, joined with what other environments published for the same allocation.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

namespace {
constexpr uint32_t kIncarnations = 8, kIncarnationShift = 24;
constexpr unsigned kMaxShapingObjects = 16, kMaxPlainObjects = 3;  // of one allocation
}  // namespace

OwnedObject* Machine::owned(Environment& env, ObjectId o) {
  for (OwnedObject& x : env.owned)
    if (x.id == o) return &x;
  return nullptr;
}

/// A new object of this environment. The one that the same place made before (an earlier round of a loop, another
/// receiver of the same call) may still be held by somebody: the new one is another incarnation; after the last of them
/// all further ones are joined.
ObjectId Machine::new_object(Frame& f, Environment& env, NodeId node, ObjectKind kind, uint32_t variant) {
  ObjectId o = kNone;
  const uint32_t most = envs_merge_ ? 1 : kIncarnations;  // where no request is near, one will do
  for (uint32_t k = 0; k < most; ++k) {
    o = object_id(f, node, kind, variant | k << kIncarnationShift);
    if (owned(env, o)) continue;
    auto at = std::find_if(env.owned.begin(), env.owned.end(), [&](const OwnedObject& x) { return x.id > o; });
    env.owned.insert(at, {o, {}});
    return o;
  }
  escape(f, env, obj(o));
  return o;
}

ValueId Machine::new_list(Frame& f, Environment& env, NodeId node, const std::vector<ValueId>& items, ValueId rest,
                          uint32_t variant) {
  ObjectId o = new_object(f, env, node, ObjectKind::List, variant * 64 + 3);
  for (size_t i = 0; i < items.size(); ++i)
    if (i < 64)
      set_field(f, env, o, names_.intern(std::to_string(i)), items[i], false);
    else
      rest = v_.join(rest, items[i]);
  if (rest != Values::kBottom) set_field(f, env, o, s_star_, rest, false);
  return obj(o);
}

// One allocation in many contexts is one object when its fields are equal: otherwise a wrapper that takes an options
// object would be evaluated once for every way to reach its caller. Objects without fields are kept apart, they are
// there to be filled.
ObjectId Machine::publish(Frame& f, Environment& env, OwnedObject o) {
  for (auto& [k, v] : o.fields) v = escape(f, env, v);
  ObjectId canonical = canonical_object(o);
  store_fields(o.id, o, canonical == o.id);
  if (canonical == o.id) return canonical;
  store_fields(canonical, o, true);
  rename(env, o.id, canonical);
  return canonical;
}

/// Like shapes_calls, where an object shapes calls only if something in it does.
bool Machine::holds_shaping(ValueId v) {
  if (!shapes_calls(v)) return false;
  Value rest;
  for (AtomId id : v_[v].atoms) {
    const Atom& a = v_.atom(id);
    if (a.kind != AtomKind::Obj)
      rest.atoms.push_back(id);
    else if (objects_[a.a].shaping || objects_[a.a].cls != kNone ||
             (objects_[a.a].kind != ObjectKind::Record && objects_[a.a].kind != ObjectKind::List))
      return true;
  }
  return rest.atoms.size() < v_[v].atoms.size() ? shapes_calls(v_.make(std::move(rest))) : true;
}

/// Has the same object been published as this twin when less was known of its fields?
bool Machine::grown_from(const OwnedObject& o, ObjectId twin) const {
  const Object& t = objects_[twin];
  return std::all_of(t.keys.begin(), t.keys.end(), [&](Symbol k) {
    auto now = std::find_if(o.fields.begin(), o.fields.end(), [&](auto& p) { return p.first == k; });
    auto before = cell_index_.find({0, twin, k});
    if (before == cell_index_.end()) return true;
    return now != o.fields.end() && v_.within(cells_[before->second].value, now->second);
  });
}

/// The object that stands for this one in the store: of the same allocation with equal fields, or the one it was before
/// its fields grew. Beyond a bound on how many are kept apart, which is low when no field can shape a call, the
/// allocation's shared one.
ObjectId Machine::canonical_object(const OwnedObject& o) {
  const Object& object = objects_[o.id];
  if (object.cls != kNone || (object.kind != ObjectKind::Record && object.kind != ObjectKind::List)) return o.id;
  std::vector<std::pair<Symbol, ValueId>> key;
  bool shaping = false;
  for (auto& [k, v] : o.fields) {
    key.emplace_back(k, plain_key(v));
    shaping |= holds_shaping(v);
  }
  const bool filled_later = key.empty();  // not the same as another empty one
  if (filled_later) key.emplace_back(kNoSymbol, o.id);
  auto [it, fresh] = canonical_.try_emplace({object.module, object.node, object.kind, std::move(key)}, o.id);
  if (!fresh) return it->second;
  for (ObjectId t : object.twins)
    if (grown_from(o, t)) return it->second = t;
  Site& site = sites_[{object.module, object.node, object.kind}];
  unsigned& count = shaping ? site.shaping : site.plain;
  const bool many = ++count > (shaping ? kMaxShapingObjects : kMaxPlainObjects);
  if (!many && filled_later) return o.id;
  if (many && site.shared != kNone) return it->second = site.shared;
  Object twin;
  twin.kind = object.kind;
  twin.module = object.module;
  twin.node = object.node;
  twin.context = object.context;
  twin.variant = object.variant;
  objects_.push_back(std::move(twin));
  it->second = static_cast<ObjectId>(objects_.size() - 1);
  if (many) site.shared = it->second;
  objects_[o.id].twins.push_back(it->second);
  return it->second;
}

void Machine::store_fields(ObjectId id, const OwnedObject& o, bool named) {
  Object& object = objects_[id];
  std::set<Symbol> now;
  for (auto& [k, v] : o.fields) now.insert(k);
  for (auto& [k, v] : o.fields) {
    bool fresh = std::find(object.keys.begin(), object.keys.end(), k) == object.keys.end();
    if (fresh) {
      object.keys.push_back(k);
      write(cell(8, id, 0), v_.number(std::to_string(object.keys.size())));
    }
    object.shaping |= holds_shaping(v);
    write(cell(0, id, k), fresh && object.published && k != s_star_ ? v_.join(v, v_.undefined()) : v);
    if (!named) continue;
    for (AtomId a : v_[v].atoms) {
      AtomKind kind = v_.atom(a).kind;
      if (kind == AtomKind::Fun || kind == AtomKind::Handle || kind == AtomKind::Effect || kind == AtomKind::Class) {
        write(cell(6, k, 0), obj(id));
        break;
      }
    }
  }
  if (object.published)
    for (Symbol k : std::vector<Symbol>(object.keys))
      if (!now.count(k) && k != s_star_ && k != s_missing_) write(cell(0, id, k), v_.undefined());
  objects_[id].published = true;
}

ValueId Machine::renamed(ValueId v, ObjectId from, ObjectId to) {
  AtomId old = v_.atom_id({AtomKind::Obj, from, 0});
  const Value& x = v_[v];
  if (!std::binary_search(x.atoms.begin(), x.atoms.end(), old)) return v;
  Value out = x;
  std::erase(out.atoms, old);
  return v_.join(v_.make(std::move(out)), obj(to));
}

void Machine::rename(Environment& env, ObjectId from, ObjectId to) {
  for (ValueId& v : env.slots) v = renamed(v, from, to);
  for (OwnedObject& o : env.owned)
    for (auto& [k, v] : o.fields) v = renamed(v, from, to);
}

/// The value without the reasons why it is open.
ValueId Machine::plain_key(ValueId v) {
  const Value& x = v_[v];
  if (x.open.empty()) return v;
  if (auto it = plain_keys_.find(v); it != plain_keys_.end()) return it->second;
  ValueId key = v_.make({x.atoms, {0}});
  plain_keys_.emplace(v, key);
  return key;
}

ValueId Machine::escape(Frame& f, Environment& env, ValueId v) {
  if (env.owned.empty()) return v;
  for (AtomId id : v_[v].atoms) {
    const Atom a = v_.atom(id);
    if (a.kind != AtomKind::Obj) continue;
    auto it = std::find_if(env.owned.begin(), env.owned.end(), [&](const OwnedObject& x) { return x.id == a.a; });
    if (it == env.owned.end()) continue;
    OwnedObject o = std::move(*it);
    env.owned.erase(it);
    v = renamed(v, a.a, publish(f, env, std::move(o)));
  }
  return v;
}

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
  ValueId v = read(&f, cell(0, o, name));
  if (name != s_star_) v = v_.join(v, read(&f, cell(0, o, s_star_)));
  if (v == Values::kBottom && name != s_star_) v = read(&f, cell(0, o, s_missing_));
  return v;
}

std::vector<std::pair<Symbol, ValueId>> Machine::fields(Frame& f, Environment& env, ObjectId o) {
  if (OwnedObject* x = owned(env, o)) return x->fields;
  std::vector<std::pair<Symbol, ValueId>> out;
  if (f.context != kNone) read(&f, cell(8, o, 0));  // told when a key is added
  for (Symbol k : objects_[o].keys) out.emplace_back(k, read(&f, cell(0, o, k)));
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
  if (out != Values::kBottom) return out;
  for (ValueId s : c.supers) {
    for (AtomId id : v_[s].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind == AtomKind::Class)
        out = v_.join(out, class_member(f, env, a.a, name, self, statics, at, depth + 1));
      else if (a.kind == AtomKind::Fun && !statics)
        out = v_.join(out, get_atom(f, env, id, s_prototype_, at));
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
        if (std::string_view what = builtins_.method(f.m->language, kind, names_.text(name)); !what.empty())
          out = v_.join(out, v_.of({AtomKind::Native, names_.intern("@" + std::string(what)), self}));
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
    std::string_view what = builtins_.method(f.m->language, receiver_kind(id), text);
    if (what.empty()) what = builtins_.method(f.m->language, "any", text);
    if (what.empty()) return Values::kBottom;
    return v_.of({AtomKind::Native, names_.intern("@" + std::string(what)), self});
  };
  switch (a.kind) {
    case AtomKind::Obj: {
      // the elements of a collection that stand at unknown places are no members: `list.forEach` is never one of them
      const ObjectKind collection = objects_[a.a].kind;
      const bool index = !text.empty() && text[0] >= '0' && text[0] <= '9';
      ValueId v = Values::kBottom;
      if (index || (collection != ObjectKind::List && collection != ObjectKind::Arguments &&
                    collection != ObjectKind::Map && collection != ObjectKind::Set))
        v = field(f, env, a.a, name);
      else if (builtins_.method(f.m->language, receiver_kind(id), text).empty() && name != s_length_)
        v = field(f, env, a.a, name);
      if (v != Values::kBottom) return v;
      const Object o = objects_[a.a];
      if (name == s_length_ && (o.kind == ObjectKind::List || o.kind == ObjectKind::Arguments)) {
        auto all = fields(f, env, a.a);
        bool exact = std::none_of(all.begin(), all.end(), [&](auto& p) { return p.first == s_star_; });
        if (exact && all.size() < 64 && !o.published) return v_.number(std::to_string(all.size()));
        return v_.of_pattern({{"", true, Shape::segment, reason(f, at, ReasonKind::library_result, "a length")}});
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
      if (name == s_length_)
        return v_.of_pattern({{"", true, Shape::segment, reason(f, at, ReasonKind::library_result, "a length")}});
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
        std::string_view what = builtins_.method(f.m->language, "function", text);
        return what.empty() ? v_.undefined() : v_.of({AtomKind::Native, names_.intern("@" + std::string(what)), self});
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
  if (std::string_view m = builtins_.method(f.m->language, "function", names_.text(name)); !m.empty())
    return v_.of(
        {AtomKind::Native, names_.intern("@" + std::string(m)), v_.of({AtomKind::Native, names_.intern(dotted), 0})});
  if (dotted.ends_with(".prototype"))
    for (std::string_view kind : {"string", "list", "object", "function"})
      if (std::string_view m = builtins_.method(f.m->language, kind, names_.text(name)); !m.empty())
        return v_.of({AtomKind::Native, names_.intern("@" + std::string(m)), Values::kBottom});
  (void)env;
  return top(f, at, ReasonKind::environment, full);
}

ValueId Machine::get(Frame& f, Environment& env, ValueId object, Symbol name, uint32_t at) {
  if (object == Values::kBottom) return object;
  const Value& x = v_[object];
  ValueId out = Values::kBottom;
  for (AtomId id : x.atoms) out = v_.join(out, get_atom(f, env, id, name, at));
  if (!x.open.empty()) out = v_.join(out, v_.make({{}, x.open}));
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
    } else if (a.kind == AtomKind::Handle || a.kind == AtomKind::Effect) {
      // any member of a client: a request of which nothing is known
      out = v_.join(out,
                    opaque(reason(f, at, ReasonKind::library_result, "a member of a client chosen by name at run time"),
                           v_.one(id)));
    } else if (a.kind == AtomKind::Opaque) {
      out = v_.join(out, get_atom(f, env, id, s_star_, at));
    } else if (a.kind == AtomKind::Class) {
      out = v_.join(out, top(f, at, ReasonKind::library_result, "a static member chosen by name at run time"));
    } else if (a.kind == AtomKind::Str) {
      out = v_.join(out, v_.of_pattern({{"", true, Shape::any,
                                         reason(f, at, ReasonKind::library_result, "a character of a string")}}));
    }
  }
  if (!x.open.empty()) out = v_.join(out, v_.make({{}, x.open}));
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

// --- lists
// -------------------------------------------------------------------------------------------------------------------------

Machine::Elements Machine::elements(Frame& f, Environment& env, ValueId list, uint32_t at) {
  Elements out;
  const Value& x = v_[list];
  for (AtomId id : x.atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Null || a.kind == AtomKind::Undef) continue;
    if (a.kind == AtomKind::Obj) {
      ObjectKind kind = objects_[a.a].kind;
      auto all = fields(f, env, a.a);
      if (kind == ObjectKind::Map) {
        for (auto& [k, v] : all) {
          ValueId key =
              k == s_star_ ? top(f, at, ReasonKind::stored_data, "a key of a map") : v_.string(names_.text(k));
          ValueId pair = new_list(f, env, objects_[a.a].node, {key, v}, Values::kBottom,
                                  5000 + static_cast<uint32_t>(out.items.size()));
          out.items.push_back(pair);
          out.exact &= k != s_star_;
        }
      } else {
        for (auto& [k, v] : all) {
          out.items.push_back(v);
          out.exact &= k != s_star_;
        }
        out.exact &= kind == ObjectKind::List || kind == ObjectKind::Set || kind == ObjectKind::Arguments;
      }
    } else if (a.kind == AtomKind::Str) {
      out.items.push_back(v_.of_pattern(
          {{"", true, Shape::any, reason(f, at, ReasonKind::library_result, "a character of a string")}}));
      out.exact = false;
    } else if (a.kind == AtomKind::Opaque) {
      out.items.push_back(v_.make({{id}, {opaques_[a.a].reason}}));
      out.exact = false;
    } else {
      out.exact = false;
      if (a.kind == AtomKind::Handle) out.items.push_back(v_.one(id));
    }
  }
  if (!x.open.empty()) {
    out.items.push_back(v_.make({{}, x.open}));
    out.exact = false;
  }
  return out;
}

}  // namespace leastscope
