// The elements of what can be iterated: lists, maps, sets, objects with an iterator of their own, and what is not
// known.
#include <algorithm>

#include "calls/machine.h"

namespace leastscope {

using namespace ir;

/// Is a computed key `Symbol.iterator` or its asynchronous twin? `for await` takes either.
bool Machine::names_iterator(const Module& m, NodeId key) const {
  if (key == kNone || m.node(key).kind != Kind::Get) return false;
  const std::string_view member = names_.text(m.node(key).symbol);
  const Node& of = m.node(m.child(key, 0));
  return (member == "iterator" || member == "asyncIterator") && of.kind == Kind::Name && (of.flags & kGlobal) &&
         names_.text(of.symbol) == "Symbol";
}

bool Machine::declares_iterator(uint32_t cls, unsigned depth) const {
  const ClassObject& c = classes_[cls];
  const Module& m = program_.modules[c.module];
  const std::vector<Member>& members = m.classes[c.id].members;
  if (std::any_of(members.begin(), members.end(),
                  [&](const Member& x) { return !x.is_static && names_iterator(m, x.computed); }))
    return true;
  for (ValueId s : c.supers)
    for (AtomId id : v_[s].atoms)
      if (v_.atom(id).kind == AtomKind::Class && depth < 20 && declares_iterator(v_.atom(id).a, depth + 1)) return true;
  return false;
}

/// The function that an object certainly bears as its iterator; bottom if it bears none.
ValueId Machine::own_iterator(Frame& f, Environment& env, ObjectId o, uint32_t at) {
  const Object& object = objects_[o];
  if (object.kind != ObjectKind::Record && object.kind != ObjectKind::Instance) return Values::kBottom;
  ValueId fn = Values::kBottom;
  for (auto& [k, v] : fields(f, env, o))
    if (k == s_iterator_) fn = v_.filter(v, AtomKind::Fun);
  if (fn == Values::kBottom && object.cls != kNone && declares_iterator(object.cls))
    fn = v_.filter(class_member(f, env, object.cls, s_iterator_, obj(o), false, at, 0), AtomKind::Fun);
  return fn;
}

/// What an object's own iterator gives: a generator, or an object whose next() is called. No code says that it is
/// called, so what it does itself is possible and not sure.
Machine::Elements Machine::iterated(Frame& f, Environment& env, ValueId self, ValueId iterator, uint32_t at) {
  Elements out;
  const ValueId made = invoke(f, env, iterator, escape(f, env, self), {}, kNone, false, true);
  for (AtomId id : v_[made].atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Null || a.kind == AtomKind::Undef) continue;
    if (a.kind == AtomKind::Obj && objects_[a.a].kind != ObjectKind::Record &&
        objects_[a.a].kind != ObjectKind::Instance) {
      Elements inner = elements(f, env, v_.one(id), at);
      out.items.insert(out.items.end(), inner.items.begin(), inner.items.end());
      out.exact &= inner.exact;
    } else {
      iterate_by_next(f, env, v_.one(id), at, out);
    }
  }
  if (v_.is_open(made)) out.items.push_back(v_.open_of(made));
  out.exact &= !v_.is_open(made) && v_[made].atoms.size() == 1;
  return out;
}

/// What is beside the end of the iteration is not an element; where that is not clear, it is one.
void Machine::iterate_by_next(Frame& f, Environment& env, ValueId iterator, uint32_t at, Elements& out) {
  out.exact = false;
  const ValueId next = get(f, env, iterator, names_.intern("next"), at);
  const ValueId code = v_.filter(next, AtomKind::Fun);
  const ValueId result = code == Values::kBottom
                             ? top(f, at, ReasonKind::library_result, "an element of an iterator that is not known")
                             : invoke(f, env, next, escape(f, env, iterator), {}, kNone, false, true);
  for (AtomId id : v_[result].atoms) {
    const ValueId done = get(f, env, v_.one(id), names_.intern("done"), at);
    if (truth(done) != Truth::yes) out.items.push_back(get(f, env, v_.one(id), names_.intern("value"), at));
  }
  if (v_.is_open(result)) out.items.push_back(v_.open_of(result));
}

Machine::Elements Machine::elements(Frame& f, Environment& env, ValueId list, uint32_t at) {
  Elements out;
  const Value& x = v_[list];
  for (AtomId id : x.atoms) {
    const Atom a = v_.atom(id);
    if (a.kind == AtomKind::Null || a.kind == AtomKind::Undef) continue;
    if (a.kind == AtomKind::Obj) {
      ObjectKind kind = objects_[a.a].kind;
      if (const ValueId iterator = own_iterator(f, env, a.a, at); iterator != Values::kBottom) {
        Elements own = iterated(f, env, v_.one(id), iterator, at);
        out.items.insert(out.items.end(), own.items.begin(), own.items.end());
        out.exact &= own.exact;
        continue;
      }
      if (kind == ObjectKind::Params) {  // what was parsed is not kept
        out.items.push_back(top(f, at, ReasonKind::stored_data, "a parameter of a query"));
        out.exact = false;
        continue;
      }
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
      out.items.push_back(hole(f, at, Shape::any, "a character of a string"));
      out.exact = false;
    } else if (a.kind == AtomKind::Opaque) {
      out.items.push_back(v_.make({&id, 1}, {&opaques_[a.a].reason, 1}));
      out.exact = false;
    } else {
      out.exact = false;
      if (a.kind == AtomKind::Handle) out.items.push_back(v_.one(id));
    }
  }
  if (!x.open.empty()) {
    out.items.push_back(v_.open_of(list));
    out.exact = false;
  }
  return out;
}

}  // namespace leastscope
