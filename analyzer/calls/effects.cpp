// Library models at work: what a member of a handle is, and what calling it does.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

const ModelType* Machine::type_of(const LibraryModel* library, const std::string& name, const LibraryModel** owner) {
  if (!library || name.empty()) return nullptr;
  if (owner) *owner = library;
  return models_.type(*library, name, owner);
}

// --- where values come from
// --------------------------------------------------------------------------------------------------------

namespace {
/// Holes in a model's literal text: {} and {+}.
Pattern with_holes(const std::string& text, ReasonId why) {
  Pattern p;
  size_t from = 0;
  while (from <= text.size()) {
    size_t segment = text.find("{}", from), any = text.find("{+}", from), i = std::min(segment, any);
    append_text(p, std::string_view(text).substr(from, i == std::string::npos ? i : i - from));
    if (i == std::string::npos) break;
    p.push_back({"", true, i == segment ? Shape::segment : Shape::any, why});
    from = i + (i == segment ? 2 : 3);
  }
  return p;
}

std::string transformed(const std::string& member, const std::string& how) {
  if (how == "upper") return upper(member);
  if (how == "lower") return lower(member);
  std::string out;
  for (char c : member) {
    if (how == "snake-to-dot" && c == '_')
      out += '.';
    else if (how == "camel-to-dot" && c >= 'A' && c <= 'Z')
      out += '.', out += static_cast<char>(c + 32);
    else
      out += c;
  }
  return out;
}
}  // namespace

ValueId Machine::option(Frame& f, Environment& env, ValueId object, const std::vector<std::string>& keys, uint32_t at) {
  ValueId v = object;
  for (const std::string& k : keys) {
    if (v == Values::kBottom) return v;
    std::vector<AtomId> only;
    bool absent = false;  // on some path nothing is given: the default holds
    for (AtomId id : v_[v].atoms) {
      AtomKind kind = v_.atom(id).kind;
      absent |= kind == AtomKind::Undef || kind == AtomKind::Null;
      if (kind == AtomKind::Obj || kind == AtomKind::Opaque || kind == AtomKind::Handle) only.push_back(id);
    }
    bool missing = only.empty() && !v_.is_open(v);
    if (missing) return v_.undefined();
    v = get(f, env, v_.make(only, v_[v].open), names_.intern(k), at);
    if (absent) v = v_.join(v, v_.undefined());
  }
  return v;
}

ValueId Machine::source(Frame& f, Environment& env, const ValueSource& s, const EffectUse& use,
                        const std::vector<ValueId>& args, uint32_t at) {
  ValueId v = Values::kBottom;
  auto argument = [&](int i) {
    return i == -1                                ? (args.empty() ? v_.undefined() : args.back())
           : static_cast<size_t>(i) < args.size() ? args[static_cast<size_t>(i)]
                                                  : v_.undefined();
  };
  switch (s.from) {
    case ValueSource::From::None:
      return Values::kBottom;
    case ValueSource::From::Argument:
      if (s.argument == -2) {  // any argument of the kind, also inside lists
        for (ValueId a : args) {
          v = v_.join(v, of_kind(a, s.kind));
          if (v_.has(a, AtomKind::Obj))
            for (AtomId id : v_[a].atoms)
              if (v_.atom(id).kind == AtomKind::Obj && objects_[v_.atom(id).a].kind == ObjectKind::List)
                for (auto& [k, item] : fields(f, env, v_.atom(id).a)) v = v_.join(v, of_kind(item, s.kind));
        }
        return v;
      }
      v = argument(s.argument);
      break;
    case ValueSource::From::Option:
      if (s.argument == -2) {
        v = v_.undefined();
        for (ValueId a : args) {
          if (!v_.has(a, AtomKind::Obj) && !v_.is_open(a)) continue;
          ValueId o = option(f, env, a, s.keys, at);
          if (o != v_.undefined() && o != Values::kBottom) v = v_.join(v_.without(v, AtomKind::Undef), o);
        }
      } else {
        v = option(f, env, argument(s.argument), s.keys, at);
      }
      break;
    case ValueSource::From::Self:
      if (s.text.empty()) return use.receiver;
      for (AtomId id : v_[use.receiver].atoms)
        if (v_.atom(id).kind == AtomKind::Handle) {
          const Handle& h = handles_[v_.atom(id).a];
          if (auto it = h.attributes.find(s.text); it != h.attributes.end()) v = v_.join(v, it->second);
        }
      break;
    case ValueSource::From::Constant:
      v = v_.of_pattern(with_holes(
          s.text, v_.reason_id(ReasonKind::library_result, f.module, at, "a value that the library fills in")));
      break;
    case ValueSource::From::Member:
      v = v_.string(transformed(use.member, s.text));
      break;
    case ValueSource::From::Receiver:
      return use.receiver;
    case ValueSource::From::FirstOf:
      for (const ValueSource& one : s.first_of) {
        v = source(f, env, one, use, args, at);
        if (v != Values::kBottom && v != v_.undefined()) break;
      }
      break;
  }
  if (!s.kind.empty() && v != Values::kBottom) {
    std::vector<AtomId> only;
    for (AtomId id : v_[v].atoms) {
      AtomKind k = v_.atom(id).kind;
      bool text = k == AtomKind::Str || k == AtomKind::Num;
      bool function = k == AtomKind::Fun || k == AtomKind::Effect || k == AtomKind::Native;
      bool object = k == AtomKind::Obj;
      if (object && objects_[v_.atom(id).a].kind == ObjectKind::Url) text = true;
      if ((s.kind == "string" && text) || (s.kind == "function" && function) || (s.kind == "object" && object))
        only.push_back(id);
    }
    v = only.empty() ? v_.open_of(v) : v_.make(only, {});
  }
  if (s.fallback && (v == Values::kBottom || v_.has(v, AtomKind::Undef) || v_.has(v, AtomKind::Null)))
    v = v_.join(v_.without(v_.without(v, AtomKind::Undef), AtomKind::Null), v_.string(*s.fallback));
  if (s.template_kind == "uri-variables" || s.template_kind == "colon") v = template_holes(f, v, s.template_kind, at);
  return v;
}

/// The atoms of a kind that models speak of; open values stay open where nothing fits.
ValueId Machine::of_kind(ValueId v, const std::string& kind) {
  if (kind.empty()) return v;
  std::vector<AtomId> only;
  for (AtomId id : v_[v].atoms) {
    AtomKind k = v_.atom(id).kind;
    bool fits = kind == "string"     ? k == AtomKind::Str
                : kind == "function" ? k == AtomKind::Fun || k == AtomKind::Opaque || k == AtomKind::Effect
                                     : k == AtomKind::Obj;
    if (fits) only.push_back(id);
  }
  return v_.make(only, {});
}

/// {name} or :name in literal text are segments.
ValueId Machine::template_holes(Frame& f, ValueId v, const std::string& kind, uint32_t at) {
  ValueId out = v_.open_of(v);
  Piece hole{"", true, Shape::segment, reason(f, at, ReasonKind::library_result, "a variable of a path")};
  for (AtomId id : v_[v].atoms) {
    if (v_.atom(id).kind != AtomKind::Str) continue;
    Pattern q;
    for (const Piece& x : Pattern(v_.pattern_of(id))) {
      if (x.hole) {
        append(q, {x});
        continue;
      }
      for (size_t i = 0; i < x.text.size();) {
        bool open = kind == "colon" ? x.text[i] == ':' && i > 0 && x.text[i - 1] == '/' : x.text[i] == '{';
        size_t end = open ? (kind == "colon" ? x.text.find_first_of("/?", i) : x.text.find('}', i)) : std::string::npos;
        if (open && (end != std::string::npos || kind == "colon")) {
          append(q, {hole});
          i = end == std::string::npos ? x.text.size() : kind == "colon" ? end : end + 1;
        } else {
          append_text(q, x.text.substr(i++, 1));
        }
      }
    }
    out = v_.join(out, v_.of_pattern(std::move(q)));
  }
  return out;
}

// --- members
// -----------------------------------------------------------------------------------------------------------------------

ValueId Machine::effect_as_value(Frame& f, const LibraryModel* library, const Effect& e, ValueId receiver,
                                 const std::string& member, uint32_t at) {
  if (e.on_use && e.need && f.context != kNone)
    add_need(contexts_[f.context], {at, e.need->kind, e.need->what, e.need->fact});
  if (!e.type.empty()) {
    const LibraryModel* owner = nullptr;
    if (const ModelType* t = type_of(library, e.type, &owner)) {
      Handle h;
      h.library = owner;
      h.type = t;
      for (AtomId id : v_[receiver].atoms)
        if (v_.atom(id).kind == AtomKind::Handle) h.attributes = handles_[v_.atom(id).a].attributes;
      h.attributes.erase("#path");
      for (auto& [k, text] : e.type_attributes) h.attributes[k] = v_.string(text);
      return v_.of({AtomKind::Handle, handle_id(std::move(h)), 0});
    }
  }
  return effect_value({library, &e, receiver, member});
}

/// Exact members first; then dotted ones (`defaults.baseURL`, `chat.postMessage`), which a handle with a path stands
/// for; then `*`.
ValueId Machine::member_of_type(Frame& f, const LibraryModel* library, const ModelType& type, ValueId receiver,
                                const std::string& name, uint32_t at) {
  ValueId out = Values::kBottom;
  for (AtomId id : v_[v_[receiver].atoms.empty() ? v_.undefined() : receiver].atoms) {
    std::string path = name;
    Handle h;
    if (v_.atom(id).kind == AtomKind::Handle) {
      h = handles_[v_.atom(id).a];
      if (auto p = h.attributes.find("#path"); p != h.attributes.end())
        if (const std::string* before = v_.literal(p->second)) path = *before + "." + name;
    }
    ValueId self = receiver == Values::kBottom ? receiver : v_.one(id);
    if (auto it = type.members.find(path); it != type.members.end()) {
      out = v_.join(out, effect_as_value(f, library, it->second, self, path, at));
      continue;
    }
    auto below = type.members.lower_bound(path + ".");
    bool prefix = below != type.members.end() && below->first.starts_with(path + ".");
    auto deep = type.members.find("**");
    if ((prefix || deep != type.members.end()) && v_.atom(id).kind == AtomKind::Handle) {
      h.attributes["#path"] = v_.string(path);
      out = v_.join(out, v_.of({AtomKind::Handle, handle_id(std::move(h)), 0}));
      continue;
    }
    if (auto any = type.members.find("*"); any != type.members.end())
      out = v_.join(out, effect_as_value(f, library, any->second, self, name, at));
  }
  return out;
}

/// What calling (or constructing) a handle itself does; bottom when the model does not say.
ValueId Machine::callable_of(Frame& f, HandleId id, bool is_new, uint32_t at) {
  const Handle& h = handles_[id];
  ValueId self = v_.of({AtomKind::Handle, id, 0});
  if (!h.type) {  // a package as a whole: its default export
    if (!h.library) return Values::kBottom;
    if (auto it = h.library->exports.find("default"); it != h.library->exports.end())
      return effect_as_value(f, h.library, it->second, Values::kBottom, "default", at);
    return Values::kBottom;
  }
  if (auto p = h.attributes.find("#path"); p != h.attributes.end()) {
    const std::string* path = v_.literal(p->second);
    auto it = path ? h.type->members.find(*path) : h.type->members.end();
    if (it == h.type->members.end()) it = h.type->members.find("**");
    if (it != h.type->members.end()) return effect_value({h.library, &it->second, self, path ? *path : ""});
    return Values::kBottom;
  }
  if (is_new && h.type->construct) return effect_value({h.library, &*h.type->construct, self, ""});
  if (h.type->call) return effect_value({h.library, &*h.type->call, self, ""});
  return Values::kBottom;
}

/// Is this a client that makes governed requests? Fills in what is known of them.
bool Machine::client_of(const Atom& a, SinkEvent& e) {
  auto governed_product = [](const ApiEffect& api) { return api.product != "by-host" && api.governed != "no"; };
  if (a.kind == AtomKind::Effect) {
    const EffectUse& use = effects_[a.a];
    if (!use.effect->api || !governed_product(*use.effect->api)) return false;
    e.api = &*use.effect->api;
    e.member = use.member;
    e.identity = identity_of(*e.api, use.receiver);
    return true;
  }
  const Handle& h = handles_[a.a];
  if (!h.type) return false;
  for (auto& [name, effect] : h.type->members)
    if (effect.api && governed_product(*effect.api)) {
      e.api = &*effect.api;
      e.member = name;
      e.product = h.type->members.size() > 1 ? "*" : effect.api->product;
      e.identity = identity_of(*e.api, v_.of(a));
      return true;
    }
  return false;
}

ValueId Machine::identity_of(const ApiEffect& api, ValueId receiver) {
  if (api.identity != "self") return v_.string(api.identity.empty() ? "unknown" : api.identity);
  ValueId out = Values::kBottom;
  for (AtomId id : v_[receiver].atoms)
    if (v_.atom(id).kind == AtomKind::Handle) {
      const Handle& h = handles_[v_.atom(id).a];
      auto it = h.attributes.find("identity");
      out = v_.join(out, it == h.attributes.end() ? v_.string("unknown") : it->second);
    }
  return out == Values::kBottom ? v_.string("unknown") : out;
}

void Machine::add_event(Context& c, SinkEvent e) {
  for (const SinkEvent& x : c.events)
    if (x.at == e.at && x.api == e.api && x.url == e.url && x.method == e.method && x.identity == e.identity &&
        x.member == e.member && x.passed == e.passed && x.maybe == e.maybe && x.base == e.base &&
        x.document == e.document && x.governed == e.governed)
      return;
  c.events.push_back(std::move(e));
}
void Machine::add_need(Context& c, NeedEvent e) {
  for (const NeedEvent& x : c.needs)
    if (x.kind == e.kind && x.what == e.what) return;
  c.needs.push_back(std::move(e));
}

// --- effects
// -----------------------------------------------------------------------------------------------------------------------

const Effect* Machine::overload(Frame& f, Environment& env, const EffectUse& use, const std::vector<ValueId>& args,
                                uint32_t at) {
  for (const Effect* e = use.effect; e; e = e->next.get()) {
    int count = static_cast<int>(args.size());
    if (e->min_arguments >= 0 && count < e->min_arguments) continue;
    if (e->max_arguments >= 0 && count > e->max_arguments) continue;
    if (e->when_value.from != ValueSource::From::None) {
      ValueId v = source(f, env, e->when_value, use, args, at);
      bool present = std::any_of(v_[v].atoms.begin(), v_[v].atoms.end(), [&](AtomId id) {
        return v_.atom(id).kind != AtomKind::Undef && v_.atom(id).kind != AtomKind::Null;
      });
      // an option that may be there decides nothing: the next overload says what holds without it
      if (!present && !(v_.is_open(v) && !e->next)) continue;
      if (!e->when_in.empty()) {
        bool fits = v_.is_open(v) && !e->next;
        for (AtomId id : v_[v].atoms)
          if (const std::string* s = v_.literal_of(id))
            fits |= std::find(e->when_in.begin(), e->when_in.end(), *s) != e->when_in.end();
        if (!fits) continue;
      }
    }
    return e;
  }
  return nullptr;
}

ValueId Machine::apply(Frame& f, Environment& env, const EffectUse& use, const std::vector<ValueId>& args, NodeId n,
                       bool is_new) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  const Effect* e = overload(f, env, use, args, at);
  std::vector<Argument> list;
  list.reserve(args.size());
  for (ValueId v : args) list.push_back({v, false, kNoSymbol});
  if (!e)
    return unknown_call(f, env, Values::kBottom, list, at,
                        reason(f, at, ReasonKind::library_result, "the result of " + use.member + "()"));
  if (e->need && f.context != kNone) {
    std::string what = e->need->what;
    ValueId scopes = source(f, env, e->need->scope, use, args, at);
    if (e->need->scope.from != ValueSource::From::None) {
      for (ValueId v :
           v_.has(scopes, AtomKind::Obj) ? elements(f, env, scopes, at).items : std::vector<ValueId>{scopes})
        for (AtomId id : v_[v].atoms)
          if (const std::string* s = v_.literal_of(id)) add_need(contexts_[f.context], {at, e->need->kind, *s, ""});
    } else {
      add_need(contexts_[f.context], {at, e->need->kind, what, e->need->fact});
    }
  }
  if (e->api || e->entry || e->link || e->returns.kind == ReturnEffect::Kind::Handle || !e->sets.empty())
    make_precise(f.module, closures_[f.closure].function);
  if (e->api) apply_api(f, env, use, *e->api, args, n);
  apply_calls(f, env, use, *e, args, n);
  if (e->entry) apply_entry(f, env, use, *e->entry, args, n);
  ValueId linked = e->link ? apply_link(f, env, use, *e->link, args, n) : Values::kBottom;
  for (auto& [attribute, from] : e->sets) {
    ValueId v = source(f, env, from, use, args, at);
    for (AtomId id : v_[use.receiver].atoms)
      if (v_.atom(id).kind == AtomKind::Handle) {
        v = escape(f, env, v);
        write(cell(16, v_.atom(id).a, names_.intern(attribute)), v);
      }
  }
  // Functions and clients in arguments that the effect says nothing about: the library is not ours, it may call them.
  if (!e->transport && !e->entry)
    for (ValueId v : args) {
      bool described = false;
      for (const CallbackEffect& c : e->calls) described |= source(f, env, c.function, use, args, at) == v;
      if (described) continue;
      escape(f, env, v);
      if (!e->link) call_unknown_functions(f, env, v, at);
      if (v_.has(v, AtomKind::Obj) && !e->api && !e->link) call_unknown(f, env, v, at, 1, Values::kBottom);
    }
  if (linked != Values::kBottom && e->returns.kind == ReturnEffect::Kind::Link) return linked;
  (void)is_new;
  return apply_returns(f, env, use, *e, args, n);
}

void Machine::apply_api(Frame& f, Environment& env, const EffectUse& use, const ApiEffect& api,
                        const std::vector<ValueId>& args, NodeId n) {
  if (f.context == kNone) return;
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  SinkEvent e;
  e.node = n;
  e.at = at;
  e.api = &api;
  e.member = use.member;
  e.maybe = f.maybe;
  auto attribute = [&](const char* name) {
    ValueId out = Values::kBottom;
    for (AtomId id : v_[use.receiver].atoms)
      if (v_.atom(id).kind == AtomKind::Handle) {
        const HandleId h = v_.atom(id).a;
        if (auto it = handles_[h].attributes.find(name); it != handles_[h].attributes.end())
          out = v_.join(out, it->second);
        out = v_.join(out, read(&f, cell(16, h, names_.intern(name))));
      }
    return out;
  };
  e.url = source(f, env, api.url, use, args, at);
  if (e.url != Values::kBottom) e.url = to_text(f, env, e.url, n);
  e.method = source(f, env, api.method, use, args, at);
  e.document = source(f, env, api.document, use, args, at);
  e.base = attribute("base");
  e.governed = attribute("governed");
  e.token = v_.join(source(f, env, api.token, use, args, at), attribute("token"));
  e.conversation = source(f, env, api.conversation, use, args, at);
  e.credentials = v_.join(source(f, env, api.credentials, use, args, at), attribute("credentials"));
  e.options = e.credentials;
  e.identity = identity_of(api, use.receiver);
  e.product = api.product;
  if (!api.toolkit.empty()) e.toolkit = use.member;
  bool expects_url = api.url.from != ValueSource::From::None;
  if (expects_url && e.url == Values::kBottom) return;  // an argument that is not there yet
  add_event(contexts_[f.context], std::move(e));
}

void Machine::apply_calls(Frame& f, Environment& env, const EffectUse& use, const Effect& e,
                          const std::vector<ValueId>& args, NodeId n) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  for (const CallbackEffect& c : e.calls) {
    ValueId fn = source(f, env, c.function, use, args, at);
    if (fn == Values::kBottom || fn == v_.undefined()) continue;
    std::vector<ValueId> with;
    for (const std::string& what : c.with) {
      if (!what.starts_with("member-of:")) {
        with.push_back(parameter(f, env, what, at, "", use));
        continue;
      }
      for (ValueId v : members_asked_for(f, env, what.substr(10), args, at)) with.push_back(v);
    }
    fn = escape(f, env, fn);
    for (ValueId& v : with) v = escape(f, env, v);
    ValueId result = call_function(f, env, v_.without_open(fn), with, at);
    // a function that it answers with is the library's to call: what an effect cleans up, a disposer
    if (e.returns.kind != ReturnEffect::Kind::Callback)
      call_unknown(f, env, v_.filter(result, AtomKind::Fun), at, 1, Values::kBottom);
    if (v_.has(fn, AtomKind::Obj)) call_unknown(f, env, v_.filter(fn, AtomKind::Obj), at, 0, Values::kBottom);
  }
}

/// `require(['a', 'b'], f)`: the members of a global that argument 0 names, in its order; the global itself when there
/// is no list.
std::vector<ValueId> Machine::members_asked_for(Frame& f, Environment& env, const std::string& global,
                                                const std::vector<ValueId>& args, uint32_t at) {
  const ValueId whole = global_value(f, names_.intern(global), at);
  if (args.empty() || v_.has(args[0], AtomKind::Fun)) return {whole};
  auto named = [&](ValueId name) {
    ValueId out = Values::kBottom;
    for (AtomId id : v_[name].atoms)
      if (const std::string* s = v_.literal_of(id))
        out = v_.join(out, get(f, env, whole, names_.intern(s->starts_with("ap/") ? s->substr(3) : *s), at));
    return out == Values::kBottom ? top(f, at, ReasonKind::library_result, "a module chosen at run time") : out;
  };
  if (!v_.has(args[0], AtomKind::Obj)) return {named(args[0])};
  std::vector<ValueId> out;
  for (ValueId name : elements(f, env, args[0], at).items) out.push_back(named(name));
  return out;
}

ValueId Machine::apply_returns(Frame& f, Environment& env, const EffectUse& use, const Effect& e,
                               const std::vector<ValueId>& args, NodeId n) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  const ReturnEffect& r = e.returns;
  auto with_attributes = [&](Handle h) {
    for (auto& [k, text] : r.attributes) h.attributes[k] = v_.string(text);
    for (auto& [k, from] : r.sources) {
      ValueId v = escape(f, env, source(f, env, from, use, args, at));
      if (v != Values::kBottom && v != v_.undefined()) h.attributes[k] = v;
    }
    return v_.of({AtomKind::Handle, handle_id(std::move(h)), 0});
  };
  switch (r.kind) {
    case ReturnEffect::Kind::Handle:
    case ReturnEffect::Kind::Type: {
      const LibraryModel* owner = nullptr;
      const ModelType* t = type_of(use.library, r.type, &owner);
      if (!t) break;
      ValueId out = Values::kBottom;
      Handle h;
      h.library = owner;
      h.type = t;
      bool any = false;
      for (AtomId id : v_[use.receiver].atoms)
        if (v_.atom(id).kind == AtomKind::Handle) {
          Handle inherits = h;
          inherits.attributes = handles_[v_.atom(id).a].attributes;
          inherits.attributes.erase("#path");
          out = v_.join(out, with_attributes(std::move(inherits)));
          any = true;
        }
      return any ? out : with_attributes(std::move(h));
    }
    case ReturnEffect::Kind::Self: {
      ValueId out = Values::kBottom;
      for (AtomId id : v_[use.receiver].atoms) {
        if (v_.atom(id).kind != AtomKind::Handle) {
          out = v_.join(out, v_.one(id));
          continue;
        }
        Handle h = handles_[v_.atom(id).a];
        out = v_.join(out, r.attributes.empty() && r.sources.empty() ? v_.one(id) : with_attributes(std::move(h)));
      }
      return out == Values::kBottom ? top(f, at, ReasonKind::library_result, "a library's object") : out;
    }
    case ReturnEffect::Kind::Value: {
      ValueId v = source(f, env, r.value, use, args, at);
      return v == Values::kBottom ? v_.undefined() : v;
    }
    case ReturnEffect::Kind::Callback: {
      const ValueSource& from =
          r.value.from == ValueSource::From::None && !e.calls.empty() ? e.calls[0].function : r.value;
      ValueId fn = source(f, env, from, use, args, at);
      return fn == Values::kBottom ? v_.undefined() : call_function(f, env, v_.without_open(fn), {}, at);
    }
    default:
      break;
  }
  if (e.api) {
    std::string what = "the response of " + use.member + "()";
    return top(f, at, ReasonKind::response_of, what);
  }
  return top(f, at, ReasonKind::library_result,
             "the result of " + (use.member.empty() ? std::string("a library") : use.member) + "()");
}

/// What a model says a callback is called with.
ValueId Machine::parameter(Frame& f, Environment& env, const std::string& what, uint32_t at, const std::string& key,
                           const EffectUse& use) {
  if (what.find('=') != std::string::npos) {  // an object: "payload=payload context=opaque"
    ObjectId o = object_id(
        f, 0, ObjectKind::Record,
        300000 + static_cast<uint32_t>(names_.intern(what + "#" + key + "#" + std::to_string(payload_number_))));
    objects_[o].published = true;
    for (const std::string& part : split(what, ' ')) {
      size_t eq = part.find('=');
      if (eq == std::string::npos) continue;
      set_field(f, env, o, names_.intern(part.substr(0, eq)), parameter(f, env, part.substr(eq + 1), at, key, use),
                false);
    }
    return obj(o);
  }
  if (what == "payload") return payload_now_ == Values::kBottom ? v_.undefined() : payload_now_;
  if (what == "self") return use.receiver;
  if (what.starts_with("handle:")) {
    const LibraryModel* owner = nullptr;
    if (const ModelType* t = type_of(use.library, what.substr(7), &owner)) {
      Handle h;
      h.library = owner;
      h.type = t;
      for (AtomId id : v_[use.receiver].atoms)
        if (v_.atom(id).kind == AtomKind::Handle) h.attributes = handles_[v_.atom(id).a].attributes;
      h.attributes.erase("#path");
      return v_.of({AtomKind::Handle, handle_id(std::move(h)), 0});
    }
  }
  ReasonKind kind = what == "request" || what == "event" || what == "context" ? ReasonKind::entry_parameter
                    : what.starts_with("response")                            ? ReasonKind::response_of
                                                                              : ReasonKind::library_result;
  return top(f, at, kind,
             what == "request"    ? "an incoming request"
             : what == "event"    ? "an event"
             : what == "context"  ? "the context"
             : what == "error"    ? "an error"
             : what == "response" ? kResponse
                                  : "a value from the library");
}

}  // namespace leastscope
