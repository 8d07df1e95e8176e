// Writing members: strong updates of what an environment owns, joins into the store for everything else.
#include <algorithm>

#include "base/paths.h"
#include "calls/machine.h"

namespace leastscope {

using namespace ir;

void Machine::set_field(Frame& f, Environment& env, ObjectId o, Symbol name, ValueId v, bool weak) {
  if (OwnedObject* x = owned(env, o)) {
    for (auto& [k, old] : x->fields)
      if (k == name) {
        old = weak ? v_.join(old, v) : v;
        return;
      }
    if (x->fields.empty()) x->fields.reserve(4);
    x->fields.emplace_back(name, weak && name != s_star_ ? v_.join(v, v_.undefined()) : v);
    return;
  }
  v = escape(f, env, v);
  Object& object = objects_[o];
  if (std::find(object.keys.begin(), object.keys.end(), name) == object.keys.end()) {
    object.keys.push_back(name);
    write(cell(8, o, 0), v_.number(std::to_string(object.keys.size())));
  }
  object.published = true;
  object.shaping |= holds_shaping(v);
  write(cell(0, o, name), v);
  for (AtomId id : v_[v].atoms) {
    AtomKind kind = v_.atom(id).kind;
    if (kind == AtomKind::Fun || kind == AtomKind::Handle || kind == AtomKind::Effect || kind == AtomKind::Class) {
      write(cell(6, name, 0), obj(o));
      break;
    }
  }
}

void Machine::set_member(Frame& f, Environment& env, ValueId object, Symbol name, ValueId v) {
  const Value& x = v_[object];
  bool weak = x.atoms.size() + x.open.size() > 1;
  for (AtomId id : x.atoms) {
    const Atom a = v_.atom(id);
    switch (a.kind) {
      case AtomKind::Obj: {
        if (objects_[a.a].kind == ObjectKind::Url) {
          intrinsic(f, env, "url-set-" + std::string(names_.text(name)), v_.one(id), {v}, kNone, false);
          break;
        }
        if (uint32_t cls = objects_[a.a].cls; cls != kNone && call_setter(f, env, cls, v_.one(id), name, v, 0)) break;
        set_field(f, env, a.a, name, v, weak);
        break;
      }
      case AtomKind::Class:
        escape(f, env, v);
        write(cell(2, a.a, name), v);
        break;
      case AtomKind::Fun:
        escape(f, env, v);
        write(cell(3, a.a, name), v);
        break;
      case AtomKind::Native: {
        std::string_view dotted = names_.text(a.a);
        escape(f, env, v);
        if (dotted == "window" || dotted == "globalThis" || dotted == "global" || dotted == "self")
          write(cell(9, name, 0), v);
        call_unknown(f, env, v, 0, 0, Values::kBottom);
        break;
      }
      case AtomKind::Module:
        escape(f, env, v);
        write(cell(12, a.a, name), v);
        break;
      case AtomKind::Handle:
        escape(f, env, v);
        write(cell(11, a.a, name), v);
        set_handle_member(f, env, a.a, name, v);
        break;
      default:
        break;
    }
  }
  bool unknown = !x.open.empty();
  for (AtomId id : x.atoms) unknown |= v_.atom(id).kind == AtomKind::Opaque || v_.atom(id).kind == AtomKind::Handle;
  if (unknown) {  // given to code that we do not know
    escape(f, env, v);
    call_unknown(f, env, v, 0, 0, Values::kBottom);
  }
}

bool Machine::call_setter(Frame& f, Environment& env, uint32_t cls, ValueId self, Symbol name, ValueId v,
                          unsigned depth) {
  if (depth > 20) return false;
  const ClassObject& c = classes_[cls];
  for (const Member& m : program_.modules[c.module].classes[c.id].members)
    if (m.kind == Member::Kind::Setter && m.name == name && !m.is_static && m.function != kNone) {
      Closure k;
      k.module = c.module;
      k.function = m.function;
      k.env = c.env;
      k.home = cls;
      escape(f, env, self);
      escape(f, env, v);
      call_closure(&f, closure_id(std::move(k)), self, {v}, 0, false);
      return true;
    }
  for (ValueId s : c.supers)
    for (AtomId id : v_[s].atoms)
      if (v_.atom(id).kind == AtomKind::Class && call_setter(f, env, v_.atom(id).a, self, name, v, depth + 1))
        return true;
  return false;
}

}  // namespace leastscope
