// Intrinsics of lists, maps and objects. A list whose elements are known is gone through one by one; others call back
// with the join.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

ValueId Machine::list_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                                const std::vector<ValueId>& args, NodeId n, bool& known) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  NodeId site = n == kNone ? 0 : n;
  auto arg = [&](size_t i) { return i < args.size() ? args[i] : v_.undefined(); };
  auto index = [&] { return hole(f, at, Shape::segment, "an index"); };
  auto call = [&](ValueId fn, std::vector<ValueId> with) {
    for (ValueId& v : with) v = escape(f, env, v);
    return call_function(f, env, fn, with, at);
  };
  /// Results of the callback for each element.
  auto map = [&](ValueId list, ValueId fn) {
    Elements e = elements(f, env, list, at), out;
    out.exact = e.exact;
    escape(f, env, list);
    if (!e.exact && !e.items.empty()) {
      ValueId any = Values::kBottom;
      for (ValueId v : e.items) any = v_.join(any, v);
      e.items = {any};
    }
    for (size_t i = 0; i < e.items.size(); ++i)
      out.items.push_back(call(fn, {e.items[i], e.exact ? v_.number(std::to_string(i)) : index(), list}));
    return out;
  };
  auto list_of = [&](const Elements& e, uint32_t variant) {
    if (e.exact) return new_list(f, env, site, e.items, Values::kBottom, variant);
    ValueId any = Values::kBottom;
    for (ValueId v : e.items) any = v_.join(any, v);
    return new_list(f, env, site, {}, any, variant);
  };
  if (what == "list-each" || what == "map-each") {
    if (what == "map-each") {
      for (AtomId id : v_[self].atoms)
        if (v_.atom(id).kind == AtomKind::Obj)
          for (auto& [k, v] : fields(f, env, v_.atom(id).a)) call(arg(0), {v, v_.string(names_.text(k)), self});
      if (v_.is_open(self)) call(arg(0), {v_.open_of(self), index(), self});
      return v_.undefined();
    }
    map(self, arg(0));
    return v_.undefined();
  }
  if (what == "list-map") return list_of(map(self, arg(0)), 21);
  if (what == "list-flat-map") {
    Elements mapped = map(self, arg(0)), out;
    out.exact = mapped.exact;
    for (ValueId v : mapped.items) {
      bool list = false;
      for (AtomId id : v_[v].atoms)
        list |= v_.atom(id).kind == AtomKind::Obj && objects_[v_.atom(id).a].kind == ObjectKind::List;
      if (!list && !v_.is_open(v)) {
        out.items.push_back(v);
        continue;
      }
      Elements inner = elements(f, env, v, at);
      out.exact &= inner.exact;
      out.items.insert(out.items.end(), inner.items.begin(), inner.items.end());
    }
    return list_of(out, 22);
  }
  if (what == "list-flat") {
    Elements e = elements(f, env, self, at), out;
    out.exact = e.exact;
    for (ValueId v : e.items) {
      bool list = false;
      for (AtomId id : v_[v].atoms)
        list |= v_.atom(id).kind == AtomKind::Obj && objects_[v_.atom(id).a].kind == ObjectKind::List;
      if (!list) {
        out.items.push_back(v);
        continue;
      }
      Elements inner = elements(f, env, v, at);
      out.exact &= inner.exact;
      out.items.insert(out.items.end(), inner.items.begin(), inner.items.end());
    }
    return list_of(out, 23);
  }
  if (what == "list-filter" || what == "list-find" || what == "list-some") {
    Elements e = elements(f, env, self, at);
    bool identity = false;
    for (AtomId id : v_[arg(0)].atoms) identity |= v_.atom(id).kind == AtomKind::Native;
    if (!identity) map(self, arg(0));
    if (what == "list-some") return v_.join(v_.boolean(true), v_.boolean(false));
    ValueId any = what == "list-find" ? v_.undefined() : Values::kBottom;
    for (ValueId v : e.items) any = v_.join(any, v);
    if (what == "list-find") return any;
    if (identity &&
        e.exact) {  // filter(Boolean): what is certainly missing goes, what is certainly there stays in its place
      Elements out;
      for (ValueId v : e.items) {
        Truth t = truth(v);
        if (t == Truth::no) continue;
        if (t == Truth::unknown) out.exact = false;
        out.items.push_back(v);
      }
      return list_of(out, 24);
    }
    return new_list(f, env, site, {}, any, 24);
  }
  if (what == "list-reduce") {
    Elements e = elements(f, env, self, at);
    escape(f, env, self);
    size_t from = 0;
    ValueId acc = args.size() > 1 ? arg(1) : (e.items.empty() ? v_.undefined() : e.items[from++]);
    if (e.exact) {
      for (size_t i = from; i < e.items.size(); ++i)
        acc = call(arg(0), {acc, e.items[i], v_.number(std::to_string(i)), self});
      return acc;
    }
    ValueId any = Values::kBottom;
    for (ValueId v : e.items) any = v_.join(any, v);
    for (int i = 0; i < 3; ++i) {
      ValueId next = call(arg(0), {acc, any, index(), self});
      if (v_.join(acc, next) == acc) break;
      acc = v_.join(acc, next);
    }
    return acc;
  }
  if (what == "list-concat") {
    Elements out = elements(f, env, self, at);
    for (ValueId v : args) {
      bool list = v_.is_open(v);
      for (AtomId id : v_[v].atoms)
        list |= v_.atom(id).kind == AtomKind::Obj && objects_[v_.atom(id).a].kind == ObjectKind::List;
      if (!list) {
        out.items.push_back(v);
        continue;
      }
      Elements e = elements(f, env, v, at);
      out.exact &= e.exact;
      out.items.insert(out.items.end(), e.items.begin(), e.items.end());
    }
    return list_of(out, 25);
  }
  if (what == "list-push") {
    // what a loop adds, it adds nobody knows how often
    auto repeated = [&](ObjectId o) {
      return std::any_of(f.loops.begin(), f.loops.end(), [&](const LoopScope& loop) {
        return std::binary_search(loop.before.begin(), loop.before.end(), o);
      });
    };
    for (AtomId id : v_[self].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind != AtomKind::Obj || objects_[a.a].kind == ObjectKind::Record) continue;
      for (ValueId v : args) {
        OwnedObject* x = owned(env, a.a);
        bool exact = x && v_[self].atoms.size() == 1 && !v_.is_open(self) && !repeated(a.a);
        if (exact)
          for (auto& [k, old] : x->fields) exact &= k != s_star_;
        if (exact && x->fields.size() < 16)
          set_field(f, env, a.a, index_name(x->fields.size()), v, false);
        else
          set_field(f, env, a.a, s_star_, v_.join(v, field(f, env, a.a, s_star_)), false);
      }
    }
    if (v_.is_open(self))
      for (ValueId v : args) {
        escape(f, env, v);
        call_unknown_functions(f, env, v, at);
      }
    return index();
  }
  if (what == "list-pop" || what == "list-at") {
    ValueId any = v_.undefined();
    for (ValueId v : elements(f, env, self, at).items) any = v_.join(any, v);
    return any;
  }
  if (what == "list-slice") {
    Elements e = elements(f, env, self, at);
    const Value& from = v_[arg(0)];
    if (e.exact && args.size() == 1 && from.atoms.size() == 1 && from.open.empty() &&
        v_.atom(from.atoms[0]).kind == AtomKind::Num) {
      long k = std::strtol(std::string(names_.text(v_.atom(from.atoms[0]).a)).c_str(), nullptr, 10);
      long size = static_cast<long>(e.items.size());
      k = k < 0 ? std::max(0L, size + k) : std::min(k, size);
      e.items.erase(e.items.begin(), e.items.begin() + k);
      return new_list(f, env, site, e.items, Values::kBottom, 26);
    }
    bool text = true;
    for (AtomId id : v_[self].atoms) text &= v_.atom(id).kind == AtomKind::Str;
    if (text && !v_.is_open(self) && !v_[self].atoms.empty()) {
      bool k2 = true;
      return string_intrinsic(f, env, "slice", self, args, n, k2);
    }
    e.exact = false;
    return list_of(e, 27);
  }
  if (what == "list-reverse") {
    Elements e = elements(f, env, self, at);
    std::reverse(e.items.begin(), e.items.end());
    return list_of(e, 28);
  }
  if (what == "list-sort" || what == "list-fill") {
    Elements e = elements(f, env, self, at);
    for (ValueId v : args) call_unknown_functions(f, env, v, at);
    if (what == "list-fill") e.items.push_back(arg(0));
    e.exact &= what == "list-sort" && e.items.size() < 2;
    return list_of(e, 29);
  }
  if (what == "list-from") {
    if (args.size() > 1) return list_of(map(arg(0), arg(1)), 30);
    return list_of(elements(f, env, arg(0), at), 30);
  }
  if (what == "all-settled") {  // of each what it came to, and that, or the error, beside it
    Elements e = elements(f, env, arg(0), at);
    const ValueId status = v_.join(v_.string("fulfilled"), v_.string("rejected"));
    uint32_t variant = 100;
    for (ValueId& item : e.items) {
      ObjectId o = new_object(f, env, site, ObjectKind::Record, variant++);
      set_field(f, env, o, names_.intern("status"), status, false);
      set_field(f, env, o, names_.intern("value"), item, false);
      set_field(f, env, o, names_.intern("reason"), top(f, at, ReasonKind::library_result, "an error"), false);
      item = obj(o);
    }
    return list_of(e, 32);
  }
  if (what == "list-of") return new_list(f, env, site, args, Values::kBottom, 31);
  known = false;
  return 0;
}

ValueId Machine::object_intrinsic(Frame& f, Environment& env, std::string_view what, ValueId self,
                                  const std::vector<ValueId>& args, NodeId n, bool& known) {
  uint32_t at = n == kNone ? 0 : f.m->node(n).at;
  NodeId site = n == kNone ? 0 : n;
  auto arg = [&](size_t i) { return i < args.size() ? args[i] : v_.undefined(); };
  if (what == "keys" || what == "values" || what == "entries") {
    ValueId from = args.empty() ? self : arg(0);
    std::vector<ValueId> items;
    ValueId rest = Values::kBottom;
    uint32_t count = 0;
    auto make = [&](ValueId key, ValueId value, uint32_t variant) {
      if (what == "keys") return key;
      if (what == "values") return value;
      return new_list(f, env, site, {key, value}, Values::kBottom, 40 + variant);
    };
    for (AtomId id : v_[from].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind == AtomKind::Module) {
        for (const ExportBinding& e : program_.modules[a.a].exports)
          if (!e.type_only && e.name != s_star_)
            items.push_back(make(v_.string(names_.text(e.name)), export_value(&f, a.a, e.name, 0), count++));
        continue;
      }
      if (a.kind != AtomKind::Obj) {
        if (a.kind != AtomKind::Undef && a.kind != AtomKind::Null)
          rest = v_.join(rest, top(f, at, ReasonKind::library_result, "an entry of an object that is not known"));
        continue;
      }
      for (auto& [k, v] : fields(f, env, a.a)) {
        if (k == s_iterator_) continue;
        if (k == s_star_) {
          ValueId key = hole(f, at, Shape::any, "a key that is not known", ReasonKind::stored_data);
          rest = v_.join(rest, make(key, v, 4000));
        } else {
          items.push_back(make(v_.string(names_.text(k)), v, count++));
        }
      }
    }
    if (v_.is_open(from)) rest = v_.join(rest, make(v_.open_of(from), v_.open_of(from), 4001));
    return new_list(f, env, site, items, rest, 39);
  }
  if (what == "from-entries" || what == "map-new") {
    ObjectId o = new_object(f, env, site, what == "map-new" ? ObjectKind::Map : ObjectKind::Record, 41);
    Elements e = elements(f, env, arg(0), at);
    for (ValueId pair : e.items) {
      ValueId key = get_index(f, env, pair, v_.number("0"), at), value = get_index(f, env, pair, v_.number("1"), at);
      put(f, env, o, key, value, !e.exact);
    }
    return obj(o);
  }
  if (what == "set-new") {
    ObjectId o = new_object(f, env, site, ObjectKind::Set, 42);
    Elements e = elements(f, env, arg(0), at);
    for (size_t i = 0; i < e.items.size(); ++i)
      set_field(f, env, o, e.exact && i < 64 ? index_name(i) : s_star_,
                e.exact ? e.items[i] : v_.join(e.items[i], field(f, env, o, s_star_)), false);
    return obj(o);
  }
  if (what == "headers-other") return self;
  if (what == "headers-authorization") {
    for (AtomId id : v_[self].atoms)
      if (const Atom a = v_.atom(id); a.kind == AtomKind::Obj)
        put(f, env, a.a, v_.string("Authorization"), arg(0), v_[self].atoms.size() > 1);
    return self;
  }
  if (what == "map-set") {
    for (AtomId id : v_[self].atoms) {
      const Atom a = v_.atom(id);
      if (a.kind != AtomKind::Obj) continue;
      if (objects_[a.a].kind == ObjectKind::Set)
        set_field(f, env, a.a, s_star_, v_.join(arg(0), field(f, env, a.a, s_star_)), false);
      else
        put(f, env, a.a, arg(0), arg(1), v_[self].atoms.size() > 1);
    }
    if (v_.is_open(self))
      for (ValueId v : args) {
        escape(f, env, v);
        call_unknown_functions(f, env, v, at);
      }
    return self;
  }
  if (what == "map-get") {
    ValueId out = v_.undefined();
    for (AtomId id : v_[self].atoms)
      if (v_.atom(id).kind == AtomKind::Obj) out = v_.join(out, get_index(f, env, v_.one(id), arg(0), at));
    if (v_.is_open(self)) out = v_.join(out, v_.open_of(self));
    return out;
  }
  if (what == "merge") {
    for (size_t i = 1; i < args.size(); ++i)
      for (AtomId id : v_[arg(0)].atoms)
        if (v_.atom(id).kind == AtomKind::Obj) copy_fields(f, env, v_.atom(id).a, args[i], at, nullptr);
    std::vector<AtomId> others;  // a prototype, or something that is not ours: given member by member
    for (AtomId id : v_[arg(0)].atoms)
      if (AtomKind kind = v_.atom(id).kind; kind == AtomKind::Class || kind == AtomKind::Fun ||
                                            kind == AtomKind::Opaque || kind == AtomKind::Handle ||
                                            kind == AtomKind::Native)
        others.push_back(id);
    if (const ValueId to = v_.make(others, v_[arg(0)].open); to != Values::kBottom)
      for (size_t i = 1; i < args.size(); ++i)
        for (AtomId id : v_[args[i]].atoms)
          if (v_.atom(id).kind == AtomKind::Obj)
            for (auto& [k, v] : fields(f, env, v_.atom(id).a)) set_member(f, env, to, k, v);
    return arg(0);
  }
  if (what == "freeze" || what == "identity") return args.empty() ? self : arg(0);
  if (what == "define-property") {
    if (const std::string* key = v_.literal(arg(1))) {
      ValueId v = get(f, env, arg(2), names_.intern("value"), at);
      ValueId getter = get(f, env, arg(2), names_.intern("get"), at);
      if (v_.has(getter, AtomKind::Fun))
        v = v_.join(v_.without(v, AtomKind::Undef), call_function(f, env, getter, {}, at));
      set_member(f, env, arg(0), names_.intern(*key), v);
    }
    return arg(0);
  }
  if (what == "create-object") {
    ObjectId o = object_id(f, site, ObjectKind::Record, 43);
    objects_[o].published = true;
    escape(f, env, arg(0));
    write(cell(10, o, 0), v_.filter(arg(0), AtomKind::Obj));
    return obj(o);
  }
  if (what == "get-prototype") {  // of an instance: its class, which stands for its prototype
    ValueId out = Values::kBottom;
    for (AtomId id : v_[arg(0)].atoms)
      if (const Atom a = v_.atom(id); a.kind == AtomKind::Obj && objects_[a.a].cls != kNone)
        out = v_.join(out, v_.of({AtomKind::Class, objects_[a.a].cls, 0}));
    return out == Values::kBottom ? arg(0) : out;
  }
  if (what == "reflect-get") return get_index(f, env, arg(0), arg(1), at);
  known = false;
  return 0;
}

/// Stores under a key that may be known.
void Machine::put(Frame& f, Environment& env, ObjectId o, ValueId key, ValueId value, bool weak) {
  bool exact = v_[key].open.empty();
  for (AtomId id : v_[key].atoms) {
    if (const std::string* s = v_.literal_of(id))
      set_field(f, env, o, names_.intern(*s), value, weak || v_[key].atoms.size() > 1);
    else if (v_.atom(id).kind == AtomKind::Num)
      set_field(f, env, o, v_.atom(id).a, value, weak);
    else
      exact = false;
  }
  if (!exact) set_field(f, env, o, s_star_, v_.join(value, field(f, env, o, s_star_)), false);
}

}  // namespace leastscope
