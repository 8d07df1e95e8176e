// Intrinsics of functions, promises, timers, events and URLs. Promises are transparent: a promise is the value it will
// have.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

ValueId Machine::function_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                                    const std::vector<ValueId>& args, NodeId n, bool& known) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  auto arg = [&](size_t i) { return i < args.size() ? args[i] : v_.undefined(); };
  auto call = [&](ValueId fn, const std::vector<ValueId>& with, ValueId receiver) {
    std::vector<Argument> list;
    for (ValueId v : with) list.push_back({v, false, kNoSymbol});
    return invoke(f, env, fn, receiver, list, n, false);
  };
  auto callable = [&](ValueId v) {
    return v_.has(v, AtomKind::Fun) || v_.has(v, AtomKind::Effect) || v_.has(v, AtomKind::Opaque) ||
           v_.has(v, AtomKind::Native) || v_.is_open(v);
  };
  if (what == "then") {
    ValueId out = Values::kBottom;
    ValueId error = top(f, at, ReasonKind::library_result, "an error");
    escape(f, env, self);
    if (callable(arg(0)))
      out = call(arg(0), {self}, v_.undefined());
    else
      out = self;
    if (args.size() > 1 && callable(arg(1))) out = v_.join(out, call(arg(1), {error}, v_.undefined()));
    return out;
  }
  if (what == "catch") {
    ValueId out = self;
    if (callable(arg(0)))
      out = v_.join(out, call(arg(0), {top(f, at, ReasonKind::library_result, "an error")}, v_.undefined()));
    return out;
  }
  if (what == "finally") {
    if (callable(arg(0))) call(arg(0), {}, v_.undefined());
    return self;
  }
  if (what == "all" || what == "resolve") return args.empty() ? v_.undefined() : arg(0);
  if (what == "reject") return top(f, at, ReasonKind::library_result, "an error");
  if (what == "race") {
    ValueId any = Values::kBottom;
    for (ValueId v : elements(f, env, arg(0), at).items) any = v_.join(any, v);
    return any == Values::kBottom ? v_.undefined() : any;
  }
  if (what == "promise-new") {
    // new Promise(f): f is called with two functions that write the result
    ObjectId o = object_id(f, n == kNone ? 0 : n, ObjectKind::Record, 51);
    objects_[o].published = true;
    ValueId resolve = v_.of({AtomKind::Native, names_.intern("@settle"), obj(o)});
    ValueId reject = v_.of({AtomKind::Native, names_.intern("@settle-error"), obj(o)});
    if (callable(arg(0))) call(arg(0), {resolve, reject}, v_.undefined());
    ValueId v = read(&f, cell(14, o, 0));
    return v == Values::kBottom ? top(f, at, ReasonKind::library_result, "the value of a promise") : v;
  }
  if (what == "settle") {
    for (AtomId id : v_[self].atoms) {
      escape(f, env, arg(0));
      write(cell(14, v_.atom(id).a, 0), arg(0));
    }
    return v_.undefined();
  }
  if (what == "settle-error") return v_.undefined();
  if (what == "call") {
    if (args.empty()) return call(self, {}, v_.undefined());
    return call(self, std::vector<ValueId>(args.begin() + 1, args.end()), args[0]);
  }
  if (what == "apply" || what == "reflect-apply") {
    ValueId fn = what == "apply" ? self : arg(0), receiver = what == "apply" ? arg(0) : arg(1),
            list = what == "apply" ? arg(1) : arg(2);
    std::vector<Argument> spread{{list, true, kNoSymbol}};
    if (list == v_.undefined()) spread.clear();
    return invoke(f, env, fn, receiver, spread, n, false);
  }
  if (what == "reflect-construct") {
    std::vector<Argument> spread{{arg(1), true, kNoSymbol}};
    return invoke(f, env, arg(0), v_.undefined(), spread, n, true);
  }
  if (what == "bind") {
    ValueId out = Values::kBottom;
    for (ValueId v : args) escape(f, env, v);
    for (AtomId id : v_[self].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind != AtomKind::Fun) {
        ValueId target = v_.one(id);  // a client's member keeps its receiver
        if (args.size() > 1) {        // and what is bound goes before what comes
          ObjectId o = object_id(f, n == kNone ? 0 : n, ObjectKind::List, 56);
          objects_[o].published = true;
          write(cell(0, o, names_.intern("#target")), target);
          for (size_t i = 1; i < args.size(); ++i) write(cell(0, o, index_name(i - 1)), args[i]);
          write(cell(0, o, s_length_), v_.number(std::to_string(args.size() - 1)));
          target = v_.of({AtomKind::Native, names_.intern("@bound"), obj(o)});
        }
        out = v_.join(out, target);
        continue;
      }
      Closure c = closures_[a.a];
      if (!c.fixed_self) {
        c.fixed_self = true;
        c.self = arg(0);
      }
      for (size_t i = 1; i < args.size(); ++i) c.bound.push_back(args[i]);
      if (c.bound.size() <= 8) out = v_.join(out, v_.of({AtomKind::Fun, closure_id(std::move(c)), 0}));
    }
    if (v_.is_open(self)) out = v_.join(out, v_.open_of(self));
    return out;
  }
  if (what == "bound") {
    ValueId out = Values::kBottom;
    for (AtomId id : v_[self].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind != AtomKind::Obj) continue;
      std::vector<ValueId> with;
      for (size_t i = 0; i < 8; ++i) {
        ValueId v = read(&f, cell(0, a.a, index_name(i)));
        if (v == Values::kBottom) break;
        with.push_back(v);
      }
      with.insert(with.end(), args.begin(), args.end());
      out = v_.join(out, call(read(&f, cell(0, a.a, names_.intern("#target"))), with, v_.undefined()));
    }
    return out;
  }
  if (what == "timer" || what == "next-tick") {
    if (callable(arg(0)))
      call(arg(0), args.size() > 2 ? std::vector<ValueId>(args.begin() + 2, args.end()) : std::vector<ValueId>{},
           v_.undefined());
    return top(f, at, ReasonKind::library_result, "a timer");
  }
  if (what == "promisify") return arg(0);
  if (what == "emitter-new") {
    ObjectId o = object_id(f, n == kNone ? 0 : n, ObjectKind::Record, kEmitterVariant);
    objects_[o].published = true;
    return obj(o);
  }
  if (what == "event-on") {
    // listeners by literal name; a name that is not known listens to everything
    const std::string* key = v_.literal(arg(0));
    escape(f, env, arg(1));
    write(cell(15, key ? names_.intern(*key) : s_star_, 0), arg(1));
    write(cell(15, names_.intern("#all"), 0), arg(1));
    for (size_t i = 2; i < args.size(); ++i) call_unknown_functions(f, env, args[i], at);
    ValueId any = top(f, at, ReasonKind::user_input, "an event");
    if (callable(arg(1)) && !v_.is_open(arg(1))) call(arg(1), {any, any, any}, self);
    return self;
  }
  if (what == "event-emit") {
    const std::string* key = v_.literal(arg(0));
    ValueId listeners =
        v_.join(read(&f, cell(15, s_star_, 0)), read(&f, cell(15, names_.intern(key ? *key : "#all"), 0)));
    if (!key)
      listeners =
          v_.without(listeners, AtomKind::Native);  // called when they were registered; among them may be this emit
    std::vector<ValueId> rest(args.size() > 1 ? args.begin() + 1 : args.end(), args.end());
    for (ValueId v : rest) escape(f, env, v);
    if (listeners != Values::kBottom && depth_ < 95) {  // a listener may be an emit itself
      ++depth_;
      call(v_.without_open(listeners), rest, self);
      --depth_;
    }
    return v_.boolean(true);
  }
  if (what == "date-new" || what == "error-new" || what == "regexp-new" || what == "symbol" || what == "weak-new") {
    if (what == "weak-new") {
      ObjectId o = object_id(f, n == kNone ? 0 : n, ObjectKind::Map, 53);
      objects_[o].published = true;
      return obj(o);
    }
    return top(f, at, ReasonKind::library_result, what == "date-new" ? "a date" : "an error or symbol");
  }
  if (what == "proxy-new") {  // its traps are called by whatever touches it
    call_unknown(f, env, escape(f, env, arg(1)), at, 0, Values::kBottom);
    return v_.join(arg(0), opaque(reason(f, at, ReasonKind::construct, "a proxy object"), v_.without_open(arg(1))));
  }
  if (what == "fetch-headers" || what == "form-data") {
    ObjectId o = new_object(f, env, n == kNone ? 0 : n, ObjectKind::Map, 54);
    copy_fields(f, env, o, arg(0), at, nullptr);
    return obj(o);
  }
  if (what == "use-state" || what == "use-reducer") {
    // [value, set]: the value is what it starts with or is ever set to
    ObjectId o = object_id(f, n == kNone ? 0 : n, ObjectKind::Record, 55);
    objects_[o].published = true;
    ValueId start = arg(what == "use-state" ? 0 : 1);
    if (v_.has(start, AtomKind::Fun) && what == "use-state")
      start = call(v_.filter(start, AtomKind::Fun), {}, v_.undefined());
    ValueId any = top(f, at, ReasonKind::stored_data, "a state of the user interface");
    if (what == "use-reducer" && v_.has(arg(0), AtomKind::Fun))
      start = v_.join(start, call(arg(0), {v_.join(start, any), any}, v_.undefined()));
    write(cell(14, o, 0), escape(f, env, start));
    ValueId set = v_.of({AtomKind::Native, names_.intern(what == "use-state" ? "@set-state" : "@dispatch"), obj(o)});
    return new_list(f, env, n == kNone ? 0 : n, {v_.join(read(&f, cell(14, o, 0)), v_.undefined()), set},
                    Values::kBottom, 56);
  }
  if (what == "set-state") {
    for (AtomId id : v_[self].atoms) {
      ValueId v = escape(f, env, arg(0));
      if (v_.has(v, AtomKind::Fun)) {  // it makes the new state of the old one, and is none itself
        ValueId now = read(&f, cell(14, v_.atom(id).a, 0));
        v = v_.join(v_.without(v, AtomKind::Fun),
                    call(v_.filter(v, AtomKind::Fun), {now == Values::kBottom ? v_.undefined() : now}, v_.undefined()));
      }
      write(cell(14, v_.atom(id).a, 0), v);
    }
    return v_.undefined();
  }
  if (what == "dispatch") return v_.undefined();
  if (what == "use-ref" || what == "create-context") {
    ObjectId o = object_id(f, n == kNone ? 0 : n, ObjectKind::Record, 57);
    objects_[o].published = true;
    if (what == "use-ref") {
      set_field(f, env, o, names_.intern("current"), escape(f, env, arg(0)), false);
    } else {
      // <Context.Provider value={…}> is a component that keeps its value
      write(cell(14, o, 0), escape(f, env, arg(0)));
      set_field(f, env, o, names_.intern("Provider"), v_.of({AtomKind::Native, names_.intern("@provide"), obj(o)}),
                false);
    }
    return obj(o);
  }
  if (what == "provide") {
    ValueId value = option(f, env, arg(0), {"value"}, at);
    for (AtomId id : v_[self].atoms) write(cell(14, v_.atom(id).a, 0), escape(f, env, value));
    return top(f, at, ReasonKind::library_result, "an element");
  }
  if (what == "use-context") {
    ValueId out = v_[arg(0)].open.empty() ? Values::kBottom : v_.open_of(arg(0));
    for (AtomId id : v_[arg(0)].atoms)
      if (v_.atom(id).kind == AtomKind::Obj) out = v_.join(out, read(&f, cell(14, v_.atom(id).a, 0)));
    return out == Values::kBottom ? top(f, at, ReasonKind::stored_data, "the value of a context") : out;
  }
  if (what == "create-element") return element(f, env, arg(0), arg(1), n);
  if (what == "none") return top(f, at, ReasonKind::library_result, "the result of a built-in function");
  known = false;
  return 0;
}

// --- URLs
// --------------------------------------------------------------------------------------------------------------------------

namespace {
/// Base + relative reference, as `new URL(path, base)` joins them: a path from the root replaces the base's path.
Pattern resolve(const Pattern& base, const Pattern& path) {
  auto absolute = [](const Pattern& p) {
    return !p.empty() && !p[0].hole && (p[0].text.starts_with("http://") || p[0].text.starts_with("https://"));
  };
  if (absolute(path) || base.empty()) return path;
  Pattern out;
  bool rooted = !path.empty() && !path[0].hole && path[0].text.starts_with("/");
  if (rooted && absolute(base)) {
    std::string host = base[0].text;
    size_t slash = host.find('/', host.find("//") + 2);
    append_text(out, host.substr(0, slash));
    if (slash == std::string::npos)
      for (size_t i = 1; i < base.size(); ++i) {
        if (!base[i].hole && base[i].text.find('/') != std::string::npos) {
          append_text(out, base[i].text.substr(0, base[i].text.find('/')));
          break;
        }
        append(out, {base[i]});
      }
  } else if (rooted) {
    append(out, {{"", true, Shape::any, base[0].reason}});
  } else {
    out = base;
    if (out.back().hole && !path.empty() && !path[0].hole) {
      append_text(out, "/");  // whatever the base is: what is relative stands in a folder of it
    } else if (!out.back().hole && !out.back().text.ends_with("/")) {
      size_t slash = out.back().text.rfind('/');
      if (slash != std::string::npos && slash > 7)
        out.back().text.resize(slash + 1);
      else
        append_text(out, "/");
    }
  }
  append(out, path);
  return out;
}

/// The part of a URL pattern after scheme and host; with or without the query.
Pattern after_host(Pattern p) {
  if (!p.empty() && !p[0].hole && p[0].text.find("//") != std::string::npos) {
    size_t from = p[0].text.find("//") + 2;
    size_t slash = p[0].text.find('/', from);
    if (slash != std::string::npos)
      p[0].text = p[0].text.substr(slash);
    else {
      size_t i = 1;
      while (i < p.size() && (p[i].hole || p[i].text.find('/') == std::string::npos)) ++i;
      p.erase(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(i));
      if (!p.empty()) p[0].text = p[0].text.substr(p[0].text.find('/'));
    }
  }
  return p;
}
Pattern without_query(const Pattern& p) {
  Pattern out;
  for (const Piece& x : p) {
    if (x.hole && x.shape == Shape::query) break;
    size_t q = x.hole ? std::string::npos : x.text.find_first_of("?#");
    if (q != std::string::npos) {
      append_text(out, x.text.substr(0, q));
      break;
    }
    append(out, {x});
  }
  return out;
}
}  // namespace

ValueId Machine::url_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                               const std::vector<ValueId>& args, NodeId n, bool& known) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  NodeId site = n == kNone ? 0 : n;
  Symbol href = names_.intern("#href");
  auto arg = [&](size_t i) { return i < args.size() ? args[i] : v_.undefined(); };
  auto query_hole = [&] { return hole(f, at, Shape::query, "query parameters"); };
  if (what == "url-new") {
    ValueId value = Values::kBottom;
    std::vector<Pattern> bases =
        args.size() > 1 && arg(1) != v_.undefined() ? v_.as_patterns(arg(1), Shape::any) : std::vector<Pattern>{{}};
    for (const Pattern& p : v_.as_patterns(to_text(f, env, arg(0), n), Shape::any))
      for (const Pattern& b : bases) value = v_.join(value, v_.of_pattern(resolve(b, p)));
    ObjectId o = new_object(f, env, site, ObjectKind::Url, 61);
    set_field(f, env, o, href, value, false);
    return obj(o);
  }
  if (what == "url-params") {
    ObjectId o = new_object(f, env, site, ObjectKind::Params, 62);
    return obj(o);
  }
  if (what == "params-set") return self;
  if (what == "params-string") return query_hole();
  if (what == "url-join" || what == "path-join") {
    std::vector<std::vector<Pattern>> parts;
    for (size_t i = 0; i < args.size(); ++i) {
      if (i) parts.push_back({{{"/", false, Shape::any, 0}}});
      parts.push_back(v_.as_patterns(args[i], Shape::any));
    }
    return concat(parts);
  }
  if (what == "url-path-and-query") {  // routeFromAbsolute
    ValueId out = Values::kBottom;
    for (const Pattern& p : v_.as_patterns(to_text(f, env, arg(0), n), Shape::any))
      out = v_.join(out, v_.of_pattern(after_host(p)));
    return out;
  }
  bool is_url = false;
  for (AtomId id : v_[self].atoms)
    is_url |= v_.atom(id).kind == AtomKind::Obj && objects_[v_.atom(id).a].kind == ObjectKind::Url;
  if (!is_url) {
    known = false;
    return Values::kBottom;
  }
  ValueId out = Values::kBottom;
  for (AtomId id : v_[self].atoms) {
    const Atom a = v_.atom(id);
    if (a.kind != AtomKind::Obj || objects_[a.a].kind != ObjectKind::Url) continue;
    ValueId whole = field(f, env, a.a, href);
    if (what == "url-href" || what == "to-string")
      out = v_.join(out, whole);
    else if (what == "url-pathname" || what == "url-origin" || what == "url-host" || what == "url-hostname") {
      for (const Pattern& p : v_.as_patterns(whole, Shape::any)) {
        if (what == "url-pathname")
          out = v_.join(out, v_.of_pattern(without_query(after_host(p))));
        else if (!p.empty() && !p[0].hole && what == "url-origin") {
          size_t slash = p[0].text.find('/', p[0].text.find("//") + 2);
          Pattern q;
          append_text(q, p[0].text.substr(0, slash));
          if (slash == std::string::npos && p.size() > 1) append(q, {p[1]});
          out = v_.join(out, v_.of_pattern(std::move(q)));
        } else
          out = v_.join(out, hole(f, at, Shape::segment, "a host"));
      }
    } else if (what == "url-search" || what == "url-hash") {
      out = v_.join(out, query_hole());
    } else if (what == "url-searchParams") {
      out = v_.join(out, intrinsic(f, env, "url-params", self, {}, 1, false));
    } else if (what == "url-set-pathname") {
      ValueId next = Values::kBottom;
      for (const Pattern& b : v_.as_patterns(whole, Shape::any))
        for (Pattern p : v_.as_patterns(arg(0), Shape::any)) {
          Pattern rooted;
          if (p.empty() || p[0].hole || !p[0].text.starts_with("/")) append_text(rooted, "/");
          append(rooted, p);
          next = v_.join(next, v_.of_pattern(resolve(b, rooted)));
        }
      set_field(f, env, a.a, href, next, false);
      return v_.undefined();
    } else if (what == "url-set-search" || what == "url-set-hash") {
      return v_.undefined();
    } else {
      known = false;
      return Values::kBottom;
    }
  }
  return out;
}

ValueId Machine::to_text(Frame& f, Environment& env, ValueId v, NodeId n) {
  for (AtomId id : v_[v].atoms)
    if (v_.atom(id).kind == AtomKind::Obj) return intrinsic(f, env, "to-string", v_.undefined(), {v}, n, false);
  return v;
}

}  // namespace leastscope
